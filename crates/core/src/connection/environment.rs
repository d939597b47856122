//! What a database is used for, so that production looks like production.

use serde::{Deserialize, Serialize};

/// The environment a connection belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Real callers, real patients.
    Production,
    /// A rehearsal of production.
    Staging,
    /// For tests alone.
    Test,
    /// Somebody's own.
    Development,
}
