//! Values: what an agent gives, checked against its parameter, in the one text form that the drivers bind.
//!
//! Every value is bound as text and cast by the statement itself, so a value never decides its own type. What is not clearly a value
//! of the type is refused here, before a database is asked; the reason never repeats the value.

use std::fmt;

use serde_json::Value;

use super::draft::Format;
use super::parameter::Parameter;
use crate::catalog::TypeClass;

/// The longest text that a caller's value may have, in characters: nobody says more in one answer.
const MAX_TEXT: usize = 10_000;

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    Time,
    Timestamp,
    Uuid,
    /// Not a plain value.
    None,
}

impl Kind {
    pub(super) fn of(class: TypeClass) -> Kind {
        match class {
            TypeClass::Text | TypeClass::Enum | TypeClass::Interval | TypeClass::Network => Kind::Text,
            TypeClass::Integer => Kind::Integer,
            TypeClass::Number => Kind::Number,
            TypeClass::Boolean => Kind::Boolean,
            TypeClass::Date => Kind::Date,
            TypeClass::Time => Kind::Time,
            TypeClass::Timestamp => Kind::Timestamp,
            TypeClass::Uuid => Kind::Uuid,
            TypeClass::Json | TypeClass::Array | TypeClass::Binary | TypeClass::Other => Kind::None,
        }
    }
}

/// Why a value is refused; completes "… because it".
#[derive(Debug, Clone, PartialEq)]
pub enum ValueProblem {
    /// It was not given, and there is no default.
    Missing,
    /// It is another sort of value; the expected one in words.
    Kind(&'static str),
    /// A text with a NUL character, which no database holds.
    Nul,
    /// More characters than allowed.
    TooLong(u32),
    /// Fewer characters than asked for.
    TooShort(u32),
    /// Below the least number.
    Below(f64),
    /// Above the greatest.
    Above(f64),
    /// None of the allowed values.
    NotListed,
    /// Not written as asked; the form in words.
    Format(&'static str),
}

impl fmt::Display for ValueProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueProblem::Missing => f.write_str("it is missing"),
            ValueProblem::Kind(wanted) => write!(f, "it is not {wanted}"),
            ValueProblem::Nul => f.write_str("it holds a NUL character"),
            ValueProblem::TooLong(most) => write!(f, "it is longer than {most} characters"),
            ValueProblem::TooShort(least) => write!(f, "it is shorter than {least} characters"),
            ValueProblem::Below(least) => write!(f, "it is less than {least}"),
            ValueProblem::Above(most) => write!(f, "it is more than {most}"),
            ValueProblem::NotListed => f.write_str("it is none of the allowed values"),
            ValueProblem::Format(form) => write!(f, "it is not written as {form}"),
        }
    }
}

/// Reads a value for `parameter` into the text that is bound.
///
/// # Errors
/// [`ValueProblem`].
pub(super) fn read(parameter: &Parameter, value: &Value) -> Result<String, ValueProblem> {
    let text = match Kind::of(parameter.class) {
        Kind::Text => text(value)?,
        Kind::Integer => integer(value)?,
        Kind::Number => number(value)?,
        Kind::Boolean => boolean(value)?,
        Kind::Date => written(value, "YYYY-MM-DD", is_date)?,
        Kind::Time => written(value, "HH:MM or HH:MM:SS", is_time)?,
        Kind::Timestamp if is_zoned(parameter) => {
            written(value, "YYYY-MM-DDTHH:MM:SS with an offset such as Z or +02:00", |text| is_timestamp(text, true))?
        }
        Kind::Timestamp => written(value, "YYYY-MM-DDTHH:MM:SS without an offset", |text| is_timestamp(text, false))?,
        Kind::Uuid => written(value, "a UUID", is_uuid)?,
        Kind::None => return Err(ValueProblem::Kind("a plain value")),
    };
    limits(parameter, &text)?;
    Ok(text)
}

