//! What words mean beyond their spelling: which carry nothing, which stand for others.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::{split, stem};

/// The lists, read once. They are data beside this file, so that a person can read and extend them.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// Words of a question that say nothing about a table.
const EMPTY: &str = "a an the of in on at to for from by with and or not is are was were be been do does did have has had what \
    which whom there that this these those it its their his her them they we you i me my your our us show find list give \
    return tell display get all each every any some than please also as if into out up both either whose s t can could \
    would should will only who when where how many much most more less least same other between after before over under \
    above below number count different distinct sorted sort descending ascending ordered alphabetical alphabetically given \
    corresponding respectively associated related having made make along together one two three";

/// Words that nearly every table has, or that ask for a calculation: a hint, no more.
const FAINT: &str = "name names id ids total average maximum minimum max min avg sum order code codes type types date details \
    description highest lowest first last value";

/// How much a word of a question counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Weight {
    /// It says what is looked for.
    Full,
    /// A hint.
    Faint,
    /// It counts only for what it stands for (`when`: a date).
    MeaningOnly,
}

impl Weight {
    pub(super) fn factor(self) -> f64 {
        match self {
            Weight::Full => 1.0,
            Weight::Faint => 0.3,
            Weight::MeaningOnly => 0.5,
        }
    }
}

pub(super) struct Lexicon {
    empty: HashSet<&'static str>,
    faint: HashSet<&'static str>,
    /// By stem.
    synonyms: HashMap<String, Vec<String>>,
    /// As written; the words they are written out as.
    abbreviations: HashMap<&'static str, Vec<&'static str>>,
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut synonyms: HashMap<String, Vec<String>> = HashMap::new();
        for (word, others) in entries(include_str!("synonyms.txt")) {
            synonyms.entry(stem(word)).or_default().extend(others.split(' ').map(stem));
        }
        Lexicon {
            empty: EMPTY.split_whitespace().collect(),
            faint: FAINT.split_whitespace().collect(),
            synonyms,
            abbreviations: entries(include_str!("abbreviations.txt"))
                .map(|(word, out)| (word, out.split(' ').collect()))
                .collect(),
        }
    }

    /// How much a word counts; none for one that says nothing at all.
    pub(super) fn weight(&self, word: &str) -> Option<Weight> {
        if self.empty.contains(word) {
            return self.synonyms.contains_key(&stem(word)).then_some(Weight::MeaningOnly);
        }
        Some(if self.faint.contains(word) { Weight::Faint } else { Weight::Full })
    }

    /// The stems that a stem may stand for.
    pub(super) fn synonyms(&self, stem: &str) -> &[String] {
        self.synonyms.get(stem).map(Vec::as_slice).unwrap_or_default()
    }

    /// A word, or what it is short for.
    pub(super) fn written_out<'a>(&'a self, word: &'a str) -> Vec<&'a str> {
        self.abbreviations.get(word).cloned().unwrap_or_else(|| vec![word])
    }

    /// The words of a sentence as written, abbreviations written out.
    pub(super) fn sentence(&self, text: &str) -> Vec<String> {
        split(text).iter().flat_map(|word| self.written_out(word)).map(str::to_owned).collect()
    }
}

fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_well_formed_and_sorted() {
        for list in [include_str!("synonyms.txt"), include_str!("abbreviations.txt")] {
            let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
            assert!(lines.is_sorted(), "keep the list sorted");
            for line in lines {
                let (word, others) = line.split_once(": ").unwrap_or_else(|| panic!("no colon: {line}"));
                assert!(!word.is_empty() && !others.trim().is_empty() && !others.contains("  "), "{line}");
            }
        }
    }

    #[test]
    fn words_weigh_what_they_say() {
        assert_eq!(LEXICON.weight("patient"), Some(Weight::Full));
        assert_eq!(LEXICON.weight("name"), Some(Weight::Faint));
        assert_eq!(LEXICON.weight("when"), Some(Weight::MeaningOnly));
        assert_eq!(LEXICON.weight("the"), None);
        assert_eq!(LEXICON.sentence("appt_dt"), ["appointment", "dt"]);
    }
}
