//! The bindings of the corpus, made from the catalogue by fixed rules; what does not compile is none.

use gatehouse_core::binding::{
    Binding, Projection, SqlSearch, SqlWrite, Statement, Verb, WrittenField, compile, operation_id,
};
use gatehouse_core::catalog::{Catalog, Column, Table};
use gatehouse_core::scoping::Scoping;
use serde_json::json;

/// A binding that compiled.
pub(crate) struct Compiled {
    pub(crate) name: String,
    pub(crate) statement: Statement,
}

pub(crate) fn compiled(catalog: &Catalog, name: String, binding: &Binding) -> Option<Compiled> {
    let statement = compile(catalog, &Scoping::default(), binding).statement?;
    Some(Compiled { name, statement })
}

fn blank(catalog: &Catalog, table: &Table, verb: Verb) -> Binding {
    let operation = operation_id(&table.name, verb, &catalog.default_schema);
    serde_json::from_value(json!({ "tool_name": "Corpus", "connection": "corpus", "operation": operation })).unwrap()
}

fn leaf(at: usize, path: &[&str]) -> Projection {
    Projection { path: path.iter().map(|part| (*part).to_owned()).collect(), leaf: format!("leaf_{at}") }
}

/// Reads by one column: a few columns of the table; its first relationships; the latest rows first; and all that can be told.
pub(crate) fn reads(catalog: &Catalog, table: &Table, filter: &Column) -> Vec<Compiled> {
    let scalars: Vec<&str> =
        table.columns.iter().filter(|column| column.class.is_scalar()).map(|column| column.name.as_str()).collect();
    let base = Binding {
        inputs: vec![serde_json::from_value(json!({ "param": "wanted", "arg": filter.name })).unwrap()],
        ..blank(catalog, table, Verb::Read)
    };
    let own = |take: usize| scalars.iter().take(take).enumerate().map(|(at, column)| leaf(at, &[column]));
    let search = |limit, order_by: Option<&&str>, descending| {
        let order_by = order_by.map(|column| (*column).to_owned());
        Some(SqlSearch { limit: Some(limit), order_by, descending, ..SqlSearch::default() })
    };
    let joined = table.foreign_keys.iter().take(3).enumerate().filter_map(|(at, key)| {
        let short = match key.columns.as_slice() {
            [column] => column
                .strip_suffix("_id")
                .filter(|_| table.foreign_keys.iter().filter(|other| other.columns == key.columns).count() == 1),
            _ => None,
        };
        let other = catalog.table(&key.references)?.columns.iter().find(|column| column.class.is_scalar())?;
        Some(leaf(100 + at, &[short.unwrap_or(&key.name), &other.name]))
    });
    let mut variants = vec![
        ("some", Binding { projection: own(3).collect(), ..base.clone() }),
        (
            "ordered",
            Binding {
                projection: own(2).collect(),
                sql_search: search(10, scalars.last(), Some(true)),
                ..base.clone()
            },
        ),
        ("all", Binding { projection: own(50).collect(), sql_search: search(50, None, None), ..base.clone() }),
    ];
    let joined: Vec<Projection> = joined.collect();
    if !joined.is_empty() {
        let projection = own(1).chain(joined).collect();
        variants.push(("joined", Binding { projection, sql_search: search(5, None, None), ..base }));
    }
    let name = |variant| format!("{}.{} {variant}", table.name, filter.name);
    variants.iter().filter_map(|(variant, binding)| compiled(catalog, name(variant), binding)).collect()
}

/// Writes of one table: a row with what must be set, one with all that may be; an update of everything, one of two columns.
pub(crate) fn writes(catalog: &Catalog, table: &Table) -> Vec<Compiled> {
    let mut writes = Vec::new();
    let must = |column: &&Column| !column.nullable && column.default.is_none() && column.generation.is_none();
    // A document is no plain value, and a key that others refer to stays.
    let documented =
        |column: &Column| table.checks.iter().any(|check| check.expression.contains(&format!("`{}`", column.name)));
    let referred = |column: &Column| {
        let keys = catalog.tables.iter().flat_map(|other| &other.foreign_keys);
        keys.filter(|key| key.references == table.name).any(|key| key.referenced_columns.contains(&column.name))
    };
    let all: Vec<&Column> = table.columns.iter().filter(|column| !documented(column)).collect();
    let required: Vec<&Column> = table.columns.iter().filter(must).collect();
    for (name, columns) in [("insert least", required), ("insert all", all.clone())] {
        let insert = Binding { input_object_map: map(&columns), ..blank(catalog, table, Verb::Create) };
        writes.extend(settled(catalog, format!("{} {name}", table.name), insert));
    }
    for key in &table.columns {
        let others: Vec<&Column> =
            all.iter().copied().filter(|column| column.name != key.name && !referred(column)).collect();
        let sql_write =
            SqlWrite { key_column: Some(key.name.clone()), key_param: Some("row_key".into()), ..SqlWrite::default() };
        let update = |columns: &[&Column]| Binding {
            input_object_map: map(columns),
            sql_write: Some(sql_write.clone()),
            ..blank(catalog, table, Verb::Update)
        };
        let name = |what| format!("{} by {} {what}", table.name, key.name);
        let Some(whole) = settled(catalog, name("update all"), update(&others)) else { continue };
        let two: Vec<&Column> = whole
            .statement
            .parameters
            .iter()
            .filter_map(|parameter| others.iter().copied().find(|column| column.name == parameter.column))
            .take(2)
            .collect();
        writes.extend(settled(catalog, name("update two"), update(&two)));
        writes.push(whole);
    }
    writes
}

/// Parameters have the names of their places, because a column's can be anything.
fn map(columns: &[&Column]) -> Vec<WrittenField> {
    let field = |(at, column): (usize, &&Column)| WrittenField {
        field: column.name.clone(),
        param: Some(format!("value_{at}")),
        constant: None,
    };
    columns.iter().enumerate().map(field).collect()
}

/// Leaves out what the compiler does not let be written, until the rest compiles or something is missing.
fn settled(catalog: &Catalog, name: String, mut binding: Binding) -> Option<Compiled> {
    loop {
        let compilation = compile(catalog, &Scoping::default(), &binding);
        if let Some(statement) = compilation.statement {
            return Some(Compiled { name, statement });
        }
        let at = |field: &str| field.strip_prefix("input_object_map[")?.split_once(']')?.0.parse::<usize>().ok();
        let refused = compilation.diagnostics.iter().filter_map(|diagnostic| at(&diagnostic.field)).max()?;
        if refused >= binding.input_object_map.len() {
            return None;
        }
        binding.input_object_map.remove(refused);
    }
}
