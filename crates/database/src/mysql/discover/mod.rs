//! Discovery of a MySQL or MariaDB database, or of several.
//!
//! A fixed number of plain queries, whatever the size; rows are joined and sorted here. A large catalogue is read over several
//! sessions that share the queries out. Neither server keeps one state of its catalogue for a transaction, so they see no less
//! of a concurrent change than one would.

mod assemble;
mod expression;
mod grouped;
mod keys;
mod query;
mod rights;
mod rows;
mod types;
mod view_text;

use std::future::{Future, poll_fn};
use std::sync::{Mutex, PoisonError};

use gatehouse_core::connection::ConnectionFailure;
use sqlx::Either;
use tokio::sync::Notify;

use crate::aside::aside;
use crate::discovery::{DiscoverOptions, DiscoverProgress, Discovery, OTHERS, Told};

use super::session::MysqlSession;
use assemble::assemble;
use query::{Query, Scope};
use rows::Raw;

/// What discovery does, for the wording of failures.
const DOING: &str = "reading the catalogue";

/// So many rows are told of at once.
const TOLD_TOGETHER: usize = 500;

/// From so many tables on, several sessions are quicker than one.
const MANY: u64 = 500;

/// What the sessions have in common.
struct Work<P> {
    scope: Scope,
    /// The session's.
    database: String,
    /// Those that nobody has taken yet, the next one last.
    left: Mutex<Vec<Query>>,
    told: Told<P>,
}

/// Reads the catalogue. The session is used up: after a failure its transaction is left open. Each of `others`
/// opens one more session of the same login when it is awaited.
pub(crate) async fn discover<P: FnMut(DiscoverProgress)>(
    session: &mut MysqlSession,
    options: &DiscoverOptions,
    others: [impl Future<Output = Option<MysqlSession>>; OTHERS],
    progress: P,
) -> Result<Discovery, ConnectionFailure> {
    let mariadb = session.greeting().is_mariadb();
    let scope = Scope::new(mariadb, options.chosen());
    let (leading, shared, following) = (scope.leading(), scope.shared(), scope.following());
    let queries = leading.len() + shared.len() + following.len();
    let mut work = Work {
        scope,
        database: session.database().to_owned(),
        left: Mutex::new(shared.into_iter().rev().collect()),
        told: Told::new(queries, progress),
    };
    let mut raw = Raw::default();
    begin(session).await?;
    for query in leading {
        work.ask(session, query, &mut raw).await?;
    }
    work.scope.learn_rights(&raw);
    if let Some(missing) = work.scope.schemas.iter().flatten().find(|schema| !raw.schemas.contains(schema)) {
        return Err(ConnectionFailure::SchemaMissing { schema: missing.clone() });
    }
    let finished = Notify::new();
    let first = async {
        let read = work.share(session).await;
        finished.notify_waiters();
        read
    };
    let sessions = if raw.table_count < MANY { 1 } else { work.scope.sessions() };
    let [second, third, fourth] = others;
    let (helped, ended) = (&work, &finished);
    let meanwhile = |number: usize, other| async move {
        if number > sessions {
            return Ok(None);
        }
        let other = tokio::select! {
            biased;
            other = other => other,
            () = ended.notified() => None,
        };
        let Some(mut other) = other else { return Ok(None) };
        // Some pools and proxies refuse what a server takes: then the first session does it all.
        if begin(&mut other).await.is_err() {
            return Ok(None);
        }
        let read = helped.share(&mut other).await?;
        Ok(Some((read, other)))
    };
    let (mine, second, third, fourth) =
        tokio::try_join!(first, meanwhile(2, second), meanwhile(3, third), meanwhile(4, fourth))?;
    raw.add(mine);
    for (read, other) in [second, third, fourth].into_iter().flatten() {
        raw.add(read);
        other.close().await;
    }
    work.scope.learn(&raw);
    for query in following {
        work.ask(session, query, &mut raw).await?;
    }
    let Scope { schemas, .. } = work.scope;
    let (version, database) = (session.greeting().server_version(), session.database().to_owned());
    let (catalog, findings) = aside(move || assemble(raw, mariadb, &version, &database, schemas)).await;
    Ok(Discovery { catalog, findings, queries })
}

async fn begin(session: &mut MysqlSession) -> Result<(), ConnectionFailure> {
    session.expect_a_catalogue();
    let begun = sqlx::raw_sql("START TRANSACTION READ ONLY").execute(session.connection()).await;
    begun.map(|_| ()).map_err(|error| session.failure(&error, DOING))
}

impl<P: FnMut(DiscoverProgress)> Work<P> {
    /// Takes one query after another until none is left.
    async fn share(&self, session: &mut MysqlSession) -> Result<Raw, ConnectionFailure> {
        let mut raw = Raw::default();
        while let Some(query) = self.next() {
            self.ask(session, query, &mut raw).await?;
        }
        Ok(raw)
    }

    fn next(&self) -> Option<Query> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn ask(&self, session: &mut MysqlSession, query: Query, raw: &mut Raw) -> Result<(), ConnectionFailure> {
        let answered = async {
            let mut untold = 0;
            let mut answers = sqlx::raw_sql(self.scope.text(query)).fetch_many(session.connection());
            while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
                if let Either::Right(row) = answer? {
                    raw.take(query, &row, &self.database)?;
                    untold += 1;
                    if untold == TOLD_TOGETHER {
                        self.told.read(query.label(), std::mem::take(&mut untold));
                    }
                }
            }
            self.told.read(query.label(), untold);
            Ok(())
        };
        let answered: Result<(), sqlx::Error> = answered.await;
        match answered {
            // Some proxies refuse it: then each column is asked about.
            Err(sqlx::Error::Database(_)) if query == Query::Grants => {}
            answered => answered.map_err(|error| session.failure(&error, DOING))?,
        }
        self.told.answered(query.label());
        Ok(())
    }
}
