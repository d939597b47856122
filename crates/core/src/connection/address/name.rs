//! Host names: letters, digits, hyphens (RFC 952, RFC 1123) and `_`, IDNA to punycode (RFC 5891, UTS 46).

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::script::is_single_script;

/// Octets of a name without its last dot (RFC 1035, 2.3.4).
const MAX_NAME: usize = 253;
/// Octets of a label (RFC 1035, 2.3.4).
const MAX_LABEL: usize = 63;
/// No accepted name is longer before it is encoded: four bytes of UTF-8 for each octet. Keeps the work bounded.
const MAX_TEXT: usize = 4 * MAX_NAME + 1;

/// The normal form of a name, or `None` where the text is no name that Gatehouse accepts.
pub(super) fn normalise(text: &str) -> Option<String> {
    let may_stand = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') || keeps_out_of_ascii(c);
    if text.len() > MAX_TEXT || !text.chars().all(may_stand) {
        return None;
    }
    // One dot at the end makes a name absolute; it is absolute to us either way (RFC 6066, 3: not sent in SNI).
    let text = text.strip_suffix('.').unwrap_or(text);
    let uts46 = Uts46::new();
    let ascii = uts46.to_ascii(text.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore).ok()?;
    let (unicode, valid) = uts46.to_unicode(ascii.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
    let is_name = ascii.len() <= MAX_NAME && ascii.split('.').all(is_label);
    let reads_as_a_name =
        valid.is_ok() && unicode.split('.').all(is_single_script) && !ends_in_foreign_number(&unicode);
    (is_name && reads_as_a_name).then(|| ascii.into_owned())
}

/// An address in the digits of another script; no top-level domain begins with a digit of any.
fn ends_in_foreign_number(unicode: &str) -> bool {
    let last = unicode.rsplit('.').next().unwrap_or_default();
    last.starts_with(|c: char| !c.is_ascii() && c.is_numeric())
}

fn is_label(label: &str) -> bool {
    let is_ldh = label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let fits = (1..=MAX_LABEL).contains(&label.len());
    is_ldh && fits && !label.starts_with('-') && !label.ends_with('-')
}

/// Whether a character outside ASCII stays there under the mapping of UTS 46 (NFKC, case folding, removal).
///
/// Full-width digits, circled letters, ideographic dots and soft hyphens become ASCII or nothing, so that what a person
/// reads, what a filter sees and what is looked up can be three names. None has a place in a host. Judged character by
/// character behind an `x`, as a combining mark cannot stand first.
fn keeps_out_of_ascii(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let probe = String::from_iter(['x', c]);
    let (mapped, _) = Uts46::new().to_unicode(probe.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
    let mapped = mapped.strip_prefix('x').unwrap_or(&mapped);
    !mapped.is_empty() && !mapped.bytes().any(|b| b.is_ascii())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("db_1.example.com", "db_1.example.com")]
    #[case("_db.example.com", "_db.example.com")]
    #[case("r3---sn-abc.example.com", "r3---sn-abc.example.com")]
    #[case("stra\u{df}e.example.com", "xn--strae-oqa.example.com")]
    #[case("bu\u{308}cher.example.com", "xn--bcher-kva.example.com")]
    #[case("\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.\u{440}\u{444}", "xn--e1afmkfd.xn--p1ai")]
    #[case("\u{4f8b}\u{3048}.jp", "xn--r8jz45g.jp")]
    #[case("\u{5d0}\u{5d1}.example.com", "xn--4dbc.example.com")]
    fn accepted(#[case] text: &str, #[case] normal: &str) {
        assert_eq!(normalise(text).as_deref(), Some(normal));
    }

    #[rstest]
    #[case::empty("")]
    #[case::dot(".")]
    #[case::leading_dot(".example.com")]
    #[case::empty_label("db..example.com")]
    #[case::two_dots("db.example.com..")]
    #[case::hyphens("-db.example.com")]
    #[case::full_width("\u{ff44}b.example.com")]
    #[case::circled_digit("db\u{2460}.example.com")]
    #[case::ideographic_dot("db\u{3002}example.com")]
    #[case::long_s("localho\u{17f}t.example.com")]
    #[case::kelvin("\u{212a}.example.com")]
    #[case::zero_width_space("d\u{200b}b.example.com")]
    #[case::joiner("d\u{200d}b.example.com")]
    #[case::byte_order_mark("\u{feff}db.example.com")]
    #[case::variation_selector("db\u{fe0f}.example.com")]
    #[case::arabic_digits("\u{661}\u{662}\u{667}.example.com")]
    #[case::devanagari_digits("\u{967}\u{968}\u{96d}.\u{966}.\u{966}.\u{967}")]
    #[case::cyrillic_in_latin("l\u{43e}calhost.example.com")]
    #[case::cyrillic_in_latin_encoded("xn--lcalhost-54g.example.com")]
    #[case::line_separator("db\u{2028}.example.com")]
    #[case::no_break_space("db\u{a0}.example.com")]
    #[case::ace_of_ascii("xn--localhost-.example.com")]
    #[case::ace_of_nothing("xn--.example.com")]
    #[case::ace_of_full_width("xn--8g7c.example.com")]
    #[case::replacement("\u{fffd}.example.com")]
    fn refused(#[case] text: &str) {
        assert_eq!(normalise(text), None);
    }

    #[test]
    fn lengths() {
        let label = |n| "a".repeat(n);
        assert!(normalise(&format!("{}.com", label(63))).is_some());
        assert!(normalise(&format!("{}.com", label(64))).is_none());
        let name = |last| [label(63), label(63), label(63), label(last)].join(".");
        assert_eq!(name(61).len(), 253);
        assert!(normalise(&name(61)).is_some() && normalise(&(name(61) + ".")).is_some());
        assert!(normalise(&name(62)).is_none());
        assert!(normalise(&"a.".repeat(100_000)).is_none());
    }
}
