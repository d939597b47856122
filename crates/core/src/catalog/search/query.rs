//! What a person typed, read as words that a catalogue may have.

use std::collections::HashMap;

use super::index::{Index, Word};
use super::lexicon::{LEXICON, Weight};
use super::words::stem;

/// How much a word counts that is not the one asked for.
const NEARLY: f64 = 0.6;
const PART_OF: f64 = 0.4;
const SYNONYM: f64 = 0.5;
/// A mistyped word.
const MISTYPED: f64 = 0.6;

/// Words shorter than this, in bytes, are only taken as they are.
const SHORT: usize = 4;

/// One word of the question, once.
#[derive(Debug)]
pub(super) struct Asked {
    /// As typed, or what it is short for.
    pub(super) text: String,
    /// How much it counts.
    pub(super) weight: Weight,
    /// The catalogue's words that answer it, each with how well, 0 to 1.
    pub(super) means: HashMap<Word, f64>,
}

/// A question.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) asked: Vec<Asked>,
    /// Every word of the question that the catalogue has, in order; for phrases.
    pub(super) sequence: Vec<Option<Word>>,
}

impl Query {
    /// Reads `text`. Quoted pieces are values, which no name holds, and are left out. While a person is still `typing`, the
    /// last word may be the beginning of one.
    pub(super) fn read(text: &str, index: &Index, typing: bool) -> Query {
        let words = LEXICON.sentence(&without_values(text));
        let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
        let mut query = Query { asked: Vec::new(), sequence: Vec::new() };
        for (at, (word, stem)) in words.iter().zip(&stems).enumerate() {
            query.sequence.push(index.words.number(stem));
            let Some(weight) = LEXICON.weight(word) else { continue };
            let first = stems.iter().position(|other| other == stem) == Some(at);
            let mut means = if first { meanings(stem, index) } else { continue };
            if typing && at + 1 == words.len() {
                begun(word, index, &mut means);
            }
            if weight == Weight::MeaningOnly
                && let Some(own) = index.words.number(stem)
            {
                means.remove(&own);
            }
            if !means.is_empty() {
                query.asked.push(Asked { text: word.clone(), weight, means });
            }
        }
        query
    }
}

/// The text without what stands in quotes. An apostrophe inside a word is none.
fn without_values(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut within: Option<char> = None;
    let mut last = ' ';
    for c in text.chars() {
        match within {
            Some(quote) if c == quote => within = None,
            Some(_) => {}
            None if c == '"' || (c == '\'' && !last.is_alphanumeric()) => within = Some(c),
            None => kept.push(c),
        }
        last = c;
    }
    // A quote that is not closed was none.
    if within.is_some() { text.to_owned() } else { kept }
}

fn meanings(stem: &str, index: &Index) -> HashMap<Word, f64> {
    let mut means = HashMap::new();
    let mut add = |word: Word, well: f64| {
        let held: &mut f64 = means.entry(word).or_default();
        *held = held.max(well);
    };
    let own = index.words.number(stem);
    if let Some(own) = own {
        add(own, 1.0);
    }
    if stem.len() >= SHORT {
        for (word, text) in index.words.iter().filter(|(word, _)| Some(*word) != own) {
            if shares_its_beginning(stem, text) {
                add(word, NEARLY);
            } else if text.len() >= stem.len() + 3 && (text.starts_with(stem) || text.ends_with(stem)) {
                add(word, PART_OF);
            }
        }
    }
    for synonym in LEXICON.synonyms(stem) {
        if let Some(word) = index.words.number(synonym) {
            add(word, SYNONYM);
        }
    }
    if means.is_empty() && stem.len() > SHORT {
        let near = index.words.iter().filter(|(_, text)| is_one_slip_away(stem, text));
        means.extend(near.map(|(word, _)| (word, MISTYPED)));
    }
    means
}

/// Adds what begins with the word that is still being typed.
fn begun(word: &str, index: &Index, means: &mut HashMap<Word, f64>) {
    if word.len() < 2 {
        return;
    }
    for (number, _) in index.words.iter().filter(|(_, text)| text.starts_with(word)) {
        means.entry(number).or_insert(NEARLY);
    }
}

/// Both begin alike for two thirds of the longer one: `enrol` and `enrollment`.
fn shares_its_beginning(one: &str, other: &str) -> bool {
    let longer = one.len().max(other.len());
    if one.len() < SHORT || other.len() < SHORT {
        return false;
    }
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    shared >= SHORT && shared * 100 >= longer * 66
}

/// One letter more, less, other or swapped with its neighbour; the first letter is right.
fn is_one_slip_away(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Greater => a.get(1..) == Some(b),
        std::cmp::Ordering::Less => b.get(1..) == Some(a),
        std::cmp::Ordering::Equal => match (a, b) {
            ([], []) => true,
            ([x, y, rest_a @ ..], [v, w, rest_b @ ..]) if x == w && y == v && rest_a == rest_b => true,
            ([_, rest_a @ ..], [_, rest_b @ ..]) => rest_a == rest_b,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for (typed, meant) in
            [("appointmnt", "appointment"), ("patiants", "patients"), ("inovice", "invoice"), ("visits", "visit")]
        {
            assert!(is_one_slip_away(typed, meant), "{typed}");
        }
        assert!(!is_one_slip_away("pationts", "patience"));
        assert!(!is_one_slip_away("patient", "batient"));
    }

    #[test]
    fn values_are_left_out_and_apostrophes_stay() {
        assert_eq!(without_values("who wrote \"The Plan\" in the caller's book"), "who wrote  in the caller's book");
        assert_eq!(without_values("the clinic 'North' today"), "the clinic  today");
        assert_eq!(without_values("never \"closed"), "never \"closed");
    }
}
