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
    let mut texts = Texts::default();
    // The names before all else.
    let schemas: Vec<[u32; 2]> =
        numbers.schemas().iter().map(|(name, tables)| [texts.of(name), small(*tables)]).collect();
    let table_names: Vec<u32> = numbers.tables().iter().map(|(_, table)| texts.of(&table.name.table)).collect();
    let columns = || numbers.tables().iter().flat_map(|(_, table)| &table.columns);
    let column_names: Vec<u32> = columns().map(|column| texts.of(&column.name)).collect();
    let names = texts.starts.len();

    let tables = || numbers.tables().iter().map(|(_, table)| *table);
    let mut words = Vec::new();
    words.extend(schemas.iter().map(|[name, _]| *name));
    words.extend(schemas.iter().map(|[_, tables]| *tables));
    words.extend(&table_names);
    words.extend(tables().map(|table| texts.optional(table.comment.as_deref())));
    words.extend(tables().map(|table| small(table.columns.len())));
    words.extend(tables().map(|table| rows(table.estimated_rows).to_bits()));
    words.extend(&column_names);
    words.extend(columns().map(|column| texts.of(&column.data_type)));
    words.extend(columns().map(|column| texts.optional(column.comment.as_deref())));
    let places: HashMap<_, u32> = tables().map(|table| &table.name).zip(1..).collect();
    let mut bits = Vec::new();
    for table in tables() {
        let badges = badges_of(table, None);
        words.extend(badges.refers.iter().map(|name| name.and_then(|name| places.get(name)).copied().unwrap_or(0)));
        bits.extend(badges.bits);
    }
    let kinds: Vec<u8> = tables().map(|table| kind(table.kind)).collect();

    let header = Header {
        engine: catalog.engine,
        server_version: &catalog.server_version,
        database: &catalog.database,
        default_schema: &catalog.default_schema,
        fingerprint,
        schemas: schemas.len(),
        tables: kinds.len(),
        columns: bits.len(),
        texts: texts.starts.len(),
        names,
    };
    written(&header, &texts, &words, [&kinds, &bits])
}

fn written(header: &Header, texts: &Texts, words: &[u32], bytes: [&[u8]; 2]) -> Vec<u8> {
    // Strings and numbers only, which JSON can always hold.
    let mut header = serde_json::to_vec(header).unwrap_or_default();
    header.resize(header.len().next_multiple_of(4), b' ');
    let mut out = Vec::with_capacity(header.len() + 4 * (words.len() + texts.starts.len() + 4) + texts.bytes.len());
    out.extend(small(header.len()).to_le_bytes());
    out.extend(header);
    let end = small(texts.bytes.len());
    for word in texts.starts.iter().chain([&end]).chain(words) {
        out.extend(word.to_le_bytes());
    }
    for bytes in bytes {
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out.extend(&texts.bytes);
    out
}

/// Each text once. The first byte is the NUL before the first.
struct Texts<'a> {
    places: HashMap<&'a str, u32>,
    starts: Vec<u32>,
    bytes: Vec<u8>,
}

impl Default for Texts<'_> {
    fn default() -> Self {
        let mut texts = Texts { places: HashMap::new(), starts: Vec::new(), bytes: vec![0] };
        // What is absent is the empty text, at place 0.
        texts.of("");
        texts
    }
}

impl<'a> Texts<'a> {
    fn of(&mut self, text: &'a str) -> u32 {
        let (starts, bytes) = (&mut self.starts, &mut self.bytes);
        *self.places.entry(text).or_insert_with(|| {
            starts.push(small(bytes.len()));
            bytes.extend(text.bytes().filter(|byte| *byte != 0).chain([0]));
            small(starts.len() - 1)
        })
    }

    fn optional(&mut self, text: Option<&'a str>) -> u32 {
        self.of(text.unwrap_or_default())
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
