//! The comparison: two sorted lists of tables side by side.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::describe::{
    check_words, enum_words, foreign_key_words, generation_words, index_words, inherits_words, key_words, kind_words,
    privilege_words, read_words,
};
use super::renamed_columns::renamed_columns;
use super::renamed_tables::renamed_tables;
use super::{Aspect, Change, Drift, LooksRenamed};
use crate::catalog::{Catalog, Column, Table};
use crate::scoping::BlockTarget;

/// What became different from `old` to `new`, in canonical order. Both are catalogues of one database.
pub fn compare(old: &Catalog, new: &Catalog) -> Drift {
    let mut drift = Drift::default();
    let sides = side_by_side(old, new, &mut drift);
    let renamed = renamed_tables(&sides.gone, &sides.come);
    for &(before, after, confidence, ref reason) in &renamed {
        let (from, to) = (table_target(before), table_target(after));
        drift.renamed.push(LooksRenamed { from, to, confidence, reason: reason.clone() });
    }
    let taken: BTreeSet<_> = renamed.iter().flat_map(|(before, after, ..)| [&before.name, &after.name]).collect();
    let left = |table: &&Table| !taken.contains(&table.name);
    drift.removed.extend(sides.gone.iter().copied().filter(left).map(table_target));
    drift.added.extend(sides.come.iter().copied().filter(left).map(table_target));
    let pairs = sides.both.into_iter().chain(renamed.iter().map(|(before, after, ..)| (*before, *after)));
    for (before, after) in pairs {
        compare_tables(before, after, &mut drift);
    }
    drift.added.sort();
    drift.removed.sort();
    drift.changed.sort();
    drift.renamed.sort();
    drift
}

struct Sides<'a> {
    both: Vec<(&'a Table, &'a Table)>,
    gone: Vec<&'a Table>,
    come: Vec<&'a Table>,
}

/// Tables by name. One whose schema was not read on the other side is left out: nobody looked for it there.
fn side_by_side<'a>(old: &'a Catalog, new: &'a Catalog, drift: &mut Drift) -> Sides<'a> {
    let mut sides = Sides { both: Vec::new(), gone: Vec::new(), come: Vec::new() };
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut gone = |table: &'a Table| match reads(new, &table.name.schema) {
        true => sides.gone.push(table),
        false => drop(left.insert(table.name.schema.clone())),
    };
    let mut come = |table: &'a Table| match reads(old, &table.name.schema) {
        true => sides.come.push(table),
        false => drop(right.insert(table.name.schema.clone())),
    };
    let (mut before, mut after) = (old.tables.iter().peekable(), new.tables.iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (Some(one), Some(other)) => one.name.cmp(&other.name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        match order {
            Ordering::Less => before.next().into_iter().for_each(&mut gone),
            Ordering::Greater => after.next().into_iter().for_each(&mut come),
            Ordering::Equal => sides.both.extend(before.next().zip(after.next())),
        }
    }
    drift.no_longer_read = left.into_iter().collect();
    drift.newly_read = right.into_iter().collect();
    sides
}

/// Whether a discovery looked into this schema.
pub(crate) fn reads(catalog: &Catalog, schema: &str) -> bool {
    catalog.schemas.as_ref().is_none_or(|chosen| chosen.iter().any(|one| one == schema))
}

pub(super) fn table_target(table: &Table) -> BlockTarget {
    BlockTarget { table: table.name.clone(), column: None }
}

pub(super) fn column_target(table: &Table, column: &Column) -> BlockTarget {
    BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) }
}

fn compare_tables(before: &Table, after: &Table, drift: &mut Drift) {
    // Nearly every table of a large database is as it was.
    if before.columns == after.columns && same_apart_from_columns(before, after) {
        return;
    }
    compare_columns(before, after, drift);
    let mut note = Notes { of: table_target(after), changed: &mut drift.changed };
    note.one(Aspect::Kind, Some(kind_words(before.kind).to_owned()), Some(kind_words(after.kind).to_owned()));
    note.one(Aspect::Comment, before.comment.clone(), after.comment.clone());
    let key = |table: &Table| table.primary_key.as_ref().map(key_words);
    note.one(Aspect::PrimaryKey, key(before), key(after));
    note.one(Aspect::Inherits, inherits_words(&before.inherits), inherits_words(&after.inherits));
    note.one(Aspect::Reads, before.reads.as_deref().map(read_words), after.reads.as_deref().map(read_words));
    let name_of = |name: &String| name.clone();
    note.named(Aspect::UniqueKey, &before.unique_keys, &after.unique_keys, |key| name_of(&key.name), key_words);
    note.named(
        Aspect::ForeignKey,
        &before.foreign_keys,
        &after.foreign_keys,
        |key| name_of(&key.name),
        foreign_key_words,
    );
    note.named(Aspect::Index, &before.indexes, &after.indexes, |index| name_of(&index.name), index_words);
    note.named(Aspect::Check, &before.checks, &after.checks, |check| name_of(&check.name), check_words);
}

