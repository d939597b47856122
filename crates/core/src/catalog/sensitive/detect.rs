//! One test for each shape of a value. Each is total: a value is a stranger's text.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub(super) fn is_private_key(value: &str) -> bool {
    value
        .strip_prefix("-----BEGIN ")
        .is_some_and(|rest| rest.split("-----").next().is_some_and(|label| label.ends_with("PRIVATE KEY")))
}

/// The beginning of a document may be all that is there: a sample cuts values off.
pub(super) fn is_json(value: &str) -> bool {
    let whole = || serde_json::from_str::<serde::de::IgnoredAny>(value).map_or_else(|error| error.is_eof(), |_| true);
    value.starts_with(['{', '[']) && whole()
}

pub(super) fn is_jwt(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let (Some(header), Some(_)) = (parts.first(), parts.get(1)) else { return false };
    let object = URL_SAFE_NO_PAD.decode(header).is_ok_and(|bytes| bytes.starts_with(b"{") && bytes.ends_with(b"}"));
    let url_safe = |part: &&str| part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    object && parts.len() <= 5 && parts.iter().all(url_safe)
}

pub(super) fn is_password_hash(value: &str) -> bool {
    const SCHEMES: [&str; 16] = [
        "$2a$",
        "$2b$",
        "$2y$",
        "$argon2",
        "$scrypt$",
        "$pbkdf2",
        "pbkdf2_",
        "$5$",
        "$6$",
        "$1$",
        "$y$",
        "$P$",
        "$H$",
        "bcrypt",
        "{SSHA",
        "SCRAM-SHA-256$",
    ];
    value.len() >= 20 && !value.contains(' ') && SCHEMES.iter().any(|scheme| value.starts_with(scheme))
}

pub(super) fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    (1..=64).contains(&local.len()) && local.chars().all(plain) && domain.contains('.') && domain.split('.').all(label)
}

pub(super) fn is_url(value: &str) -> bool {
    ["https://", "http://", "ftp://"].iter().any(|scheme| value.starts_with(scheme)) && !value.contains(' ')
}

pub(super) fn is_uuid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && value.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

pub(super) fn is_mac_address(value: &str) -> bool {
    let pairs = |separator: char| {
        let mut parts = value.split(separator);
        parts.clone().count() == 6 && parts.all(|part| part.len() == 2 && part.chars().all(|c| c.is_ascii_hexdigit()))
    };
    pairs(':') || pairs('-')
}

/// As `inet` writes it, too: with the length of a network.
pub(super) fn is_ip_address(value: &str) -> bool {
    let (address, network) = value.split_once('/').unwrap_or((value, "0"));
    address.parse::<IpAddr>().is_ok() && network.parse::<u8>().is_ok_and(|length| length <= 128)
}

/// ISO 13616: country, check digits, up to 30 more; letters count as 10 to 35, and the whole is 1 modulo 97.
pub(super) fn is_iban(value: &str) -> bool {
    let compact: String = value.chars().filter(|c| *c != ' ').collect();
    let form = compact.len() >= 15
        && compact.len() <= 34
        && compact.is_ascii()
        && compact.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && compact.bytes().skip(2).take(2).all(|b| b.is_ascii_digit())
        && compact.bytes().all(|b| b.is_ascii_alphanumeric());
    if !form {
        return false;
    }
    let turned = compact.chars().skip(4).chain(compact.chars().take(4));
    let rest = turned.filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shifted = if digit > 9 { rest * 100 } else { rest * 10 };
        (shifted + digit) % 97
    });
    rest == 1
}

/// Areas 000, 666 and 900 upwards, group 00 and serial 0000 were never given out (Social Security Administration).
pub(super) fn is_social_security_number(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let [area, group, serial] = parts.as_slice() else { return false };
    let sizes = area.len() == 3 && group.len() == 2 && serial.len() == 4;
    let digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    sizes && digits && !["000", "666"].contains(area) && !area.starts_with('9') && *group != "00" && *serial != "0000"
}

