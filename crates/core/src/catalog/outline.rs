//! The catalogue as the window's tree needs it: flat arrays of numbers over one table of texts, as bytes that are used as
//! they lie. 200,000 columns as objects take seconds to cross into a web view; these take milliseconds.
//!
//! ```text
//! u32  length of the header, then the header: JSON, padded with blanks so that what follows is aligned to 4
//! u32  where each text begins, and where the last one ends      texts + 1
//! u32  schema: name · tables                                    schemas each
//! u32  table: name · comment · columns · rows (f32, -1 unknown) tables each
//! u32  column: name · type · comment · table referred to        columns each; a table's place + 1, 0 for none
//! u8   table: kind · column: badges                             tables, columns; each padded to 4
//! u8   the texts as UTF-8, each between two NULs
//! ```
//!
//! All numbers are little-endian. Texts are told by their places; names of schemas, tables and columns come first, so that a filter
//! over names reads one run of bytes. A NUL is in no name that a server could have given; one by hand is left out.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Serialize;

use super::badges::badges_of;
use super::{Catalog, Numbering, TableKind};
use crate::connection::Engine;

#[derive(Serialize)]
struct Header<'a> {
    engine: Engine,
    server_version: &'a str,
    database: &'a str,
    default_schema: &'a str,
    fingerprint: &'a str,
    schemas: usize,
    tables: usize,
    columns: usize,
    texts: usize,
    /// Of the texts, how many are names.
    names: usize,
}

/// The outline of `catalog`, whose fingerprint is given because it is costly.
pub fn outline(catalog: &Catalog, fingerprint: &str) -> Vec<u8> {
    let numbers = Numbering::new(catalog);
    let count = catalog.column_count();
    // The names before all else; the empty text, which is what is absent, is their first.
    let (mut names, mut texts) = (Texts::with_room_for(count), Texts::with_room_for(numbers.tables().len()));
    names.of("");
    let schemas: Vec<[u32; 2]> =
        numbers.schemas().iter().map(|(name, tables)| [names.of(name), small(*tables)]).collect();
    let places = numbers.tables().iter().map(|(_, table)| &table.name).zip(1..);
    let places: HashMap<_, u32, RandomState> = places.collect();
    let (mut tables, mut columns) = (Words::with_room_for(numbers.tables().len()), Words::with_room_for(count));
    let (mut kinds, mut bits) = (Vec::new(), Vec::new());
    // One table after the other: all that is known of it lies together in memory.
    for (_, table) in numbers.tables() {
        let [rows, wide] = [rows(table.estimated_rows).to_bits(), small(table.columns.len())];
        tables.push([names.of(&table.name.table), texts.optional(table.comment.as_deref()), wide, rows]);
        kinds.push(kind(table.kind));
        let badges = badges_of(table, None);
        for (column, refers) in table.columns.iter().zip(badges.refers) {
            let refers = refers.and_then(|name| places.get(name)).copied().unwrap_or(0);
            let comment = texts.optional(column.comment.as_deref());
            columns.push([names.of(&column.name), texts.of(&column.data_type), comment, refers]);
        }
        bits.extend(badges.bits);
    }
    let count_of_names = small(names.starts.len());
    let after_names = |place: &mut u32| *place = if *place == ABSENT { 0 } else { *place + count_of_names };
    tables.0[1].iter_mut().for_each(after_names);
    columns.0[1..3].iter_mut().flatten().for_each(after_names);

    let header = Header {
        engine: catalog.engine,
        server_version: &catalog.server_version,
        database: &catalog.database,
        default_schema: &catalog.default_schema,
        fingerprint,
        schemas: schemas.len(),
        tables: kinds.len(),
        columns: bits.len(),
        texts: names.starts.len() + texts.starts.len(),
        names: names.starts.len(),
    };
    let mut words: Vec<u32> = schemas.iter().map(|[name, _]| *name).collect();
    words.extend(schemas.iter().map(|[_, tables]| *tables));
    words.extend(tables.0.iter().chain(&columns.0).flatten());
    written(&header, [&names, &texts], &words, [&kinds, &bits])
}

/// What is known of tables or columns, one run of words for each of four.
struct Words([Vec<u32>; 4]);

impl Words {
    fn with_room_for(count: usize) -> Words {
        Words(std::array::from_fn(|_| Vec::with_capacity(count)))
    }

    fn push(&mut self, words: [u32; 4]) {
        self.0.iter_mut().zip(words).for_each(|(run, word)| run.push(word));
    }
}

