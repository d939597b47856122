//! A catalogue as lines that can be compared with what was read from DDL, each a fact.

use gatehouse_core::catalog::{Catalog, Generation, Index, IndexPart, Indexed, NullOrder, Table, TableKind};

/// All facts, sorted. A view's columns have no DDL of their own, so only that there is such a view is one.
pub(crate) fn lines(catalog: &Catalog) -> Vec<String> {
    let mut lines: Vec<String> = catalog.tables.iter().flat_map(of_table).collect();
    lines.sort();
    lines
}

fn of_table(table: &Table) -> Vec<String> {
    let name = table.name.to_string();
    let kind = match table.kind {
        TableKind::Table | TableKind::ForeignTable => "table",
        TableKind::PartitionedTable => "partitioned table",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialised view",
    };
    let mut lines = vec![format!("{kind} {name}")];
    lines.extend(table.comment.iter().map(|comment| format!("comment {name}: {comment}")));
    lines.extend(table.indexes.iter().map(|index| of_index(&name, index)));
    if matches!(table.kind, TableKind::View | TableKind::MaterializedView) {
        return lines;
    }
    for (at, column) in table.columns.iter().enumerate() {
        let made = match column.generation {
            Some(Generation::Generated) => " generated",
            Some(Generation::IdentityAlways) => " identity always",
            Some(Generation::IdentityByDefault) => " identity",
            None => "",
        };
        let default = column.default.as_deref().unwrap_or("-");
        let null = if column.nullable { "" } else { " not null" };
        lines.push(format!("column {name} {at} {}: {}{null}{made} = {default}", column.name, column.data_type));
        lines.extend(column.comment.iter().map(|comment| format!("comment {name}.{}: {comment}", column.name)));
    }
    lines.extend(table.primary_key.iter().map(|key| format!("primary key {name} {}: {:?}", key.name, key.columns)));
    lines.extend(table.unique_keys.iter().map(|key| format!("unique {name} {}: {:?}", key.name, key.columns)));
    lines.extend(table.foreign_keys.iter().map(|key| {
        format!("foreign key {name} {}: {:?} → {} {:?}", key.name, key.columns, key.references, key.referenced_columns)
    }));
    lines.extend(table.checks.iter().map(|check| format!("check {name} {}: {}", check.name, bare(&check.expression))));
    lines.extend(table.inherits.iter().map(|parent| format!("inherits {name}: {parent}")));
    lines
}

pub(crate) fn of_index(table: &str, index: &Index) -> String {
    let parts: Vec<String> = index.parts.iter().map(of_part).collect();
    let mut line = format!("index {table} {}: {} {parts:?}", index.name, index.method);
    for (holds, word) in [(index.unique, " unique"), (index.nulls_not_distinct, " nulls not distinct")] {
        line.push_str(if holds { word } else { "" });
    }
    if !index.included.is_empty() {
        line.push_str(&format!(" include {:?}", index.included));
    }
    if !index.visible {
        line.push_str(" hidden");
    }
    if let Some(predicate) = &index.predicate {
        line.push_str(&format!(" where {}", bare(predicate)));
    }
    line
}

fn of_part(part: &IndexPart) -> String {
    let mut text = match &part.over {
        Indexed::Column(name) => format!("column {name}"),
        Indexed::Expression(text) => format!("expression {}", bare(text)),
    };
    if let Some(prefix) = part.prefix {
        text.push_str(&format!("({prefix})"));
    }
    if part.descending {
        text.push_str(" descending");
    }
    match part.nulls {
        Some(NullOrder::First) => text.push_str(" nulls first"),
        Some(NullOrder::Last) => text.push_str(" nulls last"),
        None => {}
    }
    text
}

/// Without parentheses around the whole, which dumps and servers add as they like.
pub(crate) fn bare(text: &str) -> String {
    let mut text = text.trim();
    while text.starts_with('(') {
        let mut scan = crate::scan::Scan(text);
        let inner = scan.inside();
        if !scan.is_done() {
            break;
        }
        text = inner.trim();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What only one of both has.
pub(crate) fn differences(found: &[String], truth: &[String]) -> Vec<String> {
    let only = |these: &[String], those: &[String], whose: &str| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("only {whose}: {line}")).collect()
    };
    [only(found, truth, "found"), only(truth, found, "true")].concat()
}
