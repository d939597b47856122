//! The time, in the one form that is stored and shown.

use jiff::Timestamp;

/// Now, RFC 3339 in UTC, to the millisecond.
pub(crate) fn now() -> String {
    text(Timestamp::now())
}

/// Always with three digits of a second: as texts they compare as the moments do.
pub(crate) fn text(moment: Timestamp) -> String {
    format!("{moment:.3}")
}

/// Now, in seconds since 1970: for comparing ages.
pub(crate) fn seconds() -> i64 {
    Timestamp::now().as_second()
}
