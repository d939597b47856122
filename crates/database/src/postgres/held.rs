//! What a login holds, for a proof: six questions in one snapshot, however many tables there are.

use std::collections::HashMap;

use gatehouse_core::catalog::{ColumnName, TableName};
use gatehouse_core::connection::grant::{Held, HeldGrant, HeldSequence, TableRight};
use sqlx::postgres::PgRow;
use sqlx::postgres::types::Oid;
use sqlx::{PgConnection, Row};

use super::audit;

/// Each statement has half a minute; the door's deadline bounds them together.
const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '2s'; SET LOCAL jit = off; SET LOCAL search_path = pg_catalog";

const ROLES: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/held_roles.sql"));
const TABLES: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/held_tables.sql"));
const SEQUENCES: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/held_sequences.sql"));
const READS: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/held_reads.sql"));

/// What a superuser may do with any table.
const ALL: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

/// Reads everything; a transaction that failed is rolled back.
pub(super) async fn held(connection: &mut PgConnection) -> Result<Held, sqlx::Error> {
    sqlx::raw_sql(BEGIN).execute(&mut *connection).await?;
    let read = read(connection).await;
    sqlx::raw_sql("ROLLBACK").execute(connection).await?;
    read
}

async fn read(connection: &mut PgConnection) -> Result<Held, sqlx::Error> {
    let mut held = Held::default();
    for row in ask(connection, ROLES).await? {
        role(&mut held, &row)?;
    }
    for row in ask(connection, TABLES).await? {
        let name = TableName::new(row.try_get::<&str, _>("schema")?, row.try_get::<&str, _>("name")?);
        held.tables.entry(name).or_default().extend(grants(&row)?);
    }
    let served = served(connection).await?;
    for row in ask(connection, SEQUENCES).await? {
        held.sequences.extend(sequences(&row, &served)?);
    }
    held.others.extend(audit::beside_the_cells(audit::rights(connection).await?));
    for row in ask(connection, READS).await? {
        held.others.push(audit::right(&row)?);
    }
    Ok(held)
}

async fn ask(connection: &mut PgConnection, query: &'static str) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::query(query).persistent(false).fetch_all(connection).await
}

/// What being this role means for every table.
fn role(held: &mut Held, row: &PgRow) -> Result<(), sqlx::Error> {
    let (via, mut active): (String, bool) = (row.try_get("name")?, row.try_get("active")?);
    let superuser: bool = row.try_get("superuser")?;
    if row.try_get("own")? {
        held.user.clone_from(&via);
    }
    if superuser {
        // The attribute is not inherited: only as that very role does it hold.
        active = row.try_get("current")?;
        held.superuser |= active;
    }
    let rights: &[&str] = match via.as_str() {
        _ if superuser => &ALL,
        "pg_read_all_data" => &["SELECT"],
        "pg_write_all_data" => &["INSERT", "UPDATE", "DELETE"],
        "pg_maintain" => &["MAINTAIN"],
        _ => &[],
    };
    let grant = |right: &&str| HeldGrant { right: TableRight::named(right), columns: None, via: via.clone(), active };
    held.everywhere.extend(rights.iter().map(grant));
    Ok(())
}

fn grants(row: &PgRow) -> Result<Vec<HeldGrant>, sqlx::Error> {
    let (via, active): (String, bool) = (row.try_get("via")?, row.try_get("active")?);
    let (rights, columns): (Vec<String>, Option<Vec<String>>) = (row.try_get("rights")?, row.try_get("columns")?);
    let grant = |right: &String| HeldGrant {
        right: TableRight::named(right),
        columns: columns.clone(),
        via: via.clone(),
        active,
    };
    Ok(rights.iter().map(grant).collect())
}

/// The columns that each sequence serves, by its number.
async fn served(connection: &mut PgConnection) -> Result<HashMap<Oid, Vec<ColumnName>>, sqlx::Error> {
    let mut served: HashMap<Oid, Vec<ColumnName>> = HashMap::new();
    for row in ask(connection, include_str!("queries/sequence_columns.sql")).await? {
        let table = TableName::new(row.try_get::<&str, _>("schema")?, row.try_get::<&str, _>("table")?);
        served.entry(row.try_get("sequence")?).or_default().push(table.column(row.try_get::<&str, _>("column")?));
    }
    Ok(served)
}

/// One entry for each right.
fn sequences(row: &PgRow, served: &HashMap<Oid, Vec<ColumnName>>) -> Result<Vec<HeldSequence>, sqlx::Error> {
    let serves = served.get(&row.try_get("oid")?).cloned().unwrap_or_default();
    let name = TableName::new(row.try_get::<&str, _>("schema")?, row.try_get::<&str, _>("name")?);
    let (via, active): (String, bool) = (row.try_get("via")?, row.try_get("active")?);
    let rights: Vec<String> = row.try_get("rights")?;
    let sequence = |right| HeldSequence { name: name.clone(), serves: serves.clone(), right, via: via.clone(), active };
    Ok(rights.into_iter().map(sequence).collect())
}
