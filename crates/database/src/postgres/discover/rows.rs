//! The answers as they come, before anything is joined.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::postgres::types::Oid;

use super::script::Query;

/// An object's number in the catalogue.
pub(super) type Id = u32;

/// A type and its modifier (length, precision), as a column has them.
pub(super) type TypeKey = (Id, i32);

#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) server_version: String,
    pub(super) database: String,
    pub(super) default_schema: String,
    pub(super) relations: Vec<RawRelation>,
    pub(super) partitions: HashMap<Id, i64>,
    pub(super) columns: HashMap<Id, Vec<RawColumn>>,
    pub(super) types: HashMap<TypeKey, RawType>,
    pub(super) enums: HashMap<Id, Vec<String>>,
    pub(super) defaults: HashMap<(Id, i16), String>,
    /// Position 0 is the relation itself.
    pub(super) comments: HashMap<(Id, i32), String>,
    pub(super) constraints: HashMap<Id, Vec<RawConstraint>>,
    pub(super) indexes: HashMap<Id, Vec<RawIndex>>,
    /// By index and part, counted from 1.
    pub(super) index_expressions: HashMap<(Id, i32), String>,
}

#[derive(Debug)]
pub(super) struct RawRelation {
    pub(super) id: Id,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) rows: f32,
    pub(super) rights: [bool; 3],
    /// Without USAGE on the schema no column's right counts.
    pub(super) schema_usable: bool,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub(super) position: i16,
    pub(super) name: String,
    pub(super) type_key: TypeKey,
    pub(super) not_null: bool,
    pub(super) identity: String,
    pub(super) generated: String,
    /// Present when the column has rights of its own.
    pub(super) rights: Option<[bool; 3]>,
}

#[derive(Debug)]
pub(super) struct RawType {
    pub(super) written: String,
    pub(super) unmodified: String,
    pub(super) schema: String,
    pub(super) name: String,
    /// Schema and name of an array's element.
    pub(super) element: Option<(String, String)>,
    pub(super) base: Id,
    pub(super) base_name: String,
    pub(super) base_kind: String,
    pub(super) base_category: String,
    pub(super) not_null: bool,
}

#[derive(Debug)]
pub(super) struct RawConstraint {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) positions: Vec<i16>,
    pub(super) referenced: Id,
    pub(super) referenced_positions: Vec<i16>,
    pub(super) method: String,
}

#[derive(Debug)]
pub(super) struct RawIndex {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) unique: bool,
    pub(super) usable: bool,
    /// Key parts; included columns follow them in `positions`.
    pub(super) parts: i16,
    pub(super) positions: Vec<i16>,
    pub(super) predicate: Option<String>,
}

fn id(row: &PgRow, column: &str) -> Result<Id, sqlx::Error> {
    row.try_get::<Oid, _>(column).map(|oid| oid.0)
}

fn rights<T>(row: &PgRow) -> Result<[T; 3], sqlx::Error>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    Ok([row.try_get("may_select")?, row.try_get("may_insert")?, row.try_get("may_update")?])
}

/// Attribute numbers, separated by spaces. What is no number could only be left out silently, so it is an error.
fn positions(text: &str) -> Result<Vec<i16>, sqlx::Error> {
    let parsed: Result<Vec<i16>, _> = text.split_whitespace().map(str::parse).collect();
    parsed.map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// The server puts a pair of parentheses around an expression that is no function call; they belong to the index's
/// syntax, not to the expression.
fn bare(expression: String) -> String {
    let inner = expression.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.map(str::to_owned).unwrap_or(expression)
}

impl Raw {
    /// Takes one row of the answer to `query`.
    pub(super) fn take(&mut self, query: Query, row: &PgRow) -> Result<(), sqlx::Error> {
        match query {
            Query::Server => {
                self.server_version = row.try_get("server_version")?;
                self.database = row.try_get("database")?;
                self.default_schema = row.try_get("default_schema")?;
            }
            Query::Relations => self.relations.push(relation(row)?),
            Query::Partitions => {
                self.partitions.insert(id(row, "relation")?, row.try_get("partitions")?);
            }
            Query::Columns => self.columns.entry(id(row, "relation")?).or_default().push(column(row)?),
            Query::Types => {
                self.types.insert((id(row, "type")?, row.try_get("modifier")?), type_of(row)?);
            }
            Query::Enums => self.enums.entry(id(row, "type")?).or_default().push(row.try_get("label")?),
            Query::Defaults => {
                let expression: Option<String> = row.try_get("expression")?;
                self.defaults.insert((id(row, "relation")?, row.try_get("position")?), expression.unwrap_or_default());
            }
            Query::Comments => {
                self.comments.insert((id(row, "relation")?, row.try_get("position")?), row.try_get("description")?);
            }
            Query::Constraints => self.constraints.entry(id(row, "relation")?).or_default().push(constraint(row)?),
            Query::Indexes => self.indexes.entry(id(row, "relation")?).or_default().push(index(row)?),
            Query::IndexExpressions => {
                let expression: String = row.try_get("expression")?;
                self.index_expressions.insert((id(row, "index")?, row.try_get("part")?), bare(expression));
            }
        }
        Ok(())
    }
}

fn relation(row: &PgRow) -> Result<RawRelation, sqlx::Error> {
    Ok(RawRelation {
        id: id(row, "oid")?,
        schema: row.try_get("schema")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        rows: row.try_get("reltuples")?,
        rights: rights(row)?,
        schema_usable: row.try_get("usable")?,
    })
}

fn column(row: &PgRow) -> Result<RawColumn, sqlx::Error> {
    let own: [Option<bool>; 3] = rights(row)?;
    let rights = match own {
        [Some(select), Some(insert), Some(update)] => Some([select, insert, update]),
        _ => None,
    };
    Ok(RawColumn {
        position: row.try_get("position")?,
        name: row.try_get("name")?,
        type_key: (id(row, "type")?, row.try_get("modifier")?),
        not_null: row.try_get("not_null")?,
        identity: row.try_get("identity")?,
        generated: row.try_get("generated")?,
        rights,
    })
}

fn type_of(row: &PgRow) -> Result<RawType, sqlx::Error> {
    let element: (Option<String>, Option<String>) = (row.try_get("element_schema")?, row.try_get("element_name")?);
    Ok(RawType {
        written: row.try_get("written")?,
        unmodified: row.try_get("unmodified")?,
        schema: row.try_get("schema")?,
        name: row.try_get("name")?,
        element: element.0.zip(element.1),
        base: id(row, "base")?,
        base_name: row.try_get("base_name")?,
        base_kind: row.try_get("base_kind")?,
        base_category: row.try_get("base_category")?,
        not_null: row.try_get("not_null")?,
    })
}

fn constraint(row: &PgRow) -> Result<RawConstraint, sqlx::Error> {
    Ok(RawConstraint {
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        positions: positions(row.try_get("positions")?)?,
        referenced: id(row, "referenced")?,
        referenced_positions: positions(row.try_get("referenced_positions")?)?,
        method: row.try_get("method")?,
    })
}

fn index(row: &PgRow) -> Result<RawIndex, sqlx::Error> {
    Ok(RawIndex {
        id: id(row, "index")?,
        name: row.try_get("name")?,
        method: row.try_get("method")?,
        unique: row.try_get("is_unique")?,
        usable: row.try_get("usable")?,
        parts: row.try_get("parts")?,
        positions: positions(row.try_get("positions")?)?,
        predicate: row.try_get("predicate")?,
    })
}
