//! From names and sentences to comparable words.

use std::collections::HashMap;
use std::ops::Range;

/// Shorter pieces of a run-together name are only taken when the catalogue itself uses them often.
const SHORT_PIECE: usize = 3;
/// A piece of at least this length need be seen twice only.
const LONG_PIECE: usize = 4;
/// A run-together word that is itself used more often than this is left whole.
const RARE: u32 = 3;

/// The words of a name or sentence, in lower case: see [`each_word`].
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    each_word(text, |at| words.push(text[at].to_lowercase()));
    words
}

/// Calls `found` with the place of each word, in bytes: cut at everything that is neither letter nor digit, where a small letter
/// or digit meets a capital (`dueDate`), before the last of several capitals (`HTTPServer`), and between letters and digits.
pub(super) fn each_word(text: &str, mut found: impl FnMut(Range<usize>)) {
    let (mut start, mut last, mut capitals) = (0, Kind::Other, 0_usize);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let kind = Kind::of(c);
        let ends_capitals = || {
            let mut after = chars.clone().map(|(_, next)| Kind::of(next));
            // `IDs` is one word, so two small letters must follow.
            capitals >= 2 && after.next() == Some(Kind::Small) && after.next() == Some(Kind::Small)
        };
        let cut = match (last, kind) {
            (Kind::Other, _) | (_, Kind::Other) | (Kind::Small | Kind::Digit, Kind::Capital) => true,
            (Kind::Capital, Kind::Capital) => ends_capitals(),
            (before, now) => (before == Kind::Digit) != (now == Kind::Digit),
        };
        if cut {
            if last != Kind::Other {
                found(start..at);
            }
            start = at;
            capitals = 0;
        }
        capitals += usize::from(kind == Kind::Capital);
        last = kind;
    }
    if last != Kind::Other {
        found(start..text.len());
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Small,
    Capital,
    Digit,
    Other,
}

impl Kind {
    fn of(c: char) -> Kind {
        if c.is_ascii() {
            return match c {
                'a'..='z' => Kind::Small,
                'A'..='Z' => Kind::Capital,
                '0'..='9' => Kind::Digit,
                _ => Kind::Other,
            };
        }
        if c.is_uppercase() {
            Kind::Capital
        } else if c.is_alphabetic() {
            Kind::Small
        } else if c.is_numeric() {
            Kind::Digit
        } else {
            Kind::Other
        }
    }
}

/// The stem of an English word: plurals, -ed, -ing and final e and y are taken off, so that `cities` and `city`, `enrolled` and
/// `enroll`, `charges` and `charge` meet. Light on purpose: names are short, and a stem that is too short meets too much.
pub(super) fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.is_ascii() {
        return word.to_owned();
    }
    if let Some(base) = word.strip_suffix("ies") {
        return format!("{base}i");
    }
    for (ending, kept) in [("sses", 2), ("xes", 1), ("ches", 2), ("shes", 2)] {
        if word.ends_with(ending) {
            return stem(&word[..word.len() - ending.len() + kept]);
        }
    }
    let mut base = word;
    if base.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| base.ends_with(ending)) {
        base = &base[..base.len() - 1];
    }
    if base.len() > 5 && base.ends_with("ing") {
        base = single(&base[..base.len() - 3]);
    } else if base.len() > 4 && base.ends_with("ed") {
        base = single(&base[..base.len() - 2]);
    }
    if base.len() > 3
        && let Some(shorter) = base.strip_suffix('e')
    {
        base = shorter;
    }
    match base.strip_suffix('y') {
        Some(shorter) if base.len() > 3 => format!("{shorter}i"),
        _ => base.to_owned(),
    }
}

/// Without the second of two equal letters at the end (`planned`), where English doubles them.
fn single(base: &str) -> &str {
    let bytes = base.as_bytes();
    match bytes {
        [.., a, b] if bytes.len() > 2 && a == b && !b"lsz".contains(b) => &base[..base.len() - 1],
        _ => base,
    }
}

/// How often each word occurs in the names of a catalogue: what run-together names are cut with.
#[derive(Debug, Default)]
pub(super) struct Usage {
    numbers: HashMap<String, u32>,
    seen: Vec<u32>,
}

