//! The catalogue as an agent sees it: blocked parts are absent, and nothing hints at them.

use super::mentions::Mentions;
use super::{Catalog, Column, Table};
use crate::scoping::Scoping;

/// A type that would tell a hidden name: the row type of a blocked table, for example.
const HIDDEN_TYPE: &str = "(hidden)";

/// A copy of `catalog` without blocked tables and columns, and without whatever would tell their names: keys, indexes, checks and
/// relationships over them or named after them, and texts (comments, defaults, expressions, enum labels) that mention them.
pub fn agent_view(catalog: &Catalog, scoping: &Scoping) -> Catalog {
    let anywhere = Mentions::of(catalog, scoping);
    let tables = catalog.tables.iter().filter(|table| !scoping.blocks_table(&table.name));
    let tables: Vec<Table> = tables.map(|table| visible_part(table, scoping, &anywhere)).collect();
    let mut schemas = catalog.schemas.clone();
    if let Some(schemas) = &mut schemas {
        schemas.retain(|schema| tables.iter().any(|table| table.name.schema == *schema));
    }
    Catalog { tables, schemas, ..catalog.clone_header() }
}

impl Catalog {
    fn clone_header(&self) -> Catalog {
        Catalog {
            engine: self.engine,
            server_version: self.server_version.clone(),
            database: self.database.clone(),
            default_schema: self.default_schema.clone(),
            schemas: None,
            tables: Vec::new(),
        }
    }
}

fn visible_part(table: &Table, scoping: &Scoping, anywhere: &Mentions) -> Table {
    let visible = |column: &String| !scoping.blocks_column(&table.name, column);
    let within = Mentions::within(table, scoping);
    let text_tells = |text: &String| within.in_text(text) || anywhere.in_text(text);
    let name_tells = |name: &String| within.in_name(name) || anywhere.in_name(name);
    let mut seen = table.clone();
    seen.comment = seen.comment.filter(|text| !text_tells(text));
    seen.columns.retain(|column| visible(&column.name));
    for column in &mut seen.columns {
        clean(column, &text_tells, &name_tells);
    }
    seen.primary_key = seen.primary_key.filter(|key| key.columns.iter().all(visible) && !name_tells(&key.name));
    seen.unique_keys.retain(|key| key.columns.iter().all(visible) && !name_tells(&key.name));
    seen.foreign_keys.retain(|key| {
        key.columns.iter().all(visible)
            && key.referenced_columns.iter().all(|column| !scoping.blocks_column(&key.references, column))
            && !scoping.blocks_table(&key.references)
            && !name_tells(&key.name)
    });
    seen.indexes.retain(|index| {
        !name_tells(&index.name)
            && index.predicate.as_ref().is_none_or(|text| !name_tells(text))
            && index.included.iter().all(visible)
            && index.parts.iter().all(|part| {
                part.column().is_none_or(|column| visible(&column.to_owned()))
                    && part.expression().is_none_or(|text| !name_tells(&text.to_owned()))
            })
    });
    seen.checks.retain(|check| !name_tells(&check.expression) && !name_tells(&check.name));
    seen.inherits.retain(|parent| !scoping.blocks_table(parent));
    // Where a view's rows come from is the owner's to know.
    seen.reads = None;
    seen
}

fn clean(column: &mut Column, text_tells: &impl Fn(&String) -> bool, name_tells: &impl Fn(&String) -> bool) {
    column.default = column.default.take().filter(|text| !name_tells(text));
    column.comment = column.comment.take().filter(|text| !text_tells(text));
    column.enum_values.retain(|label| !text_tells(label));
    if text_tells(&column.data_type) || column.cast_type.as_ref().is_some_and(text_tells) {
        column.data_type = HIDDEN_TYPE.into();
        column.cast_type = None;
    }
}
