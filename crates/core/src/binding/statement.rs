//! The frozen statement: the one place of the project where SQL for an agent is written.

use serde::{Deserialize, Serialize};

use super::dialect::Dialect;
use super::draft::WriteMode;
use super::heirs::Heirs;
use super::parameter::Parameter;
use super::projection::Leaf;
use super::resolve::Target;
use super::write::Write;
use crate::catalog::{Column, ForeignKey, Table, TableName, TypeClass};
use crate::connection::Engine;
use crate::fingerprint::sha256_hex;

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// It looks rows up.
    Read,
    /// It makes one row.
    Insert,
    /// It changes one row.
    Update,
}

/// A compiled binding. Nothing of it changes at run time but the parameters' values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// The engine it was compiled for.
    pub engine: Engine,
    /// What it does.
    pub kind: StatementKind,
    /// The text; parameters are `$1`, `$2`, … (PostgreSQL) or `?` in order (MySQL). Every value is bound as text.
    pub sql: String,
    /// Its parameters by ordinal, pinned constants among them.
    pub parameters: Vec<Parameter>,
    /// Its outputs by position in the row. MySQL's inserts have no row: their one output is the number of the new row.
    pub outputs: Vec<Output>,
    /// At most this many rows.
    pub limit: u32,
    /// The tables it touches, sorted.
    pub tables: Vec<TableName>,
    /// The privileges it needs, as `SELECT (column, …) ON schema.table`, sorted.
    pub privileges: Vec<String>,
    /// SHA-256 of all of the above.
    pub sha256: String,
}

/// An output of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Output {
    /// The name the agent gets the value under.
    pub leaf: String,
    /// The table it comes from.
    pub table: TableName,
    /// The column it comes from.
    pub column: String,
    /// What sort of value it is.
    pub class: TypeClass,
    /// Whether it can be NULL.
    pub nullable: bool,
}

/// What a read is made of, all of it checked.
pub(super) struct Read<'a> {
    pub(super) engine: Engine,
    pub(super) table: &'a Table,
    pub(super) filter: &'a Column,
    pub(super) parameter: Parameter,
    pub(super) leaves: &'a [Leaf<'a>],
    pub(super) order: Option<Order<'a>>,
    pub(super) limit: u32,
}

/// How a read's rows are ordered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) column: &'a Column,
    pub(super) descending: bool,
}

/// Writes the statement of a read; none when a name of the catalogue cannot be quoted.
///
/// The text holds identifiers of the catalogue, keywords, aliases `t0`, `t1`, … and the limit; outputs are told apart by
/// position, so not even their names are part of it.
pub(super) fn freeze_read(read: &Read<'_>, heirs: &Heirs<'_>, dialect: &dyn Dialect) -> Option<Statement> {
    let hops = hops(read.leaves);
    let alias = |hop: Option<&ForeignKey>| match hop {
        None => 0,
        Some(key) => 1 + hops.iter().position(|(other, _)| other.name == key.name).unwrap_or(0),
    };
    let column = |alias: usize, name: &str| Some(format!("t{alias}.{}", dialect.quote(name)?));

    let outputs: Option<Vec<_>> = read
        .leaves
        .iter()
        .map(|leaf| {
            let Target { hop, column: found, .. } = leaf.target;
            Some(dialect.output(&column(alias(hop), &found.name)?, found.cast_type(), found.class))
        })
        .collect();
    let rows_of = |name: &TableName| Some(format!("{}{}", heirs.only(name), relation(name, dialect)?));
    let mut sql = format!("SELECT {}\nFROM {} AS t0", outputs?.join(", "), rows_of(&read.table.name)?);
    for (key, other) in &hops {
        let joined = alias(Some(key));
        let pairs = key.columns.iter().zip(&key.referenced_columns);
        let on: Option<Vec<_>> = pairs
            .map(|(own, referenced)| {
                let schema = shared_equality(read.table.column(own)?, other.column(referenced)?);
                dialect.equals(&column(joined, referenced)?, &column(0, own)?, schema)
            })
            .collect();
        // LEFT: a record without the related one is still found.
        let rows = rows_of(&other.name)?;
        sql.push_str(&format!("\nLEFT JOIN {rows} AS t{joined} ON {}", on?.join(" AND ")));
    }
    let parameter = dialect.parameter(1, read.filter.cast_type())?;
    let found = dialect.equals(&column(0, &read.filter.name)?, &parameter, read.filter.equality_schema.as_deref())?;
    sql.push_str(&format!("\nWHERE {found}"));
    if let Some(Order { column: by, descending }) = read.order {
        sql.push_str(&format!("\nORDER BY {}{}", column(0, &by.name)?, if descending { " DESC" } else { "" }));
    }
    sql.push_str(&format!("\nLIMIT {}", read.limit));
    let needed = read_columns(read, &hops);
    Some(seal(Statement {
        engine: read.engine,
        kind: StatementKind::Read,
        sql,
        parameters: vec![Parameter { ordinal: 1, ..read.parameter.clone() }],
        outputs: read.leaves.iter().map(output).collect(),
        limit: read.limit,
        tables: tables(&needed),
        privileges: privileges(needed),
        sha256: String::new(),
    }))
}

