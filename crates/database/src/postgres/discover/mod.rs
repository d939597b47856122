//! Discovery of a PostgreSQL database.
//!
//! All queries go out in one message and one read-only transaction: one round trip, whatever the distance, and one
//! snapshot. They fetch raw catalogue columns; names and shapes are put together here.

mod assemble;
mod keys;
mod rows;
mod script;
mod types;

use std::future::poll_fn;

use gatehouse_core::connection::ConnectionFailure;
use sqlx::Either;

use crate::discovery::{DiscoverProgress, Discovery};

use super::session::PostgresSession;
use assemble::assemble;
use rows::Raw;
use script::{Query, SCRIPT, STEPS, Step};

/// What discovery does, for the wording of failures.
const DOING: &str = "reading the catalogue";

/// Reads the catalogue. The session is used up: after a failure its transaction is left open.
pub(crate) async fn discover(
    session: &mut PostgresSession,
    mut progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    session.expect_a_catalogue();
    let read = read(session, &mut progress).await;
    let (raw, queries) = read.map_err(|error| session.failure(&error, DOING))?;
    let (catalog, findings) = assemble(raw);
    Ok(Discovery { catalog, findings, queries })
}

async fn read(
    session: &mut PostgresSession,
    progress: &mut impl FnMut(DiscoverProgress),
) -> Result<(Raw, usize), sqlx::Error> {
    let (mut raw, mut step, mut queries) = (Raw::default(), 0, 0);
    let mut answers = sqlx::raw_sql(SCRIPT).fetch_many(session.connection());
    while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
        match answer? {
            Either::Right(row) => {
                if let Some(Step::Ask(query, _)) = STEPS.get(step) {
                    raw.take(*query, &row)?;
                }
            }
            Either::Left(_) => {
                if let Some(Step::Ask(_, label)) = STEPS.get(step) {
                    queries += 1;
                    progress(DiscoverProgress { step: queries, steps: Query::COUNT, label });
                }
                step += 1;
            }
        }
    }
    Ok((raw, queries))
}
