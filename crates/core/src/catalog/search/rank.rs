//! How well a table answers a question: fifteen plain measures, weighed and added.
//!
//! The weights were fitted once, by logistic regression, to 7,000 English questions that people wrote about 140 public
//! schemas (the training set of Spider, Yu et al. 2018). They are constants: nothing is learned at run time.

use std::collections::{BTreeSet, HashMap};

use super::index::{Entry, Index, Word};
use super::lexicon::Weight;
use super::query::{Asked, Query};

/// A table with its score; higher is better, the unit means nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// The table's place in the catalogue.
    pub(super) table: usize,
    pub(super) score: f64,
}

/// What is found in one candidate by itself.
struct Seen {
    table: usize,
    /// How tellingly its name answers.
    name: f64,
    /// How tellingly the rest of it answers.
    inside: f64,
    /// How much of what was asked it holds, 0 to 1.
    covered: f64,
    name_words: BTreeSet<Word>,
    column_words: BTreeSet<Word>,
}

/// How much of what was asked a schema holds, 0 to 1: anywhere, and in its tables' names.
#[derive(Clone, Copy)]
struct SchemaCover {
    anywhere: f64,
    in_names: f64,
}

/// All tables that hold a word of the question, best first; equals in the catalogue's order.
pub(super) fn rank(index: &Index, query: &Query) -> Vec<Ranked> {
    let mass: f64 = query.asked.iter().map(|asked| best(asked, &index.schema_idf, |_| 1.0)).sum();
    let mass = if mass > 0.0 { mass } else { 1.0 };
    let seen: Vec<Seen> = candidates(index, query).into_iter().map(|table| look(index, query, table, mass)).collect();
    let place: HashMap<usize, usize> = seen.iter().enumerate().map(|(at, seen)| (seen.table, at)).collect();
    let phrases = phrases(query);
    let said: BTreeSet<Word> = query.sequence.iter().flatten().copied().collect();
    let mut schemas: HashMap<usize, SchemaCover> = HashMap::new();
    let mut ranked = Vec::with_capacity(seen.len());
    for one in &seen {
        let entry = &index.tables[one.table];
        let schema = *schemas.entry(entry.schema).or_insert_with(|| cover(index, query, entry.schema, mass));
        let neighbours: Vec<&Seen> = entry.neighbours.iter().filter_map(|at| Some(&seen[*place.get(at)?])).collect();
        let size = index.schemas[entry.schema].tables as f64;
        let score = own_score(one, entry)
            + column_score(one, entry, &phrases, &said)
            + 7.357 * schema.anywhere
            + 0.857 * schema.in_names
            + 0.714 * highest(neighbours.iter().map(|seen| per_word(seen.name, &index.tables[seen.table]))) / SCALE
            + 0.391 * highest(neighbours.iter().map(|seen| seen.covered))
            - 0.681 * size.ln();
        ranked.push(Ranked { table: one.table, score });
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.table.cmp(&b.table)));
    ranked
}

/// Brings sums of inverse frequencies near to 1, where the other measures are.
const SCALE: f64 = 5.0;

/// What the table's name and the share of the question in it say.
fn own_score(seen: &Seen, entry: &Entry) -> f64 {
    let (words, answered) = (entry.name.len() as f64, seen.name_words.len() as f64);
    let single = if entry.name.len() == 1 && answered > 0.0 { 1.0 } else { 0.0 };
    0.805 * seen.name / SCALE + 0.150 * seen.inside / SCALE + 2.112 * seen.covered + 0.888 * answered / words
        - 0.403 * (words - answered)
        + 0.517 * single
        + 0.190 * (1.0 + entry.columns.len() as f64).ln()
}

