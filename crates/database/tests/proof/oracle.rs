//! The oracle: it knows no catalogue, it tries. EXPLAIN asks for the rights of the statement and runs nothing.

use std::collections::BTreeSet;

use gatehouse_core::catalog::{Catalog, TableKind};
use gatehouse_core::connection::grant::{CellState, Proof};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_database::door::Door;
use secrecy::SecretString;
use sqlx::mysql::MySqlDatabaseError;
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{PASSWORD, patient};

/// `SELECT schema.table.column`, `DELETE schema.table`, …
pub(crate) type Cells = BTreeSet<String>;

/// What the statements themselves say. Views are only read: for what cannot be written, servers say so before they look at rights.
pub(crate) async fn tried(login: &Descriptor, catalog: &Catalog) -> Cells {
    let mut opened = Door::open(login, &SecretString::from(PASSWORD), &patient()).await.unwrap();
    let quote = |name: &str| match login.engine {
        Engine::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
        Engine::Mysql => format!("`{}`", name.replace('`', "``")),
    };
    let mut may = Cells::new();
    for table in &catalog.tables {
        let name = format!("{}.{}", quote(&table.name.schema), quote(&table.name.table));
        let mut statements = Vec::new();
        let written = matches!(table.kind, TableKind::Table | TableKind::PartitionedTable);
        for column in &table.columns {
            let (place, column) = (table.name.column(&column.name), quote(&column.name));
            statements.push((format!("SELECT {place}"), format!("SELECT {column} FROM {name} LIMIT 0")));
            if written {
                let insert = format!("EXPLAIN INSERT INTO {name} ({column}) VALUES (DEFAULT)");
                statements.push((format!("INSERT {place}"), insert));
                statements.push((format!("UPDATE {place}"), format!("EXPLAIN UPDATE {name} SET {column} = DEFAULT")));
            }
        }
        if written {
            statements.push((format!("DELETE {}", table.name), format!("EXPLAIN DELETE FROM {name}")));
        }
        for (cell, statement) in statements {
            let refused = match login.engine {
                Engine::Postgres => {
                    denied(opened.postgres().unwrap().execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.err())
                }
                Engine::Mysql => {
                    denied(opened.mysql().unwrap().execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.err())
                }
            };
            if !refused {
                may.insert(cell);
            }
        }
    }
    opened.close().await;
    may
}

/// Any other refusal came after the rights were looked at.
fn denied(error: Option<sqlx::Error>) -> bool {
    let Some(sqlx::Error::Database(error)) = error else { return false };
    match error.try_downcast_ref::<MySqlDatabaseError>() {
        Some(error) => matches!(error.number(), 1142 | 1143 | 1044),
        None => error.code().as_deref() == Some("42501"),
    }
}

/// What the proof says, cell by cell, of the same objects.
pub(crate) fn proven(proof: &Proof, catalog: &Catalog) -> Cells {
    let mut may = Cells::new();
    let held = |state| matches!(state, CellState::Held | CellState::TooMuch);
    for (table, known) in proof.tables.iter().zip(&catalog.tables) {
        let written = matches!(known.kind, TableKind::Table | TableKind::PartitionedTable);
        for group in &table.groups {
            for (right, cell) in [("SELECT", &group.select), ("INSERT", &group.insert), ("UPDATE", &group.update)] {
                if held(cell.state) && (written || right == "SELECT") {
                    may.extend(group.columns.iter().map(|column| format!("{right} {}", table.name.column(column))));
                }
            }
        }
        if written && table.beyond.iter().any(|beyond| beyond.rights.iter().any(|right| right == "DELETE")) {
            may.insert(format!("DELETE {}", table.name));
        }
    }
    may
}
