//! The statements that name a role. A statement of this kind takes no parameter, so the name stands in its text.

use crate::sql::{Composed, composed};

/// An account or a role. MariaDB's roles have no host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) host: Option<String>,
}

impl Account {
    /// As a person knows it.
    pub(super) fn plain(&self) -> String {
        match &self.host {
            Some(host) if host != "%" => format!("{}@{host}", self.name),
            _ => self.name.clone(),
        }
    }

    fn quoted(&self) -> String {
        match &self.host {
            Some(host) => format!("{}@{}", quoted(&self.name), quoted(host)),
            None => quoted(&self.name),
        }
    }
}

/// Shows what is granted to the account itself, whatever roles are active. Every account may ask this about itself.
pub(super) fn show_own(account: &Account) -> Composed {
    composed(format!("SHOW GRANTS FOR {}", account.quoted()))
}

/// MySQL: shows the account's own rights together with those of a role and of the roles within it.
pub(super) fn show_using(role: &Account) -> Composed {
    composed(format!("SHOW GRANTS FOR CURRENT_USER() USING {}", role.quoted()))
}

/// MariaDB: takes a role, in place of the one that was taken.
pub(super) fn set_role(role: Option<&Account>) -> Composed {
    composed(match role {
        Some(role) => format!("SET ROLE {}", role.quoted()),
        None => "SET ROLE NONE".into(),
    })
}

/// An identifier. The session's sql_mode has no ANSI_QUOTES, and between backticks nothing but the backtick is special.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use sqlx::SqlSafeStr;

    use super::*;

    #[test]
    fn a_name_stays_a_name() {
        let role = Account { name: r#"r` TO x; DROP"'\"#.into(), host: Some("%`".into()) };
        let text = show_using(&role).into_sql_str();
        assert_eq!(text.as_str(), r#"SHOW GRANTS FOR CURRENT_USER() USING `r`` TO x; DROP"'\`@`%```"#);
        assert_eq!(set_role(None).into_sql_str().as_str(), "SET ROLE NONE");
    }
}
