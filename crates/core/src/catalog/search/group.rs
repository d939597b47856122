//! The hits of one table: itself and its columns, each with what matched.

use super::hit::{Hit, Match, Place};
use super::index::Index;
use super::matching::{Read, all_of, in_type};
use super::query::Query;
use super::rank::Ranked;
use super::select::Selection;
use crate::catalog::{Catalog, Column, Table};

/// Without facets no more columns of one table are listed, and none that answers less than half as well as the best.
const MOST_COLUMNS: usize = 8;
const HALF: f64 = 0.5;
/// Of a table's many neighbours only so many are looked at for what joins them.
const MOST_NEIGHBOURS: usize = 200;

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
        let by_name = self.by_name(table);
        let unanswered: Vec<bool> = by_name.iter().map(Option::is_none).collect();
        let mut own: Vec<Match> = by_name.into_iter().flatten().collect();
        own.extend(self.beside_name(table, &unanswered));
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

    /// How a table's name answers each word.
    fn by_name(&self, table: &Table) -> Vec<Option<Match>> {
        let name = Read::name(self.index, &table.name.table);
        let found = |asked| name.answers(self.index, asked).map(|found| name.shown(found, &asked.text, Place::Name));
        self.query.asked.iter().map(found).collect()
    }

    /// What answers a word for a table but its name: its comment, or its schema's name.
    fn beside_name(&self, table: &Table, unanswered: &[bool]) -> Vec<Match> {
        let comment = table.comment.as_ref().map(|comment| (Place::Comment, Read::sentence(self.index, comment)));
        let schema = (Place::Schema, Read::name(self.index, &table.name.schema));
        let texts: Vec<(Place, Read<'_>)> = comment.into_iter().chain([schema]).collect();
        let open = self.query.asked.iter().zip(unanswered).filter(|(_, open)| **open).map(|(asked, _)| asked);
        let found = open.filter_map(|asked| {
            let shown = |(place, text): &(Place, Read<'_>)| {
                text.answers(self.index, asked).map(|found| text.shown(found, &asked.text, *place))
            };
            texts.iter().find_map(shown)
        });
        found.collect()
    }

    /// The tables that were found and are joined to this one, which itself holds nothing of the question.
    fn joined(&self, at: usize) -> Vec<Match> {
        let neighbours = self.index.neighbours.get(at).iter().take(MOST_NEIGHBOURS);
        let neighbours = neighbours.filter_map(|at| self.catalog.tables.get(*at as usize));
        let found = neighbours.flat_map(|table| self.by_name(table).into_iter().flatten());
        found.map(|found| Match { place: Place::Joined, ..found }).take(MOST_COLUMNS).collect()
    }

    /// The columns that answer what the table's name does not, best first.
    fn columns(&self, at: usize, table: &Table, unanswered: &[bool]) -> Vec<Answering> {
        let numbers = self.index.columns.range(at);
        let mut found: Vec<Answering> = Vec::new();
        for ((place, column), number) in table.columns.iter().enumerate().zip(numbers) {
            if self.selection.is_none_or(|selection| selection.columns.has(number)) {
                let is_named = self.is_named(at, place, column);
                let answering = self.column(number, column, if is_named { &[] } else { unanswered });
                let worth = answering.iter().map(|(worth, _)| worth).sum::<f64>() + if is_named { NAMED } else { 0.0 };
                let matched: Vec<Match> = answering.into_iter().map(|(_, matched)| matched).collect();
                found.extend((!matched.is_empty()).then_some(Answering { place, worth, matched }));
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

    /// Where a column answers each word best, and how well; only the words that are `open`, or all where nothing is said.
    fn column(&self, number: usize, column: &Column, open: &[bool]) -> Vec<(f64, Match)> {
        // Most columns answer nothing: reading every name again would take most of a search's time.
        let name = self.may_answer(number).then(|| Read::name(self.index, &column.name));
        let texts: Vec<(Place, f64, Read<'_>)> = name
            .map(|name| (Place::Name, 1.0, name))
            .into_iter()
            .chain(column.enum_values.iter().map(|label| (Place::Label, IN_LABEL, Read::sentence(self.index, label))))
            .chain(column.comment.iter().map(|text| (Place::Comment, IN_COMMENT, Read::sentence(self.index, text))))
            .collect();
        let kind = self.index.types.of_column.get(number);
        let mut answers = Vec::new();
        for (at, asked) in self.query.asked.iter().enumerate().filter(|(at, _)| open.get(*at) != Some(&false)) {
            let by_text = texts.iter().find_map(|(place, counts, text)| {
                let found = text.answers(self.index, asked)?;
                Some((counts * found.worth, text.shown(found, &asked.text, *place)))
            });
            let by_type = || {
                let is_asked = kind.is_some_and(|kind| asked.types.contains(kind));
                let shown = || in_type(asked, &column.data_type).shown(&asked.text, Place::Type, &column.data_type);
                is_asked.then(|| (IN_TYPE, shown()))
            };
            let factor = self.query.asked[at].weight.factor();
            answers.extend(by_text.or_else(by_type).map(|(worth, matched)| (factor * worth, matched)));
        }
        answers
    }

    /// Whether a column's name holds an answer. Numbers are not among its words here.
    fn may_answer(&self, number: usize) -> bool {
        let words = self.index.columns.items().get(number).map(|name| self.index.names.get(*name as usize));
        let answered = |word: &u32| self.query.asked.iter().any(|asked| asked.answered_by(*word) > 0.0);
        self.query.holds_digits || words.unwrap_or_default().iter().any(answered)
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
