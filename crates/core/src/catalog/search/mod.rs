//! Search over a catalogue: a word, the beginning of one, or a whole sentence; local, pure, and without a model.
//!
//! Not here: what may be found. A caller that searches for an agent gives [`Index::new`] the agent's view.

mod index;
mod lexicon;
mod query;
mod rank;
mod words;

use serde::{Deserialize, Serialize};

pub use index::Index;

use super::Catalog;
use query::Query;

/// One table that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hit {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub table: String,
    /// The column that answers best, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How well it answers: comparable within one search.
    pub score: f64,
    /// Words of the question with the words of the catalogue that answer them.
    pub matched: Vec<Match>,
}

/// Why a table was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Match {
    /// The word of the question, written out where it was short.
    pub word: String,
    /// The name that holds the answer: the table's or a column's; for a comment or an enum label the table's.
    pub name: String,
}

/// How a text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrasing {
    /// A person is typing: the last word may be the beginning of one.
    Typing,
    /// It is complete.
    Complete,
}

/// The tables of `catalog` that answer `text`, best first, at most `limit`. `index` was made of the same catalogue.
pub fn search(catalog: &Catalog, index: &Index, text: &str, phrasing: Phrasing, limit: usize) -> Vec<Hit> {
    let query = Query::read(text, index, phrasing == Phrasing::Typing);
    let ranked = rank::rank(index, &query).into_iter().take(limit);
    ranked.filter_map(|ranked| Some(hit(catalog.tables.get(ranked.table)?, index, &query, ranked))).collect()
}

fn hit(table: &super::Table, index: &Index, query: &Query, ranked: rank::Ranked) -> Hit {
    let entry = &index.tables[ranked.table];
    let mut matched = Vec::new();
    let mut answers = vec![0.0_f64; table.columns.len()];
    for asked in &query.asked {
        let holds = |words: &[index::Word]| {
            let well =
                words.iter().filter_map(|word| asked.means.get(word).map(|well| well * index.idf[*word as usize]));
            well.fold(0.0, f64::max)
        };
        let by_column: Vec<f64> = entry.columns.iter().map(|words| holds(words)).collect();
        for (sum, well) in answers.iter_mut().zip(&by_column) {
            *sum += asked.weight.factor() * well;
        }
        let column = best_of(&by_column).and_then(|at| table.columns.get(at));
        let name = match column {
            _ if holds(&entry.name) > 0.0 => &table.name.table,
            Some(column) => &column.name,
            None if entry.inside.keys().any(|word| asked.means.contains_key(word)) => &table.name.table,
            None => continue,
        };
        matched.push(Match { word: asked.text.clone(), name: name.clone() });
    }
    Hit {
        schema: table.name.schema.clone(),
        table: table.name.table.clone(),
        column: best_of(&answers).and_then(|at| table.columns.get(at)).map(|column| column.name.clone()),
        score: ranked.score,
        matched,
    }
}

/// The place of the highest value above nothing, the first of equals.
fn best_of(values: &[f64]) -> Option<usize> {
    let highest = values.iter().copied().fold(0.0, f64::max);
    (highest > 0.0).then(|| values.iter().position(|value| *value >= highest)).flatten()
}
