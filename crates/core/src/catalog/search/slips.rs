//! Words that are not quite the one meant: mistyped, or with letters left out on purpose.

/// The least length, in characters, at which one and two slips are forgiven.
const ONE_SLIP: usize = 5;
const TWO_SLIPS: usize = 8;

/// How many slips are forgiven in a word.
pub(super) fn forgiven(word: &str) -> usize {
    match word.chars().count() {
        TWO_SLIPS.. => 2,
        ONE_SLIP.. => 1,
        _ => 0,
    }
}

/// How many slips are between a typed stem and the one it may mean: letters left out, added, exchanged, or swapped with their
/// neighbour. None when they are more than `most`. The first letter is right, or swapped with the second; while the word is
/// being typed, the other one may go on.
pub(super) fn slips(typed: &str, meant: &str, most: usize, goes_on: bool) -> Option<usize> {
    if most == 0 {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let swapped = matches!((&a[..], &b[..]), ([x, y, ..], [v, w, ..]) if x == w && y == v);
    if a.len() > b.len() + most || (!goes_on && b.len() > a.len() + most) || (a.first() != b.first() && !swapped) {
        return None;
    }
    Some(distance(&a, &b, goes_on)).filter(|distance| *distance <= most)
}

/// The optimal string alignment distance of `a` to `b`, or to the beginning of `b` that is nearest.
/// <https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance>
fn distance(a: &[char], b: &[char], to_beginning: bool) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let exchanged = last[j] + usize::from(x != y);
            row[j + 1] = exchanged.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        (before, last) = (last, row);
    }
    let ends = if to_beginning { &last[..] } else { &last[b.len()..] };
    ends.iter().copied().min().unwrap_or(usize::MAX)
}

/// Whether a word is another one with its vowels and perhaps more left out: `aptmt` for `appointment`, `cstmr` for `customer`.
/// It begins with the same letter, keeps the order, and at least two letters in five.
pub(super) fn is_short_for(short: &str, long: &str) -> bool {
    let vowel = |letter: &u8| b"aeiou".contains(letter);
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let kept = short.len() >= 3 && long.len() >= short.len() + 2 && short.len() * 5 >= long.len() * 2;
    if !kept || short.first() != long.first() || !short.is_ascii() || short.iter().skip(1).any(vowel) {
        return false;
    }
    let mut rest = long.iter();
    let in_order = short.iter().all(|letter| rest.any(|other| other == letter));
    // The letter it ends with is the last consonant, or the one before (`pmt`, `appts`).
    let left = rest.filter(|letter| !vowel(letter)).count();
    in_order && left <= 1 && short.iter().all(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_forgiven_by_length() {
        for (typed, meant, count) in [
            ("appointmnt", "appointment", 1),
            ("apointmnt", "appointment", 2),
            ("patiants", "patients", 1),
            ("inovice", "invoice", 1),
            ("custmer", "customer", 1),
            ("aptient", "patient", 1),
        ] {
            assert_eq!(slips(typed, meant, forgiven(typed), false), Some(count), "{typed}");
        }
        for (typed, other) in [("pationts", "passions"), ("patient", "batient"), ("cat", "car"), ("visit", "vistas")] {
            assert_eq!(slips(typed, other, forgiven(typed), false), None, "{typed}");
        }
    }

    #[test]
    fn a_mistyped_beginning_is_recognised_while_it_is_typed() {
        assert_eq!(slips("apoin", "appointment", 1, true), Some(1));
        assert_eq!(slips("apoin", "appointment", 1, false), None);
    }

    #[test]
    fn words_without_vowels_are_read() {
        for (short, long) in
            [("aptmt", "appointment"), ("cstmr", "customer"), ("pymt", "payment"), ("prdct", "product")]
        {
            assert!(is_short_for(short, long), "{short}");
        }
        for (short, long) in [("art", "appointment"), ("cust", "customer"), ("post", "product"), ("rst", "restaurant")]
        {
            assert!(!is_short_for(short, long), "{short}");
        }
    }
}
