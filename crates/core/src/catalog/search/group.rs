//! The hits of one table: itself and its columns, each with what matched.

use super::hit::{Hit, Match, Place};
use super::index::Index;
use super::matching::{all_of, in_name, in_text, in_type};
use super::query::{Asked, Query};
use super::rank::Ranked;
use super::select::Selection;
use crate::catalog::{Catalog, Column, Table};

/// Without facets no more columns of one table are listed, and none that answers less than half as well as the best.
const MOST_COLUMNS: usize = 8;
const HALF: f64 = 0.5;

/// How much a word counts where it stands beside a column's name.
const IN_COMMENT: f64 = 0.7;
const IN_LABEL: f64 = 0.5;
const IN_TYPE: f64 = 0.25;
/// A column that the text names stands before all others.
const NAMED: f64 = 1000.0;

/// What hits are made from.
pub(super) struct Scene<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) index: &'a Index,
    pub(super) query: &'a Query,
    pub(super) selection: Option<&'a Selection>,
}

/// A column that answers.
struct Answering {
    place: usize,
    worth: f64,
    matched: Vec<Match>,
}

impl Scene<'_> {
    /// The hits of a table that was ranked for its words. None where the words turn out to stand in columns that the facets
    /// do not choose.
    pub(super) fn ranked(&self, ranked: Ranked) -> Vec<Hit> {
        let Some(table) = self.catalog.tables.get(ranked.table) else { return Vec::new() };
        let by_name: Vec<Option<Match>> = self.query.asked.iter().map(|asked| self.table_name(table, asked)).collect();
        let mut own: Vec<Match> = by_name.iter().flatten().cloned().collect();
        for asked in self.query.asked.iter().zip(&by_name).filter(|(_, found)| found.is_none()).map(|(asked, _)| asked)
        {
            own.extend(self.beside_table(table, asked));
        }
        let unanswered: Vec<bool> = by_name.iter().map(Option::is_none).collect();
        let mut columns = self.columns(ranked.table, table, &unanswered);
        if own.is_empty() && columns.is_empty() {
            own = self.joined(ranked.table);
        }
        let is_chosen = self.selection.is_none_or(|selection| selection.tables.has(ranked.table));
        if !is_chosen && columns.is_empty() && !own.is_empty() {
            // The words are the table's, the columns are the facets'.
            columns = self.chosen_columns(ranked.table, table);
        }
        let mut hits = Vec::new();
        if is_chosen && (!own.is_empty() || columns.is_empty()) {
            hits.push(hit(table, None, ranked.score, own));
        }
        for Answering { place, matched, .. } in columns {
            hits.push(hit(table, table.columns.get(place), ranked.score, matched));
        }
        hits
    }

    /// The hits of a table that only facets chose.
    pub(super) fn chosen(&self, at: usize) -> Vec<Hit> {
        let (Some(table), Some(selection)) = (self.catalog.tables.get(at), self.selection) else { return Vec::new() };
        if selection.tables.has(at) {
            return vec![hit(table, None, 0.0, Vec::new())];
        }
        let columns = self.chosen_columns(at, table).into_iter();
        columns.map(|column| hit(table, table.columns.get(column.place), 0.0, column.matched)).collect()
    }

    fn table_name(&self, table: &Table, asked: &Asked) -> Option<Match> {
        let name = &table.name.table;
        in_name(self.index, asked, name).map(|found| found.shown(&asked.text, Place::Name, name))
    }

    /// What answers for a table but its name: its comment, or its schema's name.
    fn beside_table(&self, table: &Table, asked: &Asked) -> Option<Match> {
        let shown = |place, text: &String, found: super::matching::Answered| found.shown(&asked.text, place, text);
        let comment = table.comment.as_ref().and_then(|text| Some((text, in_text(self.index, asked, text)?)));
        let comment = comment.map(|(text, found)| shown(Place::Comment, text, found));
        let schema = &table.name.schema;
        comment.or_else(|| in_name(self.index, asked, schema).map(|found| shown(Place::Schema, schema, found)))
    }

    /// The tables that were found and are joined to this one, which itself holds nothing of the question.
    fn joined(&self, at: usize) -> Vec<Match> {
        let neighbours = self.index.neighbours.get(at).iter().filter_map(|at| self.catalog.tables.get(*at as usize));
        let found =
            neighbours.flat_map(|table| self.query.asked.iter().filter_map(|asked| self.table_name(table, asked)));
        found.map(|found| Match { place: Place::Joined, ..found }).take(MOST_COLUMNS).collect()
    }

    /// The columns that answer what the table's name does not, best first.
    fn columns(&self, at: usize, table: &Table, unanswered: &[bool]) -> Vec<Answering> {
        let first = self.index.columns.range(at).start;
        let mut found: Vec<Answering> = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            if self.selection.is_some_and(|selection| !selection.columns.has(first + place)) {
                continue;
            }
            let is_named = self.is_named(at, place, column);
            let mut answering = Answering { place, worth: if is_named { NAMED } else { 0.0 }, matched: Vec::new() };
            for (asked, open) in self.query.asked.iter().zip(unanswered) {
                let found = self.column(first + place, column, asked).filter(|_| *open || is_named);
                if let Some((worth, matched)) = found {
                    answering.worth += asked.weight.factor() * worth;
                    answering.matched.push(matched);
                }
            }
            if !answering.matched.is_empty() {
                found.push(answering);
            }
        }
        found.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        if self.selection.is_none() {
            let least = found.first().map_or(0.0, |best| if best.worth < NAMED { best.worth * HALF } else { NAMED });
            found.retain(|column| column.worth >= least);
            found.truncate(MOST_COLUMNS);
        }
        found
    }

    /// Where a column answers best, and how well.
    fn column(&self, number: usize, column: &Column, asked: &Asked) -> Option<(f64, Match)> {
        let word = &asked.text;
        if let Some(found) = in_name(self.index, asked, &column.name) {
            return Some((found.worth, found.shown(word, Place::Name, &column.name)));
        }
        let texts = column.enum_values.iter().map(|label| (Place::Label, IN_LABEL, label));
        let texts = texts.chain(column.comment.iter().map(|comment| (Place::Comment, IN_COMMENT, comment)));
        let mut found = texts.filter_map(|(place, counts, text)| {
            in_text(self.index, asked, text).map(|found| (counts * found.worth, found.shown(word, place, text)))
        });
        found.next().or_else(|| {
            let kind = self.index.types.of_column.get(number)?;
            let is_asked = asked.types.contains(kind);
            is_asked.then(|| (IN_TYPE, in_type(asked, &column.data_type).shown(word, Place::Type, &column.data_type)))
        })
    }

    fn chosen_columns(&self, at: usize, table: &Table) -> Vec<Answering> {
        let Some(selection) = self.selection else { return Vec::new() };
        let range = self.index.columns.range(at);
        let chosen = selection.columns.within(range.clone()).map(|column| column - range.start);
        let matched = |place: usize| {
            let column = table.columns.get(place).filter(|_| selection.by_type);
            column.map(|column| all_of("type", Place::Type, &column.data_type)).into_iter().collect()
        };
        chosen.map(|place| Answering { place, worth: 0.0, matched: matched(place) }).collect()
    }

    fn is_named(&self, table: usize, place: usize, column: &Column) -> bool {
        let name = self.index.columns.get(table).get(place).map(|name| self.index.names.get(*name as usize));
        name.zip(self.query.name.as_ref()).is_some_and(|(words, text)| text.is(words, &column.name))
    }
}

fn hit(table: &Table, column: Option<&Column>, score: f64, matched: Vec<Match>) -> Hit {
    Hit {
        schema: table.name.schema.clone(),
        table: table.name.table.clone(),
        column: column.map(|column| column.name.clone()),
        score,
        matched,
    }
}
