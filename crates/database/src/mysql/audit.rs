//! What an account may change, judged by an allow-list: what is not named here as harmless counts.

use gatehouse_core::connection::grant::{Right, Severity};
use sqlx::{MySqlConnection, Row};

use super::grants::{self, Grants, Level};

/// What reaches the server's files, its accounts, its settings or its life.
const GRAVE: [&str; 10] = [
    "ALL PRIVILEGES",
    "SUPER",
    "FILE",
    "CREATE USER",
    "PROXY",
    "GRANT OPTION",
    "SHUTDOWN",
    "RELOAD",
    "SYSTEM_",
    "SET_",
];

/// What this login, and every role it may become, may change.
pub(super) async fn rights(connection: &mut MySqlConnection, mariadb: bool) -> Result<Vec<Right>, sqlx::Error> {
    let grants = grants::read(connection, mariadb).await?;
    let mut rights = of(&grants, |_| true);
    rights.extend(unlisted(connection, &grants).await?);
    rights.extend(definers(connection, &grants).await?);
    rights.sort();
    Ok(rights)
}

/// What is granted at large, and so reaches past every table: for the login's own line.
pub(super) fn attributes(grants: &Grants) -> Vec<String> {
    let mut attributes = Vec::new();
    for holder in &grants.holders {
        let by = if holder.name == grants.user { String::new() } else { format!(" by role {}", holder.name) };
        for (level, right) in holder.rights.keys() {
            if *level == Level::Global && !is_reading(right) {
                // MariaDB says it in two words, which hide what an administrator would look for.
                let all = if right == "ALL PRIVILEGES" { ", SUPER and FILE included" } else { "" };
                attributes.push(format!("{right}{all}{by}"));
            }
        }
    }
    if grants.proxy {
        attributes.push("PROXY".into());
    }
    // The gravest first: a sentence names a few.
    attributes.sort_by_key(|name| GRAVE.iter().position(|grave| name.starts_with(grave)).unwrap_or(GRAVE.len()));
    attributes
}

/// The rights of one kind and holder together; `counts` chooses among the levels.
pub(super) fn of(grants: &Grants, counts: impl Fn(&Level) -> bool) -> Vec<Right> {
    let mut found: Vec<(Severity, String, &str, Vec<String>)> = Vec::new();
    for holder in &grants.holders {
        for ((level, right), extent) in &holder.rights {
            if is_reading(right) || !counts(level) {
                continue;
            }
            let kind = format!("{} {right}", word(level, extent.whole));
            let objects = objects(level, extent.whole, extent.columns.iter());
            match found.iter_mut().find(|(_, known, via, _)| *known == kind && *via == holder.name) {
                Some((.., known)) => known.extend(objects),
                None => found.push((severity(level, right), kind, &holder.name, objects)),
            }
        }
    }
    let mut rights: Vec<Right> =
        found.into_iter().map(|(severity, kind, via, objects)| right(severity, &kind, via, &objects)).collect();
    rights.extend(of_roles(grants));
    rights
}

/// Roles, proxies, and what stayed unclear.
fn of_roles(grants: &Grants) -> Vec<Right> {
    let mut rights = Vec::new();
    let names = |wanted: &dyn Fn(&grants::Role) -> bool| -> Vec<String> {
        grants.roles.iter().filter(|role| wanted(role)).map(|role| role.name.clone()).collect()
    };
    for (severity, kind, via, objects) in [
        (Severity::High, "right to grant a role", grants.user.as_str(), names(&|role| role.passes_on)),
        (Severity::Low, "role it may become", "login", names(&|role| role.active)),
        (Severity::Low, "role it may become", "SET ROLE", names(&|role| !role.active)),
    ] {
        if !objects.is_empty() {
            rights.push(right(severity, kind, via, &objects));
        }
    }
    let patterns = grants.patterns();
    if !patterns.is_empty() {
        rights.push(right(Severity::Low, "grant on every database of a pattern", &grants.user, &patterns));
    }
    if grants.proxy {
        rights.push(right(Severity::High, "acting as another account", "PROXY", &["another account".to_owned()]));
    }
    if grants.unread > 0 {
        let what = ["what SHOW GRANTS lists".to_owned()];
        rights.push(Right::new(Severity::High, "grant that could not be read", &grants.user, &what, grants.unread));
    }
    if grants.revoked {
        let what = ["rights at large".to_owned()];
        rights.push(right(Severity::Low, "partial revoke, not taken off what is listed", &grants.user, &what));
    }
    rights
}

