//! The database user that a script makes, changes or drops.

use std::fmt;

use super::GrantServer;
use super::ident::{MysqlIdent, NameProblem, PostgresIdent};
use crate::connection::Engine;

/// MySQL's limit for a user's name, in characters.
const MYSQL_USER: usize = 32;

/// MySQL's limit for an account's host part.
const HOST_LENGTH: usize = 255;

/// Taken for PUBLIC, for whoever runs the script, or belonging to the server itself. PostgreSQL grants to PUBLIC even where
/// the word stands in quotes.
const RESERVED: &[&str] =
    &["public", "none", "current_user", "current_role", "session_user", "user", "root", "postgres", "mysql"];
const RESERVED_BEGINNINGS: &[&str] = &["pg_", "mysql.", "mariadb."];

/// A user whose name was judged, as its server writes it. Displayed as it stands in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Postgres(PostgresIdent),
    /// `mariadb` is none where nobody has asked the server yet.
    Mysql {
        user: MysqlIdent,
        host: MysqlIdent,
        mariadb: Option<bool>,
        wild: bool,
    },
}

/// An account, taken apart for the generator of its engine.
pub(super) enum Dialect<'a> {
    Postgres(&'a PostgresIdent),
    Mysql { mariadb: Option<bool> },
}

/// Why a user cannot be made under this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountProblem {
    /// The user's name.
    #[error("the user cannot have this name: {0}")]
    User(NameProblem),
    /// MySQL's accounts are bound to an address, and which one the agent comes from is not known here.
    #[error(
        "say from which address the agent will connect, as the database sees it; % allows every address, which is rarely needed"
    )]
    HostMissing,
    /// What was given for it is no address, network or name.
    #[error("a host is an address, an address with a netmask, a name, or % for every address")]
    HostUnreadable,
    /// PostgreSQL binds addresses in pg_hba.conf.
    #[error("PostgreSQL's users are not bound to a host: leave it out; pg_hba.conf says who may connect from where")]
    HostUnused,
}

impl Account {
    /// Judges a user's name and, for MySQL and MariaDB, the host that it may connect from.
    ///
    /// # Errors
    /// [`AccountProblem`] when the name is reserved, too long or not to be quoted safely, or the host is missing or odd.
    pub fn parse(server: GrantServer, user: &str, host: Option<&str>) -> Result<Account, AccountProblem> {
        let mariadb = Some(server == GrantServer::MariaDb);
        let engine = if server == GrantServer::Postgres { Engine::Postgres } else { Engine::Mysql };
        Account::of(engine, mariadb, user, host)
    }

    /// As [`Account::parse`], before anybody has asked the server whether it is MySQL or MariaDB.
    ///
    /// # Errors
    /// As [`Account::parse`].
    pub fn parse_undiscovered(engine: Engine, user: &str, host: Option<&str>) -> Result<Account, AccountProblem> {
        Account::of(engine, None, user, host)
    }

    fn of(engine: Engine, mariadb: Option<bool>, user: &str, host: Option<&str>) -> Result<Account, AccountProblem> {
        if is_reserved(user) {
            return Err(AccountProblem::User(NameProblem::Reserved));
        }
        if engine == Engine::Postgres {
            if user.contains(|c| c == ',' || is_right_to_left(c)) {
                return Err(AccountProblem::User(NameProblem::Login));
            }
            return match host {
                Some(_) => Err(AccountProblem::HostUnused),
                None => {
                    PostgresIdent::parse(user).map(|role| Account(Kind::Postgres(role))).map_err(AccountProblem::User)
                }
            };
        }
        let user = MysqlIdent::within(user, MYSQL_USER).map_err(AccountProblem::User)?;
        let host = host.ok_or(AccountProblem::HostMissing)?;
        if !is_host(host) {
            return Err(AccountProblem::HostUnreadable);
        }
        let wild = host.contains(['%', '_']);
        let host = MysqlIdent::within(host, HOST_LENGTH).map_err(|_| AccountProblem::HostUnreadable)?;
        Ok(Account(Kind::Mysql { user, host, mariadb, wild }))
    }

