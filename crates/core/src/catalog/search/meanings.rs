//! The words of a catalogue that answer one word of a question, each with how well.

use std::collections::HashMap;

use super::index::Index;
use super::lexicon::LEXICON;
use super::slips::{forgiven, is_short_for, slips};
use super::vocabulary::Word;

/// How much a word counts that is not the one asked for.
const NEARLY: f64 = 0.6;
const PART_OF: f64 = 0.4;
const SYNONYM: f64 = 0.5;
/// A mistyped word, and one with two slips.
const MISTYPED: f64 = 0.6;
const BADLY_MISTYPED: f64 = 0.45;
/// A word with its vowels left out, on either side.
const SHORTENED: f64 = 0.45;

/// Words shorter than this, in bytes, are only taken as they are.
const SHORT: usize = 4;

/// What a word means: the catalogue's words that answer it, in order, each with how well, 0 to 1.
pub(super) type Meanings = Vec<(Word, f64)>;

/// What `word`, whose stem is `stem`, means in the catalogue. While it is being `typed` it may be the beginning of a word.
pub(super) fn meanings(word: &str, stem: &str, index: &Index, typed: bool) -> Meanings {
    let mut found = Found(HashMap::new());
    let own = index.words.number(stem);
    if let Some(own) = own {
        found.add(own, 1.0);
    }
    if stem.len() >= SHORT {
        near(stem, index, &mut found);
    }
    for synonym in LEXICON.synonyms(stem) {
        if let Some(word) = index.words.number(synonym) {
            found.add(word, SYNONYM);
        }
    }
    if typed && word.len() > 1 {
        for (number, _) in index.words.beginning(word) {
            found.0.entry(number).or_insert(NEARLY);
        }
    }
    let shortened = index.words.beginning(first_letter(stem)).filter(|(_, text)| text.len() >= SHORT);
    let shortened = shortened.filter(|(_, text)| is_short_for(text, stem));
    shortened.for_each(|(word, _)| found.add(word, SHORTENED));
    if found.0.is_empty() {
        guessed(stem, index, forgiven(word), typed, &mut found);
    }
    found.in_order()
}

struct Found(HashMap<Word, f64>);

impl Found {
    fn add(&mut self, word: Word, well: f64) {
        let held = self.0.entry(word).or_default();
        *held = held.max(well);
    }

    fn in_order(self) -> Meanings {
        let mut meanings: Meanings = self.0.into_iter().collect();
        meanings.sort_unstable_by_key(|(word, _)| *word);
        meanings
    }
}

/// Words with the same beginning, and longer words that begin or end with the stem.
fn near(stem: &str, index: &Index, found: &mut Found) {
    let beginning = stem.char_indices().map(|(at, _)| at).find(|at| *at >= SHORT).unwrap_or(stem.len());
    for (word, text) in index.words.beginning(&stem[..beginning]).filter(|(_, text)| *text != stem) {
        if shares_its_beginning(stem, text) {
            found.add(word, NEARLY);
        } else if text.len() >= stem.len() + 3 && text.starts_with(stem) {
            found.add(word, PART_OF);
        }
    }
    for (word, _) in index.words.ending(stem).filter(|(_, text)| text.len() >= stem.len() + 3) {
        found.add(word, PART_OF);
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

/// What may have been meant by a word that the catalogue does not have: mistyped, shortened, or from within a word.
fn guessed(stem: &str, index: &Index, most_slips: usize, typed: bool, found: &mut Found) {
    let mut letters = stem.chars();
    let (first, second) = (first_letter(stem), letters.nth(1).map(String::from).unwrap_or_default());
    // The first letter is right, or has changed places with the second.
    let candidates = || {
        let swapped = index.words.beginning(&second).filter(|_| !second.is_empty() && second != first);
        index.words.beginning(first).chain(swapped)
    };
    for (word, text) in candidates() {
        match slips(stem, text, most_slips, typed) {
            Some(0 | 1) => found.add(word, MISTYPED),
            Some(_) => found.add(word, BADLY_MISTYPED),
            None if is_short_for(stem, text) => found.add(word, SHORTENED),
            None => {}
        }
    }
    if let Some(best) = found.0.values().copied().reduce(f64::max) {
        found.0.retain(|_, well| *well >= best);
    } else if stem.len() >= SHORT {
        let within = index.words.iter().filter(|(_, text)| text.contains(stem));
        within.for_each(|(word, _)| found.add(word, PART_OF));
    }
}

fn first_letter(word: &str) -> &str {
    word.chars().next().map(|first| &word[..first.len_utf8()]).unwrap_or_default()
}