fn same_apart_from_columns(before: &Table, after: &Table) -> bool {
    (before.kind, &before.comment, &before.primary_key, &before.inherits, &before.reads)
        == (after.kind, &after.comment, &after.primary_key, &after.inherits, &after.reads)
        && (&before.unique_keys, &before.foreign_keys) == (&after.unique_keys, &after.foreign_keys)
        && (&before.indexes, &before.checks) == (&after.indexes, &after.checks)
}

fn compare_columns(before: &Table, after: &Table, drift: &mut Drift) {
    let old: BTreeMap<&str, &Column> = before.columns.iter().map(|column| (column.name.as_str(), column)).collect();
    let new: BTreeMap<&str, &Column> = after.columns.iter().map(|column| (column.name.as_str(), column)).collect();
    let renamed = renamed_columns(&before.columns, &after.columns);
    let taken: BTreeSet<&str> = renamed.iter().flat_map(|(one, other, ..)| [&*one.name, &*other.name]).collect();
    for (from, to, confidence, reason) in renamed {
        compare_column(from, to, column_target(after, to), &mut drift.changed);
        let (from, to) = (column_target(before, from), column_target(after, to));
        drift.renamed.push(LooksRenamed { from, to, confidence, reason });
    }
    for column in &before.columns {
        match new.get(column.name.as_str()) {
            Some(now) => compare_column(column, now, column_target(after, column), &mut drift.changed),
            None if taken.contains(column.name.as_str()) => {}
            None => drift.removed.push(column_target(before, column)),
        }
    }
    let come = after.columns.iter().filter(|column| !old.contains_key(&*column.name) && !taken.contains(&*column.name));
    drift.added.extend(come.map(|column| column_target(after, column)));
}

fn compare_column(before: &Column, after: &Column, of: BlockTarget, changed: &mut Vec<Change>) {
    if before == after {
        return;
    }
    let mut note = Notes { of, changed };
    let null = |column: &Column| Some(if column.nullable { "may be NULL" } else { "not NULL" }.to_owned());
    note.one(Aspect::Type, Some(before.data_type.clone()), Some(after.data_type.clone()));
    note.one(Aspect::Nullability, null(before), null(after));
    note.one(Aspect::Default, before.default.clone(), after.default.clone());
    note.one(Aspect::Generation, generation_words(before.generation), generation_words(after.generation));
    note.one(Aspect::EnumValues, enum_words(&before.enum_values), enum_words(&after.enum_values));
    note.one(Aspect::Comment, before.comment.clone(), after.comment.clone());
    note.one(Aspect::Privileges, Some(privilege_words(before.privileges)), Some(privilege_words(after.privileges)));
}

/// Collects the changes of one thing.
struct Notes<'a> {
    of: BlockTarget,
    changed: &'a mut Vec<Change>,
}

impl Notes<'_> {
    fn one(&mut self, what: Aspect, before: Option<String>, after: Option<String>) {
        if before != after {
            self.changed.push(Change { of: self.of.clone(), what, name: None, before, after });
        }
    }

    /// Things that a table has several of, matched by name.
    fn named<T>(
        &mut self,
        what: Aspect,
        before: &[T],
        after: &[T],
        name: impl Fn(&T) -> String,
        words: impl Fn(&T) -> String,
    ) {
        let old: BTreeMap<String, String> = before.iter().map(|one| (name(one), words(one))).collect();
        let new: BTreeMap<String, String> = after.iter().map(|one| (name(one), words(one))).collect();
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let (before, after) = (old.get(name).cloned(), new.get(name).cloned());
            if before != after {
                self.changed.push(Change { of: self.of.clone(), what, name: Some(name.clone()), before, after });
            }
        }
    }
}
