//! The list of phrases (`phrases.txt`), read once, and what a row of words says according to it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::SensitiveClass;
use crate::catalog::search::split;

pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(Phrases::read);

/// Pieces of run-together names beside the words of the list.
const PIECES: &str = "nif dni cpf ssn dob zip tel fax num key cif cod plz iban ip id no nr shipto billto bill work home last first user cust customer client emp employee new old main alt default \
    private privat contact owner parent cliente usuario kunde mother father guardian spouse";

/// A shorter piece is cut off only if it is one of [`PIECES`]: short words are in other words by chance.
const PIECE: usize = 4;

/// A known word of this length at the end of an unknown one is what a compound is about (`adapterboxpasswort`).
const HEAD: usize = 7;

/// How much a phrase says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only where the table or the comment speaks for it, and the name says nothing else.
    Alone,
    /// Only where the table or the comment speaks for it.
    Hint,
    /// Enough unless the table speaks against it.
    Likely,
    /// Enough.
    Sure,
}

/// Words of a name that say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The place of the first word.
    pub(super) start: usize,
    /// The place after the last.
    pub(super) end: usize,
    /// What they say; empty where they only take away what they would say one by one.
    pub(super) says: Vec<(SensitiveClass, Strength)>,
}

#[derive(Debug)]
pub(super) struct Phrases {
    /// By first word: all words and what they say, the longest first.
    by_first: HashMap<&'static str, Vec<Phrase>>,
    /// Phrases whose words are run together.
    joined: HashMap<String, Vec<&'static str>>,
    /// [`PIECES`].
    short: HashSet<&'static str>,
    /// Every word that occurs in a phrase, and the other pieces.
    vocabulary: HashSet<&'static str>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<&'static str>,
    says: Vec<(SensitiveClass, Strength)>,
}

impl Phrases {
    fn read() -> Phrases {
        let mut says: HashMap<&'static str, Vec<(SensitiveClass, Strength)>> = HashMap::new();
        for line in include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#')) {
            let Some((class, strength, phrases)) = entry(line) else { continue };
            for phrase in phrases.split(", ") {
                says.entry(phrase).or_default().extend(class.map(|class| (class, strength)));
            }
        }
        let short: HashSet<&'static str> = PIECES.split_whitespace().collect();
        let mut list = Phrases { by_first: HashMap::new(), joined: HashMap::new(), vocabulary: short.clone(), short };
        for (phrase, says) in says {
            let words: Vec<&'static str> = phrase.split(' ').collect();
            list.vocabulary.extend(&words);
            if words.len() > 1 {
                list.joined.insert(words.concat(), words.clone());
            }
            if let Some(first) = words.first() {
                list.by_first.entry(first).or_default().push(Phrase { words, says });
            }
        }
        for phrases in list.by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        list
    }

    /// The words of a name in the list's form: small letters, singular, without digits, run-together ones cut.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let words = split(name).into_iter().filter(|word| !word.chars().all(char::is_numeric));
        words.flat_map(|word| self.known_form(word)).collect()
    }

    /// Whether a word means anything here.
    pub(super) fn knows(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.vocabulary.contains(word.as_str()) || super::name::is_common(&word)
    }

    /// The words of a comment in the list's form. Prose has spaces: nothing is cut.
    pub(super) fn prose(&self, text: &str) -> Vec<String> {
        let form = |word: String| if self.vocabulary.contains(word.as_str()) { word } else { singular(&word) };
        split(text).into_iter().map(form).collect()
    }

    fn known_form(&self, word: String) -> Vec<String> {
        if self.vocabulary.contains(word.as_str()) {
            return vec![word];
        }
        let singular = singular(&word);
        if self.vocabulary.contains(singular.as_str()) {
            return vec![singular];
        }
        if let Some(words) = self.joined.get(&word).or_else(|| self.joined.get(&singular)) {
            return words.iter().map(|&word| word.to_owned()).collect();
        }
        self.cut(&word).or_else(|| self.head(&word)).unwrap_or_else(|| vec![singular])
    }

    /// A run-together word as the fewest pieces that are all known, if it is one.
    fn cut(&self, word: &str) -> Option<Vec<String>> {
        if word.len() < 5 || word.len() > 40 || !word.is_ascii() {
            return None;
        }
        // For every length of the beginning: how few pieces it is, and where the last of them starts.
        let mut fewest: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
        fewest[0] = Some((0, 0));
        for end in 2..=word.len() {
            for start in 0..end - 1 {
                let Some((before, _)) = fewest[start] else { continue };
                if fewest[end].is_none_or(|(best, _)| before + 1 < best) && self.piece(&word[start..end]).is_some() {
                    fewest[end] = Some((before + 1, start));
                }
            }
        }
        let (mut pieces, mut end) = (Vec::new(), word.len());
        while end > 0 {
            let (_, start) = fewest[end]?;
            pieces.push(self.piece(&word[start..end])?.to_owned());
            end = start;
        }
        pieces.reverse();
        Some(pieces)
    }

    /// The longest word at the end of a compound that says something certain by itself.
    fn head(&self, word: &str) -> Option<Vec<String>> {
        let certain = |end: &str| {
            let phrases = self.by_first.get(end)?;
            let alone = phrases.iter().find(|phrase| phrase.words.len() == 1)?;
            alone.says.iter().any(|(_, strength)| *strength >= Strength::Likely).then(|| end.to_owned())
        };
        let starts = 2..word.len().saturating_sub(HEAD - 1);
        let head = starts.filter_map(|start| word.get(start..)).find_map(certain)?;
        Some(vec![word[..word.len() - head.len()].to_owned(), head])
    }

    fn piece<'w>(&self, piece: &'w str) -> Option<&'w str> {
        if piece.len() < PIECE {
            return self.short.contains(piece).then_some(piece);
        }
        let plural = piece.strip_suffix('s').filter(|base| base.len() >= PIECE);
        [Some(piece), plural].into_iter().flatten().find(|form| self.vocabulary.contains(form))
    }

    /// What `words` say: the longest phrases that do not overlap, from left to right among equals.
    pub(super) fn said(&self, words: &[String]) -> Vec<Said> {
        let mut found: Vec<Said> = Vec::new();
        for start in 0..words.len() {
            let Some(phrases) = self.by_first.get(words[start].as_str()) else { continue };
            for phrase in phrases {
                let end = start + phrase.words.len();
                if words.get(start..end).is_some_and(|here| here.iter().eq(phrase.words.iter().copied())) {
                    found.push(Said { start, end, says: phrase.says.clone() });
                }
            }
        }
        found.sort_by_key(|said| (std::cmp::Reverse(said.end - said.start), said.start));
        let mut kept: Vec<Said> = Vec::new();
        for said in found {
            if kept.iter().all(|other| said.end <= other.start || other.end <= said.start) {
                kept.push(said);
            }
        }
        kept
    }
}

