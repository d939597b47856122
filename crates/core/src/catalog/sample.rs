//! Small catalogues for tests, by names alone.

use serde_json::json;

use super::Catalog;

/// A catalogue of text columns: schema, table, columns.
pub(crate) fn catalog_of(tables: &[(&str, &str, &[&str])]) -> Catalog {
    let column = |name: &&str| {
        json!({ "name": name, "data_type": "text", "cast_type": "text", "class": "text", "nullable": true,
                "privileges": { "select": true, "insert": false, "update": false } })
    };
    let table = |(schema, name, columns): &(&str, &str, &[&str])| {
        json!({ "name": { "schema": schema, "table": name }, "kind": "table",
                "columns": columns.iter().map(column).collect::<Vec<_>>() })
    };
    let mut catalog: Catalog = serde_json::from_value(json!({
        "engine": "postgres", "server_version": "18.4", "database": "clinic", "default_schema": "public",
        "tables": tables.iter().map(table).collect::<Vec<_>>(),
    }))
    .unwrap();
    catalog.sort();
    catalog
}
