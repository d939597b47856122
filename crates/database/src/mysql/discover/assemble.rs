//! Rows joined to tables. What does not fit becomes a finding, and the rest stands.

use gatehouse_core::catalog::{
    Catalog, Column, Finding, Generation, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::Engine;

use super::rows::{Raw, RawColumn, RawTable};
use super::{keys, types};

/// Joins everything into the catalogue of `database`, which is also its one schema.
pub(super) fn assemble(mut raw: Raw, mariadb: bool, server_version: String, database: &str) -> (Catalog, Vec<Finding>) {
    let mut findings = Vec::new();
    let tables = std::mem::take(&mut raw.tables);
    let tables = tables.into_iter().filter_map(|one| table(one, &mut raw, mariadb, database, &mut findings)).collect();
    let mut catalog = Catalog {
        engine: Engine::Mysql,
        server_version,
        database: database.to_owned(),
        default_schema: database.to_owned(),
        schemas: None,
        tables,
    };
    catalog.sort();
    findings.sort_by(|a, b| (&a.object, &a.message).cmp(&(&b.object, &b.message)));
    (catalog, findings)
}

pub(super) fn finding(object: impl ToString, message: impl Into<String>) -> Finding {
    Finding { object: object.to_string(), message: message.into() }
}

fn table(one: RawTable, raw: &mut Raw, mariadb: bool, database: &str, findings: &mut Vec<Finding>) -> Option<Table> {
    let name = TableName::new(database, &one.name);
    let kind = kind(&one, &name, findings)?;
    let mut columns = raw.columns.remove(&one.name).unwrap_or_default();
    columns.sort_by_key(|column| column.position);
    let columns: Vec<Column> = columns.into_iter().map(|one| column(one, mariadb, &name, findings)).collect();
    let indexes = keys::indexes(raw.indexes.remove(&one.name).unwrap_or_default(), &name, &columns, findings);
    let (primary_key, unique_keys) = keys::keys(&indexes);
    Some(Table {
        // A view's comment is the word VIEW.
        comment: (kind != TableKind::View && !one.comment.is_empty()).then_some(one.comment),
        estimated_rows: one.rows,
        // How many there are would be a fifth query.
        partitions: 0,
        primary_key,
        unique_keys,
        foreign_keys: keys::foreign_keys(raw.foreign_keys.remove(&one.name).unwrap_or_default()),
        indexes,
        ..Table::new(name, kind, columns)
    })
}

fn kind(one: &RawTable, name: &TableName, findings: &mut Vec<Finding>) -> Option<TableKind> {
    let elsewhere = matches!(one.engine.as_deref(), Some("FEDERATED" | "CONNECT" | "SPIDER"));
    let partitioned = one.options.as_deref().is_some_and(|options| options.contains("partitioned"));
    match one.kind.as_str() {
        "BASE TABLE" | "SYSTEM VERSIONED" if elsewhere => Some(TableKind::ForeignTable),
        "BASE TABLE" | "SYSTEM VERSIONED" if partitioned => Some(TableKind::PartitionedTable),
        "BASE TABLE" | "SYSTEM VERSIONED" => Some(TableKind::Table),
        "VIEW" | "SYSTEM VIEW" => Some(TableKind::View),
        // No relations: MariaDB's sequences, and the session's own temporary tables.
        "SEQUENCE" | "TEMPORARY" | "TEMPORARY SEQUENCE" => None,
        other => {
            findings.push(finding(name, format!("A relation of the unknown kind “{other}” was left out.")));
            None
        }
    }
}

fn column(one: RawColumn, mariadb: bool, table: &TableName, findings: &mut Vec<Finding>) -> Column {
    let words: Vec<&str> = one.extra.split(' ').collect();
    let generation = if words.contains(&"auto_increment") {
        Some(Generation::IdentityByDefault)
    } else if words.contains(&"GENERATED") {
        Some(Generation::Generated)
    } else {
        None
    };
    let class = types::class(&one);
    let enum_values = types::labels(&one.column_type);
    if class == TypeClass::Enum && enum_values.is_empty() {
        findings.push(finding(table.column(&one.name), "The labels of this enum could not be read."));
    }
    let may = |right: &str| one.privileges.split(',').any(|held| held == right);
    let cast_type = types::cast_type(&one, mariadb);
    let mut column = Column {
        cast_type: None,
        default: types::default(&one, mariadb),
        class,
        nullable: one.nullable,
        generation,
        enum_values,
        privileges: Privileges { select: may("select"), insert: may("insert"), update: may("update") },
        comment: Some(one.comment).filter(|comment| !comment.is_empty()),
        data_type: one.column_type,
        name: one.name,
    };
    column.set_cast_type(cast_type);
    column
}
