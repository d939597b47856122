//! Rows of the rights query, judged by an allow-list.

use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::session::{Right, Severity};

/// Reads one row. A right of an unknown name counts as the highest.
pub(super) fn right(row: &MySqlRow) -> Result<Right, sqlx::Error> {
    let level: String = row.try_get_unchecked("level")?;
    let privilege: String = row.try_get_unchecked("privilege")?;
    Ok(Right {
        severity: severity(&level, &privilege),
        kind: match level.as_str() {
            "role" => "role that may be taken".into(),
            "routine" => "routine with its definer's rights".into(),
            // Reading, but with the right to pass it on.
            _ if is_reading(&privilege) => format!("{level} right to grant {privilege}"),
            _ => format!("{level} {privilege}"),
        },
        via: row.try_get_unchecked("via")?,
        example: row.try_get_unchecked("example")?,
        count: row.try_get_unchecked("held")?,
    })
}

/// The right to act as another account, which no view of the catalogue lists.
pub(super) fn proxy(grant: &str) -> Option<Right> {
    grant.starts_with("GRANT PROXY").then(|| Right {
        severity: Severity::High,
        kind: "proxy".into(),
        via: "SHOW GRANTS".into(),
        example: "another account".into(),
        count: 1,
    })
}

fn is_reading(privilege: &str) -> bool {
    matches!(privilege, "USAGE" | "SELECT" | "SHOW VIEW")
}

fn severity(level: &str, privilege: &str) -> Severity {
    match (level, privilege) {
        // A list of names, and other sessions' statements: nothing is changed by them.
        ("global", "SHOW DATABASES" | "PROCESS") => Severity::Low,
        // What a role or a routine does is not looked into; locks and temporary tables change no stored row.
        ("role" | "routine", _) | (_, "EXECUTE" | "LOCK TABLES" | "CREATE TEMPORARY TABLES") => Severity::Medium,
        _ => Severity::High,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_rights_are_harmless() {
        assert_eq!(severity("global", "PROCESS"), Severity::Low);
        assert_eq!(severity("database", "EXECUTE"), Severity::Medium);
        for privilege in ["INSERT", "FILE", "SUPER", "A RIGHT OF THE FUTURE", "SELECT"] {
            assert_eq!(severity("global", privilege), Severity::High, "{privilege}");
        }
    }

    #[test]
    fn a_proxy_is_noticed() {
        assert!(proxy("GRANT PROXY ON ''@'%' TO `root`@`localhost` WITH GRANT OPTION").is_some());
        assert!(proxy("GRANT SELECT ON `PROXY`.* TO `a`@`b`").is_none());
    }
}
