//! Rows joined to tables. What does not fit becomes a finding, and the rest stands.

use std::collections::HashMap;

use gatehouse_core::catalog::{
    Catalog, Column, Finding, Generation, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::Engine;

use super::keys;
use super::rows::{Id, Raw, RawColumn, RawRelation};
use super::types;

/// The tables' names and their columns' names by position.
pub(super) struct Names {
    tables: HashMap<Id, TableName>,
    columns: HashMap<(Id, i16), String>,
}

impl Names {
    pub(super) fn table(&self, relation: Id) -> Option<&TableName> {
        self.tables.get(&relation)
    }

    /// The columns at these positions, if all are known.
    pub(super) fn columns(&self, relation: Id, positions: &[i16]) -> Option<Vec<String>> {
        positions.iter().map(|position| self.columns.get(&(relation, *position)).cloned()).collect()
    }

    fn of(raw: &Raw) -> Names {
        let tables = raw.relations.iter().map(|r| (r.id, TableName::new(&r.schema, &r.name))).collect();
        let of_table = |(id, columns): (&Id, &Vec<RawColumn>)| {
            let id = *id;
            columns.iter().map(move |column| ((id, column.position), column.name.clone())).collect::<Vec<_>>()
        };
        Names { tables, columns: raw.columns.iter().flat_map(of_table).collect() }
    }
}

/// Joins everything into the catalogue.
pub(super) fn assemble(mut raw: Raw) -> (Catalog, Vec<Finding>) {
    let mut findings = Vec::new();
    let names = Names::of(&raw);
    let relations = std::mem::take(&mut raw.relations);
    let tables =
        relations.into_iter().filter_map(|relation| table(relation, &mut raw, &names, &mut findings)).collect();
    let mut catalog = Catalog {
        engine: Engine::Postgres,
        // "18.4 (Debian 18.4-1)" is 18.4.
        server_version: raw.server_version.split_whitespace().next().unwrap_or_default().to_owned(),
        database: raw.database,
        default_schema: raw.default_schema,
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

fn table(relation: RawRelation, raw: &mut Raw, names: &Names, findings: &mut Vec<Finding>) -> Option<Table> {
    let name = TableName::new(&relation.schema, &relation.name);
    let kind = match relation.kind.as_str() {
        "r" => TableKind::Table,
        "p" => TableKind::PartitionedTable,
        "v" => TableKind::View,
        "m" => TableKind::MaterializedView,
        "f" => TableKind::ForeignTable,
        other => {
            findings.push(finding(&name, format!("A relation of the unknown kind “{other}” was left out.")));
            return None;
        }
    };
    let mut columns = raw.columns.remove(&relation.id).unwrap_or_default();
    columns.sort_by_key(|column| column.position);
    let columns = columns.into_iter().map(|one| column(one, &relation, &name, raw, findings)).collect();
    let keys = keys::keys(&relation, &name, raw, names, findings);
    Some(Table {
        comment: raw.comments.remove(&(relation.id, 0)),
        // Below 0: never analysed. A float's integer part fits; `as` saturates.
        estimated_rows: (relation.rows >= 0.0).then_some(relation.rows as u64),
        partitions: raw.partitions.get(&relation.id).and_then(|count| u32::try_from(*count).ok()).unwrap_or(0),
        primary_key: keys.primary,
        unique_keys: keys.unique,
        foreign_keys: keys.foreign,
        indexes: keys::indexes(&relation, &name, raw, names, findings),
        ..Table::new(name, kind, columns)
    })
}

fn column(
    one: RawColumn,
    relation: &RawRelation,
    table: &TableName,
    raw: &mut Raw,
    findings: &mut Vec<Finding>,
) -> Column {
    let place = table.column(&one.name);
    let generation = match (one.identity.as_str(), one.generated.as_str()) {
        ("", "") => None,
        ("a", "") => Some(Generation::IdentityAlways),
        ("d", "") => Some(Generation::IdentityByDefault),
        // Stored and, from PostgreSQL 18, virtual.
        ("", "s" | "v") => Some(Generation::Generated),
        _ => {
            findings.push(finding(
                &place,
                "The server makes this column's value in an unknown way; it counts as generated.",
            ));
            Some(Generation::Generated)
        }
    };
    let default = raw.defaults.remove(&(relation.id, one.position));
    let comment = raw.comments.remove(&(relation.id, i32::from(one.position)));
    let [select, insert, update] = match one.rights {
        Some(own) if relation.schema_usable => own,
        Some(_) => [false; 3],
        None => relation.rights,
    };
    let mut column = Column {
        name: one.name,
        data_type: "unknown".into(),
        cast_type: Some("text".into()),
        class: TypeClass::Other,
        nullable: !one.not_null,
        default,
        generation,
        enum_values: Vec::new(),
        comment,
        privileges: Privileges { select, insert, update },
    };
    let Some(found) = raw.types.get(&one.type_key) else {
        findings.push(finding(&place, "The column's type is not in the catalogue; the column cannot be used."));
        return column;
    };
    column.data_type.clone_from(&found.written);
    column.set_cast_type(types::cast_type(found));
    column.class = types::class(found);
    column.nullable &= !found.not_null;
    column.enum_values = raw.enums.get(&found.base).cloned().unwrap_or_default();
    column
}
