//! Facets: the parts of a query that are no words (`type:jsonb -blocked:yes fk:patients`). Reading them is text alone;
//! what they choose is found in `select`.

use serde::{Deserialize, Serialize};

/// What a facet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FacetKind {
    /// `type:` a column's type or class of types.
    Type,
    /// `fk:` columns in a foreign key: `yes`, `no`, or the table that it leads to.
    Fk,
    /// `indexed:` columns that lead an index which a lookup can use: `yes` or `no`.
    Indexed,
    /// `schema:` a schema, or the beginning of one with `*`.
    Schema,
    /// `kind:` table, view and the like.
    Kind,
    /// `blocked:` what agents cannot see: `yes` or `no`.
    Blocked,
    /// `new:` what waits for review since a discovery: `yes` or `no`.
    New,
    /// `sensitive:` what looks sensitive: `yes`, `no`, or a class.
    Sensitive,
}

/// Every facet by the word that is typed, in the order in which they are offered.
const NAMES: [(&str, FacetKind); 8] = [
    ("type", FacetKind::Type),
    ("fk", FacetKind::Fk),
    ("indexed", FacetKind::Indexed),
    ("schema", FacetKind::Schema),
    ("kind", FacetKind::Kind),
    ("blocked", FacetKind::Blocked),
    ("new", FacetKind::New),
    ("sensitive", FacetKind::Sensitive),
];

impl FacetKind {
    /// The word that is typed before the colon.
    pub fn word(self) -> &'static str {
        NAMES.iter().find(|(_, kind)| *kind == self).map(|(name, _)| *name).unwrap_or_default()
    }
}

/// One facet of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What it is about.
    pub kind: FacetKind,
    /// What is accepted; `type:text,uuid` accepts either.
    pub values: Vec<String>,
    /// Everything else is wanted: a leading `-`.
    pub negated: bool,
}

/// A remark about a query: search went on without the part that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// What sort of remark.
    pub code: NoteCode,
    /// The part of the query, as typed.
    pub part: String,
    /// The remark, one sentence.
    pub message: String,
    /// What could stand there instead: facets as `type:`, or values.
    pub offered: Vec<String>,
}

/// What sort of remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// There is no such facet here. Its text was looked for as words.
    UnknownFacet,
    /// The facet has no such value. It was left out.
    UnknownValue,
}

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The words.
    pub words: String,
    /// The facets, each as it was typed.
    pub facets: Vec<(Facet, String)>,
    /// Facets that are not `offered`.
    pub notes: Vec<Note>,
}

/// Takes a query apart. Only `offered` facets are known; others stay among the words. Nothing between quotes is a facet,
/// but a facet's value may be quoted: `type:"double precision"`.
pub fn read_facets(text: &str, offered: &[FacetKind]) -> Parts {
    let mut parts = Parts { words: String::new(), facets: Vec::new(), notes: Vec::new() };
    let mut rest = text;
    while !rest.is_empty() {
        let piece = &rest[..piece_length(rest)];
        rest = &rest[piece.len()..];
        match facet(piece, offered) {
            Read::Facet(facet) => parts.facets.push((facet, piece.to_owned())),
            Read::Words => parts.words.push_str(piece),
            Read::Unknown => {
                parts.words.push_str(&piece.replacen(':', " ", 1));
                parts.notes.push(unknown(piece, offered));
            }
        }
    }
    parts
}

enum Read {
    Facet(Facet),
    Words,
    Unknown,
}

fn facet(piece: &str, offered: &[FacetKind]) -> Read {
    let (negated, bare) = piece.strip_prefix('-').map_or((false, piece), |bare| (true, bare));
    let Some((name, value)) = bare.split_once(':') else { return Read::Words };
    // `12:30`, `see: below` and `http://…` are none.
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) || value.starts_with("//") {
        return Read::Words;
    }
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind);
    let values: Vec<String> = value.split(',').map(|value| value.trim_matches('"').trim().to_owned()).collect();
    let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    match known.filter(|kind| offered.contains(kind)) {
        Some(kind) => Read::Facet(Facet { kind, values, negated }),
        None if values.is_empty() => Read::Words,
        None => Read::Unknown,
    }
}

fn unknown(piece: &str, offered: &[FacetKind]) -> Note {
    let offered: Vec<String> = offered.iter().map(|kind| format!("{}:", kind.word())).collect();
    let message = format!("There is no such facet here; it was looked for as words. There are {}.", offered.join(", "));
    Note { code: NoteCode::UnknownFacet, part: piece.to_owned(), message, offered }
}

/// Bytes up to where the next piece begins: white space by itself, text in quotes, or a word with a quoted part in it.
fn piece_length(text: &str) -> usize {
    let space = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    if space > 0 {
        return space;
    }
    let end_of_word = |from: usize| text[from..].find(char::is_whitespace).map_or(text.len(), |at| from + at);
    let closing = |quote: usize| text[quote + 1..].find('"').map(|at| quote + at + 2);
    if text.starts_with('"') {
        return closing(0).unwrap_or_else(|| end_of_word(0));
    }
    let (mut from, mut end) = (0, end_of_word(0));
    while let Some(quote) = text[from..end].find('"').map(|at| from + at) {
        // Only a value is quoted; elsewhere a quote is a letter like any other.
        let closed = if text[..quote].ends_with([':', ',']) { closing(quote) } else { None };
        let Some(closed) = closed else { break };
        (from, end) = (closed, end_of_word(closed));
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: [FacetKind; 8] = {
        let mut kinds = [FacetKind::Type; 8];
        let mut at = 0;
        while at < 8 {
            kinds[at] = NAMES[at].1;
            at += 1;
        }
        kinds
    };

    fn one(kind: FacetKind, values: &[&str], negated: bool) -> Facet {
        Facet { kind, values: values.iter().map(|value| (*value).to_owned()).collect(), negated }
    }

    #[test]
    fn a_query_is_taken_apart() {
        let parts = read_facets(r#"visit type:"double precision",text -blocked:yes status FK:patients"#, &OWNER);
        let facets: Vec<Facet> = parts.facets.into_iter().map(|(facet, _)| facet).collect();
        assert_eq!(
            facets,
            [
                one(FacetKind::Type, &["double precision", "text"], false),
                one(FacetKind::Blocked, &["yes"], true),
                one(FacetKind::Fk, &["patients"], false),
            ]
        );
        assert_eq!(parts.words.split_whitespace().collect::<Vec<_>>(), ["visit", "status"]);
        assert_eq!(parts.notes, []);
    }

    #[test]
    fn what_is_no_facet_stays_a_word() {
        for text in
            ["at 12:30", "see http://example.org", "the following: names", "\"type:text\" here", "- x", ":a", "a\"b c"]
        {
            let parts = read_facets(text, &OWNER);
            assert_eq!((parts.words.as_str(), parts.facets.len(), parts.notes.len()), (text, 0, 0), "{text}");
        }
    }

    #[test]
    fn a_facet_that_is_not_offered_is_noted_and_named_like_one_that_does_not_exist() {
        for text in ["blocked:yes", "colour:red"] {
            let parts = read_facets(text, &[FacetKind::Type, FacetKind::Fk]);
            assert_eq!(parts.notes.len(), 1, "{text}");
            assert_eq!(parts.notes[0].code, NoteCode::UnknownFacet);
            assert_eq!(parts.notes[0].offered, ["type:", "fk:"]);
            assert!(!parts.notes[0].message.contains("blocked"), "{:?}", parts.notes[0]);
        }
    }
}
