//! What a connection is meant for, known before anything is connected.

use serde::{Deserialize, Serialize};

/// What the owner wants this connection to be able to do. The list shows it as a badge before connecting.
///
/// It narrows and never widens: the database's own privileges are the limit, and the checks show those. Checks, discovery
/// and read statements open their session read-only whatever is said here; a statement that writes is refused on a
/// connection that is not [`Access::Write`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Every session is opened read-only.
    #[default]
    ReadOnly,
    /// Statements that write are possible, on exactly the tables that the database grants.
    Write,
}

impl Access {
    /// Whether this is what a connection has when its file says nothing.
    pub fn is_default(&self) -> bool {
        *self == Access::default()
    }

    /// The badge: `RO` or `RW`.
    pub fn badge(self) -> &'static str {
        match self {
            Access::ReadOnly => "RO",
            Access::Write => "RW",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Descriptor, Engine};
    use super::*;

    #[test]
    fn read_only_is_what_silence_means() {
        let mut descriptor = Descriptor::blank(Engine::Postgres);
        assert_eq!(descriptor.access.badge(), "RO");
        assert!(!toml::to_string(&descriptor).unwrap().contains("access"));
        descriptor.access = Access::Write;
        let text = toml::to_string(&descriptor).unwrap();
        assert!(text.contains("access = \"write\""), "{text}");
        assert_eq!(toml::from_str::<Descriptor>(&text).unwrap().access.badge(), "RW");
    }
}
