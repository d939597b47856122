//! What a database may take of a live call: the one place where these limits stand.
//!
//! Explained for people in `docs/reference/latency-budget.md`. They are ours: a pause of about half a second is heard as one in
//! a conversation, and the agent's own thinking and speech have to fit around the database.

use serde::{Deserialize, Serialize};

/// What is timed. The order is that of a call: connect, ask for the first time, ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timed {
    /// From the name to a session that takes statements: DNS, TCP, TLS, login.
    Connect,
    /// The first statement of a new session, whose server process has nothing in its caches yet.
    FirstStatement,
    /// Each later statement.
    WarmStatement,
}

/// Two limits in milliseconds: above the first a caller notices, above the second a call breaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Above this a caller notices.
    pub budget_ms: f64,
    /// Above this a live call cannot use the database.
    pub most_ms: f64,
}

/// How a measured time stands to its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pace {
    /// Within the budget.
    Quick,
    /// A caller notices.
    Noticeable,
    /// Too slow for a live call.
    TooSlow,
}

impl Timed {
    /// All of them, in the order of a call.
    pub const ALL: [Timed; 3] = [Timed::Connect, Timed::FirstStatement, Timed::WarmStatement];

    /// The limits of the 95th percentile.
    pub const fn limits(self) -> Limits {
        match self {
            Timed::Connect => Limits { budget_ms: 1000.0, most_ms: 3000.0 },
            Timed::FirstStatement => Limits { budget_ms: 300.0, most_ms: 1000.0 },
            Timed::WarmStatement => Limits { budget_ms: 150.0, most_ms: 500.0 },
        }
    }

    /// What a person reads.
    pub fn phrase(self) -> &'static str {
        match self {
            Timed::Connect => "connecting",
            Timed::FirstStatement => "the first statement",
            Timed::WarmStatement => "a warm statement",
        }
    }

    /// How a 95th percentile of `p95_ms` milliseconds stands. No number at all is too slow.
    pub fn pace(self, p95_ms: f64) -> Pace {
        let limits = self.limits();
        if p95_ms <= limits.budget_ms {
            Pace::Quick
        } else if p95_ms <= limits.most_ms {
            Pace::Noticeable
        } else {
            Pace::TooSlow
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_itself_is_within_it() {
        for timed in Timed::ALL {
            let Limits { budget_ms, most_ms } = timed.limits();
            assert_eq!(timed.pace(0.0), Pace::Quick);
            assert_eq!(timed.pace(budget_ms), Pace::Quick);
            assert_eq!(timed.pace(budget_ms + 0.1), Pace::Noticeable);
            assert_eq!(timed.pace(most_ms), Pace::Noticeable);
            assert_eq!(timed.pace(most_ms + 0.1), Pace::TooSlow);
            assert_eq!(timed.pace(f64::NAN), Pace::TooSlow);
        }
    }

    #[test]
    fn the_page_for_people_holds_these_numbers() {
        let page = include_str!("../../../../docs/reference/latency-budget.md");
        for timed in Timed::ALL {
            let Limits { budget_ms, most_ms } = timed.limits();
            let row = format!("| {budget_ms:.0} ms | {most_ms:.0} ms |");
            let lines: Vec<&str> = page.lines().filter(|line| line.contains(timed.phrase())).collect();
            assert!(lines.iter().any(|line| line.contains(&row)), "{row} in {lines:?}");
        }
    }
}