/// Whether the type keeps a point in time rather than what a clock on a wall shows. For one that does not, an offset would be dropped without
/// a word (<https://www.postgresql.org/docs/current/datatype-datetime.html>, 8.5.1.3).
pub(super) fn is_zoned(parameter: &Parameter) -> bool {
    matches!(parameter.cast_type.as_str(), "timestamptz" | "timestamp with time zone")
}

fn limits(parameter: &Parameter, text: &str) -> Result<(), ValueProblem> {
    let limits = &parameter.limits;
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(most) = limits.max_length.filter(|most| length > *most) {
        return Err(ValueProblem::TooLong(most));
    }
    if let Some(least) = limits.min_length.filter(|least| length < *least) {
        return Err(ValueProblem::TooShort(least));
    }
    if let Ok(number) = text.parse::<f64>() {
        if let Some(least) = limits.minimum.filter(|least| number < *least) {
            return Err(ValueProblem::Below(least));
        }
        if let Some(most) = limits.maximum.filter(|most| number > *most) {
            return Err(ValueProblem::Above(most));
        }
    }
    if !parameter.enum_values.is_empty() && !parameter.enum_values.iter().any(|value| value == text) {
        return Err(ValueProblem::NotListed);
    }
    match limits.format {
        Some(Format::E164) if !is_e164(text) => Err(ValueProblem::Format("a phone number such as +15551234567")),
        Some(Format::Email) if !is_email(text) => Err(ValueProblem::Format("an e-mail address")),
        Some(Format::Date) if !is_date(text) => Err(ValueProblem::Format("YYYY-MM-DD")),
        Some(Format::DateTime) if !is_timestamp(text, true) => {
            Err(ValueProblem::Format("a date and time with an offset"))
        }
        Some(Format::Uuid) if !is_uuid(text) => Err(ValueProblem::Format("a UUID")),
        _ => Ok(()),
    }
}

/// Whether the format says anything about this sort of value that its type does not say itself.
pub(super) fn fits_format(format: Format, class: TypeClass) -> bool {
    match format {
        Format::Date => matches!(class, TypeClass::Text | TypeClass::Date),
        Format::DateTime => matches!(class, TypeClass::Text | TypeClass::Timestamp),
        Format::Uuid => matches!(class, TypeClass::Text | TypeClass::Uuid),
        Format::E164 | Format::Email => class == TypeClass::Text,
    }
}

fn text(value: &Value) -> Result<String, ValueProblem> {
    let text = value.as_str().ok_or(ValueProblem::Kind("a text"))?;
    if text.contains('\0') {
        return Err(ValueProblem::Nul);
    }
    if text.chars().nth(MAX_TEXT).is_some() {
        return Err(ValueProblem::TooLong(10_000));
    }
    Ok(text.to_owned())
}

/// A JSON number without a fraction, or a text of digits: models send both. Within 64 bits; the column's own range is the server's to hold.
fn integer(value: &Value) -> Result<String, ValueProblem> {
    let wanted = ValueProblem::Kind("a whole number");
    let text = match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(wanted),
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
    if plain && fits { Ok(text) } else { Err(wanted) }
}

/// Digits with at most one point, up to 65 of them (MySQL's most); no exponent, which a decimal type would not keep.
fn number(value: &Value) -> Result<String, ValueProblem> {
    let wanted = || ValueProblem::Kind("a number");
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return Err(wanted()),
    };
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(fraction) && unsigned.len() <= 66 { Ok(text) } else { Err(wanted()) }
}

/// `1` and `0`: what both engines' casts take.
fn boolean(value: &Value) -> Result<String, ValueProblem> {
    match value {
        Value::Bool(true) => Ok("1".into()),
        Value::Bool(false) => Ok("0".into()),
        _ => Err(ValueProblem::Kind("true or false")),
    }
}

