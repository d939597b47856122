//! What is found in each table and schema by itself: one pass over the postings of each word that was asked.

use super::index::{IN_NAME, Index, Posting, counts};
use super::lexicon::Weight;
use super::query::{Asked, Query};

/// How much a type's name counts beside a column's.
const TYPE: f64 = 0.25;
/// A meaning this good speaks for the column that it is in.
const GOOD: f64 = 0.5;

/// By table.
pub(super) struct Seen {
    /// The tables that hold a word which says what is looked for; when there is none, those that hold a hint. In order.
    pub(super) tables: Vec<u32>,
    candidate: Vec<bool>,
    /// How tellingly its name answers.
    pub(super) name: Vec<f64>,
    /// How tellingly the rest of it answers.
    pub(super) inside: Vec<f64>,
    /// How much of what was asked it holds, 0 to 1.
    pub(super) covered: Vec<f64>,
    /// How many words of its name, and of its columns, answer.
    pub(super) name_words: Vec<u32>,
    pub(super) column_words: Vec<u32>,
    /// Which asked words its name answers, one bit each.
    pub(super) name_mask: Vec<u64>,
    /// Where in it the answers stand: the flags of a posting.
    pub(super) places: Vec<u8>,
}

/// The best that one asked word finds in a table.
#[derive(Clone, Copy, Default)]
struct Best {
    name: f64,
    inside: f64,
    covered: f64,
}

impl Seen {
    pub(super) fn of(index: &Index, query: &Query) -> Seen {
        let count = index.table_count();
        let mut seen = Seen {
            tables: Vec::new(),
            candidate: vec![false; count],
            name: vec![0.0; count],
            inside: vec![0.0; count],
            covered: vec![0.0; count],
            name_words: vec![0; count],
            column_words: vec![0; count],
            name_mask: vec![0; count],
            places: vec![0; count],
        };
        let mass = mass(index, query);
        let mut best = vec![Best::default(); count];
        let mut touched = Vec::new();
        let only_hints = !query.asked.iter().any(|asked| asked.weight != Weight::Faint && finds(index, asked));
        for (at, asked) in query.asked.iter().enumerate() {
            collect(index, asked, &mut best, &mut touched, &mut seen.places);
            for table in touched.drain(..).map(|table: u32| table as usize) {
                let Best { name, inside, covered } = std::mem::take(&mut best[table]);
                let factor = asked.weight.factor();
                if name > 0.0 {
                    seen.name[table] += factor * name;
                    seen.name_mask[table] |= 1 << at;
                } else {
                    seen.inside[table] += factor * inside;
                }
                seen.covered[table] += factor * covered / mass;
                seen.candidate[table] |= only_hints || asked.weight != Weight::Faint;
            }
        }
        seen.count_words(index, query);
        seen.tables = (0..).zip(&seen.candidate).filter(|(_, is)| **is).map(|(table, _)| table).collect();
        seen
    }

    pub(super) fn is_candidate(&self, table: usize) -> bool {
        self.candidate.get(table).copied().unwrap_or_default()
    }

    fn count_words(&mut self, index: &Index, query: &Query) {
        let mut words: Vec<(u32, bool)> = Vec::new();
        for asked in &query.asked {
            words.extend(asked.means.iter().map(|(word, well)| (*word, *well < GOOD)));
        }
        // The better meaning of a word comes first and is kept.
        words.sort_unstable();
        words.dedup_by_key(|(word, _)| *word);
        for (word, poor) in words.into_iter().filter(|(word, _)| !index.digits.has(*word as usize)) {
            for Posting { table, places } in index.postings.get(word as usize) {
                self.name_words[*table as usize] += u32::from(places & IN_NAME != 0);
                self.column_words[*table as usize] += u32::from(!poor && counts(*places) > 0.0);
            }
        }
    }
}

fn finds(index: &Index, asked: &Asked) -> bool {
    let words = asked.means.iter().any(|(word, _)| !index.postings.get(*word as usize).is_empty());
    words || !asked.types.is_empty()
}

/// What one asked word finds, table by table; `touched` are the tables where it finds anything.
fn collect(index: &Index, asked: &Asked, best: &mut [Best], touched: &mut Vec<u32>, seen_at: &mut [u8]) {
    let mut note = |table: u32, found: Best| {
        let held = &mut best[table as usize];
        // Nothing is found without a covered part, however small.
        if held.covered == 0.0 {
            touched.push(table);
        }
        held.name = held.name.max(found.name);
        held.inside = held.inside.max(found.inside);
        held.covered = held.covered.max(found.covered).max(f64::MIN_POSITIVE);
    };
    for (word, well) in &asked.means {
        let (telling, by_schema) = (well * index.idf[*word as usize], well * index.schema_idf[*word as usize]);
        for Posting { table, places } in index.postings.get(*word as usize) {
            let (named, inside) = (f64::from(u8::from(places & IN_NAME != 0)), counts(*places));
            let covered = by_schema * named.max(inside);
            note(*table, Best { name: telling * named, inside: telling * inside, covered });
            seen_at[*table as usize] |= places;
        }
    }
    for kind in &asked.types {
        let tables = index.types.tables.get(*kind as usize);
        let (held, of) = (tables.len() as f64, index.table_count() as f64);
        let telling = TYPE * (1.0 + (of - held + 0.5) / (held + 0.5)).ln();
        tables.iter().for_each(|table| note(*table, Best { inside: telling, ..Best::default() }));
    }
}

/// How much of what was asked a schema holds, 0 to 1: anywhere, and in its tables' names.
pub(super) struct Covers {
    pub(super) anywhere: Vec<f64>,
    pub(super) in_names: Vec<f64>,
}

impl Covers {
    pub(super) fn of(index: &Index, query: &Query) -> Covers {
        let count = index.schemas.len();
        let mut covers = Covers { anywhere: vec![0.0; count], in_names: vec![0.0; count] };
        let mass = mass(index, query);
        let mut best = vec![(0.0_f64, 0.0_f64); count];
        let mut touched = Vec::new();
        for asked in &query.asked {
            for (word, well) in &asked.means {
                let value = well * index.schema_idf[*word as usize];
                for (schema, named) in index.schema_postings.get(*word as usize) {
                    let held = &mut best[*schema as usize];
                    if held.0 == 0.0 {
                        touched.push(*schema as usize);
                    }
                    held.0 = held.0.max(value);
                    held.1 = if *named { held.1.max(value) } else { held.1 };
                }
            }
            for schema in touched.drain(..) {
                let (anywhere, in_names) = std::mem::take(&mut best[schema]);
                covers.anywhere[schema] += asked.weight.factor() * anywhere / mass;
                covers.in_names[schema] += asked.weight.factor() * in_names / mass;
            }
        }
        covers
    }
}

/// What would be found if everything that was asked were in one place.
fn mass(index: &Index, query: &Query) -> f64 {
    let most = |asked: &Asked| {
        let values = asked.means.iter().map(|(word, well)| well * index.schema_idf[*word as usize]);
        asked.weight.factor() * values.fold(0.0, f64::max)
    };
    let mass: f64 = query.asked.iter().map(most).sum();
    if mass > 0.0 { mass } else { 1.0 }
}
