//! Rows joined to tables. What does not fit becomes a finding, and the rest stands.

use gatehouse_core::catalog::{
    Catalog, Column, Finding, Generation, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::Engine;

use crate::parallel;

use super::expression::restored;
use super::rows::{Raw, RawCheck, RawColumn, RawPart, RawReference, RawTable};
use super::{keys, rights, types, view_text};

/// Joins everything into the catalogue of `database`, or of the databases that were chosen.
pub(super) fn assemble(
    mut raw: Raw,
    mariadb: bool,
    server_version: &str,
    database: &str,
    schemas: Option<Vec<String>>,
) -> (Catalog, Vec<Finding>) {
    let gathered = std::mem::take(&mut raw.tables).into_iter().map(|one| Gathered::of(one, &mut raw)).collect();
    let made = parallel::mapped(gathered, |one| {
        let mut findings = Vec::new();
        (table(one, mariadb, &mut findings), findings)
    });
    let (tables, findings): (Vec<Option<Table>>, Vec<Vec<Finding>>) = made.into_iter().unzip();
    let mut findings: Vec<Finding> = findings.into_iter().flatten().collect();
    let tables = tables.into_iter().flatten().collect();
    let mut catalog = Catalog { tables, schemas, ..Catalog::new(Engine::Mysql, server_version, database, database) };
    catalog.sort();
    read_views(&mut catalog, &mut raw);
    findings.sort_by(|a, b| (&a.object, &a.message).cmp(&(&b.object, &b.message)));
    (catalog, findings)
}

/// What each view reads, as far as its definition may be seen.
fn read_views(catalog: &mut Catalog, raw: &mut Raw) {
    let is_view = |table: &&Table| table.kind == TableKind::View;
    let views: Vec<TableName> = catalog.tables.iter().filter(is_view).map(|table| table.name.clone()).collect();
    for view in views {
        let Some(definition) = raw.views.take(&view).into_iter().next().filter(|text| !text.is_empty()) else {
            continue;
        };
        let columns =
            |name: &TableName| catalog.table(name).map(|table| table.columns.iter().map(|column| column.name.as_str()));
        let reads = view_text::reads(&definition, columns);
        // Sorted by name.
        if let Ok(at) = catalog.tables.binary_search_by(|table| table.name.cmp(&view)) {
            catalog.tables[at].reads = Some(reads);
        }
    }
}

pub(super) fn finding(object: impl ToString, message: impl Into<String>) -> Finding {
    Finding { object: object.to_string(), message: message.into() }
}

/// All that was read of one table.
struct Gathered {
    table: RawTable,
    columns: Vec<RawColumn>,
    parts: Vec<RawPart>,
    references: Vec<RawReference>,
    checks: Vec<RawCheck>,
    partitions: Option<u64>,
}

impl Gathered {
    fn of(table: RawTable, raw: &mut Raw) -> Gathered {
        Gathered {
            columns: raw.columns.take(&table.name),
            parts: raw.indexes.take(&table.name),
            references: raw.foreign_keys.take(&table.name),
            checks: raw.checks.take(&table.name),
            partitions: raw.partitions.take(&table.name).first().copied(),
            table,
        }
    }
}

fn table(gathered: Gathered, mariadb: bool, findings: &mut Vec<Finding>) -> Option<Table> {
    let Gathered { table: one, mut columns, mut parts, references, mut checks, partitions } = gathered;
    let kind = kind(&one, findings)?;
    let name = one.name;
    columns.sort_by_key(|column| column.position);
    // Only the expressions: a literal default is as it was.
    if !mariadb {
        for column in &mut columns {
            column.computed = column.computed.as_deref().map(restored);
            if column.extra.contains("DEFAULT_GENERATED") {
                column.default = column.default.as_deref().map(restored);
            }
        }
    }
    let rights = rights::of_table(&columns);
    let mut columns: Vec<Column> =
        columns.into_iter().map(|one| column(one, mariadb, &name, rights, findings)).collect();
    if mariadb && !checks.is_empty() {
        for column in columns.iter_mut().filter(|column| column.data_type == "longtext") {
            if checks.iter().any(|check| types::is_json(&check.expression, &column.name)) {
                column.class = TypeClass::Json;
            }
        }
    }
    if !mariadb {
        parts.iter_mut().for_each(|part| part.expression = part.expression.as_deref().map(restored));
        checks.iter_mut().for_each(|check| check.expression = restored(&check.expression));
    }
    let indexes = keys::indexes(parts, &name, &columns, findings);
    let (primary_key, unique_keys) = keys::keys(&indexes);
    Some(Table {
        // A view's comment is the word VIEW.
        comment: (kind != TableKind::View && !one.comment.is_empty()).then_some(one.comment),
        estimated_rows: one.rows,
        partitions: partitions.and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
        primary_key,
        unique_keys,
        foreign_keys: keys::foreign_keys(references),
        indexes,
        checks: keys::checks(checks),
        ..Table::new(name, kind, columns)
    })
}

fn kind(one: &RawTable, findings: &mut Vec<Finding>) -> Option<TableKind> {
    let elsewhere = matches!(one.engine.as_deref(), Some("FEDERATED" | "CONNECT" | "SPIDER"));
    match one.kind.as_str() {
        "BASE TABLE" | "SYSTEM VERSIONED" if elsewhere => Some(TableKind::ForeignTable),
        "BASE TABLE" | "SYSTEM VERSIONED" if one.is_partitioned() => Some(TableKind::PartitionedTable),
        "BASE TABLE" | "SYSTEM VERSIONED" => Some(TableKind::Table),
        _ if one.is_view() => Some(TableKind::View),
        // No relations: MariaDB's sequences, and the session's own temporary tables.
        "SEQUENCE" | "TEMPORARY" | "TEMPORARY SEQUENCE" => None,
        other => {
            findings.push(finding(&one.name, format!("A relation of the unknown kind “{other}” was left out.")));
            None
        }
    }
}

fn column(one: RawColumn, mariadb: bool, table: &TableName, rights: Privileges, findings: &mut Vec<Finding>) -> Column {
    let says = |sought: &str| !one.extra.is_empty() && one.extra.split(' ').any(|word| word == sought);
    let generation = if says("auto_increment") {
        Some(Generation::IdentityByDefault)
    } else if says("GENERATED") {
        Some(Generation::Generated)
    } else {
        None
    };
    let class = types::class(&one);
    let enum_values = types::labels(&one.column_type);
    if class == TypeClass::Enum && enum_values.is_empty() {
        findings.push(finding(table.column(&one.name), "The labels of this enum could not be read."));
    }
    let cast_type = Some(types::cast_type(&one, mariadb)).filter(|cast_type| *cast_type != one.column_type);
    Column {
        cast_type: cast_type.map(str::to_owned),
        default: types::default(&one, mariadb),
        class,
        nullable: one.nullable,
        generation,
        enum_values,
        collation: one.collation,
        equality_schema: None,
        privileges: one.privileges.unwrap_or(rights),
        comment: Some(one.comment).filter(|comment| !comment.is_empty()),
        data_type: one.column_type,
        name: one.name,
    }
}
