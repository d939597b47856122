//! Random catalogues, scopings and drafts, both dialects: whatever compiles is one narrow statement over allowed columns, and
//! whatever does not says why. The second opinion on the text is a parser that shares nothing with the compiler.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::binding::{
    Binding, Compilation, Input, ParameterRules, Projection, Scalar, Severity, SqlSearch, SqlWrite, Statement,
    StatementKind, WriteMode, WrittenField, compile,
};
use gatehouse_core::catalog::{
    Catalog, Column, ForeignKey, Generation, Index, IndexPart, Key, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::Scoping;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlparser::ast::Statement as Parsed;
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

/// Names that mean trouble beside plain ones. A marker in each value of a draft is looked for in the text afterwards.
const NAMES: [&str; 12] = [
    "id",
    "phone",
    "status",
    "starts_at",
    "select",
    "a b",
    "a\"b",
    "a`b",
    "x; drop table y --",
    "naïve",
    "Ünï.çode",
    "$1",
];
const MARK: &str = "zqmark";
/// A schema that an extension's operators are in: no other name is like it.
const EXTENSION: &str = "ext\".=) 1 --";

fn class_and_type(engine: Engine) -> impl Strategy<Value = (TypeClass, &'static str)> {
    let postgres: &[(TypeClass, &str)] = &[
        (TypeClass::Text, "text"),
        (TypeClass::Integer, "bigint"),
        (TypeClass::Number, "numeric"),
        (TypeClass::Boolean, "boolean"),
        (TypeClass::Date, "date"),
        (TypeClass::Timestamp, "timestamp with time zone"),
        (TypeClass::Uuid, "uuid"),
        (TypeClass::Enum, "\"public\".\"sta\"\"tus\""),
        (TypeClass::Json, "jsonb"),
        (TypeClass::Array, "text[]"),
    ];
    let mysql: &[(TypeClass, &str)] = &[
        (TypeClass::Text, "char"),
        (TypeClass::Integer, "signed"),
        (TypeClass::Number, "decimal(10,2)"),
        (TypeClass::Boolean, "signed"),
        (TypeClass::Date, "date"),
        (TypeClass::Timestamp, "datetime(6)"),
        (TypeClass::Enum, "char"),
        (TypeClass::Json, "json"),
    ];
    proptest::sample::select(if engine == Engine::Postgres { postgres } else { mysql })
}

fn column(engine: Engine) -> impl Strategy<Value = Column> {
    let generation = prop_oneof![
        6 => Just(None),
        1 => Just(Some(Generation::Generated)),
        1 => Just(Some(Generation::IdentityAlways)),
        1 => Just(Some(Generation::IdentityByDefault)),
    ];
    let privileges = prop_oneof![9 => Just((true, true, true)), 1 => any::<(bool, bool, bool)>()];
    let equality = prop_oneof![4 => Just(None), 1 => Just(Some(EXTENSION))];
    let flags = (any::<bool>(), any::<bool>());
    (proptest::sample::select(&NAMES[..]), class_and_type(engine), flags, generation, privileges, equality).prop_map(
        |(name, (class, written), (nullable, has_default), generation, (select, insert, update), equality)| {
            let mut column = Column::new(name, written, class);
            column.nullable = nullable;
            column.generation = generation;
            column.default = has_default.then(|| "x".to_owned());
            column.equality_schema = equality.map(str::to_owned);
            column.privileges = Privileges { select, insert, update };
            if class == TypeClass::Enum {
                column.enum_values = vec!["booked".into(), "it's".into()];
            }
            column
        },
    )
}

fn table(engine: Engine, name: &'static str) -> impl Strategy<Value = Table> {
    let kind =
        prop_oneof![8 => Just(TableKind::Table), 1 => Just(TableKind::View), 1 => Just(TableKind::PartitionedTable)];
    let index = (0..6usize, any::<bool>(), 0..8u8);
    (proptest::collection::vec(column(engine), 1..7), kind, proptest::collection::vec(index, 0..4)).prop_map(
        move |(mut columns, kind, indexes)| {
            let mut seen = BTreeSet::new();
            columns.retain(|column| seen.insert(column.name.clone()));
            let mut table = Table::new(TableName::new("public", name), kind, columns);
            for (at, (lead, unique, odd)) in indexes.into_iter().enumerate() {
                let lead = &table.columns[lead % table.columns.len()].name;
                let parts = if odd == 0 {
                    vec![IndexPart::of_expression("lower(x)")]
                } else {
                    vec![IndexPart::of_column(lead)]
                };
                let method = if odd == 1 { "gin" } else { "btree" };
                let mut index = Index::new(format!("ix{at}"), method, unique, parts);
                index.valid = odd != 2;
                index.predicate = (odd == 3).then(|| "x".to_owned());
                if unique && odd > 3 {
                    table.primary_key = Some(Key { name: format!("ix{at}"), columns: vec![lead.clone()] });
                }
                table.indexes.push(index);
            }
            table
        },
    )
}

fn catalog() -> impl Strategy<Value = Catalog> {
    proptest::sample::select(&[Engine::Postgres, Engine::Mysql][..])
        .prop_flat_map(|engine| (Just(engine), table(engine, "appointments"), table(engine, "odd \"`.name")))
        .prop_map(|(engine, mut first, second)| {
            let (own, other) = (first.columns[0].name.clone(), second.columns[0].name.clone());
            first.foreign_keys.push(ForeignKey {
                name: "hop".into(),
                columns: vec![own],
                references: second.name.clone(),
                referenced_columns: vec![other],
            });
            let mut catalog = Catalog::new(engine, "1", "clinic", "public");
            catalog.tables = vec![first, second];
            catalog.sort();
            catalog
        })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![12 => proptest::sample::select(&NAMES[..]).prop_map(str::to_owned), 1 => ".{0,8}"]
}

/// Bytes that decide, one after the other, what a draft is made of: mostly what fits the table, sometimes anything.
struct Dice<'a> {
    bytes: std::slice::Iter<'a, u8>,
    odd: &'a [String],
}

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(*self.bytes.next().unwrap_or(&0)) % sides
    }

    /// One of `fitting`, or once in sixteen times any text.
    fn pick(&mut self, fitting: &[&str]) -> String {
        let odd = self.roll(16) == 0 || fitting.is_empty();
        let at = self.roll(256);
        if odd { self.odd[at % self.odd.len()].clone() } else { fitting[at % fitting.len()].to_owned() }
    }

    fn param(&mut self, at: usize) -> String {
        if self.roll(20) == 0 { self.pick(&[]) } else { format!("{MARK}_{at}") }
    }

    fn constant(&mut self, class: TypeClass) -> Scalar {
        match (self.roll(8), class) {
            (0, _) => Scalar::Text(format!("{MARK}'\"`;--")),
            (_, TypeClass::Integer | TypeClass::Number) => Scalar::Integer(-7),
            (_, TypeClass::Boolean) => Scalar::Boolean(true),
            (_, TypeClass::Enum) => Scalar::Text("it's".into()),
            (_, TypeClass::Date) => Scalar::Text("2026-01-02".into()),
            _ => Scalar::Text(format!("{MARK} '); DROP TABLE x; --")),
        }
    }
}

