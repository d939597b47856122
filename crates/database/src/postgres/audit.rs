//! Rows of the rights query.

use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::session::{Right, Severity};

/// Reads one row; an unknown severity counts as the highest.
pub(super) fn right(row: &PgRow) -> Result<Right, sqlx::Error> {
    let severity: String = row.try_get("severity")?;
    Ok(Right {
        severity: match severity.as_str() {
            "low" => Severity::Low,
            "medium" => Severity::Medium,
            _ => Severity::High,
        },
        kind: row.try_get("kind")?,
        via: row.try_get("via")?,
        example: row.try_get("example")?,
        count: row.try_get("count")?,
    })
}
