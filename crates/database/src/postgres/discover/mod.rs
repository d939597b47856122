//! Discovery of a PostgreSQL database.
//!
//! A fixed number of questions in a fixed number of messages, whatever the database holds and however far it is. They fetch raw
//! catalogue columns, one row a table where there is much; names and shapes are put together here. A large catalogue is read
//! over two sessions at once, which see the same state; where the server allows only one, that one does it all.

mod assemble;
mod fields;
mod keys;
mod raw;
mod rows;
mod script;
mod types;

use std::future::Future;

use gatehouse_core::connection::ConnectionFailure;
use tokio::sync::Notify;

use crate::aside::aside;
use crate::discovery::{DiscoverOptions, DiscoverProgress, Discovery, Told};

use super::failure;
use super::line::{Answer, Line};
use super::session::PostgresSession;
use assemble::assemble;
use fields::Fields;
use raw::Raw;
use script::{COMMIT, COUNT, EXPORT, ROLLBACK, Scope, Script, after_columns, after_relations, joining, opening};

/// What discovery does, for the wording of failures.
const DOING: &str = "reading the catalogue";

/// From this size of the server's list of all columns on, in bytes, two sessions are quicker than one: some 25,000 columns.
const LARGE: u64 = 4 * 1024 * 1024;

/// Reads the catalogue. The session is used up: its stream is spoken to without the driver. `second` opens another session of the same login.
pub(crate) async fn discover<P: FnMut(DiscoverProgress)>(
    session: &mut PostgresSession,
    options: &DiscoverOptions,
    second: impl Future<Output = Option<PostgresSession>>,
    progress: P,
) -> Result<Discovery, ConnectionFailure> {
    let told = Told::new(COUNT, progress);
    let (mut raw, mut rest) = (Raw::default(), Raw::default());
    session.expect_a_catalogue();
    let mut line = session.line().await.ok_or(ConnectionFailure::ConnectionLost { phase: DOING })?;
    let line = &mut line;
    let mut queries = read(line, opening(), &mut raw, &told).await?;
    let schemas = options.chosen();
    let scope = Scope { version: raw.server.version_number, schemas: numbers_of(schemas.as_deref(), &raw)? };
    let snapshot = if raw.server.columns_bytes < LARGE { None } else { export(line).await? };
    let finished = Notify::new();
    let first = async {
        let mut queries = read(line, scope.first(), &mut raw, &told).await?;
        let after = after_columns(&raw.types_in_use(), &raw.with_column_rights(), &raw.unnamed);
        queries += read(line, after, &mut raw, &told).await?;
        finished.notify_one();
        Ok(queries)
    };
    let meanwhile = async {
        // A pooler with one session for all of us lets the second wait for the first: then there is none.
        let other = tokio::select! {
            biased;
            other = joined(second, snapshot) => other,
            () = finished.notified() => None,
        };
        let Some(mut other) = other else { return Ok(None) };
        let queries = read_rest(&mut other, &scope, &mut rest, &told).await?;
        Ok(Some((queries, other)))
    };
    let (asked, elsewhere) = tokio::try_join!(first, meanwhile)?;
    queries += asked;
    match elsewhere {
        Some((asked, other)) => {
            queries += asked;
            other.close().await;
        }
        None => queries += read_rest(line, &scope, &mut rest, &told).await?,
    }
    // Everything was read; a server that does not hear it changes nothing.
    drop(said(line, COMMIT).await);
    rest.add(raw);
    let (catalog, findings) = aside(move || assemble(rest, schemas)).await;
    Ok(Discovery { catalog, findings, queries })
}

/// The numbers of the chosen schemas.
fn numbers_of(schemas: Option<&[String]>, raw: &Raw) -> Result<Option<Vec<u32>>, ConnectionFailure> {
    let number = |schema: &String| {
        let found = raw.namespaces.iter().find(|(_, namespace)| namespace.name == *schema);
        found.map(|(id, _)| *id).ok_or_else(|| ConnectionFailure::SchemaMissing { schema: schema.clone() })
    };
    schemas.map(|schemas| schemas.iter().map(number).collect()).transpose()
}

/// The name under which another session can see what this one sees; none where the server gives none.
async fn export(line: &mut Line) -> Result<Option<String>, ConnectionFailure> {
    let mut name = None;
    let exported = line.ask(EXPORT, DOING, |answer| {
        if let Answer::Row(row) = answer {
            name = Fields::of(row)?.optional().ok()?.map(str::to_owned);
        }
        Some(())
    });
    if exported.await?.is_ok() {
        return Ok(name);
    }
    said(line, ROLLBACK).await?;
    said(line, &opening().text.0).await.map(|()| None)
}

/// Another session that sees what the first one exported. Any failure means that there is none.
async fn joined(second: impl Future<Output = Option<PostgresSession>>, snapshot: Option<String>) -> Option<Line> {
    let script = joining(&snapshot?)?;
    let session = second.await?;
    session.expect_a_catalogue();
    let mut line = session.into_line().await?;
    match said(&mut line, &script.text.0).await {
        Ok(()) => Some(line),
        Err(_) => {
            line.close().await;
            None
        }
    }
}

/// All but the columns and what belongs to them.
async fn read_rest<P: FnMut(DiscoverProgress)>(
    line: &mut Line,
    scope: &Scope,
    raw: &mut Raw,
    told: &Told<P>,
) -> Result<usize, ConnectionFailure> {
    let queries = read(line, scope.second(), raw, told).await?;
    let examples: Vec<u32> = raw.examples.values().copied().collect();
    Ok(queries + read(line, after_relations(&examples), raw, told).await?)
}

/// Sends one script and takes its answers; how many questions were answered.
async fn read<P: FnMut(DiscoverProgress)>(
    line: &mut Line,
    script: Script,
    raw: &mut Raw,
    told: &Told<P>,
) -> Result<usize, ConnectionFailure> {
    let (mut steps, mut queries) = (script.steps.iter().copied(), 0);
    let mut step = steps.next().flatten();
    let read = line.ask(&script.text.0, DOING, |answer| {
        match (answer, step) {
            (Answer::Row(row), Some(query)) => told.read(query.label(), raw.take(query, row).ok()?),
            (Answer::Row(_), None) => {}
            (Answer::Done, query) => {
                if let Some(query) = query {
                    queries += 1;
                    told.answered(query.label());
                }
                step = steps.next().flatten();
            }
        }
        Some(())
    });
    read.await?.map_err(|code| failure::statement(&code, DOING))?;
    Ok(queries)
}

/// Sends statements of which no row is wanted.
async fn said(line: &mut Line, statements: &str) -> Result<(), ConnectionFailure> {
    line.ask(statements, DOING, |_| Some(())).await?.map_err(|code| failure::statement(&code, DOING))
}