fn written(header: &Header, texts: [&Texts; 2], words: &[u32], bytes: [&[u8]; 2]) -> Vec<u8> {
    // Strings and numbers only, which JSON can always hold.
    let mut header = serde_json::to_vec(header).unwrap_or_default();
    header.resize(header.len().next_multiple_of(4), b' ');
    let [names, others] = texts;
    let starts = names.starts.len() + others.starts.len();
    let length = 1 + names.bytes.len() + others.bytes.len();
    let numbers = words.len() + starts + 2;
    let mut out = Vec::with_capacity(header.len() + 4 * numbers + bytes[0].len() + bytes[1].len() + 8 + length);
    out.extend(small(header.len()).to_le_bytes());
    out.extend(header);
    // The first byte is the NUL before the first.
    let after = 1 + small(names.bytes.len());
    let starts = names.starts.iter().map(|start| 1 + start).chain(others.starts.iter().map(|start| after + start));
    out.extend(starts.chain([small(length)]).chain(words.iter().copied()).flat_map(u32::to_le_bytes));
    for bytes in bytes {
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out.push(0);
    out.extend(&names.bytes);
    out.extend(&others.bytes);
    out
}

/// Stands for the place of the empty text until it is known.
const ABSENT: u32 = u32::MAX;

/// Each text once, with a NUL behind it.
struct Texts<'a> {
    places: HashMap<&'a str, u32, RandomState>,
    starts: Vec<u32>,
    bytes: Vec<u8>,
}

impl<'a> Texts<'a> {
    fn with_room_for(count: usize) -> Texts<'a> {
        let places = HashMap::with_capacity_and_hasher(count, RandomState::default());
        Texts { places, starts: Vec::with_capacity(count), bytes: Vec::new() }
    }

    fn of(&mut self, text: &'a str) -> u32 {
        let (starts, bytes) = (&mut self.starts, &mut self.bytes);
        *self.places.entry(text).or_insert_with(|| {
            starts.push(small(bytes.len()));
            text.split('\0').for_each(|part| bytes.extend(part.as_bytes()));
            bytes.push(0);
            small(starts.len() - 1)
        })
    }

    fn optional(&mut self, text: Option<&'a str>) -> u32 {
        text.filter(|text| !text.is_empty()).map_or(ABSENT, |text| self.of(text))
    }
}

/// Places and lengths: a catalogue of 4 billion things is none that anybody could read.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// An estimate needs no more than seven digits.
#[allow(clippy::cast_precision_loss, reason = "it is an estimate")]
fn rows(estimate: Option<u64>) -> f32 {
    estimate.map_or(-1.0, |rows| rows as f32)
}

fn kind(kind: TableKind) -> u8 {
    match kind {
        TableKind::Table => 0,
        TableKind::PartitionedTable => 1,
        TableKind::View => 2,
        TableKind::MaterializedView => 3,
        TableKind::ForeignTable => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample::catalog_of;

    fn word(bytes: &[u8], at: usize) -> usize {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    #[test]
    fn texts_are_kept_once_and_found_again() {
        let mut catalog = catalog_of(&[("archive", "visits", &["id"]), ("public", "patients", &["id", "naïve\0"])]);
        catalog.tables[1].estimated_rows = Some(1200);
        let bytes = outline(&catalog, "f");
        let begin = 4 + word(&bytes, 0);
        let header: serde_json::Value = serde_json::from_slice(&bytes[4..begin]).unwrap();
        assert_eq!(header["fingerprint"], "f");
        let count = |name: &str| usize::try_from(header[name].as_u64().unwrap()).unwrap();
        // "", public, archive, patients, visits, id, naïve; text.
        assert_eq!((count("texts"), count("names")), (8, 7));
        let texts = begin + 4 * (count("texts") + 1);
        let after = texts + 4 * (2 * 2 + 4 * 2 + 4 * 3) + 4 + 4;
        let text = |place: usize| {
            let [from, to] = [0, 1].map(|more| word(&bytes, begin + 4 * (place + more)));
            std::str::from_utf8(&bytes[after + from..after + to - 1]).unwrap()
        };
        let schemas: Vec<_> = (0..2).map(|at| text(word(&bytes, texts + 4 * at))).collect();
        assert_eq!(schemas, ["public", "archive"]);
        let columns = texts + 4 * (2 * 2 + 4 * 2);
        let names: Vec<_> = (0..3).map(|at| text(word(&bytes, columns + 4 * at))).collect();
        assert_eq!(names, ["id", "naïve", "id"]);
        let rows = texts + 4 * (2 * 2 + 3 * 2);
        assert_eq!(f32::from_le_bytes(bytes[rows..rows + 4].try_into().unwrap()), 1200.0);
        assert_eq!(bytes.len(), after + word(&bytes, begin + 4 * count("texts")));
    }
}
