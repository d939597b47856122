//! Which characters of a text answer a word of the question.

use std::ops::Range;

use super::hit::{Match, Place, TextRange};
use super::index::Index;
use super::lexicon::LEXICON;
use super::lists::number;
use super::query::Asked;
use super::vocabulary::Word;
use super::words::{each_word, stem};

/// Of a longer text only the part around the first match is shown, so many bytes before and behind it.
/// The list shows some forty characters of it in the smallest window, and the match must be among them.
const BEFORE: usize = 20;
const BEHIND: usize = 100;

/// Where in a text a word is answered, and how well and tellingly at best.
pub(super) struct Answered {
    ranges: Vec<Range<usize>>,
    pub(super) worth: f64,
}

/// A text, read: the catalogue's words in it, each with its place in bytes.
pub(super) struct Read<'a> {
    text: &'a str,
    words: Vec<(Range<usize>, Word)>,
}

impl<'a> Read<'a> {
    /// A name, cut and written out.
    pub(super) fn name(index: &Index, text: &'a str) -> Read<'a> {
        let mut words = Vec::new();
        index.words.pieces(text, |at, stem| words.extend(index.words.number(&stem).map(|word| (at, word))));
        Read { text, words }
    }

    /// A comment or label.
    pub(super) fn sentence(index: &Index, text: &'a str) -> Read<'a> {
        let mut words = Vec::new();
        each_word(text, |at| {
            let lower = text[at.clone()].to_lowercase();
            let telling = LEXICON.written_out(&lower).into_iter().filter(|word| LEXICON.weight(word).is_some());
            words.extend(telling.filter_map(|word| index.words.number(&stem(word))).map(|word| (at.clone(), word)));
        });
        Read { text, words }
    }

    /// How it answers a word; none where it does not.
    pub(super) fn answers(&self, index: &Index, asked: &Asked) -> Option<Answered> {
        let mut answered = Answered { ranges: Vec::new(), worth: 0.0 };
        for (at, word) in &self.words {
            let well = asked.answered_by(*word);
            if well > 0.0 {
                answered.worth = answered.worth.max(well * index.idf[*word as usize]);
                answered.ranges.push(typed_part(self.text, at.clone(), &asked.text));
            }
        }
        answered.ranges.dedup();
        (!answered.ranges.is_empty()).then_some(answered)
    }

    /// The match to show for how it answers a word.
    pub(super) fn shown(&self, answered: Answered, word: &str, place: Place) -> Match {
        answered.shown(word, place, self.text)
    }
}

/// A type that was asked for: the word in it, or all of it where it is only meant (`varchar`).
pub(super) fn in_type(asked: &Asked, data_type: &str) -> Answered {
    let lower = data_type.to_lowercase();
    let found = lower.find(&asked.text).map(|at| at..at + asked.text.len());
    Answered { ranges: vec![found.unwrap_or(0..data_type.len())], worth: 1.0 }
}

/// All of a text.
pub(super) fn all_of(word: &str, place: Place, text: &str) -> Match {
    Answered { ranges: std::iter::once(0..text.len()).collect(), worth: 0.0 }.shown(word, place, text)
}

impl Answered {
    /// The match to show.
    pub(super) fn shown(self, word: &str, place: Place, text: &str) -> Match {
        let first = self.ranges.first().cloned().unwrap_or_default();
        let (from, to) = (beginning(text, first.start), boundary(text, first.end + BEHIND));
        let mut shown = String::new();
        if from > 0 {
            shown.push('…');
        }
        let moved = shown.len();
        shown.push_str(&text[from..to]);
        if to < text.len() {
            shown.push('…');
        }
        let within = self.ranges.into_iter().filter(|range| range.end <= to);
        let ranges = within.map(|range| {
            let unit = |at: usize| number(shown[..boundary(&shown, at - from + moved)].encode_utf16().count());
            TextRange { start: unit(range.start), end: unit(range.end) }
        });
        Match { word: word.to_owned(), place, ranges: ranges.collect(), text: shown }
    }
}

/// Of a word that begins as it was typed, what was typed; else all of it.
fn typed_part(text: &str, at: Range<usize>, typed: &str) -> Range<usize> {
    let piece = &text[at.clone()];
    match piece.get(..typed.len()) {
        Some(beginning) if beginning.eq_ignore_ascii_case(typed) => at.start..at.start + typed.len(),
        _ => at,
    }
}

/// Where to begin, so that what matched at `at` comes soon: with a whole word, if one begins before it.
fn beginning(text: &str, at: usize) -> usize {
    let near = boundary(text, at.saturating_sub(BEFORE));
    if near == 0 || text[..near].ends_with(char::is_whitespace) {
        return near;
    }
    let word = text[near..at].char_indices().find(|(_, character)| character.is_whitespace());
    word.map_or(near, |(offset, blank)| near + offset + blank.len_utf8())
}

/// The nearest place at or before this one where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_counted_in_utf16() {
        let text = "ä😀 birth";
        let at = text.find("birth").unwrap();
        let answered = Answered { ranges: std::iter::once(at..text.len()).collect(), worth: 1.0 };
        let shown = answered.shown("birth", Place::Comment, text);
        assert_eq!((shown.text.as_str(), shown.ranges[0]), (text, TextRange { start: 4, end: 9 }));
    }

    #[test]
    fn of_a_long_comment_the_part_around_the_match_is_shown() {
        let text = format!("{}visit{}", "ö ".repeat(100), " and more".repeat(100));
        let at = text.find("visit").unwrap();
        let answered = Answered { ranges: std::iter::once(at..at + 5).collect(), worth: 1.0 };
        let shown = answered.shown("visit", Place::Comment, &text);
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…') && shown.text.len() < 200);
        let units: Vec<u16> = shown.text.encode_utf16().collect();
        let range = shown.ranges[0];
        assert_eq!(String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap(), "visit");
    }

    #[test]
    fn what_is_shown_begins_with_a_word_and_soon_comes_to_the_match() {
        let text = "Social security number. Not to be read out on a call.";
        let at = text.find("call").unwrap();
        let answered = || Answered { ranges: std::iter::once(at..at + 4).collect(), worth: 1.0 };
        assert_eq!(answered().shown("call", Place::Comment, text).text, "…to be read out on a call.");
        let unbroken = "x".repeat(at) + "call";
        assert_eq!(answered().shown("call", Place::Comment, &unbroken).text, format!("…{}call", "x".repeat(20)));
    }
}