/// What single columns say: phrases of the question in them, and names that are answered as a whole.
fn column_score(seen: &Seen, entry: &Entry, phrases: &BTreeSet<(Word, Word)>, said: &BTreeSet<Word>) -> f64 {
    let (mut phrased, mut whole) = (0_u8, 0_u8);
    for column in &entry.columns {
        let answered = |word: &Word| seen.column_words.contains(word);
        let holds_a_phrase = column.windows(2).any(|pair| matches!(pair, [a, b] if phrases.contains(&(*a, *b))));
        // `patient_name` in `patient`: the table's own name adds nothing to the column's.
        let is_whole = match &column[..] {
            [word] => answered(word),
            words => {
                words.iter().all(|word| said.contains(word) || entry.name.contains(word)) && words.iter().any(answered)
            }
        };
        phrased += u8::from(holds_a_phrase && phrased < 3);
        whole += u8::from(is_whole && whole < 4);
    }
    let share = seen.column_words.len() as f64 / entry.inside.len().max(1) as f64;
    0.442 * f64::from(phrased) + 0.667 * f64::from(whole) + 0.813 * share
}

/// The tables that hold a word which says what is looked for; when there is none, those that hold a hint.
fn candidates(index: &Index, query: &Query) -> BTreeSet<usize> {
    let of = |wanted: &dyn Fn(&Asked) -> bool| -> BTreeSet<usize> {
        let words = query.asked.iter().filter(|asked| wanted(asked)).flat_map(|asked| asked.means.keys());
        words.flat_map(|word| &index.postings[*word as usize]).copied().collect()
    };
    let told = of(&|asked| asked.weight != Weight::Faint);
    if told.is_empty() { of(&|_| true) } else { told }
}

fn look(index: &Index, query: &Query, table: usize, mass: f64) -> Seen {
    let entry = &index.tables[table];
    let mut seen = Seen {
        table,
        name: 0.0,
        inside: 0.0,
        covered: 0.0,
        name_words: BTreeSet::new(),
        column_words: BTreeSet::new(),
    };
    let in_name = |word: &Word| f64::from(u8::from(entry.name.contains(word)));
    let in_columns = |word: &Word| entry.inside.get(word).copied().unwrap_or_default();
    for asked in &query.asked {
        let name = best(asked, &index.idf, in_name);
        if name > 0.0 {
            seen.name += name;
        } else {
            seen.inside += best(asked, &index.idf, in_columns);
        }
        seen.covered += best(asked, &index.schema_idf, |word| in_name(word).max(in_columns(word))) / mass;
        seen.name_words.extend(asked.means.keys().filter(|word| entry.name.contains(word)));
        let well = asked.means.iter().filter(|(word, well)| **well >= 0.5 && entry.inside.contains_key(word));
        seen.column_words.extend(well.map(|(word, _)| word));
    }
    seen
}

fn cover(index: &Index, query: &Query, schema: usize, mass: f64) -> SchemaCover {
    let schema = &index.schemas[schema];
    let share = |words: &BTreeSet<Word>| {
        let held = |word: &Word| f64::from(u8::from(words.contains(word)));
        query.asked.iter().map(|asked| best(asked, &index.schema_idf, held)).sum::<f64>() / mass
    };
    SchemaCover { anywhere: share(&schema.words), in_names: share(&schema.table_names) }
}

/// The best answer to one word: how well it means it, how telling it is, how much it counts where it stands.
fn best(asked: &Asked, telling: &[f64], counts: impl Fn(&Word) -> f64) -> f64 {
    let each = asked.means.iter().map(|(word, well)| well * telling[*word as usize] * counts(word));
    asked.weight.factor() * highest(each)
}

fn per_word(name: f64, entry: &Entry) -> f64 {
    name / (entry.name.len() as f64).sqrt()
}

fn highest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max)
}

/// Pairs of words that stand side by side in the question.
fn phrases(query: &Query) -> BTreeSet<(Word, Word)> {
    query
        .sequence
        .windows(2)
        .filter_map(|pair| if let [Some(a), Some(b)] = pair { Some((*a, *b)) } else { None })
        .collect()
}
