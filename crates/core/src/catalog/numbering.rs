//! Every schema, table and column as one number: its row in a tree that is open all the way down. The default schema comes first, because
//! it is the one that people mean; then schemas by name, each with its tables, each with its columns.
//!
//! The numbers hold for one catalogue and no other: whoever sends them also says which fingerprint they are of.

use super::{Catalog, Table};
use crate::scoping::BlockTarget;

/// The numbers of a catalogue.
#[derive(Debug)]
pub struct Numbering<'a> {
    catalog: &'a Catalog,
    /// Tables in the tree's order with their nodes, ascending.
    tables: Vec<(usize, &'a Table)>,
    /// The node of each table, in the catalogue's order.
    nodes: Vec<usize>,
    /// How many tables each schema has, in the tree's order.
    schemas: Vec<(&'a str, usize)>,
    size: usize,
}

impl<'a> Numbering<'a> {
    /// Numbers `catalog`, which is sorted.
    pub fn new(catalog: &'a Catalog) -> Numbering<'a> {
        let mut groups: Vec<_> = catalog.tables.chunk_by(|a, b| a.name.schema == b.name.schema).collect();
        groups.sort_by_key(|group| group.first().is_none_or(|table| table.name.schema != catalog.default_schema));
        let mut tables = Vec::with_capacity(catalog.tables.len());
        let mut schemas = Vec::with_capacity(groups.len());
        let mut node = 0;
        for group in groups {
            schemas.push((group.first().map_or("", |table| table.name.schema.as_str()), group.len()));
            node += 1;
            for table in group {
                tables.push((node, table));
                node += 1 + table.columns.len();
            }
        }
        // The default schema's run of tables moved to the front; all others kept their order.
        let mut nodes: Vec<(&Table, usize)> = tables.iter().map(|(node, table)| (*table, *node)).collect();
        nodes.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        Numbering { catalog, tables, nodes: nodes.into_iter().map(|(_, node)| node).collect(), schemas, size: node }
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Schemas in order, each with how many tables it has.
    pub fn schemas(&self) -> &[(&'a str, usize)] {
        &self.schemas
    }

    /// Tables in order, each with its node; a table's columns are the nodes after it.
    pub fn tables(&self) -> &[(usize, &'a Table)] {
        &self.tables
    }

    /// The node of a table or column; none when the catalogue does not have it.
    pub fn node(&self, target: &BlockTarget) -> Option<usize> {
        let at = self.catalog.tables.binary_search_by(|table| table.name.cmp(&target.table)).ok()?;
        let (table, node) = (self.catalog.tables.get(at)?, *self.nodes.get(at)?);
        let Some(column) = &target.column else { return Some(node) };
        table.columns.iter().position(|one| one.name == *column).map(|at| node + 1 + at)
    }

    /// What the nodes of half-open ranges `[from, to, from, to, …]` are. None when a range is none of this catalogue's, or holds a
    /// schema: a schema is its tables, and the caller says which.
    pub fn targets(&self, ranges: &[u32]) -> Option<Vec<BlockTarget>> {
        let (pairs, rest) = ranges.as_chunks::<2>();
        let whole = rest.is_empty() && pairs.iter().all(|[from, to]| from <= to && *to as usize <= self.size);
        let nodes = pairs.iter().flat_map(|[from, to]| *from..*to);
        if whole { nodes.map(|node| self.target(node as usize)).collect() } else { None }
    }

    fn target(&self, node: usize) -> Option<BlockTarget> {
        let before = self.tables.partition_point(|(at, _)| *at <= node).checked_sub(1)?;
        let (at, table) = self.tables.get(before)?;
        if *at == node {
            return Some(BlockTarget { table: table.name.clone(), column: None });
        }
        // Past the last column stands the next schema.
        let column = table.columns.get(node - at - 1)?;
        Some(BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample::catalog_of;

    fn spelled(BlockTarget { table, column }: &BlockTarget) -> String {
        column.as_ref().map_or_else(|| table.to_string(), |column| format!("{table}.{column}"))
    }

    #[test]
    fn the_default_schema_comes_first_and_numbers_lead_back_to_names() {
        let catalog = catalog_of(&[
            ("archive", "visits", &["id", "note"]),
            ("public", "patients", &["id", "ssn"]),
            ("public", "payments", &[]),
        ]);
        let numbers = Numbering::new(&catalog);
        assert_eq!(numbers.schemas(), [("public", 2), ("archive", 1)]);
        assert_eq!(numbers.size(), 9);
        let names =
            |ranges: &[u32]| numbers.targets(ranges).map(|targets| targets.iter().map(spelled).collect::<Vec<_>>());
        let all = ["public.patients", "public.patients.id", "public.patients.ssn", "public.payments"];
        assert_eq!(names(&[1, 5]).unwrap(), all);
        assert_eq!(names(&[6, 7, 8, 9]).unwrap(), ["archive.visits", "archive.visits.note"]);
        for wrong in [&[0, 1][..], &[4, 6], &[8, 10], &[3, 2], &[1]] {
            assert_eq!(names(wrong), None, "{wrong:?}");
        }
        for node in [1, 2, 3, 4, 6, 7, 8] {
            let target = numbers.targets(&[node, node + 1]).unwrap().remove(0);
            assert_eq!(numbers.node(&target), Some(node as usize));
        }
        let gone = BlockTarget { table: catalog.tables[0].name.clone(), column: Some("lost".into()) };
        assert_eq!(numbers.node(&gone), None);
    }
}
