//! The answers as they come, before anything is joined.

use gatehouse_core::catalog::{Privileges, TableName, tells_apart};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use super::grouped::Grouped;
use super::query::Query;
use super::rights::ColumnGrants;

/// Everything by its table.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) schemas: Vec<String>,
    /// How many tables there are to read.
    pub(super) table_count: u64,
    pub(super) grants: ColumnGrants,
    pub(super) tables: Vec<RawTable>,
    pub(super) columns: Grouped<RawColumn>,
    pub(super) indexes: Grouped<RawPart>,
    pub(super) foreign_keys: Grouped<RawReference>,
    pub(super) checks: Grouped<RawCheck>,
    pub(super) partitions: Grouped<u64>,
    /// The definition, empty for a login that may not see it.
    pub(super) views: Grouped<String>,
}

#[derive(Debug)]
pub(super) struct RawTable {
    pub(super) name: TableName,
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
    pub(super) column_type: String,
    pub(super) extra: String,
    /// None where the table's first columns tell.
    pub(super) privileges: Option<Privileges>,
    pub(super) comment: String,
    /// Empty or absent for a column that is not computed.
    pub(super) computed: Option<String>,
    /// Of a text that an index begins with; asked of no other, because each costs time.
    pub(super) collation: Option<String>,
}

impl RawColumn {
    /// The type's name alone.
    pub(super) fn data_type(&self) -> &str {
        self.column_type.split(['(', ' ']).next().unwrap_or_default()
    }
}

impl RawTable {
    pub(super) fn is_view(&self) -> bool {
        matches!(self.kind.as_str(), "VIEW" | "SYSTEM VIEW")
    }

    pub(super) fn is_partitioned(&self) -> bool {
        self.options.as_deref().is_some_and(|options| options.contains("partitioned"))
    }
}

/// One part of an index.
#[derive(Debug)]
pub(super) struct RawPart {
    pub(super) index: String,
    pub(super) unique: bool,
    pub(super) part: u64,
    pub(super) column: Option<String>,
    pub(super) descending: bool,
    pub(super) prefix: Option<u32>,
    pub(super) method: String,
    pub(super) visible: bool,
    pub(super) expression: Option<String>,
}

/// One column of a foreign key.
#[derive(Debug)]
pub(super) struct RawReference {
    pub(super) key: String,
    pub(super) position: u64,
    pub(super) column: String,
    pub(super) references: TableName,
    pub(super) referenced: String,
}

#[derive(Debug)]
pub(super) struct RawCheck {
    pub(super) name: String,
    pub(super) expression: String,
    pub(super) enforced: bool,
}

/// The fields of a row that were not taken yet, by position. The servers declare some texts as bytes, so the driver is not
/// asked whether they fit.
struct Fields<'r> {
    row: &'r MySqlRow,
    next: usize,
}

impl<'r> Fields<'r> {
    fn optional(&mut self) -> Result<Option<&'r str>, sqlx::Error> {
        self.next += 1;
        self.row.try_get_unchecked(self.next - 1)
    }

    /// A text that is always there.
    fn text(&mut self) -> Result<&'r str, sqlx::Error> {
        Ok(self.optional()?.unwrap_or_default())
    }

    /// A name, which no server lets be longer than 64 characters (<https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>). What
    /// is longer is no catalogue, and is not kept until the answer's own limit ends it.
    fn name(&mut self) -> Result<&'r str, sqlx::Error> {
        let name = self.text()?;
        if name.len() <= 4 * 64 { Ok(name) } else { Err(sqlx::Error::Decode("a name is too long".into())) }
    }

    fn owned(&mut self) -> Result<String, sqlx::Error> {
        Ok(self.text()?.to_owned())
    }

    fn number(&mut self) -> Result<u64, sqlx::Error> {
        self.next += 1;
        self.row.try_get_unchecked(self.next - 1)
    }

    fn optional_number(&mut self) -> Result<Option<u64>, sqlx::Error> {
        self.next += 1;
        self.row.try_get_unchecked(self.next - 1)
    }

    fn truth(&mut self) -> Result<bool, sqlx::Error> {
        Ok(self.text()? == "YES")
    }
}

