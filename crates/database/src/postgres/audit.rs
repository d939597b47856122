//! Rows of the questions about rights.

use gatehouse_core::connection::grant::{Right, Severity};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

/// Which right goes with which object, for what this login may change.
const RIGHTS: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/rights.sql"));

/// The kinds that a proof finds out table by table and sequence by sequence.
const CELL_BY_CELL: [&str; 3] = ["table write", "column write", "sequence"];

/// What this login, and every role it may become, may change.
pub(super) async fn rights(connection: &mut PgConnection) -> Result<Vec<Right>, sqlx::Error> {
    let rows = sqlx::query(RIGHTS).persistent(false).fetch_all(connection).await?;
    rows.iter().map(right).collect()
}

/// The same without what a proof finds out by itself.
pub(super) fn beside_the_cells(rights: Vec<Right>) -> impl Iterator<Item = Right> {
    rights.into_iter().filter(|right| !CELL_BY_CELL.contains(&right.kind.as_str()))
}

/// Reads one row; an unknown severity counts as the highest.
pub(super) fn right(row: &PgRow) -> Result<Right, sqlx::Error> {
    let severity = match row.try_get::<&str, _>("severity")? {
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        _ => Severity::High,
    };
    let (kind, via): (&str, &str) = (row.try_get("kind")?, row.try_get("via")?);
    let examples: Vec<String> = row.try_get("examples")?;
    let count: i64 = row.try_get("count")?;
    Ok(Right::new(severity, kind, via, &examples, u32::try_from(count).unwrap_or(u32::MAX)))
}
