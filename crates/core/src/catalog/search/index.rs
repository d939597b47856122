//! A catalogue prepared for search: its words, how rare they are, and where they stand.
//!
//! Everything is a flat list of numbers. What a catalogue repeats (names, types) is kept once.

use std::collections::HashMap;

use super::lists::{Lists, Places, number};
use super::types::Types;
use super::vocabulary::{Reader, Word, Words, is_digits};
use super::words::Usage;
use crate::catalog::{Catalog, Table, TableName};

/// Everything that ranking needs, for the very catalogue it was made of.
#[derive(Debug)]
pub struct Index {
    pub(super) words: Words,
    /// Which words are numbers; they tell tables apart and mean nothing.
    pub(super) digits: Places,
    /// Each name that a table or column has, once: its words in order, numbers left out.
    pub(super) names: Lists<Word>,
    /// By table: its name, never without words.
    pub(super) table_names: Vec<u32>,
    /// By table the names of its columns; a column's number is its place among all of them.
    pub(super) columns: Lists<u32>,
    pub(super) types: Types,
    /// By table how many different words its columns, comments and labels hold.
    pub(super) held: Vec<u32>,
    /// By table its schema.
    pub(super) schema_of: Vec<u32>,
    /// By schema its tables, which stand together.
    pub(super) schemas: Vec<std::ops::Range<u32>>,
    /// By table the tables that a foreign key joins to it, either way.
    pub(super) neighbours: Lists<u32>,
    /// By word the tables that hold it, or whose schema is named so.
    pub(super) postings: Lists<Posting>,
    /// By word the schemas that hold it, and whether in a table's name.
    pub(super) schema_postings: Lists<(u32, bool)>,
    /// How telling a word is among tables, and among schemas: BM25's inverse document frequency.
    pub(super) idf: Vec<f64>,
    pub(super) schema_idf: Vec<f64>,
    /// Columns that a foreign key uses.
    pub(super) in_foreign_key: Places,
    /// Columns that lead an index which a lookup can use.
    pub(super) leading: Places,
}

/// That a table holds a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Posting {
    pub(super) table: u32,
    /// Where: the flags below.
    pub(super) places: u8,
}

pub(super) const IN_NAME: u8 = 1;
pub(super) const IN_COLUMN_NAME: u8 = 2;
pub(super) const IN_COMMENT: u8 = 4;
pub(super) const IN_LABEL: u8 = 8;
pub(super) const IN_SCHEMA_NAME: u8 = 16;

/// How much a word counts that stands in a table's columns and comments.
pub(super) fn counts(places: u8) -> f64 {
    match places {
        places if places & IN_COLUMN_NAME != 0 => 1.0,
        places if places & IN_COMMENT != 0 => 0.7,
        places if places & IN_LABEL != 0 => 0.5,
        _ => 0.0,
    }
}

impl Index {
    /// Prepares the tables of `catalog`. What an agent must not find is taken out of the catalogue before.
    pub fn new(catalog: &Catalog) -> Index {
        let names = Names::of(catalog);
        let (usage, pieces) = names.usage();
        let mut reader = Reader::new(usage);
        let meant = reader.counted();
        let mut words_of_names = Lists::new();
        for pieces in pieces.iter() {
            words_of_names.push(pieces.iter().flat_map(|piece| meant.get(*piece as usize)).copied());
        }
        let mut held = Held::default();
        for (at, table) in catalog.tables.iter().enumerate() {
            held.read(&mut reader, table, &names, &words_of_names, at);
        }
        let (words, renumbered) = reader.finish();
        for word in held.found.iter_mut().map(|(word, _)| word).chain(words_of_names.items_mut()) {
            *word = renumbered[*word as usize];
        }
        let mut digits = Places::none(words.len());
        words.iter().filter(|(_, text)| is_digits(text)).for_each(|(word, _)| digits.add(word as usize));
        built(catalog, names, words_of_names, words, digits, held)
    }

    /// How much memory it takes, in bytes, roughly.
    pub fn bytes(&self) -> usize {
        let flat = (self.table_names.len() + self.held.len() + self.schema_of.len()) * size_of::<u32>()
            + (self.idf.len() + self.schema_idf.len()) * size_of::<f64>();
        let lists = self.names.bytes() + self.columns.bytes() + self.neighbours.bytes();
        flat + lists + self.postings.bytes() + self.schema_postings.bytes() + self.words.bytes() + self.types.bytes()
    }