    /// The engine that it is an account of.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Postgres(_) => Engine::Postgres,
            Kind::Mysql { .. } => Engine::Mysql,
        }
    }

    pub(super) fn dialect(&self) -> Dialect<'_> {
        match &self.0 {
            Kind::Postgres(role) => Dialect::Postgres(role),
            Kind::Mysql { mariadb, .. } => Dialect::Mysql { mariadb: *mariadb },
        }
    }

    /// Whether more than one address fits the host part.
    pub(super) fn is_wild(&self) -> bool {
        matches!(self.0, Kind::Mysql { wild: true, .. })
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Postgres(role) => role.fmt(f),
            Kind::Mysql { user, host, .. } => write!(f, "{user}@{host}"),
        }
    }
}

/// In any spelling: what is told apart by case alone is told apart by nobody.
fn is_reserved(user: &str) -> bool {
    let lower = user.trim().to_lowercase();
    RESERVED.contains(&lower.as_str()) || RESERVED_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
}

/// The blocks of the Basic Multilingual Plane that hold such letters.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= HOST_LENGTH
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-/%_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(user: &str) -> Result<Account, AccountProblem> {
        Account::parse(GrantServer::Postgres, user, None)
    }

    fn mysql(user: &str, host: Option<&str>) -> Result<Account, AccountProblem> {
        Account::parse(GrantServer::Mysql, user, host)
    }

    #[test]
    fn reserved_and_over_long_names_are_refused() {
        let (bytes, characters) = ("x".repeat(64), "x".repeat(33));
        let wide = "ü".repeat(32);
        #[rustfmt::skip]
        let refused = [
            "public", "PUBLIC", "Public", "none", "current_user", "CURRENT_ROLE", "session_user", "user", "root",
            "postgres", "Postgres", "mysql", "pg_monitor", "pg_", "PG_read_all_data", "mysql.sys", "mysql.session",
            "mariadb.sys", "", "public ", "a\0b", "a\nb", "a\u{1b}[0m", &bytes,
        ];
        assert_eq!(refused.len(), 24);
        for name in refused {
            assert!(matches!(postgres(name), Err(AccountProblem::User(_))), "{name:?}");
            assert!(matches!(mysql(name, Some("10.0.0.1")), Err(AccountProblem::User(_))), "{name:?}");
        }
        assert!(postgres(&wide).is_err() && mysql(&wide, Some("10.0.0.1")).is_ok());
        assert!(postgres(&characters).is_ok() && mysql(&characters, Some("10.0.0.1")).is_err());
        assert!(postgres("א").is_err() && mysql("א", Some("10.0.0.1")).is_ok());
        assert!(postgres("a,b").is_err() && mysql("a,b", Some("10.0.0.1")).is_ok());
        assert!(mysql("crab🦀", Some("10.0.0.1")).is_err());
        assert!(mysql("x ", Some("10.0.0.1")).is_err());
    }

    #[test]
    fn accounts_are_quoted() {
        assert_eq!(postgres("we\"ird").unwrap().to_string(), r#""we""ird""#);
        assert_eq!(mysql("o'`x", Some("10.0.0.%")).unwrap().to_string(), "`o'``x`@`10.0.0.%`");
    }

    #[test]
    fn a_host_is_given_where_it_counts_and_only_there() {
        assert_eq!(mysql("gatehouse_ro", None), Err(AccountProblem::HostMissing));
        assert_eq!(Account::parse(GrantServer::Postgres, "gatehouse_ro", Some("%")), Err(AccountProblem::HostUnused));
        for host in ["", "a b", "10.0.0.1'", "h`", "h\\", "h\n", "ä"] {
            assert_eq!(mysql("gatehouse_ro", Some(host)), Err(AccountProblem::HostUnreadable), "{host:?}");
        }
        assert!(mysql("gatehouse_ro", Some("%")).unwrap().is_wild());
        assert!(!mysql("gatehouse_ro", Some("2001:db8::1")).unwrap().is_wild());
        assert!(!mysql("gatehouse_ro", Some("192.168.1.0/255.255.255.0")).unwrap().is_wild());
    }
}