/// A draft for the catalogue's table `appointments`.
fn draft(catalog: &Catalog, bytes: &[u8], odd: &[String]) -> Binding {
    let table = catalog.table(&TableName::new("public", "appointments")).unwrap();
    let dice = &mut Dice { bytes: bytes.iter(), odd };
    let operation = ["read", "create", "update", "read", "create", "update", "update", "delete"][dice.roll(8)];
    let indexed: Vec<&str> = table.indexes.iter().filter_map(|index| index.leading_column()).collect();
    let unique: Vec<&str> =
        table.indexes.iter().filter(|index| index.unique).filter_map(|index| index.leading_column()).collect();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let far: Vec<&str> = catalog.tables.iter().flat_map(|table| &table.columns).map(|c| c.name.as_str()).collect();
    let read = operation == "read";
    let key = dice.pick(&unique);
    let mut binding = Binding {
        tool_name: format!("{MARK} tool"),
        connection: "clinic".into(),
        operation: format!("{}.{operation}", if dice.roll(20) == 0 { "nothing" } else { "appointments" }),
        description: Some(format!("{MARK} '); drop table x")),
        enabled: true,
        inputs: vec![],
        projection: vec![],
        sql_search: None,
        input_object_map: vec![],
        sql_write: None,
        parameters: vec![],
    };
    for at in 0..if read { 1 + dice.roll(3) } else { dice.roll(2) } {
        let path = match dice.roll(6) {
            0 => vec!["appointment".into(), dice.pick(&names)],
            1 => vec!["hop".into(), dice.pick(&far)],
            _ => vec![dice.pick(&names)],
        };
        binding.projection.push(Projection { path, leaf: format!("leaf_{at}") });
    }
    if read {
        binding.inputs.push(Input { param: dice.param(0), arg: dice.pick(&indexed), required: true });
        if dice.roll(3) == 0 {
            binding.sql_search = Some(SqlSearch {
                order_by: Some(dice.pick(&names)),
                descending: Some(dice.roll(2) == 0),
                limit: Some(1 + u32::try_from(dice.roll(52)).unwrap()),
                ..SqlSearch::default()
            });
        }
    } else {
        binding.input_object_map = written(table, operation, &key, dice);
    }
    if operation == "update" {
        binding.sql_write = Some(SqlWrite {
            mode: Some(WriteMode::Update),
            key_column: Some(key),
            key_param: Some(dice.param(99)),
            ..SqlWrite::default()
        });
    }
    if dice.roll(5) == 0 {
        let default = (dice.roll(2) == 0).then(|| dice.constant(TypeClass::Text));
        binding.parameters.push(ParameterRules { param: dice.param(0), default, ..ParameterRules::default() });
    }
    binding
}