impl Usage {
    /// Counts the words of a name that occurs so many times, and appends their numbers.
    pub(super) fn add(&mut self, name: &str, times: u32, into: &mut Vec<u32>) {
        let mut lower = String::new();
        each_word(name, |at| {
            lower_case(&name[at], &mut lower);
            let number = match self.numbers.get(&lower) {
                Some(number) => *number,
                None => {
                    let number = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
                    self.numbers.insert(lower.clone(), number);
                    self.seen.push(0);
                    number
                }
            };
            if let Some(seen) = self.seen.get_mut(number as usize) {
                *seen = seen.saturating_add(times);
            }
            into.push(number);
        });
    }

    /// The counted words by their numbers.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = vec![String::new(); self.seen.len()];
        for (word, number) in &self.numbers {
            words[*number as usize].clone_from(word);
        }
        words
    }

    /// Bytes on the heap, roughly.
    pub(super) fn bytes(&self) -> usize {
        let words: usize = self.numbers.keys().map(|word| word.len() + size_of::<(String, u32, u64)>()).sum();
        words + self.seen.capacity() * size_of::<u32>()
    }

    fn count(&self, word: &str) -> u32 {
        self.numbers.get(word).and_then(|number| self.seen.get(*number as usize)).copied().unwrap_or_default()
    }

    /// Where a rare run-together word (`playlisttrack`) falls into two that the catalogue uses, in bytes.
    pub(super) fn cut(&self, word: &str) -> Option<usize> {
        let whole = self.count(word) > RARE && !word.ends_with("id");
        if whole || word.len() < 5 {
            return None;
        }
        let halves = (2..word.len() - 1)
            .filter(|at| word.is_char_boundary(*at))
            .map(|at| word.split_at(at))
            .filter(|(a, b)| self.is_first(a) && (self.is_piece(b) || is_ending(b)));
        let weight = |(a, b): &(&str, &str)| {
            let seen = |piece: &str| u64::from(self.count(piece).clamp(1, 50));
            seen(a) * seen(b) * (a.len() * b.len()) as u64
        };
        halves.max_by_key(weight).map(|(a, _)| a.len())
    }

    /// German puts an s between two words: `versicherungsnummer`.
    fn is_first(&self, piece: &str) -> bool {
        self.is_piece(piece)
            || piece.strip_suffix('s').is_some_and(|bare| bare.len() > LONG_PIECE && self.is_piece(bare))
    }

    fn is_piece(&self, piece: &str) -> bool {
        let seen = self.count(piece);
        (piece.len() >= LONG_PIECE && seen >= 2) || (piece.len() == SHORT_PIECE && seen >= 3)
    }
}

/// Lower case, in a buffer that is used again.
pub(super) fn lower_case(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
    } else {
        into.push_str(&text.to_lowercase());
    }
}

/// What names end with, short as it is.
fn is_ending(piece: &str) -> bool {
    matches!(piece, "id" | "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_where_a_reader_would() {
        for (name, words) in [
            ("appointment_status", &["appointment", "status"][..]),
            ("dueDate2", &["due", "date", "2"]),
            ("HTTPServer", &["http", "server"]),
            ("userIDs", &["user", "ids"]),
            ("t_00042", &["t", "00042"]),
            ("Überweisung-Nr", &["überweisung", "nr"]),
            ("", &[]),
            ("__", &[]),
        ] {
            assert_eq!(split(name), words, "{name}");
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [
            ("cities", "city"),
            ("charges", "charge"),
            ("enrolled", "enroll"),
            ("planned", "plan"),
            ("addresses", "address"),
            ("matches", "match"),
            ("classes", "class"),
            ("visiting", "visit"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_ne!(stem("status"), stem("state"));
    }

    #[test]
    fn run_together_names_are_cut_with_the_catalogue_itself() {
        let mut usage = Usage::default();
        let names = "playlist playlist_name track_id track playlisttrack student student_id studentid nummer rechnung_nummer \
            versicherung versicherung_nummer";
        names.split(' ').for_each(|name| usage.add(name, 1, &mut Vec::new()));
        assert_eq!(usage.cut("playlisttrack"), Some("playlist".len()));
        assert_eq!(usage.cut("studentid"), Some("student".len()));
        assert_eq!(usage.cut("versicherungsnummer"), Some("versicherungs".len()));
        assert_eq!(usage.cut("treatment"), None);
    }
}
