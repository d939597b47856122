//! What all columns of a table begin or end with (`emp_name`, `emp_city`; `nom_adh`, `ville_adh`) says which table it is, not
//! what is in a column.

use super::phrases::PHRASES;
use crate::catalog::Table;

/// In a table with fewer columns nothing is habit.
const COLUMNS: usize = 5;

/// A word with its underscore, at the beginning or at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affix<'a> {
    Before(&'a str),
    After(&'a str),
}

/// The word that most columns of the table begin or end with, if it means nothing by itself.
pub(super) fn shared(table: &Table) -> Option<Affix<'_>> {
    if table.columns.len() < COLUMNS {
        return None;
    }
    let most = |of: fn(&str) -> Option<&str>| {
        let word = majority(table.columns.iter().filter_map(|column| of(&column.name)))?;
        let having = table.columns.iter().filter(|column| of(&column.name) == Some(word)).count();
        (having * 5 >= table.columns.len() * 3 && !PHRASES.knows(word)).then_some(word)
    };
    let before = most(|name| name.split_once('_').map(|(first, _)| first)).map(Affix::Before);
    before.or_else(|| most(|name| name.rsplit_once('_').map(|(_, last)| last)).map(Affix::After))
}

/// The word that more than half of them are, if there is one: Boyer and Moore's vote.
fn majority<'a>(words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut leading = None;
    let mut votes = 0_usize;
    for word in words {
        match leading {
            Some(leader) if leader == word => votes += 1,
            _ if votes == 0 => (leading, votes) = (Some(word), 1),
            _ => votes -= 1,
        }
    }
    leading
}

/// The name without it.
pub(super) fn without<'a>(affix: Option<Affix<'_>>, name: &'a str) -> &'a str {
    let rest = match affix {
        Some(Affix::Before(word)) => name.strip_prefix(word).and_then(|rest| rest.strip_prefix('_')),
        Some(Affix::After(word)) => name.strip_suffix(word).and_then(|rest| rest.strip_suffix('_')),
        None => None,
    };
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}
