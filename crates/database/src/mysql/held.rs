//! What a login holds, for a proof: the lines of SHOW GRANTS laid over one database, and corrected by what the server itself
//! says about each column.

use std::collections::BTreeMap;

use gatehouse_core::catalog::TableName;
use gatehouse_core::connection::grant::{Held, HeldGrant, Privilege, Right, Severity, TableRight};
use sqlx::mysql::MySqlRow;
use sqlx::{MySqlConnection, Row};

use super::grants::{self, Extent, Grants, Level};
use super::{audit, like};

/// The columns of a table that the server says may be selected, inserted and updated as the login came in.
type Effective = BTreeMap<TableName, [Vec<String>; 3]>;

const COLUMNWISE: [Privilege; 3] = [Privilege::Select, Privilege::Insert, Privilege::Update];

/// Reads everything about `database`, in one read-only transaction.
pub(super) async fn held(connection: &mut MySqlConnection, mariadb: bool, database: &str) -> Result<Held, sqlx::Error> {
    sqlx::raw_sql("START TRANSACTION READ ONLY").execute(&mut *connection).await?;
    let grants = grants::read(&mut *connection, mariadb).await?;
    let rows = sqlx::raw_sql(include_str!("queries/effective.sql")).fetch_all(&mut *connection).await?;
    let mut effective = Effective::new();
    for row in &rows {
        note(&mut effective, row, database)?;
    }
    let definers = audit::definers(&mut *connection, &grants).await?;
    sqlx::raw_sql("COMMIT").execute(connection).await?;
    let mut held = Held { user: grants.user.clone(), ..Held::default() };
    lay(&mut held, &grants, database);
    correct(&mut held, &grants, &effective);
    held.others = others(&grants, database);
    held.others.extend(definers);
    Ok(held)
}

fn note(effective: &mut Effective, row: &MySqlRow, database: &str) -> Result<(), sqlx::Error> {
    let (table, column): (String, String) =
        (row.try_get_unchecked("table_name")?, row.try_get_unchecked("column_name")?);
    let known = effective.entry(TableName::new(database, table)).or_default();
    for (columns, name) in known.iter_mut().zip(["may_select", "may_insert", "may_update"]) {
        if row.try_get_unchecked::<i64, _>(name)? != 0 {
            columns.push(column.clone());
        }
    }
    Ok(())
}

/// Sorts what is granted: over the whole database, or on one of its tables.
fn lay(held: &mut Held, grants: &Grants, database: &str) {
    for holder in &grants.holders {
        for ((level, right), extent) in &holder.rights {
            let place = match level {
                Level::Global => &mut held.everywhere,
                Level::Database(pattern) if like::matches(pattern, database) => &mut held.everywhere,
                Level::Table { database: other, table } if other == database => {
                    held.tables.entry(TableName::new(database, table)).or_default()
                }
                _ => continue,
            };
            place.extend(of_right(right, extent, &holder.name, holder.active, matches!(level, Level::Table { .. })));
        }
    }
}

/// What a right means on a table; a right at large counts here only when it is one that a plan speaks about, because the
/// others are told at their own level.
fn of_right(right: &str, extent: &Extent, via: &str, active: bool, on_table: bool) -> Vec<HeldGrant> {
    let names: &[&str] = match right {
        "ALL PRIVILEGES" | "ALL" if on_table => &["SELECT", "INSERT", "UPDATE", "DELETE", "every other right"],
        "ALL PRIVILEGES" | "ALL" => &["SELECT", "INSERT", "UPDATE", "DELETE"],
        // Seeing a view's text reads no row.
        "USAGE" | "SHOW VIEW" => &[],
        "SELECT" | "INSERT" | "UPDATE" | "DELETE" => &[right],
        _ if on_table => &[right],
        _ => &[],
    };
    let columns: Vec<String> = extent.columns.iter().cloned().collect();
    let mut held = Vec::new();
    for name in names {
        let grant = |columns| HeldGrant { right: TableRight::named(name), columns, via: via.to_owned(), active };
        if extent.whole {
            held.push(grant(None));
        }
        if !columns.is_empty() {
            held.push(grant(Some(columns.clone())));
        }
    }
    held
}

/// Brings the lines in accord with the server's own answer. What it allows beyond them comes from an account of everybody's;
/// what a partial revoke or a narrower pattern takes away is taken away here, table by table.
fn correct(held: &mut Held, grants: &Grants, effective: &Effective) {
    for (at, privilege) in COLUMNWISE.into_iter().enumerate() {
        let right = TableRight::Data(privilege);
        if grants.revoked || !grants.patterns().is_empty() {
            let (at_large, kept): (Vec<HeldGrant>, Vec<HeldGrant>) =
                held.everywhere.drain(..).partition(|grant| grant.active && grant.right == right);
            held.everywhere = kept;
            for (table, _) in effective.iter().filter(|(_, columns)| !columns[at].is_empty()) {
                held.tables.entry(table.clone()).or_default().extend(at_large.iter().cloned());
            }
        }
        for (table, allowed) in effective.iter().filter(|(_, columns)| !columns[at].is_empty()) {
            let listed = held.everywhere.iter().chain(held.tables.get(table).into_iter().flatten());
            let listed: Vec<&HeldGrant> = listed.filter(|grant| grant.active && grant.right == right).collect();
            if listed.iter().any(|grant| grant.columns.is_none()) {
                continue;
            }
            let unlisted = |column: &&String| {
                !listed.iter().any(|grant| grant.columns.as_ref().is_some_and(|names| names.contains(column)))
            };
            let columns: Vec<String> = allowed[at].iter().filter(unlisted).cloned().collect();
            if !columns.is_empty() {
                let grant =
                    HeldGrant { right: right.clone(), columns: Some(columns), via: "everybody".into(), active: true };
                held.tables.entry(table.clone()).or_default().push(grant);
            }
        }
    }
}

/// Everything that is no grant on a table of this database.
fn others(grants: &Grants, database: &str) -> Vec<Right> {
    let elsewhere = |level: &Level| !matches!(level, Level::Table { database: other, .. } if other == database);
    let mut others = audit::of(grants, elsewhere);
    for holder in &grants.holders {
        for ((level, right), extent) in holder.rights.iter().filter(|((level, _), _)| elsewhere(level)) {
            let (severity, kind) = match level {
                _ if right != "SELECT" => continue,
                Level::Global => (Severity::High, "SELECT on every database, the server's own included"),
                Level::Database(pattern) if like::matches(pattern, database) => {
                    (Severity::Medium, "SELECT on the whole database, tables of tomorrow too")
                }
                Level::Database(_) => (Severity::Medium, "SELECT on another database"),
                _ => (Severity::Medium, "SELECT on a table of another database"),
            };
            let objects = audit::objects(level, extent.whole, extent.columns.iter());
            others.push(Right::new(severity, kind, &holder.name, &objects, 1));
        }
    }
    others
}
