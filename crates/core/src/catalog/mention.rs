//! Whether a comment mentions what is blocked: then an agent does not see it either.

use std::collections::HashSet;

use super::Catalog;
use crate::scoping::Scoping;

/// The names of blocked tables and columns, in lower case.
#[derive(Debug, Default)]
pub(super) struct BlockedNames {
    /// Names that are one word of letters, digits and underscores.
    words: HashSet<String>,
    /// All others.
    texts: Vec<String>,
}

impl BlockedNames {
    /// What no comment may mention: blocked tables, and blocked columns whose names no visible column has.
    pub(super) fn anywhere(catalog: &Catalog, scoping: &Scoping) -> BlockedNames {
        let (mut tables, mut blocked, mut visible) = (Vec::new(), Vec::new(), HashSet::new());
        for table in &catalog.tables {
            if scoping.blocks_table(&table.name) {
                tables.push(table.name.table.as_str());
            }
            for column in &table.columns {
                match scoping.blocks_column(&table.name, &column.name) {
                    true => blocked.push(column.name.as_str()),
                    false => drop(visible.insert(column.name.to_lowercase())),
                }
            }
        }
        let hidden = blocked.into_iter().filter(|name| !visible.contains(&name.to_lowercase()));
        BlockedNames::new(tables.into_iter().chain(hidden))
    }

    /// These names.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> BlockedNames {
        let mut blocked = BlockedNames::default();
        for name in names.into_iter().map(str::to_lowercase).filter(|name| !name.trim().is_empty()) {
            if name.chars().all(is_part) {
                blocked.words.insert(name);
            } else {
                blocked.texts.push(name);
            }
        }
        blocked
    }

    /// Whether a text mentions one of them, as a whole word and whatever the case.
    pub(super) fn are_in(&self, text: &str) -> bool {
        if self.words.is_empty() && self.texts.is_empty() {
            return false;
        }
        let text = text.to_lowercase();
        text.split(|c| !is_part(c)).any(|word| self.words.contains(word))
            || self.texts.iter().any(|name| text.contains(name.as_str()))
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::BlockedNames;

    #[test]
    fn names_are_found_as_whole_words() {
        let blocked = BlockedNames::new(["ssn", "Badge No", "card_number"]);
        for text in ["Copy of SSN.", "see patients.ssn", "(ssn)", "the badge no of the door", "Card_Number first"] {
            assert!(blocked.are_in(text), "{text}");
        }
        for text in ["", "lessness", "ssn_hash", "card number", "badge"] {
            assert!(!blocked.are_in(text), "{text}");
        }
        assert!(!BlockedNames::default().are_in("anything"));
    }
}