impl Raw {
    /// Takes one row of the answer to `query`. A row that names no schema is of `database`.
    pub(super) fn take(&mut self, query: Query, row: &MySqlRow, database: &str) -> Result<(), sqlx::Error> {
        let mut fields = Fields { row, next: 0 };
        let fields = &mut fields;
        if query == Query::Grants {
            self.grants.take(fields.text()?);
            return Ok(());
        }
        let schema = fields.name()?;
        if query == Query::Schemas {
            match schema {
                "" => self.table_count = fields.number()?,
                schema => self.schemas.push(schema.to_owned()),
            }
            return Ok(());
        }
        let schema = if schema.is_empty() { database } else { schema };
        let table = fields.name()?;
        match query {
            Query::Tables => self.tables.push(raw_table(schema, table, fields)?),
            Query::Columns(_) => self.columns.push(schema, table, column(fields)?),
            Query::Indexes => self.indexes.push(schema, table, part(fields)?),
            Query::ForeignKeys => self.foreign_keys.push(schema, table, reference(fields)?),
            Query::Checks => {
                let (name, expression) = (fields.owned()?, fields.owned()?);
                self.checks.push(schema, table, RawCheck { name, expression, enforced: fields.truth()? });
            }
            Query::Partitions => self.partitions.push(schema, table, fields.number()?),
            Query::Views => self.views.push(schema, table, fields.owned()?),
            Query::Schemas | Query::Grants => {}
        }
        Ok(())
    }

    /// Adds what another session read: each question was asked in one of them.
    pub(super) fn add(&mut self, other: Raw) {
        self.tables.extend(other.tables);
        self.columns.extend(other.columns);
        self.indexes.extend(other.indexes);
        self.foreign_keys.extend(other.foreign_keys);
        self.checks.extend(other.checks);
        self.partitions.extend(other.partitions);
        self.views.extend(other.views);
    }
}

fn raw_table(schema: &str, table: &str, fields: &mut Fields<'_>) -> Result<RawTable, sqlx::Error> {
    Ok(RawTable {
        name: TableName::new(schema, table),
        kind: fields.owned()?,
        engine: fields.optional()?.map(str::to_owned),
        rows: fields.optional_number()?,
        options: fields.optional()?.map(str::to_owned),
        comment: fields.owned()?,
    })
}

fn column(fields: &mut Fields<'_>) -> Result<RawColumn, sqlx::Error> {
    Ok(RawColumn {
        name: fields.owned()?,
        position: fields.number()?,
        default: fields.optional()?.map(str::to_owned),
        nullable: fields.truth()?,
        column_type: fields.owned()?,
        extra: fields.owned()?,
        privileges: fields.optional()?.map(privileges),
        comment: fields.owned()?,
        computed: fields.optional()?.filter(|text| !text.is_empty()).map(str::to_owned),
        collation: fields.optional()?.filter(|name| tells_apart(name) != (false, false)).map(str::to_owned),
    })
}

/// From `select,insert,update,references`.
fn privileges(list: &str) -> Privileges {
    // As nearly every column has it.
    if list == "select,insert,update,references" {
        return Privileges { select: true, insert: true, update: true };
    }
    let may = |right: &str| list.split(',').any(|held| held == right);
    Privileges { select: may("select"), insert: may("insert"), update: may("update") }
}

fn part(fields: &mut Fields<'_>) -> Result<RawPart, sqlx::Error> {
    Ok(RawPart {
        index: fields.owned()?,
        unique: fields.number()? == 0,
        part: fields.number()?,
        column: fields.optional()?.map(str::to_owned),
        descending: fields.text()? == "D",
        prefix: fields.optional_number()?.and_then(|length| u32::try_from(length).ok()),
        method: fields.owned()?,
        visible: fields.truth()?,
        expression: fields.optional()?.map(str::to_owned),
    })
}

fn reference(fields: &mut Fields<'_>) -> Result<RawReference, sqlx::Error> {
    Ok(RawReference {
        key: fields.owned()?,
        position: fields.number()?,
        column: fields.owned()?,
        references: TableName::new(fields.text()?, fields.text()?),
        referenced: fields.owned()?,
    })
}
