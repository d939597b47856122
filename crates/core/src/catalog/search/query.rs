//! What a person typed, read as words that a catalogue may have.

use super::index::Index;
use super::lexicon::{LEXICON, Weight};
use super::meanings::{Meanings, meanings};
use super::vocabulary::{Word, is_digits};
use super::words::stem;

/// Words of a question beyond these are not read: nobody asks that much, and the time is bounded.
pub(super) const MOST_WORDS: usize = 64;

/// So many words are not yet a sentence.
const FEW: usize = 3;

/// One word of the question, once.
#[derive(Debug)]
pub(super) struct Asked {
    /// As typed, or what it is short for.
    pub(super) text: String,
    pub(super) weight: Weight,
    /// The catalogue's words that answer it.
    pub(super) means: Meanings,
    /// The column types that answer it.
    pub(super) types: Vec<u32>,
}

impl Asked {
    /// How well a word of the catalogue answers it, 0 to 1.
    pub(super) fn answered_by(&self, word: Word) -> f64 {
        self.means.binary_search_by_key(&word, |(other, _)| *other).map_or(0.0, |at| self.means[at].1)
    }
}

/// A question.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) asked: Vec<Asked>,
    /// Every word of the question that the catalogue has, in order; for phrases.
    pub(super) sequence: Vec<Option<Word>>,
    /// Whether a number was asked for.
    pub(super) holds_digits: bool,
    /// The text as if it were one name.
    pub(super) name: Option<Name>,
}

/// A text that may be a name.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) words: Vec<Word>,
    /// Its digits, in order.
    pub(super) digits: String,
    /// What stands before a dot: the schema of a table, the table of a column.
    pub(super) qualifiers: Vec<String>,
}

impl Query {
    /// Reads `text`. Quoted pieces are values, which no name holds, and are left out. While a person is still `typing`, the
    /// last word may be the beginning of one.
    pub(super) fn read(text: &str, index: &Index, typing: bool) -> Query {
        let mut words = LEXICON.sentence(&without_values(text));
        words.truncate(MOST_WORDS);
        let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
        let name = Name::read(text, index);
        let mut query = Query { asked: Vec::new(), sequence: Vec::new(), holds_digits: false, name };
        for (at, (word, stem)) in words.iter().zip(&stems).enumerate() {
            query.sequence.push(index.words.number(stem).filter(|_| !is_digits(stem)));
            let weight = match is_digits(word) {
                // In a sentence a number is a value, in a few words it may be part of a name.
                true => (words.len() <= FEW).then_some(Weight::Faint),
                false => LEXICON.weight(word),
            };
            let (Some(weight), true) = (weight, stems.iter().position(|other| other == stem) == Some(at)) else {
                continue;
            };
            let typed = typing && at + 1 == words.len();
            let mut means = meanings(word, stem, index, typed);
            if weight == Weight::MeaningOnly
                && let Some(own) = index.words.number(stem)
            {
                means.retain(|(word, _)| *word != own);
            }
            let types = index.types.with_word(word, typed);
            if !means.is_empty() || !types.is_empty() {
                query.holds_digits |= is_digits(word);
                query.asked.push(Asked { text: word.clone(), weight, means, types });
            }
        }
        query
    }
}

impl Name {
    fn read(text: &str, index: &Index) -> Option<Name> {
        let text = text.trim();
        let mut parts: Vec<&str> =
            if text.contains(char::is_whitespace) { vec![text] } else { text.split('.').collect() };
        let own = parts.pop()?;
        let qualifiers = parts.into_iter().map(str::to_lowercase).collect();
        Some(Name { words: index.words.of_name(own)?, digits: digits(own).collect(), qualifiers })
    }

    /// Whether a name with these words, spelled so, is the one meant.
    pub(super) fn is(&self, words: &[Word], spelled: &str) -> bool {
        self.words == words && digits(spelled).eq(self.digits.chars())
    }
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_left_out_and_apostrophes_stay() {
        assert_eq!(without_values("who wrote \"The Plan\" in the caller's book"), "who wrote  in the caller's book");
        assert_eq!(without_values("the clinic 'North' today"), "the clinic  today");
        assert_eq!(without_values("never \"closed"), "never \"closed");
    }
}
