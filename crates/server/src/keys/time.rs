//! When a key ends, as a person says it.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::KeyError;
use crate::clock;

/// What was said is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TimeError(&'static str);

/// Until when a key holds: `never`, a time from now (`90d`, `12h`), a day (`2027-01-31`, from its beginning in UTC on the key
/// no longer holds) or a moment (RFC 3339).
#[derive(Debug, Clone, Copy)]
pub struct Until(End);

#[derive(Debug, Clone, Copy)]
enum End {
    Never,
    In(Span),
    At(Timestamp),
}

/// How long a replaced key goes on: `24h`, `7d`; `0` for not at all.
#[derive(Debug, Clone, Copy)]
pub struct Grace(Span);

impl Until {
    /// A key without an end.
    #[must_use]
    pub fn never() -> Until {
        Until(End::Never)
    }

    /// The moment as it is stored; none for never.
    pub(super) fn after(self, now: &str) -> Result<Option<String>, KeyError> {
        let end = match self.0 {
            End::Never => return Ok(None),
            End::In(span) => later(now, span),
            End::At(moment) => Some(moment),
        };
        let text = clock::text(end.ok_or(KeyError::Past)?);
        if text.as_str() > now { Ok(Some(text)) } else { Err(KeyError::Past) }
    }
}

impl Grace {
    /// The moment as it is stored; none for at once.
    pub(super) fn after(self, now: &str) -> Option<String> {
        later(now, self.0).map(clock::text).filter(|end| end.as_str() > now)
    }
}

/// From `now` on, and not from a clock that has moved since: nothing at all must not become a millisecond. Days and months are those of UTC.
fn later(now: &str, span: Span) -> Option<Timestamp> {
    now.parse::<Timestamp>().ok()?.to_zoned(TimeZone::UTC).checked_add(span).ok().map(|end| end.timestamp())
}

impl FromStr for Until {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Until, TimeError> {
        let text = text.trim();
        if text == "never" {
            return Ok(Until::never());
        }
        if let Ok(span) = text.parse::<Span>() {
            return Ok(Until(End::In(span)));
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Ok(Until(End::At(moment)));
        }
        let day = text.parse::<Date>().ok().and_then(|day| day.to_zoned(TimeZone::UTC).ok());
        day.map(|day| Until(End::At(day.timestamp()))).ok_or(TimeError(
            "say `never`, a time from now such as 90d or 12h, a day such as 2027-01-31, or a moment in RFC 3339",
        ))
    }
}

impl FromStr for Grace {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Grace, TimeError> {
        let text = text.trim();
        if text == "0" {
            return Ok(Grace(Span::new()));
        }
        let span = text.parse::<Span>().ok().filter(|span| !span.is_negative());
        span.map(Grace).ok_or(TimeError("say a time such as 24h or 7d, or 0 for at once"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_read_as_people_say_them() {
        let now = clock::now();
        let end = |text: &str| text.parse::<Until>().unwrap().after(&now);
        assert_eq!(end("never").unwrap(), None);
        assert_eq!(end("2999-01-31").unwrap().as_deref(), Some("2999-01-31T00:00:00.000Z"));
        assert_eq!(end("2999-01-31T12:00:00+02:00").unwrap().as_deref(), Some("2999-01-31T10:00:00.000Z"));
        assert!(end("90d").unwrap() > end("12h").unwrap());
        for past in ["2020-01-31", "-1h", "0s", "0001-01-01T00:00:00Z"] {
            assert!(matches!(end(past), Err(KeyError::Past)), "{past}");
        }
        for wrong in ["", "soon", "12", "2027-13-01", "flowyte_sk_live_x"] {
            let error = wrong.parse::<Until>().unwrap_err().to_string();
            assert!(error.contains("90d") && (wrong.is_empty() || !error.contains("soon")), "{error}");
        }
    }

    #[test]
    fn no_grace_is_at_once() {
        let now = clock::now();
        assert_eq!("0".parse::<Grace>().unwrap().after(&now), None);
        assert_eq!("0s".parse::<Grace>().unwrap().after(&now), None);
        assert!("24h".parse::<Grace>().unwrap().after(&now) > Some(now));
        assert!("-1h".parse::<Grace>().is_err() && "later".parse::<Grace>().is_err());
    }
}