fn right(severity: Severity, kind: &str, via: &str, objects: &[String]) -> Right {
    Right::new(severity, kind, via, objects, u32::try_from(objects.len()).unwrap_or(u32::MAX))
}

/// Grants to the anonymous account hold for everybody and are listed nowhere, but the server's own answer about columns tells
/// of INSERT and UPDATE. A bare DELETE for the anonymous account is told by nothing that this login may read.
async fn unlisted(connection: &mut MySqlConnection, grants: &Grants) -> Result<Vec<Right>, sqlx::Error> {
    let rows = sqlx::raw_sql(include_str!("queries/unlisted.sql")).fetch_all(connection).await?;
    let mut rights = Vec::new();
    for row in &rows {
        let privilege: String = row.try_get_unchecked("privilege")?;
        let listed = grants.holders.iter().filter(|holder| holder.active).flat_map(|holder| holder.rights.keys());
        if !listed.into_iter().any(|(_, right)| *right == privilege || right == "ALL PRIVILEGES") {
            let count: i64 = row.try_get_unchecked("held")?;
            let example: Option<String> = row.try_get_unchecked("example")?;
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            let kind = format!("{privilege} by whatever grant");
            rights.push(Right::new(Severity::High, &kind, "everybody", example.as_slice(), count));
        }
    }
    Ok(rights)
}

/// Routines with their definer's rights: what they do is not bounded by what this login holds.
pub(super) async fn definers(connection: &mut MySqlConnection, grants: &Grants) -> Result<Vec<Right>, sqlx::Error> {
    let rows = sqlx::raw_sql(include_str!("queries/definers.sql")).fetch_all(connection).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get_unchecked("name")).collect::<Result<_, _>>()?;
    let found = right(Severity::Medium, "routine with its definer's rights", &grants.user, &names);
    Ok(if names.is_empty() { Vec::new() } else { vec![found] })
}

/// What the right is on, in a word.
fn word(level: &Level, whole: bool) -> String {
    match level {
        Level::Global => "global".into(),
        Level::Database(_) => "database".into(),
        Level::Table { .. } if whole => "table".into(),
        Level::Table { .. } => "column".into(),
        Level::Routine { kind, .. } => kind.to_lowercase(),
    }
}

pub(super) fn objects<'a>(level: &Level, whole: bool, columns: impl Iterator<Item = &'a String>) -> Vec<String> {
    match level {
        Level::Global => vec!["*.*".into()],
        Level::Database(name) => vec![format!("{name}.*")],
        Level::Table { database, table } if whole => vec![format!("{database}.{table}")],
        Level::Table { database, table } => columns.map(|column| format!("{database}.{table}.{column}")).collect(),
        Level::Routine { database, name, .. } => vec![format!("{database}.{name}")],
    }
}

fn is_reading(privilege: &str) -> bool {
    matches!(privilege, "USAGE" | "SELECT" | "SHOW VIEW")
}

fn severity(level: &Level, privilege: &str) -> Severity {
    match (level, privilege) {
        // A list of names, and other sessions' statements: nothing is changed by them.
        (Level::Global, "SHOW DATABASES" | "PROCESS") => Severity::Low,
        // What a routine does is not looked into; locks and temporary tables change no stored row.
        (Level::Routine { .. }, "EXECUTE") | (_, "EXECUTE" | "LOCK TABLES" | "CREATE TEMPORARY TABLES") => {
            Severity::Medium
        }
        _ => Severity::High,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_rights_are_harmless() {
        assert_eq!(severity(&Level::Global, "PROCESS"), Severity::Low);
        assert_eq!(severity(&Level::Database("d".into()), "EXECUTE"), Severity::Medium);
        for privilege in ["INSERT", "FILE", "SUPER", "A RIGHT OF THE FUTURE", "SELECT", "GRANT OPTION"] {
            assert_eq!(severity(&Level::Global, privilege), Severity::High, "{privilege}");
        }
    }
}
