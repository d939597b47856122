//! The time, in the one form that is stored and shown.

use jiff::{Timestamp, Unit};

/// Now, RFC 3339 in UTC, to the millisecond.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    now.round(Unit::Millisecond).unwrap_or(now).to_string()
}

/// Now, in seconds since 1970: for comparing ages.
pub(crate) fn seconds() -> i64 {
    Timestamp::now().as_second()
}
