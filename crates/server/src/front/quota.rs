//! How often somebody may call.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// More is no limit.
const MOST_CALLS: u32 = 1_000_000;

/// So many calls in each period; all of them may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Calls a period.
    pub calls: NonZeroU32,
    /// How long a period is.
    pub period: Duration,
}

/// A text is no quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a limit is a number of calls in a second, a minute or an hour: 50/s, 600/m, 1000/h; a million at most")]
pub struct QuotaProblem;

impl Quota {
    /// `calls`, 1 to a million, in `seconds` seconds, from 1; what lies outside counts as the nearest.
    pub fn new(calls: u32, seconds: u64) -> Quota {
        Quota {
            calls: NonZeroU32::new(calls.min(MOST_CALLS)).unwrap_or(NonZeroU32::MIN),
            period: Duration::from_secs(seconds.max(1)),
        }
    }

    /// How long it takes until one more call is allowed after all were used up.
    pub(crate) fn one(&self) -> Duration {
        self.period / self.calls.get()
    }
}

impl FromStr for Quota {
    type Err = QuotaProblem;

    fn from_str(text: &str) -> Result<Quota, QuotaProblem> {
        let (calls, unit) = text.split_once('/').ok_or(QuotaProblem)?;
        let calls: NonZeroU32 = calls.parse().map_err(|_| QuotaProblem)?;
        if calls.get() > MOST_CALLS {
            return Err(QuotaProblem);
        }
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err(QuotaProblem),
        };
        Ok(Quota::new(calls.get(), seconds))
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.period.as_secs() {
            60 => "m",
            3600 => "h",
            _ => "s",
        };
        write!(f, "{}/{unit}", self.calls)
    }
}

/// The limits of a server. Calling a skill is counted apart from everything else: it happens during a conversation, and
/// far more often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For each key.
    pub key: Quota,
    /// For each address, before a key is looked at.
    pub address: Quota,
    /// For each key, calling skills.
    pub invoke_key: Quota,
    /// For each address, calling skills.
    pub invoke_address: Quota,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            key: Quota::new(600, 60),
            address: Quota::new(1200, 60),
            invoke_key: Quota::new(200, 1),
            invoke_address: Quota::new(1000, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_read_and_written_alike() {
        for text in ["50/s", "600/m", "1/h"] {
            assert_eq!(text.parse::<Quota>().unwrap().to_string(), text);
        }
        for text in ["", "50", "0/s", "-1/s", "1.5/s", "50/d", "50/", "/s", "4294967296/s", "1000001/s"] {
            assert_eq!(text.parse::<Quota>(), Err(QuotaProblem), "{text}");
        }
        assert_eq!("600/m".parse::<Quota>().unwrap().one(), Duration::from_millis(100));
    }
}
