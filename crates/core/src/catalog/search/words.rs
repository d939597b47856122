//! From names and sentences to comparable words.

use std::collections::HashMap;

/// Shorter pieces of a run-together name are only taken when the catalogue itself uses them often.
const SHORT_PIECE: usize = 3;
/// A piece of at least this length need be seen twice only.
const LONG_PIECE: usize = 4;
/// A run-together word that is itself used more often than this is left whole.
const RARE: u32 = 3;

/// The words of a name or sentence, in lower case: cut at everything that is neither letter nor digit, where a small letter or
/// digit meets a capital (`dueDate`), and between letters and digits.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = Kind::Other;
    for c in text.chars() {
        let kind = Kind::of(c);
        let begins = match (last, kind) {
            (_, Kind::Other) => false,
            (Kind::Other, _) | (Kind::Small | Kind::Digit, Kind::Capital) => true,
            (before, now) => (before == Kind::Digit) != (now == Kind::Digit),
        };
        if begins {
            words.push(String::new());
        }
        if kind != Kind::Other
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        last = kind;
    }
    words
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
pub(super) struct Vocabulary(HashMap<String, u32>);

impl Vocabulary {
    /// Counts the words of one name.
    pub(super) fn add(&mut self, name: &str) {
        for word in split(name) {
            *self.0.entry(word).or_default() += 1;
        }
    }

    fn count(&self, word: &str) -> u32 {
        self.0.get(word).copied().unwrap_or_default()
    }

    /// The words of a name, where a rare run-together one (`playlisttrack`) is cut into two that the catalogue uses.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        split(name).into_iter().flat_map(|word| self.cut(word)).collect()
    }

    fn cut(&self, word: String) -> Vec<String> {
        let whole = self.count(&word) > RARE && !word.ends_with("id");
        if whole || word.len() < 5 || !word.is_ascii() {
            return vec![word];
        }
        let halves = (2..word.len() - 1)
            .map(|at| word.split_at(at))
            .filter(|(a, b)| self.is_piece(a) && (self.is_piece(b) || is_ending(b)));
        let weight = |(a, b): &(&str, &str)| {
            let seen = |piece: &str| u64::from(self.count(piece).clamp(1, 50));
            seen(a) * seen(b) * (a.len() * b.len()) as u64
        };
        match halves.max_by_key(weight) {
            Some((a, b)) => vec![a.to_owned(), b.to_owned()],
            None => vec![word],
        }
    }

    fn is_piece(&self, piece: &str) -> bool {
        let seen = self.count(piece);
        (piece.len() >= LONG_PIECE && seen >= 2) || (piece.len() == SHORT_PIECE && seen >= 3)
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
            ("HTTPServer", &["httpserver"]),
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
        let mut vocabulary = Vocabulary::default();
        for name in
            ["playlist", "playlist_name", "track_id", "track", "playlisttrack", "student", "student_id", "studentid"]
        {
            vocabulary.add(name);
        }
        assert_eq!(vocabulary.words("playlisttrack"), ["playlist", "track"]);
        assert_eq!(vocabulary.words("studentid"), ["student", "id"]);
        assert_eq!(vocabulary.words("treatment"), ["treatment"]);
    }
}
