//! A value travels: along foreign keys, and into views.

use std::collections::HashMap;
use std::rc::Rc;

use super::score::Verdict;
use super::{Confidence, Reason};
use crate::catalog::{Catalog, Column, Table, TableKind, ViewRead};

/// The verdicts by table and column, in the catalogue's order.
pub(super) type Verdicts = Vec<Vec<Option<Rc<Verdict>>>>;

/// A name that so many tables have tells nothing about where a view has it from.
const COMMON: usize = 50;

/// A view that shares fewer columns with a table need not show it. This is for views whose definition is not known.
const SHARED: usize = 3;

/// A foreign key's column holds the value of the column that it references, whatever its own name. Chains are followed to their end.
pub(super) fn along_foreign_keys(catalog: &Catalog, verdicts: &mut Verdicts) {
    let mut links = Vec::new();
    for (from, table) in catalog.tables.iter().enumerate() {
        for key in &table.foreign_keys {
            let Ok(to) = catalog.tables.binary_search_by(|other| other.name.cmp(&key.references)) else { continue };
            for (column, referenced) in key.columns.iter().zip(&key.referenced_columns) {
                if let (Some(column), Some(referenced)) = (place(table, column), place(&catalog.tables[to], referenced))
                {
                    links.push(((from, column), (to, referenced)));
                }
            }
        }
    }
    // Confidence only rises, so this ends.
    let mut changed = true;
    while changed {
        changed = false;
        for &((from, column), (to, referenced)) in &links {
            let Some(source) = verdicts[to][referenced].clone().filter(|one| one.confidence >= Confidence::Medium)
            else {
                continue;
            };
            if verdicts[from][column].as_ref().is_none_or(|own| own.confidence < source.confidence) {
                let table = &catalog.tables[to];
                let (name, column_name) = (table.name.clone(), table.columns[referenced].name.clone());
                let reasons = vec![Reason::References { table: name, column: column_name }];
                let (class, confidence) = (source.class, source.confidence);
                verdicts[from][column] = Some(Rc::new(Verdict { class, confidence, reasons }));
                changed = true;
            }
        }
    }
}

/// A view's column is what the column of the same name and type is in a table that the view reads. Where it is not known what the
/// view reads: in a table with which it shares enough columns.
pub(super) fn into_views(catalog: &Catalog, verdicts: &mut Verdicts) {
    if !catalog.tables.iter().any(is_view) {
        return;
    }
    let mut holders = Holders::new();
    for (at, table) in catalog.tables.iter().enumerate().filter(|(_, table)| !is_view(table)) {
        for (column, one) in table.columns.iter().enumerate() {
            holders.entry((&one.name, &one.data_type)).or_default().push((at, column));
        }
    }
    for (at, view) in catalog.tables.iter().enumerate().filter(|(_, table)| is_view(table)) {
        let of = |column| holders_of(&holders, column);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for (table, _) in view.columns.iter().flat_map(of) {
            *shared.entry(*table).or_default() += 1;
        }
        for (place, column) in view.columns.iter().enumerate() {
            let shown = of(column).iter().filter(|(table, _)| match &view.reads {
                Some(reads) => reads_column(reads, &catalog.tables[*table], &column.name),
                None => shared[table] >= SHARED.min(view.columns.len()),
            });
            let best = shown
                .filter_map(|(table, source)| Some((*table, *source, verdicts[*table][*source].as_ref()?)))
                .max_by_key(|(table, _, verdict)| (verdict.confidence, shared[table]));
            let Some((table, source, verdict)) = best else { continue };
            if verdicts[at][place].as_ref().is_some_and(|own| own.confidence >= verdict.confidence) {
                continue;
            }
            let table = &catalog.tables[table];
            let reason = Reason::ViewOf { table: table.name.clone(), column: table.columns[source].name.clone() };
            let (class, confidence) = (verdict.class, verdict.confidence);
            verdicts[at][place] = Some(Rc::new(Verdict { class, confidence, reasons: vec![reason] }));
        }
    }
}

/// The columns of tables that have this column's name and type.
type Holders<'a> = HashMap<(&'a str, &'a str), Vec<(usize, usize)>>;

fn holders_of<'a>(holders: &'a Holders<'a>, column: &'a Column) -> &'a [(usize, usize)] {
    let found = holders.get(&(column.name.as_str(), column.data_type.as_str()));
    found.map(Vec::as_slice).filter(|found| found.len() <= COMMON).unwrap_or_default()
}

fn reads_column(reads: &[ViewRead], table: &Table, column: &String) -> bool {
    let one = |read: &ViewRead| read.table == table.name && (read.whole_rows || read.columns.contains(column));
    reads.iter().any(one)
}

fn is_view(table: &Table) -> bool {
    matches!(table.kind, TableKind::View | TableKind::MaterializedView)
}

fn place(table: &Table, column: &str) -> Option<usize> {
    table.columns.iter().position(|one| one.name == column)
}
