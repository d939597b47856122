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
            "role" => "role (its rights are not looked into)".into(),
            "effective" => format!("{privilege} by whatever grant"),
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

/// What one line of SHOW GRANTS tells that no view of the catalogue lists: the right to act as another account, and what
/// MariaDB grants to everybody. Nothing of the line is kept but the names of rights.
pub(super) fn unlisted(grant: &str) -> Vec<Right> {
    let text = unquoted(grant);
    let right = |kind: String, severity| Right {
        severity,
        kind,
        via: "PUBLIC".into(),
        example: "what SHOW GRANTS names".into(),
        count: 1,
    };
    let Some((rights, rest)) = text.strip_prefix("GRANT ").and_then(|rest| rest.split_once(" ON ")) else {
        return Vec::new();
    };
    if rights == "PROXY" {
        return vec![Right { via: "PROXY".into(), ..right("acting as another account".into(), Severity::High) }];
    }
    let (rest, passes_on) = match rest.strip_suffix(" WITH GRANT OPTION") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    if !rest.ends_with(" TO PUBLIC") {
        return Vec::new();
    }
    // The level counts only for what is harmless globally; a list of columns stands behind a right in parentheses.
    let names = rights.split([',', '(', ')']).map(str::trim).filter(|name| !name.is_empty());
    let held = names.filter(|name| passes_on || !is_reading(name));
    held.map(|name| right(format!("everybody's {name}"), severity("global", name))).collect()
}

/// The line without what stands between quotes: names may hold any words.
fn unquoted(grant: &str) -> String {
    let mut inside = None;
    let outside = grant.chars().filter(|character| match inside {
        Some(quote) => {
            if *character == quote {
                inside = None;
            }
            false
        }
        None if matches!(character, '`' | '\'' | '"') => {
            inside = Some(*character);
            false
        }
        None => true,
    });
    outside.collect()
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
    fn what_only_show_grants_tells() {
        let kinds = |grant| unlisted(grant).into_iter().map(|right| right.kind).collect::<Vec<_>>();
        assert_eq!(
            kinds("GRANT PROXY ON ''@'%' TO `root`@`localhost` WITH GRANT OPTION"),
            ["acting as another account"]
        );
        assert_eq!(kinds("GRANT SELECT, DELETE ON `t`.`a` TO PUBLIC"), ["everybody's DELETE"]);
        assert_eq!(kinds("GRANT SELECT (`a ON b`), UPDATE (`x, y`, `z`) ON `t`.`a` TO PUBLIC"), ["everybody's UPDATE"]);
        assert_eq!(kinds("GRANT SELECT ON `t`.* TO PUBLIC WITH GRANT OPTION"), ["everybody's SELECT"]);
        let own = "GRANT INSERT ON `x TO PUBLIC`.* TO `a`@`b` IDENTIFIED BY PASSWORD '*D82' WITH GRANT OPTION";
        for harmless in
            [own, "GRANT SELECT ON `PROXY`.* TO `a`@`b`", "GRANT SELECT ON `t`.* TO PUBLIC", "GRANT `r` TO `a`@`b`"]
        {
            assert_eq!(kinds(harmless), Vec::<String>::new(), "{harmless}");
        }
    }
}
