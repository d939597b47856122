//! The frozen statement: the one place of the project where SQL for an agent is written.

use serde::{Deserialize, Serialize};

use super::dialect::Dialect;
use super::projection::Leaf;
use crate::catalog::{Column, ForeignKey, Table, TableName, TypeClass};
use crate::connection::Engine;
use crate::fingerprint::sha256_hex;

/// A compiled binding. Nothing of it changes at run time but the parameters' values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Statement {
    /// The engine it was compiled for.
    pub engine: Engine,
    /// The text, with numbered parameters.
    pub sql: String,
    /// Its parameters by ordinal.
    pub parameters: Vec<Parameter>,
    /// Its outputs by position in the row.
    pub outputs: Vec<Output>,
    /// At most this many rows.
    pub limit: u32,
    /// The tables it reads, sorted.
    pub tables: Vec<TableName>,
    /// The privileges it needs, as `SELECT (column, …) ON schema.table`, sorted.
    pub privileges: Vec<String>,
    /// SHA-256 of all of the above.
    pub sha256: String,
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Parameter {
    /// 1 for the first.
    pub ordinal: u32,
    /// The name the agent knows it by.
    pub name: String,
    /// The column it is compared with.
    pub column: String,
    /// The type it is cast to.
    pub cast_type: String,
    /// What sort of value it is.
    pub class: TypeClass,
    /// The values it can have, for an enum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<String>,
    /// Whether the agent must give it.
    pub required: bool,
}

/// An output of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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
    pub(super) param: &'a str,
    pub(super) required: bool,
    pub(super) leaves: &'a [Leaf<'a>],
    pub(super) limit: u32,
}

/// Writes the statement of a read; none when a name of the catalogue cannot be quoted.
///
/// The text holds identifiers of the catalogue, keywords, aliases `t0`, `t1`, … and the limit; outputs are told apart by
/// position, so not even their names are part of it.
pub(super) fn freeze(read: &Read<'_>, dialect: &dyn Dialect) -> Option<Statement> {
    let hops = hops(read.leaves);
    let alias = |hop: Option<&ForeignKey>| match hop {
        None => 0,
        Some(key) => 1 + hops.iter().position(|other| other.name == key.name).unwrap_or(0),
    };
    let column = |alias: usize, name: &str| Some(format!("t{alias}.{}", dialect.quote(name)?));
    let relation = |name: &TableName| Some(format!("{}.{}", dialect.quote(&name.schema)?, dialect.quote(&name.table)?));

    let outputs: Option<Vec<_>> =
        read.leaves.iter().map(|leaf| column(alias(leaf.target.hop), &leaf.target.column.name)).collect();
    let mut sql = format!("SELECT {}\nFROM {} AS t0", outputs?.join(", "), relation(&read.table.name)?);
    for key in &hops {
        let joined = alias(Some(key));
        let pairs = key.columns.iter().zip(&key.referenced_columns);
        let on: Option<Vec<_>> =
            pairs.map(|(own, other)| Some(format!("{} = {}", column(joined, other)?, column(0, own)?))).collect();
        // LEFT: a record without the related one is still found.
        sql.push_str(&format!("\nLEFT JOIN {} AS t{joined} ON {}", relation(&key.references)?, on?.join(" AND ")));
    }
    let parameter = dialect.parameter(1, read.filter.cast_type())?;
    sql.push_str(&format!("\nWHERE {} = {parameter}\nLIMIT {}", column(0, &read.filter.name)?, read.limit));
    Some(seal(read, &hops, sql))
}

/// The foreign keys that the leaves follow, each once, in order of appearance.
fn hops<'a>(leaves: &[Leaf<'a>]) -> Vec<&'a ForeignKey> {
    let mut hops: Vec<&ForeignKey> = Vec::new();
    for key in leaves.iter().filter_map(|leaf| leaf.target.hop) {
        if !hops.iter().any(|known| known.name == key.name) {
            hops.push(key);
        }
    }
    hops
}

fn seal(read: &Read<'_>, hops: &[&ForeignKey], sql: String) -> Statement {
    let touched = touched(read, hops);
    let mut tables: Vec<TableName> = touched.iter().map(|(table, _)| table.clone()).collect();
    tables.dedup();
    let privileges = tables.iter().map(|table| {
        let columns: Vec<&str> = touched.iter().filter(|(t, _)| t == table).map(|(_, column)| *column).collect();
        format!("SELECT ({}) ON {table}", columns.join(", "))
    });
    let mut statement = Statement {
        engine: read.engine,
        sql,
        parameters: vec![Parameter {
            ordinal: 1,
            name: read.param.to_owned(),
            column: read.filter.name.clone(),
            cast_type: read.filter.cast_type().to_owned(),
            class: read.filter.class,
            enum_values: read.filter.enum_values.clone(),
            required: read.required,
        }],
        outputs: read.leaves.iter().map(output).collect(),
        limit: read.limit,
        privileges: privileges.collect(),
        tables,
        sha256: String::new(),
    };
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

/// Every column the statement reads, sorted, each once.
fn touched<'a>(read: &Read<'a>, hops: &[&'a ForeignKey]) -> Vec<(TableName, &'a str)> {
    let mut touched: Vec<(TableName, &str)> = vec![(read.table.name.clone(), read.filter.name.as_str())];
    touched.extend(read.leaves.iter().map(|leaf| (leaf.target.table.name.clone(), leaf.target.column.name.as_str())));
    for key in hops {
        touched.extend(key.columns.iter().map(|column| (read.table.name.clone(), column.as_str())));
        touched.extend(key.referenced_columns.iter().map(|column| (key.references.clone(), column.as_str())));
    }
    touched.sort();
    touched.dedup();
    touched
}

impl Statement {
    /// SHA-256 of the statement with the hash itself left empty: compact JSON in field order.
    pub fn fingerprint(&self) -> String {
        let bare = Statement { sha256: String::new(), ..self.clone() };
        // Strings and numbers only, which JSON can always hold.
        sha256_hex(&serde_json::to_vec(&bare).unwrap_or_default())
    }
}
