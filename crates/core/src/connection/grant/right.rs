//! A right that a login holds beside its grants on tables, as the server's catalogue lists it.

use serde::{Deserialize, Serialize};

use crate::connection::shown;

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
// The window knows a diagnostic's severity, too.
#[serde(rename = "RightSeverity", rename_all = "lowercase")]
pub enum Severity {
    /// Changes data, objects or roles.
    High,
    /// May change data by a detour, or reads more than any plan gives.
    Medium,
    /// Costs the server something, changes no data.
    Low,
}

/// How many objects a right names.
pub const EXAMPLES: usize = 10;

/// How many of them a sentence names.
const IN_A_SENTENCE: usize = 3;

/// Rights of one kind that reach the login on one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Right {
    /// How far they reach.
    pub severity: Severity,
    /// Their kind, for example `table write`.
    pub kind: String,
    /// The role that holds them, or `PUBLIC`.
    pub via: String,
    /// Some of the objects they are about, at most [`EXAMPLES`], sorted.
    pub examples: Vec<String>,
    /// How many there are.
    pub count: u32,
}

impl Right {
    /// A right whose texts are a server's: made fit for showing here and nowhere else. `count` is at least the number of
    /// examples.
    pub fn new<T: AsRef<str>>(severity: Severity, kind: &str, via: &str, examples: &[T], count: u32) -> Right {
        let examples: Vec<String> = examples.iter().take(EXAMPLES).map(|one| shown(one.as_ref())).collect();
        let named = u32::try_from(examples.len()).unwrap_or(u32::MAX);
        Right { severity, kind: shown(kind), via: shown(via), examples, count: count.max(named) }
    }

    /// Adds `found` to `rights`, to the entry of the same kind and holder where there is one.
    pub(super) fn gather(rights: &mut Vec<Right>, found: Right) {
        match rights.iter_mut().find(|one| one.kind == found.kind && one.via == found.via) {
            Some(one) => {
                one.count = one.count.saturating_add(found.count);
                let room = EXAMPLES.saturating_sub(one.examples.len());
                one.examples.extend(found.examples.into_iter().take(room));
            }
            None => rights.push(found),
        }
    }
}

/// For people: `table INSERT on clinic.patients and 2 more via agent`.
impl std::fmt::Display for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.kind)?;
        let named = self.examples.len().min(IN_A_SENTENCE);
        if named > 0 {
            write!(f, " on {}", self.examples[..named].join(", "))?;
        }
        let more = usize::try_from(self.count).unwrap_or(usize::MAX).saturating_sub(named);
        if more > 0 && named > 0 {
            write!(f, " and {more} more")?;
        }
        write!(f, " via {}", self.via)
    }
}