/// Writes the statement of a write; none when a name of the catalogue cannot be quoted. The text holds no value: constants are
/// bound like any other.
pub(super) fn freeze_write(
    write: &Write<'_>,
    engine: Engine,
    heirs: &Heirs<'_>,
    dialect: &dyn Dialect,
) -> Option<Statement> {
    let numbered = (1..).zip(write.values.iter().chain(&write.key));
    let parameters: Vec<Parameter> =
        numbered.map(|(ordinal, (_, parameter))| Parameter { ordinal, ..parameter.clone() }).collect();
    let names: Option<Vec<String>> = write.values.iter().map(|(column, _)| dialect.quote(&column.name)).collect();
    let names = names?;
    let holders: Option<Vec<String>> =
        parameters.iter().map(|parameter| dialect.parameter(parameter.ordinal, &parameter.cast_type)).collect();
    let holders = holders?;
    let table = relation(&write.table.name, dialect)?;
    let mut sql = match &write.key {
        None => format!("INSERT INTO {table} ({})\nVALUES ({})", names.join(", "), holders.join(", ")),
        Some((key, _)) => {
            let set: Vec<String> =
                names.iter().zip(&holders).map(|(name, value)| format!("{name} = {value}")).collect();
            let found = dialect.equals(&dialect.quote(&key.name)?, holders.last()?, key.equality_schema.as_deref())?;
            format!("UPDATE {}{table}\nSET {}\nWHERE {found}", heirs.only(&write.table.name), set.join(", "))
        }
    };
    if !write.leaves.is_empty() && dialect.returns_rows_of_a_write() {
        let returned: Option<Vec<String>> = write
            .leaves
            .iter()
            .map(|Leaf { target: Target { column, .. }, .. }| {
                Some(dialect.output(&dialect.quote(&column.name)?, column.cast_type(), column.class))
            })
            .collect();
        sql.push_str(&format!("\nRETURNING {}", returned?.join(", ")));
    }
    let needed = written_columns(write);
    Some(seal(Statement {
        engine,
        kind: match write.mode {
            WriteMode::Insert => StatementKind::Insert,
            WriteMode::Update => StatementKind::Update,
        },
        sql,
        parameters,
        outputs: write.leaves.iter().map(output).collect(),
        limit: 1,
        tables: tables(&needed),
        privileges: privileges(needed),
        sha256: String::new(),
    }))
}

fn relation(name: &TableName, dialect: &dyn Dialect) -> Option<String> {
    Some(format!("{}.{}", dialect.quote(&name.schema)?, dialect.quote(&name.table)?))
}

/// The schema of the operator that compares both columns of a key; none where the two have no own one in common, and the server's
/// compares them.
fn shared_equality<'a>(own: &'a Column, referenced: &Column) -> Option<&'a str> {
    let shared = own.equality_schema == referenced.equality_schema;
    own.equality_schema.as_deref().filter(|_| shared)
}