fn written(value: &Value, form: &'static str, is: impl Fn(&str) -> bool) -> Result<String, ValueProblem> {
    let text = text(value)?;
    if is(&text) { Ok(text) } else { Err(ValueProblem::Format(form)) }
}

/// `digits(text, n)`: exactly n of them, as a number.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// RFC 3339's full-date, of the proleptic Gregorian calendar, from the year 1.
fn is_date(text: &str) -> bool {
    let date = || {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        Some(year > 0 && (1..=last).contains(&day))
    };
    date().unwrap_or(false)
}

/// `HH:MM`, `HH:MM:SS` or with a fraction of up to six digits.
fn is_time(text: &str) -> bool {
    let time = || {
        let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let mut parts = clock.split(':');
        let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
        let second = parts.next();
        let seconds = second.map_or(Some(0), |second| digits(second, 2))?;
        let exact = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let plain = second.is_some() || !text.contains('.');
        Some(parts.next().is_none() && hour < 24 && minute < 60 && seconds < 60 && exact && plain)
    };
    time().unwrap_or(false)
}

fn is_timestamp(text: &str, zoned: bool) -> bool {
    let Some((date, rest)) = text.split_once(['T', ' ']) else { return false };
    let (time, offset) = match rest.find(['Z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let hours_and_minutes = |offset: &str| offset.len() == 5 && is_time(offset);
    let is_offset = offset == "Z" || offset.strip_prefix(['+', '-']).is_some_and(hours_and_minutes);
    is_date(date) && is_time(time) && if zoned { is_offset } else { offset.is_empty() }
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// ITU-T E.164: a plus sign, a country code that does not begin with 0, at most fifteen digits in all.
fn is_e164(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (2..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The shape alone: one `@` with something before it and a dotted name behind, no blanks, at most 254 characters.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@');
    text.len() <= 254
        && plain(local)
        && plain(domain)
        && domain.split('.').count() > 1
        && !domain.split('.').any(str::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_points_in_time() {
        for text in ["2026-02-28", "2024-02-29", "0001-01-01", "2000-02-29"] {
            assert!(is_date(text), "{text}");
        }
        for text in
            ["2026-02-29", "1900-02-29", "2026-13-01", "2026-1-1", "2026-04-31", "0000-01-01", "", "２026-01-01"]
        {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_time("09:30") && is_time("23:59:59.999999"));
        assert!(!is_time("24:00") && !is_time("9:30") && !is_time("09:30.5") && !is_time("09:30:00.1234567"));
        assert!(is_timestamp("2026-01-02T03:04:05Z", true) && is_timestamp("2026-01-02 03:04:05-07:30", true));
        assert!(!is_timestamp("2026-01-02T03:04:05", true) && !is_timestamp("2026-01-02T03:04:05Z", false));
        assert!(is_timestamp("2026-01-02T03:04", false));
    }

    #[test]
    fn phones_addresses_and_identifiers() {
        assert!(
            is_e164("+15551234567") && !is_e164("5551234567") && !is_e164("+0123") && !is_e164("+1234567890123456")
        );
        assert!(is_email("a.b@example.test") && !is_email("a@b") && !is_email("a b@c.d") && !is_email("@c.d"));
        assert!(is_uuid("123e4567-e89b-12d3-a456-426614174000") && !is_uuid("123e4567e89b12d3a456426614174000"));
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(integer(&Value::from(42)).unwrap(), "42");
        assert_eq!(integer(&Value::from("-7")).unwrap(), "-7");
        assert_eq!(integer(&Value::from(u64::MAX)).unwrap(), "18446744073709551615");
        for odd in
            [Value::from(1.5), Value::from("1e3"), Value::from("99999999999999999999"), Value::Null, Value::from("")]
        {
            assert!(integer(&odd).is_err(), "{odd}");
        }
        assert_eq!(number(&Value::from("19.90")).unwrap(), "19.90");
        assert!(number(&Value::from("NaN")).is_err() && number(&Value::from(1e300)).is_err());
    }
}
