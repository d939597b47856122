//! MySQL 8, MariaDB 10.11, and later ones of both. Each statement is committed at once, so their order sees to it that a script
//! that stops halfway leaves less than the plan.
//!
//! Rights are given on tables and columns alone: in a grant on a database `_` and `%` are wildcards, or not, depending on
//! `partial_revokes`, and `app_db` would open `appXdb`.

use std::fmt::Write;

use super::super::ident::MysqlIdent;
use super::super::{Account, GrantPlan, GrantRole, NewPassword};
use super::target::{Target, Targets, named, privileges};
use super::{Script, ScriptProblem, notes};
use crate::catalog::Catalog;

const OPENING: &str = "SET NAMES utf8mb4;\n";

/// The account and its rights.
pub(super) fn create(
    catalog: &Catalog,
    plan: &GrantPlan,
    account: &Account,
    mariadb: Option<bool>,
    password: &NewPassword,
) -> Result<Script, ScriptProblem> {
    let targets = Targets::of(catalog, plan, MysqlIdent::parse)?;
    let mut sql = format!(
        "-- Gatehouse. A database user for agents. Each right is listed; none is given on a schema or database as a whole.
-- Run it with the mysql or mariadb client as an administrator. It may be run again at any time.
-- The password stands in it, so delete it once it has run.
{OPENING}"
    );
    let account_options = options(mariadb, password);
    line(&mut sql, format_args!("CREATE USER IF NOT EXISTS {account} {account_options};"));
    line(&mut sql, format_args!("ALTER USER {account} {account_options};"));
    match plan.request.role {
        GrantRole::ReadOnly => {
            line(&mut sql, format_args!("REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account};"));
            targets.tables.iter().for_each(|target| grant(&mut sql, target, account));
        }
        GrantRole::Write => targets.tables.iter().for_each(|target| replace(&mut sql, target, account)),
    }
    Ok(Script { sql, notes: notes::mysql(catalog, plan, &targets.left_out, account, mariadb) })
}

/// An account that reads every table of a database, those of tomorrow too: for one that nobody has discovered yet.
pub(super) fn whole_database(
    database: &str,
    account: &Account,
    mariadb: Option<bool>,
    password: &NewPassword,
) -> Result<String, ScriptProblem> {
    // In a grant on a database `_` and `%` are wildcards unless they are escaped.
    let name = MysqlIdent::parse(database).map_err(|problem| named(database, problem))?.to_string();
    let name = name.replace('\\', "\\\\").replace('_', "\\_").replace('%', "\\%");
    let account_options = options(mariadb, password);
    Ok(format!(
        "-- Gatehouse. A database user for agents, which reads every table of one database, those that come later too.
-- Run it with the mysql or mariadb client as an administrator. It may be run again at any time.
-- The password stands in it, so delete it once it has run.
{OPENING}CREATE USER IF NOT EXISTS {account} {account_options};
ALTER USER {account} {account_options};
REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account};
GRANT SELECT ON {name}.* TO {account};
"
    ))
}

/// Another password, and nothing else.
pub(super) fn rotate(account: &Account, mariadb: Option<bool>, password: &NewPassword) -> String {
    format!(
        "-- Gatehouse. Another password for the agents' database user. It stands in here, so delete this once it has run.
{OPENING}ALTER USER {account} {};
",
        identified(mariadb, password)
    )
}

/// Drops the account, and with it every right.
pub(super) fn revoke(account: &Account) -> String {
    format!(
        "-- Gatehouse. Takes every right from the agents' database user, and drops it.
{OPENING}DROP USER IF EXISTS {account};
"
    )
}

fn options(mariadb: Option<bool>, password: &NewPassword) -> String {
    // MySQL has no time limit for an account.
    let time = if mariadb == Some(true) { " MAX_STATEMENT_TIME 30" } else { "" };
    format!("{} REQUIRE SSL WITH MAX_USER_CONNECTIONS 5{time}", identified(mariadb, password))
}

/// The password holds no character that any sql_mode reads specially.
fn identified(mariadb: Option<bool>, password: &NewPassword) -> String {
    let password = password.expose();
    match mariadb {
        Some(true) => format!("IDENTIFIED VIA mysql_native_password USING PASSWORD('{password}')"),
        Some(false) => format!("IDENTIFIED WITH caching_sha2_password BY '{password}'"),
        // What both read, as the server's own default.
        None => format!("IDENTIFIED BY '{password}'"),
    }
}

fn grant(sql: &mut String, target: &Target<'_, MysqlIdent>, account: &Account) {
    if let Some(list) = privileges(target) {
        let Target { schema, name, .. } = target;
        line(sql, format_args!("GRANT {list} ON {schema}.{name} TO {account};"));
    }
}

/// Puts the plan's rights on a table in the place of whatever rights there are. A revoke is an error where there is nothing to
/// revoke, and MariaDB has no IF EXISTS for it; so the plan's rights are given before, too.
fn replace(sql: &mut String, target: &Target<'_, MysqlIdent>, account: &Account) {
    if target.grants.is_nothing() {
        return;
    }
    let Target { schema, name, .. } = target;
    grant(sql, target, account);
    line(sql, format_args!("REVOKE ALL PRIVILEGES ON {schema}.{name} FROM {account};"));
    grant(sql, target, account);
}

fn line(sql: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(sql, "{text}");
}
