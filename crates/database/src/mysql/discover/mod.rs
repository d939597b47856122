//! Discovery of a MySQL or MariaDB database, or of several.
//!
//! A fixed number of plain queries, whatever the size; rows are joined and sorted here. A catalogue that takes longer than a
//! moment is read over two sessions that share the queries out. Neither server keeps one state of its catalogue for a
//! transaction, so two sessions see no less of a concurrent change than one would.

mod assemble;
mod expression;
mod grouped;
mod keys;
mod query;
mod rows;
mod types;
mod view_text;

use std::future::{Future, poll_fn};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gatehouse_core::connection::ConnectionFailure;
use sqlx::Either;
use tokio::sync::Notify;

use crate::discovery::{DiscoverOptions, DiscoverProgress, Discovery, Told};

use super::session::MysqlSession;
use assemble::assemble;
use query::Query;
use rows::Raw;

/// What discovery does, for the wording of failures.
const DOING: &str = "reading the catalogue";

/// What is read within this time needs no second session.
const MOMENT: Duration = Duration::from_millis(50);

/// What the sessions have in common.
struct Work<P> {
    mariadb: bool,
    /// The session's.
    database: String,
    schemas: Option<Vec<String>>,
    /// Those that nobody has taken yet, the next one last.
    left: Mutex<Vec<Query>>,
    told: Told<P>,
}

/// Reads the catalogue. The session is used up: after a failure its transaction is left open. `second` opens another session of
/// the same login.
pub(crate) async fn discover<P: FnMut(DiscoverProgress)>(
    session: &mut MysqlSession,
    options: &DiscoverOptions,
    second: impl Future<Output = Option<MysqlSession>>,
    progress: P,
) -> Result<Discovery, ConnectionFailure> {
    let mariadb = session.greeting().is_mariadb();
    let shared = Query::shared(mariadb);
    // And the one for the schemas.
    let queries = shared.len() + 1;
    let work = Work {
        mariadb,
        database: session.database().to_owned(),
        schemas: options.chosen(),
        left: Mutex::new(shared.into_iter().rev().collect()),
        told: Told::new(queries, progress),
    };
    let mut raw = Raw::default();
    begin(session).await?;
    work.ask(session, Query::Schemas, &mut raw).await?;
    if let Some(missing) = work.schemas.iter().flatten().find(|schema| !raw.schemas.contains(schema)) {
        return Err(ConnectionFailure::SchemaMissing { schema: missing.clone() });
    }
    let finished = Notify::new();
    let first = async {
        let read = work.share(session).await;
        finished.notify_one();
        read
    };
    let meanwhile = async {
        tokio::select! {
            biased;
            () = finished.notified() => return Ok(Vec::new()),
            () = tokio::time::sleep(MOMENT) => {}
        }
        let other = tokio::select! {
            biased;
            other = second => other,
            () = finished.notified() => None,
        };
        let Some(mut other) = other else { return Ok(Vec::new()) };
        // Some pools and proxies refuse what a server takes: then the first session does it all.
        if begin(&mut other).await.is_err() {
            return Ok(Vec::new());
        }
        let read = work.share(&mut other).await?;
        other.close().await;
        Ok(read)
    };
    let (mine, others) = tokio::try_join!(first, meanwhile)?;
    for (query, mut read) in mine.into_iter().chain(others) {
        raw.add(query, &mut read);
    }
    let Work { mariadb, schemas, .. } = work;
    let (catalog, findings) = assemble(raw, mariadb, &session.greeting().server_version(), session.database(), schemas);
    Ok(Discovery { catalog, findings, queries })
}

async fn begin(session: &mut MysqlSession) -> Result<(), ConnectionFailure> {
    session.expect_a_catalogue();
    let begun = sqlx::raw_sql("START TRANSACTION READ ONLY").execute(session.connection()).await;
    begun.map(|_| ()).map_err(|error| session.failure(&error, DOING))
}

impl<P: FnMut(DiscoverProgress)> Work<P> {
    /// Takes one query after another until none is left.
    async fn share(&self, session: &mut MysqlSession) -> Result<Vec<(Query, Raw)>, ConnectionFailure> {
        let mut read = Vec::new();
        while let Some(query) = self.next() {
            let mut raw = Raw::default();
            self.ask(session, query, &mut raw).await?;
            read.push((query, raw));
        }
        Ok(read)
    }

    fn next(&self) -> Option<Query> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn ask(&self, session: &mut MysqlSession, query: Query, raw: &mut Raw) -> Result<(), ConnectionFailure> {
        let answered = async {
            let text = query.text(self.mariadb, self.schemas.as_deref());
            let mut answers = sqlx::raw_sql(text).fetch_many(session.connection());
            while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
                if let Either::Right(row) = answer? {
                    raw.take(query, &row, &self.database)?;
                    self.told.read(query.label(), 1);
                }
            }
            Ok(())
        };
        let answered: Result<(), sqlx::Error> = answered.await;
        answered.map_err(|error| session.failure(&error, DOING))?;
        self.told.answered(query.label());
        Ok(())
    }
}
