//! Names that resemble each other, and the best pairs of what resembles.

use std::collections::BTreeSet;

/// How alike two names are, 0 to 1; upper and lower case, `_`, `-` and spaces do not count.
pub(super) fn alike(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(&folded(one), &folded(other))
}

fn folded(name: &str) -> String {
    name.chars().filter(|one| !matches!(one, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// A possible pair: what was, what is, both by their place, and what speaks for it.
pub(super) struct Candidate {
    pub(super) before: usize,
    pub(super) after: usize,
    /// In thousandths, so that equal is equal on every machine.
    pub(super) score: u32,
    /// In words.
    pub(super) reason: String,
}

/// Each thing at most once, the likeliest pairs first; of equally likely ones the earlier.
pub(super) fn best_pairs(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by_key(|one| (std::cmp::Reverse(one.score), one.before, one.after));
    let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|one| {
        let free = !before.contains(&one.before) && !after.contains(&one.after);
        if free {
            before.insert(one.before);
            after.insert(one.after);
        }
        free
    });
    candidates.sort_by_key(|one| (one.before, one.after));
    candidates
}

/// A share as thousandths.
pub(super) fn thousandths(share: f64) -> u32 {
    // Shares are between 0 and 1.
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}

/// Thousandths as percent; never 100, because only a person knows.
pub(super) fn percent(score: u32) -> u8 {
    u8::try_from(score / 10).unwrap_or(99).min(99)
}
