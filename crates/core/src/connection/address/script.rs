//! One script a label: `lоcalhost` with a Cyrillic о is read as one name and looked up as another (UTS 39, 5.1).
//!
//! A coarse table by block is enough: it need only tell scripts apart, and a block that is not listed counts as a
//! script of its own.

/// A script, or the block number of one that the table does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Georgian,
    Hangul,
    Ethiopic,
    Cherokee,
    Hiragana,
    Katakana,
    Bopomofo,
    Han,
    Block(u32),
}

use Script::*;

/// Blocks of the scripts that have several, or that share a row of 128 with another (Unicode `Blocks.txt`).
const BLOCKS: &[(u32, u32, Script)] = &[
    (0x0041, 0x024f, Latin),
    (0x0250, 0x02af, Latin),
    (0x0370, 0x03ff, Greek),
    (0x0400, 0x052f, Cyrillic),
    (0x0600, 0x06ff, Arabic),
    (0x0750, 0x077f, Arabic),
    (0x0870, 0x08ff, Arabic),
    (0x10a0, 0x10ff, Georgian),
    (0x1100, 0x11ff, Hangul),
    (0x1200, 0x139f, Ethiopic),
    (0x13a0, 0x13ff, Cherokee),
    (0x1c80, 0x1c8f, Cyrillic),
    (0x1c90, 0x1cbf, Georgian),
    (0x1d00, 0x1dbf, Latin),
    (0x1e00, 0x1eff, Latin),
    (0x1f00, 0x1fff, Greek),
    (0x2c60, 0x2c7f, Latin),
    (0x2d00, 0x2d2f, Georgian),
    (0x2d80, 0x2ddf, Ethiopic),
    (0x2de0, 0x2dff, Cyrillic),
    (0x2e80, 0x2fdf, Han),
    (0x3005, 0x3007, Han),
    (0x3021, 0x3029, Han),
    (0x3041, 0x309f, Hiragana),
    (0x30a0, 0x30ff, Katakana),
    (0x3100, 0x312f, Bopomofo),
    (0x3130, 0x318f, Hangul),
    (0x31a0, 0x31bf, Bopomofo),
    (0x31f0, 0x31ff, Katakana),
    (0x3400, 0x4dbf, Han),
    (0x4e00, 0x9fff, Han),
    (0xa640, 0xa69f, Cyrillic),
    (0xa720, 0xa7ff, Latin),
    (0xa960, 0xa97f, Hangul),
    (0xab30, 0xab6f, Latin),
    (0xab70, 0xabbf, Cherokee),
    (0xac00, 0xd7ff, Hangul),
    (0xf900, 0xfaff, Han),
    (0x2_0000, 0x3_ffff, Han),
];

/// Scripts that one language writes together (UTS 39, "highly restrictive").
const TOGETHER: &[&[Script]] = &[&[Latin, Han, Hiragana, Katakana], &[Latin, Han, Bopomofo], &[Latin, Han, Hangul]];

/// Whether a label, in Unicode, is written in one script or in the scripts of one language.
pub(super) fn is_single_script(label: &str) -> bool {
    let mut scripts = label.chars().filter_map(script);
    let Some(first) = scripts.next() else { return true };
    let rest: Vec<Script> = scripts.collect();
    rest.iter().all(|&s| s == first)
        || TOGETHER.iter().any(|group| group.contains(&first) && rest.iter().all(|s| group.contains(s)))
}

/// `None` for what goes with every script: digits, hyphen, underscore, middle dots, combining marks.
fn script(c: char) -> Option<Script> {
    let is_letter_of_ascii = c.is_ascii_alphabetic();
    let code = u32::from(c);
    match code {
        0x00..=0x7f if !is_letter_of_ascii => None,
        0xb7 | 0x02b0..=0x036f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x30fb..=0x30fc | 0xfe20..=0xfe2f => None,
        _ => Some(
            BLOCKS.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).map_or(Block(code >> 7), |b| b.2),
        ),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::latin("db-1_a", true)]
    #[case::digits("123", true)]
    #[case::accents("b\u{fc}cher", true)]
    #[case::cyrillic("\u{43f}\u{440}\u{438}1", true)]
    #[case::japanese("\u{6f22}\u{3072}\u{30ab}\u{30fc}abc", true)]
    #[case::korean("\u{d55c}\u{6f22}db", true)]
    #[case::thai("\u{e01}\u{e02}", true)]
    #[case::cyrillic_in_latin("l\u{43e}calhost", false)]
    #[case::latin_in_cyrillic("\u{43f}a", false)]
    #[case::greek_in_latin("d\u{3b2}", false)]
    #[case::kana_and_hangul("\u{3072}\u{d55c}", false)]
    #[case::cyrillic_and_han("\u{43f}\u{6f22}", false)]
    #[case::unlisted_in_latin("a\u{561}", false)]
    fn labels(#[case] label: &str, #[case] single: bool) {
        assert_eq!(is_single_script(label), single);
    }
}
