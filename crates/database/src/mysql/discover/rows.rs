//! The answers as they come, before anything is joined.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::mysql::MySqlRow;

/// The questions, one per kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Query {
    Tables,
    Columns,
    Indexes,
    ForeignKeys,
}

impl Query {
    pub(super) const ALL: [Query; 4] = [Query::Tables, Query::Columns, Query::Indexes, Query::ForeignKeys];

    /// The statement. Each names its columns, because the two servers write the views' own names in different case.
    pub(super) fn text(self, mariadb: bool) -> &'static str {
        match self {
            Query::Tables => include_str!("../queries/tables.sql"),
            Query::Columns => include_str!("../queries/columns.sql"),
            Query::Indexes if mariadb => include_str!("../queries/indexes_mariadb.sql"),
            Query::Indexes => include_str!("../queries/indexes_mysql.sql"),
            Query::ForeignKeys => include_str!("../queries/foreign_keys.sql"),
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Query::Tables => "tables and views",
            Query::Columns => "columns",
            Query::Indexes => "keys and indexes",
            Query::ForeignKeys => "foreign keys",
        }
    }
}

/// Everything by its table's name.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) tables: Vec<RawTable>,
    pub(super) columns: HashMap<String, Vec<RawColumn>>,
    pub(super) indexes: HashMap<String, Vec<RawPart>>,
    pub(super) foreign_keys: HashMap<String, Vec<RawReference>>,
}

#[derive(Debug)]
pub(super) struct RawTable {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) engine: Option<String>,
    pub(super) rows: Option<u64>,
    pub(super) options: Option<String>,
    pub(super) comment: String,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub(super) name: String,
    pub(super) position: u64,
    pub(super) default: Option<String>,
    pub(super) nullable: bool,
    pub(super) data_type: String,
    pub(super) column_type: String,
    pub(super) extra: String,
    pub(super) privileges: String,
    pub(super) comment: String,
}

/// One part of an index.
#[derive(Debug)]
pub(super) struct RawPart {
    pub(super) index: String,
    pub(super) unique: bool,
    pub(super) part: u64,
    pub(super) column: Option<String>,
    pub(super) method: String,
    pub(super) expression: Option<String>,
    pub(super) visible: bool,
}

/// One column of a foreign key.
#[derive(Debug)]
pub(super) struct RawReference {
    pub(super) key: String,
    pub(super) position: u64,
    pub(super) column: String,
    pub(super) schema: String,
    pub(super) table: String,
    pub(super) referenced: String,
}

/// A text that is always there. The servers declare some of them as bytes, so the driver is not asked whether it fits.
fn text(row: &MySqlRow, column: &str) -> Result<String, sqlx::Error> {
    Ok(optional(row, column)?.unwrap_or_default())
}

fn optional(row: &MySqlRow, column: &str) -> Result<Option<String>, sqlx::Error> {
    row.try_get_unchecked(column)
}

fn number(row: &MySqlRow, column: &str) -> Result<u64, sqlx::Error> {
    row.try_get_unchecked(column)
}

impl Raw {
    /// Takes one row of the answer to `query`.
    pub(super) fn take(&mut self, query: Query, row: &MySqlRow) -> Result<(), sqlx::Error> {
        match query {
            Query::Tables => self.tables.push(table(row)?),
            Query::Columns => self.columns.entry(text(row, "table_name")?).or_default().push(column(row)?),
            Query::Indexes => self.indexes.entry(text(row, "table_name")?).or_default().push(part(row)?),
            Query::ForeignKeys => self.foreign_keys.entry(text(row, "table_name")?).or_default().push(reference(row)?),
        }
        Ok(())
    }
}

fn table(row: &MySqlRow) -> Result<RawTable, sqlx::Error> {
    Ok(RawTable {
        name: text(row, "name")?,
        kind: text(row, "kind")?,
        engine: optional(row, "engine")?,
        rows: row.try_get_unchecked("estimated_rows")?,
        options: optional(row, "options")?,
        comment: text(row, "comment")?,
    })
}

fn column(row: &MySqlRow) -> Result<RawColumn, sqlx::Error> {
    Ok(RawColumn {
        name: text(row, "name")?,
        position: number(row, "position")?,
        default: optional(row, "default_value")?,
        nullable: text(row, "nullable")? == "YES",
        data_type: text(row, "data_type")?,
        column_type: text(row, "column_type")?,
        extra: text(row, "extra")?,
        privileges: text(row, "privileges")?,
        comment: text(row, "comment")?,
    })
}

fn part(row: &MySqlRow) -> Result<RawPart, sqlx::Error> {
    Ok(RawPart {
        index: text(row, "name")?,
        unique: number(row, "non_unique")? == 0,
        part: number(row, "part")?,
        column: optional(row, "column_name")?,
        method: text(row, "method")?,
        expression: optional(row, "expression")?,
        visible: text(row, "visible")? == "YES",
    })
}

fn reference(row: &MySqlRow) -> Result<RawReference, sqlx::Error> {
    Ok(RawReference {
        key: text(row, "name")?,
        position: number(row, "position")?,
        column: text(row, "column_name")?,
        schema: text(row, "referenced_schema")?,
        table: text(row, "referenced_table")?,
        referenced: text(row, "referenced_column")?,
    })
}
