//! Whether a text (a comment, an expression, the name of an index) tells a name that is hidden.
//!
//! Words are compared, not letters: `ssn` is in "the patient's SSN" and in `"ssn" IS NOT NULL`, not in `session`. Each text is read
//! once, however many names are hidden.

use std::collections::{BTreeSet, HashSet};

use super::{Catalog, Table};
use crate::scoping::Scoping;

/// More parts than this in one identifier are not looked at in every combination.
const PARTS: usize = 16;

/// Names that must not be told, folded to lower case.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    words: HashSet<String>,
    /// `a.b` for a name that stands in sight elsewhere and tells something only with what it belongs to.
    pairs: HashSet<(String, String)>,
    /// Names with spaces, quotes, dots: looked for as they are.
    odd: BTreeSet<String>,
}

impl Mentions {
    /// Names hidden from an agent anywhere: of blocked tables with all their columns, and of blocked columns. A name that the agent sees on
    /// another thing tells nothing by itself; after its schema or table it does.
    pub(crate) fn of(catalog: &Catalog, scoping: &Scoping) -> Mentions {
        let mut seen: HashSet<String> = HashSet::new();
        for table in catalog.tables.iter().filter(|table| !scoping.blocks_table(&table.name)) {
            seen.insert(table.name.table.to_lowercase());
            let visible = table.columns.iter().filter(|column| !scoping.blocks_column(&table.name, &column.name));
            seen.extend(visible.map(|column| column.name.to_lowercase()));
        }
        let mut mentions = Mentions::default();
        for table in scoping.blocked_tables() {
            mentions.hide(&table.table, &table.schema, &seen);
            for column in catalog.table(table).into_iter().flat_map(|table| &table.columns) {
                mentions.hide(&column.name, &table.table, &seen);
            }
        }
        for (table, columns) in scoping.blocked_columns() {
            columns.iter().for_each(|column| mentions.hide(column, &table.table, &seen));
        }
        mentions
    }

    /// The blocked columns of this table, by name alone: in its own texts they need no table before them.
    pub(crate) fn within(table: &Table, scoping: &Scoping) -> Mentions {
        let mut mentions = Mentions::default();
        let columns = scoping.columns_of(&table.name);
        columns.for_each(|column| mentions.hide(column, &table.name.table, &HashSet::new()));
        mentions
    }

    /// Just this name.
    pub(crate) fn only(name: &str) -> Mentions {
        let mut mentions = Mentions::default();
        mentions.hide(name, "", &HashSet::new());
        mentions
    }

    fn hide(&mut self, name: &str, owner: &str, seen: &HashSet<String>) {
        let name = name.to_lowercase();
        if name.is_empty() {
            return;
        }
        if !name.chars().all(is_word) {
            // As it is, and as SQL writes it between quotes.
            self.odd.insert(name.replace('"', "\"\""));
            self.odd.insert(name.replace('`', "``"));
            self.odd.insert(name);
        } else if seen.contains(&name) {
            self.pairs.insert((owner.to_lowercase(), name));
        } else {
            self.words.insert(name);
        }
    }

    /// Whether the text tells one of the names as a word of its own.
    pub(crate) fn in_text(&self, text: &str) -> bool {
        self.find(text, |word| self.words.contains(word), is_word)
    }

    /// The same for what people make names from: `idx_patients_ssn` tells `ssn`, `payments_id_seq` tells `payments`.
    pub(crate) fn in_name(&self, text: &str) -> bool {
        let told = |word: &str| {
            let parts: Vec<&str> = word.split('_').take(PARTS).collect();
            (0..parts.len()).any(|from| (from..parts.len()).any(|to| self.words.contains(&parts[from..=to].join("_"))))
                || self.words.contains(word)
        };
        self.find(text, told, |one| one != '_' && is_word(one))
    }

    fn find(&self, text: &str, hidden: impl Fn(&str) -> bool, goes_on: fn(char) -> bool) -> bool {
        if self.words.is_empty() && self.pairs.is_empty() && self.odd.is_empty() {
            return false;
        }
        let text = text.to_lowercase();
        let mut previous: Option<(&str, usize)> = None;
        for (at, word) in words(&text) {
            if hidden(word) {
                return true;
            }
            if let Some((owner, end)) = previous
                && text[end..at].chars().filter(|one| !matches!(one, '"' | '`' | ' ')).eq(['.'])
                && self.pairs.contains(&(owner.to_owned(), word.to_owned()))
            {
                return true;
            }
            previous = Some((word, at + word.len()));
        }
        self.odd.iter().any(|name| stands_alone(&text, name, goes_on))
    }
}

fn is_word(one: char) -> bool {
    one.is_alphanumeric() || one == '_' || one == '$'
}

/// The words of a text, each with its place in bytes.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split(|one| !is_word(one))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - start, word))
}

/// Whether `name` is in `text` without going on as a word on either side.
fn stands_alone(text: &str, name: &str, is_word: fn(char) -> bool) -> bool {
    let goes_on = |inner: Option<char>, outer: Option<char>| inner.is_some_and(is_word) && outer.is_some_and(is_word);
    text.match_indices(name).any(|(at, found)| {
        !goes_on(found.chars().next(), text[..at].chars().next_back())
            && !goes_on(found.chars().next_back(), text[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_and_not_letters() {
        let ssn = Mentions::only("ssn");
        for told in ["SSN", "the patient's SSN.", "(\"ssn\" IS NOT NULL)", "lower(`ssn`)", "a,ssn,b", "patients.ssn"] {
            assert!(ssn.in_text(told) && ssn.in_name(told), "{told}");
        }
        for kept in ["session", "ssns", "xssn", ""] {
            assert!(!ssn.in_text(kept) && !ssn.in_name(kept), "{kept}");
        }
        assert!(!ssn.in_text("ssn_hash") && ssn.in_name("idx_ssn_hash"));
        assert!(Mentions::only("card_last4").in_name("patients_card_last4_key"));
    }

    #[test]
    fn odd_names_are_found_as_they_are_written() {
        let odd = Mentions::only("soc. sec \"no\"");
        assert!(odd.in_text("the Soc. Sec \"No\" of") && odd.in_text("(\"soc. sec \"\"no\"\"\" > 1)"));
        assert!(Mentions::only("größe€").in_text("die GRÖSSE€ größe€") && !Mentions::only("a-b").in_text("xa-bx"));
    }
}
