//! How well a table answers a question: fifteen plain measures, weighed and added.
//!
//! The weights were fitted once, by logistic regression, to 7,000 English questions that people wrote about 140 public
//! schemas (the training set of Spider, Yu et al. 2018). They are constants: nothing is learned at run time.

use super::columns::NameAnswers;
use super::index::{IN_COMMENT, IN_LABEL, IN_NAME, IN_SCHEMA_NAME, Index};
use super::query::Query;
use super::seen::{Covers, Seen};
use super::select::Selection;

/// A table with its score; higher is better, the unit means nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// The table's place in the catalogue.
    pub(super) table: usize,
    pub(super) score: f64,
}

/// What is added where the text is a table's name, and where it is the name of one of its columns: far more than all else.
const IS_TABLE: f64 = 200.0;
const IS_COLUMN: f64 = 100.0;

/// Tables that were found by their own words, best first, are strong matches as far as this.
const STRONG: usize = 8;
/// How far behind the weaker of two strong matches a table stands that joins them.
const JOINS_BEHIND: f64 = 0.5;

/// Which columns of which tables the text names outright.
pub(super) trait Named {
    /// Whether it is the table's name.
    fn table(&self, table: usize) -> bool;
    /// Whether it is a column's name; `column` is the place in the table.
    fn column(&self, table: usize, column: usize) -> bool;
}

/// All tables that hold a word of the question, and those that join two of them, in the catalogue's order.
/// With facets only those that answer in what was chosen.
pub(super) fn rank(index: &Index, query: &Query, named: &impl Named, selection: Option<&Selection>) -> Vec<Ranked> {
    let seen = Seen::of(index, query);
    let covers = Covers::of(index, query);
    let names = NameAnswers::of(index, query);
    let mut ranked: Vec<Ranked> = Vec::with_capacity(seen.tables.len());
    for &at in &seen.tables {
        let table = at as usize;
        let schema = index.schema_of[table] as usize;
        let size = index.schemas[schema].len() as f64;
        let (mut by_name, mut by_cover) = (0.0_f64, 0.0_f64);
        for &other in index.neighbours.get(table).iter().filter(|other| seen.is_candidate(**other as usize)) {
            let other = other as usize;
            by_name = by_name.max(seen.name[other] / (index.name_of(other).len().max(1) as f64).sqrt());
            by_cover = by_cover.max(seen.covered[other]);
        }
        let (columns, exact) = column_score(index, &seen, &names, table, named);
        let mut score = own_score(index, &seen, table)
            + columns
            + 7.357 * covers.anywhere[schema]
            + 0.857 * covers.in_names[schema]
            + 0.714 * by_name / SCALE
            + 0.391 * by_cover
            - 0.681 * size.ln();
        if named.table(table) {
            score += IS_TABLE;
        } else if exact {
            score += IS_COLUMN;
        }
        ranked.push(Ranked { table, score });
    }
    add_joining(index, &seen, &mut ranked);
    if let Some(selection) = selection {
        ranked.retain(|one| answers_within(index, &seen, &names, selection, one.table));
    }
    ranked
}

/// Whether a table is chosen, or holds a chosen column while the words are answered by the table or by such a column.
fn answers_within(index: &Index, seen: &Seen, names: &NameAnswers, selection: &Selection, table: usize) -> bool {
    let beside_names = IN_NAME | IN_COMMENT | IN_LABEL | IN_SCHEMA_NAME;
    if selection.tables.has(table) || seen.places[table] & beside_names != 0 || seen.places[table] == 0 {
        return selection.has_any(index, table);
    }
    let range = index.columns.range(table);
    let columns = index.columns.get(table).iter().zip(range);
    columns.into_iter().any(|(name, column)| selection.columns.has(column) && names.get(*name).answers())
}

/// The best `limit` of them, best first; equals in the catalogue's order.
pub(super) fn best(mut ranked: Vec<Ranked>, limit: usize) -> Vec<Ranked> {
    let order = |a: &Ranked, b: &Ranked| b.score.total_cmp(&a.score).then(a.table.cmp(&b.table));
    if limit == 0 {
        return Vec::new();
    }
    if limit < ranked.len() {
        ranked.select_nth_unstable_by(limit, order);
        ranked.truncate(limit);
    }
    ranked.sort_unstable_by(order);
    ranked
}

/// Brings sums of inverse frequencies near to 1, where the other measures are.
const SCALE: f64 = 5.0;

/// What the table's name and the share of the question in it say.
fn own_score(index: &Index, seen: &Seen, table: usize) -> f64 {
    let words = index.name_of(table).len().max(1) as f64;
    let answered = f64::from(seen.name_words[table]).min(words);
    let single = if words <= 1.0 && answered > 0.0 { 1.0 } else { 0.0 };
    0.805 * seen.name[table] / SCALE
        + 0.150 * seen.inside[table] / SCALE
        + 2.112 * seen.covered[table]
        + 0.888 * answered / words
        - 0.403 * (words - answered)
        + 0.517 * single
        + 0.190 * (1.0 + index.columns.get(table).len() as f64).ln()
}

/// What single columns say: phrases of the question in them, and names that are answered as a whole. And whether one is named.
fn column_score(index: &Index, seen: &Seen, names: &NameAnswers, table: usize, named: &impl Named) -> (f64, bool) {
    let (mut phrased, mut whole, mut exact) = (0_u8, 0_u8, false);
    for (column, &name) in index.columns.get(table).iter().enumerate() {
        let answer = names.get(name);
        if answer.is_none() {
            continue;
        }
        phrased += u8::from(answer.holds_a_phrase() && phrased < 3);
        whole += u8::from(whole < 4 && names.is_whole(index, name, table));
        exact = exact || (answer.may_be_named() && named.column(table, column));
    }
    let share = f64::from(seen.column_words[table]) / f64::from(index.held[table].max(1));
    (0.442 * f64::from(phrased) + 0.667 * f64::from(whole) + 0.813 * share, exact)
}

/// Adds tables that a foreign key joins to two strong matches which answer different words.
fn add_joining(index: &Index, seen: &Seen, ranked: &mut Vec<Ranked>) {
    let named = ranked.iter().filter(|one| seen.name_mask[one.table] != 0).copied().collect();
    let strong = best(named, STRONG);
    let mut joined: Vec<(u32, Ranked)> = Vec::new();
    for one in &strong {
        joined.extend(index.neighbours.get(one.table).iter().map(|other| (*other, *one)));
    }
    // Stable: of one table's neighbours the stronger come first.
    joined.sort_by_key(|(other, _)| *other);
    for of_one in joined.chunk_by(|(a, _), (b, _)| a == b) {
        let [(table, first), rest @ ..] = of_one else { continue };
        let answers = seen.name_mask[first.table];
        let second = rest.iter().find(|(_, other)| seen.name_mask[other.table] & !answers != 0);
        if let Some((_, second)) = second.filter(|_| !seen.is_candidate(*table as usize)) {
            ranked.push(Ranked { table: *table as usize, score: second.score - JOINS_BEHIND });
        }
    }
}
