//! The kinds of integration [contract, "Conventions", S].

use gatehouse_core::connection::Engine;

/// What a `{kind}` of a path turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A database.
    Sql(Engine),
    /// A provider of the platform that is not ours to serve.
    Reserved,
}

/// A kind and the name people know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindInfo {
    /// The path segment.
    pub kind: &'static str,
    /// The provider.
    pub name: &'static str,
}

const fn info(kind: &'static str, name: &'static str) -> KindInfo {
    KindInfo { kind, name }
}

/// All kinds, in the order of the source's list.
pub const KINDS: [KindInfo; 9] = [
    info("google_calendar", "Google Calendar"),
    info("google_sheets", "Google Sheets"),
    info("calendly", "Calendly"),
    info("hubspot", "HubSpot"),
    info("square", "Square"),
    info("opentable", "OpenTable"),
    info("shopify", "Shopify"),
    info("postgres", "PostgreSQL"),
    info("mysql", "MySQL"),
];

impl Kind {
    /// The kind of this path segment, spelled exactly so.
    pub fn parse(text: &str) -> Option<Kind> {
        KINDS.iter().find(|known| known.kind == text)?;
        Some(Engine::from_kind(text).map_or(Kind::Reserved, Kind::Sql))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_databases_are_served() {
        assert_eq!(Kind::parse("postgres"), Some(Kind::Sql(Engine::Postgres)));
        assert_eq!(Kind::parse("hubspot"), Some(Kind::Reserved));
        assert_eq!(Kind::parse("Postgres"), None);
        assert_eq!(KINDS.iter().filter(|known| Engine::from_kind(known.kind).is_some()).count(), 2);
    }
}