    /// The words of a table's name.
    pub(super) fn name_of(&self, table: usize) -> &[Word] {
        self.table_names.get(table).map(|name| self.names.get(*name as usize)).unwrap_or_default()
    }

    pub(super) fn table_count(&self) -> usize {
        self.table_names.len()
    }
}

/// The different names of a catalogue.
struct Names<'a> {
    texts: Vec<&'a str>,
    seen: Vec<u32>,
    tables: Vec<u32>,
    columns: Lists<u32>,
    schemas: Vec<u32>,
}

impl<'a> Names<'a> {
    fn of(catalog: &'a Catalog) -> Names<'a> {
        let mut names = Names { texts: vec![], seen: vec![], tables: vec![], columns: Lists::new(), schemas: vec![] };
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut numbered = |name: &'a str, counts: bool| {
            let at = *places.entry(name).or_insert_with(|| {
                names.texts.push(name);
                names.seen.push(0);
                number(names.texts.len() - 1)
            });
            names.seen[at as usize] += u32::from(counts);
            at
        };
        for table in &catalog.tables {
            // A schema's name is no use of its words: it would keep run-together names of tables whole.
            names.schemas.push(numbered(&table.name.schema, false));
            names.tables.push(numbered(&table.name.table, true));
            names.columns.push(table.columns.iter().map(|column| numbered(&column.name, true)));
        }
        names
    }

    /// How often their words are used, and by name which words it has, by their numbers there.
    fn usage(&self) -> (Usage, Lists<u32>) {
        let (mut usage, mut pieces, mut words) = (Usage::default(), Lists::new(), Vec::new());
        for (name, seen) in self.texts.iter().zip(&self.seen) {
            words.clear();
            usage.add(name, *seen, &mut words);
            pieces.push(words.iter().copied());
        }
        (usage, pieces)
    }
}

/// What is found while tables are read one after the other.
#[derive(Default)]
struct Held {
    /// Words with their table and where in it they stand, each pair of word and table once, table after table.
    found: Vec<(Word, Posting)>,
    /// For each word, where it was last found.
    latest: Vec<usize>,
    texts: Vec<Word>,
}

impl Held {
    fn read(&mut self, reader: &mut Reader, table: &Table, names: &Names<'_>, words: &Lists<Word>, at: usize) {
        let from = self.found.len();
        let name = words.get(names.tables[at] as usize);
        name.iter().for_each(|word| self.add(from, at, *word, IN_NAME));
        if name.is_empty() {
            let whole = reader.numbered(table.name.table.to_lowercase());
            self.add(from, at, whole, IN_NAME);
        }
        words.get(names.schemas[at] as usize).iter().for_each(|word| self.add(from, at, *word, IN_SCHEMA_NAME));
        for column in names.columns.get(at) {
            words.get(*column as usize).iter().for_each(|word| self.add(from, at, *word, IN_COLUMN_NAME));
        }
        for column in &table.columns {
            column.comment.iter().for_each(|comment| self.text(reader, from, at, comment, IN_COMMENT));
            column.enum_values.iter().for_each(|label| self.text(reader, from, at, label, IN_LABEL));
        }
        table.comment.iter().for_each(|comment| self.text(reader, from, at, comment, IN_COMMENT));
    }

    fn text(&mut self, reader: &mut Reader, from: usize, at: usize, text: &str, place: u8) {
        let mut words = std::mem::take(&mut self.texts);
        words.clear();
        reader.text(text, &mut words);
        words.iter().for_each(|word| self.add(from, at, *word, place));
        self.texts = words;
    }

    fn add(&mut self, from: usize, at: usize, word: Word, place: u8) {
        let word_at = word as usize;
        if self.latest.len() <= word_at {
            self.latest.resize(word_at + 1, usize::MAX);
        }
        match self.latest[word_at] {
            found if found != usize::MAX && found >= from => self.found[found].1.places |= place,
            _ => {
                self.latest[word_at] = self.found.len();
                self.found.push((word, Posting { table: number(at), places: place }));
            }
        }
    }
}

