//! The words of a catalogue: cut, written out, stemmed and numbered in the order of their letters, so that the words
//! with one beginning are one range.

use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::LEXICON;
use super::lists::{Lists, number};
use super::words::{Usage, each_word, lower_case, stem};

/// A word of the catalogue, by its place in [`Words`].
pub(super) type Word = u32;

/// The stems of a catalogue, sorted.
#[derive(Debug, Default)]
pub(super) struct Words {
    texts: Vec<Box<str>>,
    /// The words in the order of their reversed letters.
    by_ending: Vec<Word>,
    usage: Usage,
}

impl Words {
    /// The number of a stem, if the catalogue has it.
    pub(super) fn number(&self, stem: &str) -> Option<Word> {
        self.texts.binary_search_by(|text| (**text).cmp(stem)).ok().map(number)
    }

    pub(super) fn text(&self, word: Word) -> &str {
        self.texts.get(word as usize).map(|text| &**text).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Words that begin so.
    pub(super) fn beginning(&self, with: &str) -> impl Iterator<Item = (Word, &str)> {
        let from = self.texts.partition_point(|text| **text < *with);
        let these = self.texts[from..].iter().map(|text| &**text).take_while(move |text| text.starts_with(with));
        (number(from)..).zip(these)
    }

    /// Words that end so.
    pub(super) fn ending(&self, with: &str) -> impl Iterator<Item = (Word, &str)> {
        let from = self.by_ending.partition_point(|word| self.text(*word).bytes().rev().lt(with.bytes().rev()));
        let these = self.by_ending[from..].iter().map(|word| (*word, self.text(*word)));
        these.take_while(move |(_, text)| text.ends_with(with))
    }

    /// All words.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Word, &str)> {
        (0..).zip(self.texts.iter().map(|text| &**text))
    }

    /// Each piece of a name with its place in bytes and the stems it stands for.
    pub(super) fn pieces(&self, name: &str, mut found: impl FnMut(Range<usize>, String)) {
        each_word(name, |at| {
            let lower = name[at.clone()].to_lowercase();
            // Lower case may be longer than what was written: then the whole is shown.
            let cut = self.usage.cut(&lower).filter(|_| lower.len() == at.len());
            let halves = match cut.filter(|cut| name.is_char_boundary(at.start + cut)) {
                Some(cut) => {
                    [Some((at.start..at.start + cut, &lower[..cut])), Some((at.start + cut..at.end, &lower[cut..]))]
                }
                None => [Some((at, &*lower)), None],
            };
            for (place, piece) in halves.into_iter().flatten() {
                LEXICON.written_out(piece).into_iter().for_each(|word| found(place.clone(), stem(word)));
            }
        });
    }

    /// The words of a typed name, digits left out, if the catalogue has them all.
    pub(super) fn of_name(&self, name: &str) -> Option<Vec<Word>> {
        let (mut words, mut all) = (Vec::new(), true);
        self.pieces(name, |_, stem| {
            if !is_digits(&stem) {
                match self.number(&stem) {
                    Some(word) => words.push(word),
                    None => all = false,
                }
            }
        });
        (all && !words.is_empty()).then_some(words)
    }

    pub(super) fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(|text| text.len() + size_of::<Box<str>>()).sum();
        texts + self.by_ending.len() * size_of::<Word>() + self.usage.bytes()
    }
}

/// Whether a word is a number.
pub(super) fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads names and texts while an index is built. What was read once is remembered: a catalogue repeats itself.
#[derive(Debug, Default)]
pub(super) struct Reader {
    words: Words,
    numbers: HashMap<String, Word>,
    of_token: HashMap<String, Box<[Word]>>,
    lower: String,
}

impl Reader {
    /// A reader that cuts run-together names as `usage` tells.
    pub(super) fn new(usage: Usage) -> Reader {
        Reader { words: Words { usage, ..Words::default() }, ..Reader::default() }
    }

    /// What each counted word of the names stands for, by its number there.
    pub(super) fn counted(&mut self) -> Lists<Word> {
        let mut meant = Lists::new();
        for word in self.words.usage.words() {
            let mut stems = Vec::new();
            self.words.pieces(&word, |_, stem| stems.push(stem));
            meant.push(stems.into_iter().map(|stem| self.numbered(stem)).collect::<Vec<Word>>());
        }
        meant
    }

    /// Appends the words of a comment or label that say something.
    pub(super) fn text(&mut self, text: &str, into: &mut Vec<Word>) {
        each_word(text, |at| {
            lower_case(&text[at], &mut self.lower);
            if let Some(words) = self.of_token.get(&self.lower) {
                return into.extend(words);
            }
            let token = self.lower.clone();
            let telling = LEXICON.written_out(&token).into_iter().filter(|word| LEXICON.weight(word).is_some());
            let stems: Vec<String> = telling.map(stem).collect();
            let words: Box<[Word]> = stems.into_iter().map(|stem| self.numbered(stem)).collect();
            into.extend(&words);
            self.of_token.insert(token, words);
        });
    }

    /// The number of one stem, taken as it is.
    pub(super) fn numbered(&mut self, stem: String) -> Word {
        if let Some(word) = self.numbers.get(&stem) {
            return *word;
        }
        let word = number(self.numbers.len());
        self.numbers.insert(stem, word);
        word
    }

    /// The words, sorted, and for each number given while reading the one that it has now.
    pub(super) fn finish(self) -> (Words, Vec<Word>) {
        let mut sorted: Vec<(String, Word)> = self.numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut renumbered = vec![0; sorted.len()];
        for (now, (_, then)) in sorted.iter().enumerate() {
            renumbered[*then as usize] = number(now);
        }
        let texts: Vec<Box<str>> = sorted.into_iter().map(|(text, _)| text.into_boxed_str()).collect();
        let mut by_ending: Vec<Word> = (0..number(texts.len())).collect();
        by_ending.sort_unstable_by(|a, b| texts[*a as usize].bytes().rev().cmp(texts[*b as usize].bytes().rev()));
        (Words { texts, by_ending, usage: self.words.usage }, renumbered)
    }
}
