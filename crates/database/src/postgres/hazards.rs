//! What a write sets off beside its row, from PostgreSQL's catalogue: one query.

use gatehouse_core::binding::{CascadeAction, Hazard, Written};
use gatehouse_core::catalog::TableName;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use crate::execute::Refused;
use crate::session::Session;

use super::session::PostgresSession;

impl PostgresSession {
    /// Reads it in a read-only transaction of its own.
    pub(crate) async fn hazards(&mut self, written: &Written<'_>) -> Result<Vec<Hazard>, Refused> {
        self.begin().await?;
        let found = self.run("reading what a write sets off", async |connection| read(connection, written).await).await;
        // What went wrong first is what counts.
        let ended = if self.is_lost() { Ok(()) } else { self.end().await };
        let found = found?;
        ended?;
        Ok(found)
    }
}

async fn read(connection: &mut PgConnection, written: &Written<'_>) -> Result<Vec<Hazard>, sqlx::Error> {
    let columns: Vec<String> = written.columns.iter().map(|column| (*column).to_owned()).collect();
    let query = sqlx::query(include_str!("queries/hazards.sql"))
        .bind(&written.table.schema)
        .bind(&written.table.table)
        .bind(columns)
        .bind(written.inserts);
    let rows = query.persistent(false).fetch_all(connection).await?;
    rows.iter().filter_map(|row| hazard(row).transpose()).collect()
}

fn hazard(row: &PgRow) -> Result<Option<Hazard>, sqlx::Error> {
    let table = TableName::new(row.try_get::<String, _>("schema")?, row.try_get::<String, _>("relation")?);
    let name: String = row.try_get("name")?;
    let detail: Option<String> = row.try_get("detail")?;
    let text = || detail.clone().unwrap_or_default();
    Ok(match row.try_get("kind")? {
        "trigger" => Some(Hazard::Trigger { table, name, function: detail }),
        "rule" => Some(Hazard::Rule { table, name }),
        "cascade" => {
            let action = match detail.as_deref() {
                Some("n") => CascadeAction::SetNull,
                Some("d") => CascadeAction::SetDefault,
                _ => CascadeAction::Cascade,
            };
            Some(Hazard::Cascade { table, constraint: name, action })
        }
        "sequence" => Some(Hazard::Sequence { sequence: text(), column: name }),
        "function" => Some(Hazard::DefaultFunction { function: text(), column: name }),
        _ => None,
    })
}
