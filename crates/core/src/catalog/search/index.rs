//! A catalogue prepared for search: its words, how rare they are, and where they stand.

use std::collections::{BTreeSet, HashMap};

use super::lexicon::LEXICON;
use super::words::{Vocabulary, stem};
use crate::catalog::{Catalog, Table, TableName};

/// A word of the catalogue, by its place in [`Index::words`].
pub(super) type Word = u32;

/// How much a word of a column's own name counts, and one that only stands beside it.
const FROM_NAME: f64 = 1.0;
const FROM_COMMENT: f64 = 0.7;
const FROM_LABEL: f64 = 0.5;

/// Everything that ranking needs. Built once for a snapshot.
#[derive(Debug)]
pub struct Index {
    pub(super) words: Words,
    pub(super) tables: Vec<Entry>,
    pub(super) schemas: Vec<Schema>,
    /// For each word the tables that hold it, or whose schema is named so.
    pub(super) postings: Vec<Vec<usize>>,
    /// How telling a word is among tables, and among schemas: BM25's inverse document frequency.
    pub(super) idf: Vec<f64>,
    pub(super) schema_idf: Vec<f64>,
}

/// One table.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) schema: usize,
    /// Words of its name in order; never empty.
    pub(super) name: Vec<Word>,
    /// Words of each column's name in order.
    pub(super) columns: Vec<Vec<Word>>,
    /// Each word that a column, a comment or an enum label holds, with what it counts there.
    pub(super) inside: HashMap<Word, f64>,
    /// Tables that a foreign key joins to it, either way.
    pub(super) neighbours: Vec<usize>,
}

/// One schema.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// Words of its own name.
    pub(super) name: BTreeSet<Word>,
    /// Words anywhere in it.
    pub(super) words: BTreeSet<Word>,
    /// Words of its tables' names.
    pub(super) table_names: BTreeSet<Word>,
    pub(super) tables: usize,
}

/// The stems of a catalogue, numbered.
#[derive(Debug, Default)]
pub(super) struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, Word>,
    vocabulary: Vocabulary,
}

impl Words {
    /// The number of a stem, if the catalogue has it.
    pub(super) fn number(&self, stem: &str) -> Option<Word> {
        self.numbers.get(stem).copied()
    }

    /// All stems with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Word, &str)> {
        (0..).zip(self.texts.iter().map(String::as_str))
    }

    /// The words of a name, cut, written out and numbered.
    fn of_name(&mut self, name: &str) -> Vec<Word> {
        let pieces = self.vocabulary.words(name);
        let stems = pieces.iter().flat_map(|piece| LEXICON.written_out(piece)).map(stem);
        stems.filter(|stem| !stem.bytes().all(|byte| byte.is_ascii_digit())).map(|stem| self.numbered(stem)).collect()
    }

    /// The words of a comment that say something.
    fn of_text(&mut self, text: &str) -> Vec<Word> {
        let telling = LEXICON.sentence(text).into_iter().filter(|word| LEXICON.weight(word).is_some());
        telling.map(|word| self.numbered(stem(&word))).collect()
    }

    fn numbered(&mut self, stem: String) -> Word {
        if let Some(number) = self.number(&stem) {
            return number;
        }
        let number = Word::try_from(self.texts.len()).unwrap_or(Word::MAX);
        self.texts.push(stem.clone());
        self.numbers.insert(stem, number);
        number
    }
}

impl Index {
    /// Prepares the tables of `catalog`. What an agent must not find is taken out of the catalogue before.
    pub fn new(catalog: &Catalog) -> Index {
        let mut words = Words::default();
        for table in &catalog.tables {
            words.vocabulary.add(&table.name.table);
            table.columns.iter().for_each(|column| words.vocabulary.add(&column.name));
        }
        let (mut schemas, mut tables) = (Vec::<Schema>::new(), Vec::with_capacity(catalog.tables.len()));
        let mut latest = None;
        for table in &catalog.tables {
            // Sorted by schema: a new one begins where the name changes.
            if latest != Some(&table.name.schema) {
                let name: BTreeSet<Word> = words.of_name(&table.name.schema).into_iter().collect();
                schemas.push(Schema { words: name.clone(), name, ..Schema::default() });
                latest = Some(&table.name.schema);
            }
            let entry = entry(&mut words, table, schemas.len() - 1);
            if let Some(schema) = schemas.last_mut() {
                schema.tables += 1;
                schema.table_names.extend(&entry.name);
                schema.words.extend(entry.name.iter().chain(entry.inside.keys()));
            }
            tables.push(entry);
        }
        join(catalog, &mut tables);
        counted(words, tables, schemas)
    }
}

fn entry(words: &mut Words, table: &Table, schema: usize) -> Entry {
    let mut inside = HashMap::new();
    let mut add = |found: &[Word], counts: f64| {
        for word in found {
            let held: &mut f64 = inside.entry(*word).or_default();
            *held = held.max(counts);
        }
    };
    let mut columns = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let name = words.of_name(&column.name);
        add(&name, FROM_NAME);
        columns.push(name);
        column.enum_values.iter().for_each(|label| add(&words.of_text(label), FROM_LABEL));
    }
    let comments = table.columns.iter().filter_map(|column| column.comment.as_ref()).chain(&table.comment);
    comments.for_each(|comment| add(&words.of_text(comment), FROM_COMMENT));
    let mut name = words.of_name(&table.name.table);
    if name.is_empty() {
        name.push(words.numbered(table.name.table.to_lowercase()));
    }
    Entry { schema, name, columns, inside, neighbours: Vec::new() }
}

/// Notes foreign keys on both sides.
fn join(catalog: &Catalog, tables: &mut [Entry]) {
    let at = |name: &TableName| catalog.tables.binary_search_by(|table| table.name.cmp(name)).ok();
    for (from, table) in catalog.tables.iter().enumerate() {
        for to in table.foreign_keys.iter().filter_map(|key| at(&key.references)).filter(|to| *to != from) {
            for (one, other) in [(from, to), (to, from)] {
                if !tables[one].neighbours.contains(&other) {
                    tables[one].neighbours.push(other);
                }
            }
        }
    }
}

fn counted(words: Words, tables: Vec<Entry>, schemas: Vec<Schema>) -> Index {
    let mut postings = vec![Vec::new(); words.texts.len()];
    let mut held = vec![0_usize; words.texts.len()];
    for (at, entry) in tables.iter().enumerate() {
        let mut own: BTreeSet<Word> = entry.name.iter().chain(entry.inside.keys()).copied().collect();
        own.iter().for_each(|word| held[*word as usize] += 1);
        own.extend(&schemas[entry.schema].name);
        own.into_iter().for_each(|word| postings[word as usize].push(at));
    }
    let mut schemas_hold = vec![0_usize; words.texts.len()];
    schemas.iter().flat_map(|schema| &schema.words).for_each(|word| schemas_hold[*word as usize] += 1);
    let telling = |held: Vec<usize>, of: usize| held.into_iter().map(|held| inverse_frequency(held, of)).collect();
    let (idf, schema_idf) = (telling(held, tables.len()), telling(schemas_hold, schemas.len()));
    Index { words, tables, schemas, postings, idf, schema_idf }
}

/// BM25's: <https://en.wikipedia.org/wiki/Okapi_BM25>
fn inverse_frequency(held: usize, of: usize) -> f64 {
    let (held, of) = (held as f64, of as f64);
    (1.0 + (of - held + 0.5) / (held + 0.5)).ln()
}
