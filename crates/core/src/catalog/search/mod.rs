//! Search over a catalogue: a word, the beginning of one, a whole sentence, and facets; local, pure, and without a model.
//!
//! Not here: what may be found. A caller that searches for an agent gives [`Index::new`] the agent's view, and no [`Facts`].

mod columns;
mod facets;
mod facts;
mod group;
mod hit;
mod index;
mod lexicon;
mod lists;
mod matching;
mod meanings;
mod query;
mod rank;
mod seen;
mod select;
mod slips;
mod types;
mod vocabulary;
mod words;

pub(crate) use words::split;

pub use facets::{Facet, FacetKind, Note, NoteCode, Parts, read_facets};
pub use facts::Facts;
pub use hit::{Found, Hit, Match, Place, TextRange};
pub use index::Index;

use super::Catalog;
use group::Scene;
use lists::number;
use query::Query;
use rank::Named;
use select::Selection;

/// Text beyond this many characters is not read.
pub const MOST_CHARACTERS: usize = 500;

/// The words of a name or sentence in lower case, abbreviations written out: `appt_no` is an appointment's number.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    lexicon::LEXICON.sentence(text)
}

/// The stem of a word, by which `appointments` and `appointment` meet.
pub(crate) fn stem_of(word: &str) -> String {
    words::stem(word)
}

/// How a text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrasing {
    /// A person is typing: the last word may be the beginning of one.
    Typing,
    /// It is complete.
    Complete,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Words and facets.
    pub text: &'a str,
    /// How the words are meant.
    pub phrasing: Phrasing,
    /// The most tables to find; each with those of its columns that answer.
    pub limit: usize,
    /// What the owner's facets are answered with; none for an agent, to whom they are not offered.
    pub facts: Option<&'a Facts>,
}

/// How many times the wanted number of tables is looked at besides.
const SPARE: usize = 3;

/// The facets that the catalogue itself answers.
const OF_THE_CATALOG: [FacetKind; 5] =
    [FacetKind::Type, FacetKind::Fk, FacetKind::Indexed, FacetKind::Schema, FacetKind::Kind];

/// The tables and columns of `catalog` that answer, best first. With facets alone everything they choose, in the catalogue's
/// order. `index` was made of the same catalogue.
pub fn search(catalog: &Catalog, index: &Index, request: &Request<'_>) -> Found {
    let text: String = request.text.chars().take(MOST_CHARACTERS).collect();
    let offered: Vec<FacetKind> =
        OF_THE_CATALOG.into_iter().chain(request.facts.into_iter().flat_map(Facts::offered)).collect();
    let Parts { words, facets, mut notes } = read_facets(&text, &offered);
    let (selection, unusable) = Selection::of(catalog, index, &facets, request.facts);
    notes.extend(unusable);
    let query = Query::read(&words, index, request.phrasing == Phrasing::Typing);
    let scene = Scene { catalog, index, query: &query, selection: selection.as_ref() };
    if words.trim().is_empty() {
        let Some(selection) = &selection else { return Found { notes, ..Found::default() } };
        let chosen = selection.tables(index);
        let hits = chosen.iter().take(request.limit).flat_map(|table| scene.chosen(*table)).collect();
        return Found { hits, tables: number(chosen.len()), notes };
    }
    let mut ranked = rank::rank(index, &query, &InCatalog { catalog, index, query: &query }, selection.as_ref());
    let tables = number(ranked.len());
    // With facets some turn out to answer elsewhere than in what was chosen: there are more to take their place.
    let spare = if selection.is_some() { request.limit.saturating_mul(SPARE) } else { 0 };
    ranked = rank::best(ranked, request.limit.saturating_add(spare));
    let groups = ranked.into_iter().map(|one| scene.ranked(one)).filter(|hits| !hits.is_empty());
    Found { hits: groups.take(request.limit).flatten().collect(), tables, notes }
}

/// Compares the text with the spelling of names, which the index does not keep.
struct InCatalog<'a> {
    catalog: &'a Catalog,
    index: &'a Index,
    query: &'a Query,
}

impl Named for InCatalog<'_> {
    fn table(&self, table: usize) -> bool {
        let (Some(text), Some(found)) = (&self.query.name, self.catalog.tables.get(table)) else { return false };
        let qualified = match &text.qualifiers[..] {
            [] => true,
            [schema] => found.name.schema.to_lowercase() == *schema,
            _ => false,
        };
        qualified && text.is(self.index.name_of(table), &found.name.table)
    }

    fn column(&self, table: usize, column: usize) -> bool {
        let (Some(text), Some(found)) = (&self.query.name, self.catalog.tables.get(table)) else { return false };
        let of_table = |name: &String| found.name.table.to_lowercase() == *name;
        let qualified = match &text.qualifiers[..] {
            [] => true,
            [table] => of_table(table),
            [schema, table] => of_table(table) && found.name.schema.to_lowercase() == *schema,
            _ => false,
        };
        let name = self.index.columns.get(table).get(column).map(|name| self.index.names.get(*name as usize));
        qualified && name.zip(found.columns.get(column)).is_some_and(|(words, column)| text.is(words, &column.name))
    }
}