/// A date on which somebody may have been born.
pub(super) fn is_birth_date(value: &str) -> bool {
    year_of_date(value).is_some_and(|year| (1900..=2024).contains(&year))
}

/// The year of `1979-05-17`, with or without a time of midnight, of `17.05.1979` and of `05/17/1979`.
fn year_of_date(value: &str) -> Option<u32> {
    let date = value.strip_suffix(" 00:00:00").unwrap_or(value);
    let parts: Vec<&str> = date.split(['-', '.', '/']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (year, rest) = if first.len() == 4 { (first, [second, third]) } else { (third, [first, second]) };
    let small: Option<Vec<u32>> = rest.into_iter().map(|part| number(part).filter(|_| part.len() <= 2)).collect();
    let month_and_day = small.is_some_and(|small| {
        small.iter().all(|one| (1..=31).contains(one))
            && small.iter().any(|one| *one <= 12)
            && (first.len() != 4 || small.first().is_some_and(|month| *month <= 12))
    });
    number(year).filter(|_| month_and_day && year.len() == 4)
}

/// ISO/IEC 7812: the scheme's first digit, 13 to 19 digits, the last of them Luhn's.
pub(super) fn is_card_number(value: &str) -> bool {
    let separators = value.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-');
    let digits: Vec<u32> = value.chars().filter_map(|c| c.to_digit(10)).collect();
    let scheme = digits.first().is_some_and(|first| (2..=6).contains(first));
    if !separators || !scheme || !(13..=19).contains(&digits.len()) {
        return false;
    }
    let sum: u32 = digits.iter().rev().enumerate().map(|(place, digit)| luhn(place, *digit)).sum();
    sum.is_multiple_of(10)
}

fn luhn(place: usize, digit: u32) -> u32 {
    match (place % 2, digit * 2) {
        (0, _) => digit,
        (_, doubled) if doubled > 9 => doubled - 9,
        (_, doubled) => doubled,
    }
}

pub(super) fn is_coordinates(value: &str) -> bool {
    let bare = value.trim_start_matches('(').trim_end_matches(')');
    let Some((latitude, longitude)) = bare.split_once(',') else { return false };
    let degrees = |text: &str, most: f64| {
        let text = text.trim();
        text.contains('.') && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most)
    };
    degrees(latitude, 90.0) && degrees(longitude, 180.0)
}

/// E.164 (a plus and up to 15 digits), or 7 to 15 digits with the separators of a national number: without any it is a number.
pub(super) fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let form = value.chars().all(|c| c.is_ascii_digit() || " +-().x/".contains(c)) && (7..=15).contains(&digits);
    let marked = value.starts_with(['+', '(']) || value.matches([' ', '-', '.', '/']).count() >= 1;
    // An appointment's date has digits and dashes, too.
    form && marked && !is_number(value) && year_of_date(value).is_none()
}

pub(super) fn is_number(value: &str) -> bool {
    let bare = value.strip_prefix(['-', '+']).unwrap_or(value);
    let digits = !value.starts_with('+') && bare.starts_with(|c: char| c.is_ascii_digit());
    digits && bare.chars().all(|c| c.is_ascii_digit() || c == '.') && bare.matches('.').count() <= 1
}

pub(super) fn is_hex_digest(value: &str) -> bool {
    let bare = value.strip_prefix("\\x").unwrap_or(value);
    [32, 40, 56, 64, 96, 128].contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_hexdigit())
}

/// Long, without a space, of capitals, small letters and digits all three, and nothing but what keys are written in.
pub(super) fn is_key(value: &str) -> bool {
    let any = |kind: fn(&char) -> bool| value.chars().any(|c| kind(&c));
    value.len() >= 24
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c))
        && any(char::is_ascii_uppercase)
        && any(char::is_ascii_lowercase)
        && any(char::is_ascii_digit)
}

pub(super) fn is_prose(value: &str) -> bool {
    value.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() >= 2
}