/// The foreign keys that the leaves follow, each once with the table it leads to, in order of appearance.
fn hops<'a>(leaves: &[Leaf<'a>]) -> Vec<(&'a ForeignKey, &'a Table)> {
    let mut hops: Vec<(&ForeignKey, &Table)> = Vec::new();
    for (key, table) in leaves.iter().filter_map(|leaf| leaf.target.hop.zip(Some(leaf.target.table))) {
        if !hops.iter().any(|(known, _)| known.name == key.name) {
            hops.push((key, table));
        }
    }
    hops
}

/// Columns with what is done to them, sorted, each once.
type Needed<'a> = Vec<(TableName, &'static str, &'a str)>;

fn tables(needed: &Needed<'_>) -> Vec<TableName> {
    let mut tables: Vec<TableName> = needed.iter().map(|(table, _, _)| table.clone()).collect();
    tables.dedup();
    tables
}

fn privileges(needed: Needed<'_>) -> Vec<String> {
    let mut grouped: Vec<(TableName, &str, Vec<&str>)> = Vec::new();
    for (table, verb, column) in needed {
        match grouped.last_mut() {
            Some((known, right, columns)) if *known == table && *right == verb => columns.push(column),
            _ => grouped.push((table, verb, vec![column])),
        }
    }
    let written =
        |(table, verb, columns): (TableName, &str, Vec<&str>)| format!("{verb} ({}) ON {table}", columns.join(", "));
    grouped.into_iter().map(written).collect()
}

fn seal(mut statement: Statement) -> Statement {
    statement.sha256 = statement.fingerprint();
    statement
}

fn output(leaf: &Leaf<'_>) -> Output {
    Output {
        leaf: leaf.name.to_owned(),
        table: leaf.target.table.name.clone(),
        column: leaf.target.column.name.clone(),
        class: leaf.target.column.class,
        // An outer join makes every column of the related record optional.
        nullable: leaf.target.column.nullable || leaf.target.hop.is_some(),
    }
}

/// What a read needs: SELECT on every column it names.
fn read_columns<'a>(read: &Read<'a>, hops: &[(&'a ForeignKey, &'a Table)]) -> Needed<'a> {
    let mut columns: Vec<(TableName, &str)> = vec![(read.table.name.clone(), read.filter.name.as_str())];
    columns.extend(read.order.map(|order| (read.table.name.clone(), order.column.name.as_str())));
    columns.extend(read.leaves.iter().map(|leaf| (leaf.target.table.name.clone(), leaf.target.column.name.as_str())));
    for (key, _) in hops {
        columns.extend(key.columns.iter().map(|column| (read.table.name.clone(), column.as_str())));
        columns.extend(key.referenced_columns.iter().map(|column| (key.references.clone(), column.as_str())));
    }
    sorted(columns.into_iter().map(|(table, column)| (table, "SELECT", column)))
}

/// What a write needs: the right on every column it sets, and SELECT on its key and on what it answers with.
fn written_columns<'a>(write: &Write<'a>) -> Needed<'a> {
    let verb = match write.mode {
        WriteMode::Insert => "INSERT",
        WriteMode::Update => "UPDATE",
    };
    let table = &write.table.name;
    let set = write.values.iter().map(|(column, _)| (table.clone(), verb, column.name.as_str()));
    let key = write.key.iter().map(|(column, _)| (table.clone(), "SELECT", column.name.as_str()));
    let read = write.leaves.iter().map(|leaf| (table.clone(), "SELECT", leaf.target.column.name.as_str()));
    sorted(set.chain(key).chain(read))
}

fn sorted<'a>(needed: impl Iterator<Item = (TableName, &'static str, &'a str)>) -> Needed<'a> {
    let mut needed: Needed<'a> = needed.collect();
    needed.sort();
    needed.dedup();
    needed
}

impl Statement {
    /// SHA-256 of the statement with the hash itself left empty: compact JSON in field order.
    pub fn fingerprint(&self) -> String {
        let bare = Statement { sha256: String::new(), ..self.clone() };
        // Strings and numbers only, which JSON can always hold.
        sha256_hex(&serde_json::to_vec(&bare).unwrap_or_default())
    }
}
