//! The catalogue as an agent sees it: blocked parts are absent, and nothing hints at them.

use super::mention::BlockedNames;
use super::{Catalog, Indexed, Table};
use crate::scoping::Scoping;

/// A copy of `catalog` without blocked tables and columns, and without the keys, indexes, defaults, relationships and comments
/// that would name one.
pub fn agent_view(catalog: &Catalog, scoping: &Scoping) -> Catalog {
    let unmentionable = BlockedNames::anywhere(catalog, scoping);
    let tables = catalog.tables.iter().filter(|table| !scoping.blocks_table(&table.name));
    Catalog {
        tables: tables.map(|table| visible_part(table, scoping, &unmentionable)).collect(),
        ..catalog.clone_header()
    }
}

impl Catalog {
    fn clone_header(&self) -> Catalog {
        Catalog {
            engine: self.engine,
            server_version: self.server_version.clone(),
            database: self.database.clone(),
            default_schema: self.default_schema.clone(),
            schemas: self.schemas.clone(),
            tables: Vec::new(),
        }
    }
}

fn visible_part(table: &Table, scoping: &Scoping, unmentionable: &BlockedNames) -> Table {
    let visible = |column: &String| !scoping.blocks_column(&table.name, column);
    let blocked: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .filter(|name| scoping.blocks_column(&table.name, name))
        .collect();
    // An expression or predicate is text: it stays only if it can name no blocked column.
    let names_blocked = |text: &String| blocked.iter().any(|name| text.contains(name));
    // Beside its own table a blocked column's name says more than elsewhere, where a visible column may have it too.
    let own = BlockedNames::new(blocked.iter().copied());
    let is_mentioned = |text: &String| own.are_in(text) || unmentionable.are_in(text);
    let mut seen = table.clone();
    seen.columns.retain(|column| visible(&column.name));
    for column in &mut seen.columns {
        column.default = column.default.take().filter(|text| !names_blocked(text));
        column.comment = column.comment.take().filter(|text| !is_mentioned(text));
    }
    seen.comment = seen.comment.filter(|text| !is_mentioned(text));
    seen.primary_key = seen.primary_key.filter(|key| key.columns.iter().all(visible));
    seen.unique_keys.retain(|key| key.columns.iter().all(visible));
    seen.foreign_keys.retain(|key| {
        key.columns.iter().all(visible)
            && key.referenced_columns.iter().all(|column| !scoping.blocks_column(&key.references, column))
    });
    seen.indexes.retain(|index| {
        index.predicate.as_ref().is_none_or(|text| !names_blocked(text))
            && index.included.iter().all(visible)
            && index.parts.iter().all(|part| match &part.over {
                Indexed::Column(column) => visible(column),
                Indexed::Expression(text) => !names_blocked(text),
            })
    });
    seen.checks.retain(|check| !names_blocked(&check.expression));
    seen.inherits.retain(|parent| !scoping.blocks_table(parent));
    // Where a view's rows come from is the owner's to know.
    seen.reads = None;
    seen
}
