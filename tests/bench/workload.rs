//! Workspaces of any size without a database: the catalogue that the discovery bench's generator would make, as a snapshot.

use std::path::{Path, PathBuf};

use gatehouse_core::catalog::{Catalog, Column, TableName, TypeClass};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_workspace::Workspace;
use serde_json::{from_value, json};

/// The same in every table.
const COMMON: [(&str, &str, TypeClass); 14] = [
    ("id", "bigint", TypeClass::Integer),
    ("ref_id", "bigint", TypeClass::Integer),
    ("code", "character varying(80)", TypeClass::Text),
    ("name", "text", TypeClass::Text),
    ("amount", "numeric(12,2)", TypeClass::Number),
    ("created_at", "timestamp with time zone", TypeClass::Timestamp),
    ("updated_at", "timestamp with time zone", TypeClass::Timestamp),
    ("active", "boolean", TypeClass::Boolean),
    ("doc", "jsonb", TypeClass::Json),
    ("ext", "uuid", TypeClass::Uuid),
    ("day", "date", TypeClass::Date),
    ("ratio", "double precision", TypeClass::Number),
    ("ip", "inet", TypeClass::Network),
    ("note", "character varying(255)", TypeClass::Text),
];
/// Different in every table, so that names are as many as they are in old, large databases.
const OWN: [&str; 6] = ["status", "phone", "total", "batch", "origin", "flag"];

/// Makes a workspace with one connection, `large`, whose snapshot has this many tables of 20 columns.
pub(crate) fn workspace(folder: &Path, tables: usize) -> PathBuf {
    let workspace = Workspace::create(folder).unwrap();
    let descriptor =
        Descriptor { host: "localhost".into(), database: "large".into(), ..Descriptor::blank(Engine::Postgres) };
    workspace.save_connection("large", &descriptor).unwrap();
    workspace.record_discovery("large", &catalog(tables)).unwrap();
    folder.to_owned()
}

fn catalog(tables: usize) -> Catalog {
    let mut catalog: Catalog = from_value(json!({
        "engine": "postgres", "server_version": "18.4", "database": "large", "default_schema": "public",
        "tables": (1..=tables).map(table).collect::<Vec<_>>(),
    }))
    .unwrap();
    for (at, table) in catalog.tables.iter_mut().enumerate() {
        table.columns = columns(at);
    }
    catalog.sort();
    catalog
}

fn table(at: usize) -> serde_json::Value {
    let name = |at: usize| TableName::new("public", format!("t_{at:05}"));
    let foreign = json!([{
        "name": format!("t_{at:05}_ref"), "columns": ["ref_id"], "references": name(at / 2), "referenced_columns": ["id"],
    }]);
    let index = |name: &str, column: &str| json!({ "name": format!("t_{at:05}_{name}"), "method": "btree", "unique": name == "pkey", "parts": [{ "column": column }] });
    json!({
        "name": name(at), "kind": "table", "comment": format!("Table number {at} holds the records of its own kind"),
        "estimated_rows": at * 37, "columns": [], "primary_key": { "name": format!("t_{at:05}_pkey"), "columns": ["id"] },
        "foreign_keys": if at > 1 { foreign } else { json!([]) },
        "indexes": [index("pkey", "id"), index("ref", "ref_id"), index("code", "code")],
    })
}

fn columns(table: usize) -> Vec<Column> {
    let common = COMMON.iter().map(|(name, data_type, class)| Column::new(*name, *data_type, *class));
    let own = OWN.iter().map(|name| Column::new(format!("{name}_{table:05}"), "text", TypeClass::Text));
    let mut columns: Vec<Column> = common.chain(own).collect();
    columns[2].comment = Some("External code".into());
    columns[4].comment = Some("Gross amount in account currency".into());
    columns
}
