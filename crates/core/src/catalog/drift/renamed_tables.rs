//! Tables that seem to go on under another name: nearly the same columns.

use std::collections::{BTreeSet, HashMap};

use super::similar::{Candidate, alike, best_pairs, percent, thousandths};
use crate::catalog::Table;

/// The smallest share of common columns, by name and type.
const LEAST: f64 = 0.6;

/// A column that more new tables than this have says nothing about which of them it was.
const COMMON: usize = 64;

/// Pairs of vanished and new tables that look renamed, in the old order, with confidence in percent and reason.
pub(super) fn renamed_tables<'a>(gone: &[&'a Table], come: &[&'a Table]) -> Vec<(&'a Table, &'a Table, u8, String)> {
    let mut candidates = Vec::new();
    for (before, after) in possible(gone, come) {
        let candidate = judge(gone[before], come[after]);
        candidates.extend(candidate.map(|(score, reason)| Candidate { before, after, score, reason }));
    }
    let pairs = best_pairs(candidates).into_iter();
    pairs.map(|one| (gone[one.before], come[one.after], percent(one.score), one.reason)).collect()
}

/// Pairs worth judging: they share an uncommon column, all of their columns, or their name. A renamed schema of ten thousand tables
/// must not become a hundred million comparisons.
fn possible(gone: &[&Table], come: &[&Table]) -> BTreeSet<(usize, usize)> {
    let mut by_clue: HashMap<Clue<'_>, Vec<usize>> = HashMap::new();
    for (at, table) in come.iter().enumerate() {
        clues(table).for_each(|clue| by_clue.entry(clue).or_default().push(at));
    }
    let mut pairs = BTreeSet::new();
    for (before, table) in gone.iter().enumerate() {
        for clue in clues(table) {
            let known = by_clue.get(&clue).map(Vec::as_slice).unwrap_or_default();
            if known.len() <= COMMON {
                pairs.extend(known.iter().map(|after| (before, *after)));
            }
        }
    }
    pairs
}

#[derive(PartialEq, Eq, Hash)]
enum Clue<'a> {
    Name(&'a str),
    Column(&'a str, &'a str),
    All(BTreeSet<(&'a str, &'a str)>),
}

fn clues(table: &Table) -> impl Iterator<Item = Clue<'_>> {
    let columns = columns(table);
    let each = columns.clone().into_iter().map(|(name, of_type)| Clue::Column(name, of_type));
    each.chain([Clue::Name(&table.name.table), Clue::All(columns)])
}

fn columns(table: &Table) -> BTreeSet<(&str, &str)> {
    table.columns.iter().map(|column| (column.name.as_str(), column.data_type.as_str())).collect()
}

fn judge(before: &Table, after: &Table) -> Option<(u32, String)> {
    let (old, new) = (columns(before), columns(after));
    let common = old.intersection(&new).count();
    let share = common as f64 / old.union(&new).count().max(1) as f64;
    let names = alike(&before.name.table, &after.name.table);
    // Every list of ids looks like every other.
    if before.kind != after.kind || share < LEAST || (common < 2 && names < 0.8) {
        return None;
    }
    let here = before.name.schema == after.name.schema;
    let score = 0.7 * share + 0.2 * names + if here { 0.1 } else { 0.0 };
    let columns = if old == new { "it has the same columns".to_owned() } else { alike_words(common, &old, &new) };
    let moved = if here { "" } else { ", in another schema" };
    Some((thousandths(score), format!("{columns}{moved}")))
}

fn alike_words(common: usize, old: &BTreeSet<(&str, &str)>, new: &BTreeSet<(&str, &str)>) -> String {
    let most = old.len().max(new.len());
    format!("{common} of its {most} columns are the same")
}