/// What may be written, mostly.
fn written(table: &Table, operation: &str, key: &str, dice: &mut Dice<'_>) -> Vec<WrittenField> {
    let mut fields = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let server = matches!(column.generation, Some(Generation::Generated | Generation::IdentityAlways));
        let unfit = server || !column.class.is_scalar() || (operation == "update" && column.name == key);
        if (unfit && dice.roll(12) > 0) || (!unfit && dice.roll(4) == 0 && operation == "update") {
            continue;
        }
        let field = if dice.roll(30) == 0 { dice.pick(&[]) } else { column.name.clone() };
        let constant = (dice.roll(4) == 0).then(|| dice.constant(column.class));
        let param = constant.is_none().then(|| dice.param(at));
        fields.push(WrittenField { field, param, constant });
    }
    fields
}

fn scoping() -> impl Strategy<Value = Scoping> {
    let table = TableName::new("public", "appointments");
    let other = TableName::new("public", "odd \"`.name");
    (proptest::collection::vec(name(), 0..2), proptest::collection::vec(name(), 0..2), 0..12u8).prop_map(
        move |(own, far, whole)| {
            let columns = own.iter().map(|name| table.column(name)).chain(far.iter().map(|name| other.column(name)));
            Scoping::new((whole == 0).then(|| other.clone()), columns)
        },
    )
}

#[test]
fn whatever_compiles_is_narrow_and_whatever_does_not_says_why() {
    let config = ProptestConfig { cases: 20_000, max_shrink_iters: 2_000, ..ProptestConfig::default() };
    let compiled: RefCell<BTreeMap<String, usize>> = RefCell::default();
    let dice = (proptest::collection::vec(any::<u8>(), 120), proptest::collection::vec(name(), 1..6));
    let drawn = TestRunner::new(config).run(&(catalog(), scoping(), dice), |(catalog, scoping, (bytes, odd))| {
        let draft = draft(&catalog, &bytes, &odd);
        let Compilation { statement, diagnostics } = compile(&catalog, &scoping, &draft);
        prop_assert_eq!(&compile(&catalog, &scoping, &draft).statement, &statement);
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        prop_assert_eq!(statement.is_some(), errors == 0, "{:?}", diagnostics);
        if let Some(statement) = statement {
            is_narrow(&catalog, &scoping, &statement);
            let sort = format!("{:?} {:?}", catalog.engine, statement.kind);
            *compiled.borrow_mut().entry(sort).or_default() += 1;
        }
        Ok(())
    });
    drawn.unwrap();
    // A run in which little compiles would show little.
    let compiled = compiled.into_inner();
    println!("{compiled:?}");
    assert_eq!(compiled.len(), 6, "{compiled:?}");
    assert!(compiled.values().all(|count| *count >= 40), "{compiled:?}");
}

fn is_narrow(catalog: &Catalog, scoping: &Scoping, statement: &Statement) {
    let dialect: &dyn Dialect = match catalog.engine {
        Engine::Postgres => &PostgreSqlDialect {},
        Engine::Mysql => &MySqlDialect {},
    };
    let parsed =
        Parser::parse_sql(dialect, &statement.sql).unwrap_or_else(|error| panic!("{error}: {}", statement.sql));
    let [one] = parsed.as_slice() else { panic!("not one statement: {}", statement.sql) };
    let same = matches!(
        (one, statement.kind),
        (Parsed::Query(_), StatementKind::Read)
            | (Parsed::Insert(_), StatementKind::Insert)
            | (Parsed::Update(_), StatementKind::Update)
    );
    assert!(same, "{:?} became {one}", statement.kind);

    // As many placeholders as parameters, and no text or number but casts' and the limit.
    let tokens = Tokenizer::new(dialect, &statement.sql).tokenize().unwrap();
    let placeholders = tokens.iter().filter(|token| matches!(token, Token::Placeholder(_))).count();
    assert_eq!(placeholders, statement.parameters.len(), "{}", statement.sql);
    assert!(!tokens.iter().any(|token| matches!(token, Token::SingleQuotedString(_) | Token::EscapedStringLiteral(_))));
    assert!(!statement.sql.contains(MARK), "{}", statement.sql);

    // Only names of the catalogue that are not blocked; every quoted identifier is one.
    let known = |word: &str| {
        catalog.tables.iter().any(|table| {
            table.name.schema == word
                || (table.name.table == word && !scoping.blocks_table(&table.name))
                || table.columns.iter().any(|column| column.name == word && !scoping.blocks_column(&table.name, word))
        })
    };
    for token in &tokens {
        if let Token::Word(word) = token
            && word.quote_style.is_some()
        {
            // A type of the catalogue stands in a cast, an extension's schema before an operator.
            let beside = ["sta\"tus", EXTENSION].contains(&word.value.as_str());
            assert!(known(&word.value) || beside, "{} in {}", word.value, statement.sql);
        }
    }
    for output in &statement.outputs {
        let table = catalog.table(&output.table).unwrap();
        assert!(!scoping.blocks_column(&table.name, &output.column), "{output:?}");
        assert!(table.column(&output.column).unwrap().class.is_scalar());
    }
    for parameter in &statement.parameters {
        let appointments = TableName::new("public", "appointments");
        assert!(!scoping.blocks_column(&appointments, &parameter.column), "{parameter:?}");
    }
}
