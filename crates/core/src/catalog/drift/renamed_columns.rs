//! Columns of one table that seem to go on under another name: the same type, at the same place or with a name alike.

use std::collections::BTreeMap;

use super::similar::{Candidate, alike, best_pairs, percent, thousandths};
use crate::catalog::Column;

/// From here on names are alike.
const ALIKE: f64 = 0.8;

/// With more possible pairs than this, only neighbours by place are looked at.
const MANY: usize = 40_000;

/// Pairs of vanished and new columns that look renamed, in the old table's order, with confidence in percent and reason.
pub(super) fn renamed_columns<'a>(old: &'a [Column], new: &'a [Column]) -> Vec<(&'a Column, &'a Column, u8, String)> {
    let gone = places(old, new);
    let come = places(new, old);
    let many = gone.len() * come.len() > MANY;
    let mut by_type: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, place) in come.iter().enumerate() {
        by_type.entry(&place.column.data_type).or_default().push(at);
    }
    let mut candidates = Vec::new();
    for (before, place) in gone.iter().enumerate() {
        for after in by_type.get(place.column.data_type.as_str()).into_iter().flatten() {
            let candidate = judge(place, &come[*after], many);
            candidates.extend(candidate.map(|(score, reason)| Candidate { before, after: *after, score, reason }));
        }
    }
    let pairs = best_pairs(candidates).into_iter();
    pairs.map(|one| (gone[one.before].column, come[one.after].column, percent(one.score), one.reason)).collect()
}

/// A column that only one side has, and where it stands among those that both have.
struct Place<'a> {
    column: &'a Column,
    /// How many columns before it are on both sides.
    behind: usize,
    /// Its place among its neighbours that are on one side only.
    offset: usize,
}

fn places<'a>(side: &'a [Column], other: &[Column]) -> Vec<Place<'a>> {
    let known: std::collections::HashSet<&str> = other.iter().map(|column| column.name.as_str()).collect();
    let (mut places, mut behind, mut offset) = (Vec::new(), 0, 0);
    for column in side {
        if known.contains(column.name.as_str()) {
            (behind, offset) = (behind + 1, 0);
        } else {
            places.push(Place { column, behind, offset });
            offset += 1;
        }
    }
    places
}

/// Both are of one type: what else speaks for the pair, if it is enough.
fn judge(gone: &Place<'_>, come: &Place<'_>, neighbours_only: bool) -> Option<(u32, String)> {
    let apart = gone.behind.abs_diff(come.behind) + gone.offset.abs_diff(come.offset);
    if neighbours_only && apart > 1 {
        return None;
    }
    let names = alike(&gone.column.name, &come.column.name);
    let (one, other) = (gone.column, come.column);
    let alike_otherwise = (one.nullable, &one.default, one.generation, &one.comment)
        == (other.nullable, &other.default, other.generation, &other.comment);
    let place = match apart {
        0 => 0.5,
        1 => 0.3,
        _ => 0.0,
    };
    let what = match (apart <= 1, names >= ALIKE) {
        (true, true) => "stands at the same place and has a name like it",
        (true, false) => "stands at the same place",
        (false, true) => "has a name like it",
        (false, false) => return None,
    };
    let score = place + 0.4 * names + if alike_otherwise { 0.1 } else { 0.0 };
    Some((thousandths(score), format!("it has the same type ({}) and {what}", one.data_type)))
}
