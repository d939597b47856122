//! Names that may stand in a script. Each is built by parsing alone, so whatever is written was judged.

use std::fmt;

/// The longest name of PostgreSQL in bytes (NAMEDATALEN - 1); the server cuts a longer one, and then means another object.
const POSTGRES_BYTES: usize = 63;

/// The longest name of MySQL and MariaDB in characters.
const MYSQL_CHARACTERS: usize = 64;

/// Why a name cannot stand in a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// There is nothing to quote.
    #[error("the name is empty")]
    Empty,
    /// NUL, line ends and the like: some client between the script and the server reads them its own way.
    #[error("the name holds a control character")]
    Control,
    /// Longer than the server keeps, in the unit that it counts.
    #[error("the name is longer than {limit} {unit}, which is all that the server keeps")]
    TooLong {
        /// The limit.
        limit: usize,
        /// `bytes` or `characters`.
        unit: &'static str,
    },
    /// MySQL's names are of the Basic Multilingual Plane.
    #[error("the name holds a character beyond U+FFFF, which the server does not take")]
    BeyondBmp,
    /// MySQL drops it or refuses it, depending on where the name stands.
    #[error("the name ends with a blank")]
    TrailingBlank,
    /// SCRAM sends a user's name in a list with commas, prepared by SASLprep (RFC 4013): not every client, and not
    /// Gatehouse's own, gets such a name through.
    #[error("the name holds a comma or letters written from right to left, with which not every client can log in")]
    Login,
    /// Quoted or not, the server or its tools take it for something else than an ordinary user.
    #[error("the name is reserved: choose another, for example gatehouse_ro")]
    Reserved,
}

/// A PostgreSQL identifier; displayed quoted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PostgresIdent(String);

impl PostgresIdent {
    /// Judges a name.
    pub(super) fn parse(name: &str) -> Result<PostgresIdent, NameProblem> {
        common(name)?;
        if name.len() > POSTGRES_BYTES {
            return Err(NameProblem::TooLong { limit: POSTGRES_BYTES, unit: "bytes" });
        }
        Ok(PostgresIdent(name.to_owned()))
    }

    /// The name itself.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostgresIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// An identifier of MySQL or MariaDB; displayed in backticks, which mean the same under every sql_mode.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MysqlIdent(String);

impl MysqlIdent {
    /// Judges a name of up to 64 characters.
    pub(super) fn parse(name: &str) -> Result<MysqlIdent, NameProblem> {
        MysqlIdent::within(name, MYSQL_CHARACTERS)
    }

    /// Judges a name of up to `limit` characters.
    pub(super) fn within(name: &str, limit: usize) -> Result<MysqlIdent, NameProblem> {
        common(name)?;
        if name.chars().count() > limit {
            return Err(NameProblem::TooLong { limit, unit: "characters" });
        }
        if name.chars().any(|c| c > '\u{ffff}') {
            return Err(NameProblem::BeyondBmp);
        }
        if name.ends_with(char::is_whitespace) {
            return Err(NameProblem::TrailingBlank);
        }
        Ok(MysqlIdent(name.to_owned()))
    }
}

impl fmt::Display for MysqlIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.replace('`', "``"))
    }
}

fn common(name: &str) -> Result<(), NameProblem> {
    if name.is_empty() {
        return Err(NameProblem::Empty);
    }
    if name.chars().any(char::is_control) {
        return Err(NameProblem::Control);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_quoted_and_its_quotes_doubled() {
        let postgres = |name| PostgresIdent::parse(name).unwrap().to_string();
        assert_eq!(postgres("patients"), r#""patients""#);
        assert_eq!(postgres(r#"a"; DROP ROLE x; --"#), r#""a""; DROP ROLE x; --""#);
        assert_eq!(postgres(r"back\slash"), r#""back\slash""#);
        let mysql = |name| MysqlIdent::parse(name).unwrap().to_string();
        assert_eq!(mysql("a`b"), "`a``b`");
        // Unescaped: at table level `_` and `%` are no wildcards, and an escaped name is another one.
        assert_eq!(mysql("app_db%"), "`app_db%`");
        assert_eq!(mysql(r#"'"\"#), r#"`'"\`"#);
    }

    #[test]
    fn lengths_are_counted_as_the_server_counts() {
        let too_long = |limit, unit| Some(NameProblem::TooLong { limit, unit });
        assert_eq!(PostgresIdent::parse(&"x".repeat(63)).err(), None);
        assert_eq!(PostgresIdent::parse(&"x".repeat(64)).err(), too_long(63, "bytes"));
        assert_eq!(PostgresIdent::parse(&"ä".repeat(32)).err(), too_long(63, "bytes"));
        assert_eq!(MysqlIdent::parse(&"ä".repeat(64)).err(), None);
        assert_eq!(MysqlIdent::parse(&"ä".repeat(65)).err(), too_long(64, "characters"));
        assert_eq!(MysqlIdent::parse("🦀").err(), Some(NameProblem::BeyondBmp));
        assert_eq!(MysqlIdent::parse("a ").err(), Some(NameProblem::TrailingBlank));
        assert_eq!(PostgresIdent::parse("a ").err(), None);
        for name in ["a\nb", "a\0", "\u{7f}", "\u{85}"] {
            assert_eq!(PostgresIdent::parse(name).err(), Some(NameProblem::Control), "{name:?}");
            assert_eq!(MysqlIdent::parse(name).err(), Some(NameProblem::Control), "{name:?}");
        }
    }
}
