//! Rows by their table. They come together, so the table is looked up only when it changes.

use std::collections::HashMap;

use gatehouse_core::catalog::TableName;

#[derive(Debug)]
pub(super) struct Grouped<T> {
    places: HashMap<TableName, usize>,
    groups: Vec<(TableName, Vec<T>)>,
    /// Where the latest row went.
    latest: usize,
}

/// Empty; `T` needs no default of its own.
impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Grouped { places: HashMap::new(), groups: Vec::new(), latest: 0 }
    }
}

impl<T> Grouped<T> {
    pub(super) fn push(&mut self, schema: &str, table: &str, row: T) {
        let same = self.groups.get(self.latest).is_some_and(|(name, _)| name.table == table && name.schema == schema);
        if !same {
            let name = TableName::new(schema, table);
            let next = self.groups.len();
            self.latest = *self.places.entry(name.clone()).or_insert(next);
            if self.latest == next {
                self.groups.push((name, Vec::new()));
            }
        }
        if let Some((_, rows)) = self.groups.get_mut(self.latest) {
            rows.push(row);
        }
    }

    /// Adds what another session read: of most tables, all rows are in one of the two.
    pub(super) fn extend(&mut self, other: Grouped<T>) {
        if self.groups.is_empty() {
            *self = other;
            return;
        }
        for (name, rows) in other.groups {
            for row in rows {
                self.push(&name.schema, &name.table, row);
            }
        }
    }

    /// Takes a table's rows out, in the order they came.
    pub(super) fn take(&mut self, name: &TableName) -> Vec<T> {
        let group = self.places.remove(name).and_then(|at| self.groups.get_mut(at));
        group.map(|(_, rows)| std::mem::take(rows)).unwrap_or_default()
    }
}
