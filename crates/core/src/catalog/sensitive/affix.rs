//! What all columns of a table begin or end with (`emp_name`, `emp_city`; `nom_adh`, `ville_adh`) says which table it is, not
//! what is in a column.

use std::collections::HashMap;

use super::phrases::PHRASES;
use crate::catalog::Table;

/// In a table with fewer columns nothing is habit.
const COLUMNS: usize = 5;

/// A word with its underscore, at the beginning or at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Affix<'a> {
    Before(&'a str),
    After(&'a str),
}

/// The word that most columns of the table begin or end with, if it means nothing by itself.
pub(super) fn shared(table: &Table) -> Option<Affix<'_>> {
    if table.columns.len() < COLUMNS {
        return None;
    }
    let mut counts: HashMap<Affix<'_>, usize> = HashMap::new();
    for column in &table.columns {
        let before = column.name.split_once('_').map(|(first, _)| Affix::Before(first));
        let after = column.name.rsplit_once('_').map(|(_, last)| Affix::After(last));
        for affix in [before, after].into_iter().flatten() {
            *counts.entry(affix).or_default() += 1;
        }
    }
    let most = counts.into_iter().filter(|(_, count)| count * 5 >= table.columns.len() * 3);
    // Two can be as frequent; the order decides, not the map.
    let (affix, _) = most.max_by(|(a, count), (b, other)| (count, b).cmp(&(other, a)))?;
    let (Affix::Before(word) | Affix::After(word)) = affix;
    (!PHRASES.knows(word)).then_some(affix)
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