fn built(
    catalog: &Catalog,
    names: Names<'_>,
    mut words_of_names: Lists<Word>,
    words: Words,
    digits: Places,
    held: Held,
) -> Index {
    let (schemas, schema_of) = schemas(catalog);
    let count = catalog.tables.len();
    let postings = Lists::sorted_into(words.len(), held.found.iter().copied());
    let mut inside = vec![0_u32; count];
    let mut holding = vec![0_usize; words.len()];
    for (word, posting) in &held.found {
        let own = posting.places & !IN_SCHEMA_NAME != 0;
        holding[*word as usize] += usize::from(own);
        let counted = counts(posting.places) > 0.0 && !digits.has(*word as usize);
        inside[posting.table as usize] += u32::from(counted);
    }
    let schema_postings = schema_postings(&postings, &schema_of);
    let schemas_holding: Vec<usize> = schema_postings.iter().map(<[_]>::len).collect();
    let telling = |held: Vec<usize>, of: usize| held.into_iter().map(|held| inverse_frequency(held, of)).collect();
    without(&mut words_of_names, &digits);
    let (in_foreign_key, leading) = marked(catalog, &names.columns);
    Index {
        names: words_of_names,
        table_names: names.tables,
        columns: names.columns,
        types: Types::of(catalog),
        held: inside,
        neighbours: neighbours(catalog),
        idf: telling(holding, count),
        schema_idf: telling(schemas_holding, schemas.len()),
        words,
        digits,
        schema_of,
        schemas,
        postings,
        schema_postings,
        in_foreign_key,
        leading,
    }
}

/// Leaves numbers out of names.
fn without(names: &mut Lists<Word>, digits: &Places) {
    let mut kept = Lists::new();
    for name in names.iter() {
        kept.push(name.iter().copied().filter(|word| !digits.has(*word as usize)));
    }
    *names = kept;
}

/// The schemas and which each table is in. Tables are sorted by schema: a new one begins where the name changes.
fn schemas(catalog: &Catalog) -> (Vec<std::ops::Range<u32>>, Vec<u32>) {
    let (mut schemas, mut schema_of) = (Vec::<std::ops::Range<u32>>::new(), Vec::with_capacity(catalog.tables.len()));
    let mut latest = None;
    for (at, table) in (0..).zip(&catalog.tables) {
        if latest != Some(&table.name.schema) {
            schemas.push(at..at);
            latest = Some(&table.name.schema);
        }
        if let Some(schema) = schemas.last_mut() {
            schema.end = at + 1;
        }
        schema_of.push(number(schemas.len() - 1));
    }
    (schemas, schema_of)
}

fn schema_postings(postings: &Lists<Posting>, schema_of: &[u32]) -> Lists<(u32, bool)> {
    let mut found = Lists::new();
    let mut of_word: Vec<(u32, bool)> = Vec::new();
    for postings in postings.iter() {
        of_word.clear();
        for posting in postings {
            let (schema, named) = (schema_of[posting.table as usize], posting.places & IN_NAME != 0);
            // Tables stand in order, so those of one schema follow each other.
            match of_word.last_mut() {
                Some((last, in_name)) if *last == schema => *in_name |= named,
                _ => of_word.push((schema, named)),
            }
        }
        found.push(of_word.iter().copied());
    }
    found
}

/// Foreign keys, noted on both sides.
fn neighbours(catalog: &Catalog) -> Lists<u32> {
    let at = |name: &TableName| catalog.tables.binary_search_by(|table| table.name.cmp(name)).ok();
    let mut pairs = Vec::new();
    for (from, table) in catalog.tables.iter().enumerate() {
        for to in table.foreign_keys.iter().filter_map(|key| at(&key.references)).filter(|to| *to != from) {
            pairs.push((number(from), number(to)));
            pairs.push((number(to), number(from)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Lists::sorted_into(catalog.tables.len(), pairs.into_iter())
}

/// Columns in foreign keys, and columns that lead an index which an equality can use.
fn marked(catalog: &Catalog, columns: &Lists<u32>) -> (Places, Places) {
    let mut keys = Places::none(columns.items().len());
    let mut leading = keys.clone();
    for (at, table) in catalog.tables.iter().enumerate() {
        let first = columns.range(at).start;
        let position = |name: &str| table.columns.iter().position(|column| column.name == name);
        let used = table.foreign_keys.iter().flat_map(|key| &key.columns);
        used.filter_map(|name| position(name)).for_each(|column| keys.add(first + column));
        let usable = table.indexes.iter().filter(|index| {
            let method = index.method.to_lowercase();
            index.usable() && index.predicate.is_none() && (method == "btree" || method == "hash")
        });
        let led = usable.filter_map(|index| position(index.leading_column()?));
        led.for_each(|column| leading.add(first + column));
    }
    (keys, leading)
}

/// BM25's: <https://en.wikipedia.org/wiki/Okapi_BM25>
fn inverse_frequency(held: usize, of: usize) -> f64 {
    let (held, of) = (held as f64, of as f64);
    (1.0 + (of - held + 0.5) / (held + 0.5)).ln()
}