/// One line of the list; no class for `none`.
fn entry(line: &'static str) -> Option<(Option<SensitiveClass>, Strength, &'static str)> {
    let (head, phrases) = line.split_once(": ")?;
    let (class, strength) = head.split_once(' ')?;
    let strength = match strength {
        "sure" => Strength::Sure,
        "likely" => Strength::Likely,
        "alone" => Strength::Alone,
        _ => Strength::Hint,
    };
    Some((SensitiveClass::from_code(class), strength, phrases))
}

/// A word without the ending of an English or Romance plural; light, because names are short.
pub(super) fn singular(word: &str) -> String {
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() > 2) {
        return format!("{base}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let plural = word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if plural { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_well_formed() {
        for line in include_str!("phrases.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (class, _, phrases) = entry(line).unwrap_or_else(|| panic!("{line}"));
            let head = line.split(':').next().unwrap();
            assert!(class.is_some() || head == "none is", "{head}: no such class");
            let strength = head.rsplit(' ').next().unwrap();
            assert!(["sure", "likely", "hint", "alone", "is"].contains(&strength), "{head}");
            for phrase in phrases.split(", ") {
                assert!(!phrase.is_empty() && phrase == phrase.trim() && phrase == phrase.to_lowercase(), "“{phrase}”");
                assert!(!phrase.contains("  ") && !phrase.contains(','), "“{phrase}”");
            }
        }
    }

    #[test]
    fn names_are_understood_in_every_spelling() {
        for name in ["date_of_birth", "dateOfBirth", "DateOfBirth", "date-of-birth", "dateofbirth"] {
            assert_eq!(PHRASES.words(name), ["date", "of", "birth"], "{name}");
        }
        assert_eq!(PHRASES.words("EmailAddresses2"), ["email", "address"]);
        assert_eq!(PHRASES.words("workphone"), ["work", "phone"]);
    }

    #[test]
    fn longer_phrases_shadow_shorter_ones() {
        let says = |name: &str| {
            let words = PHRASES.words(name);
            PHRASES.said(&words).into_iter().flat_map(|said| said.says).collect::<Vec<_>>()
        };
        assert_eq!(says("ip_address"), [(SensitiveClass::OnlineIdentifier, Strength::Sure)]);
        assert_eq!(says("file_name"), []);
        assert_eq!(says("first_name"), [(SensitiveClass::PersonName, Strength::Sure)]);
    }
}
