//! What a database is used for, so that production looks like production.

use serde::{Deserialize, Serialize};

/// The environment a connection belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

impl Environment {
    /// Every environment, the most careful one first.
    pub const ALL: [Environment; 4] =
        [Environment::Production, Environment::Staging, Environment::Test, Environment::Development];

    /// Its spelling in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Staging => "staging",
            Environment::Test => "test",
            Environment::Development => "development",
        }
    }

    /// The environment with exactly this spelling.
    pub fn parse(text: &str) -> Option<Environment> {
        Environment::ALL.into_iter().find(|environment| environment.as_str() == text)
    }
}
