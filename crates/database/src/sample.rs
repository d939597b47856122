//! A sample of values through the one door: read, looked at and forgotten, value by value. What leaves this file are counts.

use std::time::Duration;

use gatehouse_core::catalog::sensitive::{ColumnSample, NotSampled, SampleTarget, ShapeFacts, TableSample};
use gatehouse_core::connection::{ConnectionFailure, Descriptor, FailureCode};
use secrecy::SecretString;
use sqlx::{ColumnIndex, Decode, Row, Type};
use tokio::time::Instant;

use crate::deadlines::Deadlines;
use crate::door::Door;
use crate::session::Session;

/// How many rows of a table are read at most.
const ROWS: u32 = 200;

/// How many values of a table are read at most: a very wide table gives fewer rows.
const VALUES: u32 = 20_000;

/// How many characters of a value the server sends.
pub(crate) const LOOKED_AT: u32 = 256;

/// How long an answer is waited for: longer than the server's own timeout of a statement, which costs this table alone. One that
/// does not even say that it gave up costs the session.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// One table of a sample was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleProgress {
    /// How many were dealt with, from 1.
    pub table: usize,
    /// How many there are.
    pub tables: usize,
}

/// Looks at a sample of values of each target, one statement a table, each in a read-only transaction that the server bounds
/// in time by itself. A table that cannot be read gets a reason; the others are read all the same. Dropping the future ends
/// everything.
///
/// # Errors
/// The failure of the phase that did not succeed, when no session is left to go on with.
pub async fn sample(
    descriptor: &Descriptor,
    password: &SecretString,
    targets: &[SampleTarget],
    progress: impl FnMut(SampleProgress),
) -> Result<Vec<TableSample>, ConnectionFailure> {
    sample_within(descriptor, password, &Deadlines::default(), targets, progress).await
}

/// [`sample`] with deadlines of the caller's own; the whole takes no longer than a discovery may, plus one statement.
///
/// # Errors
/// As [`sample`].
pub async fn sample_within(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    targets: &[SampleTarget],
    mut progress: impl FnMut(SampleProgress),
) -> Result<Vec<TableSample>, ConnectionFailure> {
    let mut opened = Door::open(descriptor, password, deadlines).await?;
    opened.session().limit_statements().await?;
    let end = Instant::now() + deadlines.discovery;
    let mut samples = Vec::with_capacity(targets.len());
    for (at, target) in targets.iter().enumerate() {
        samples.push(one(opened.session(), target, end).await?);
        progress(SampleProgress { table: at + 1, tables: targets.len() });
    }
    opened.close().await;
    Ok(samples)
}

async fn one(
    session: &mut impl Session,
    target: &SampleTarget,
    end: Instant,
) -> Result<TableSample, ConnectionFailure> {
    let without = |why| TableSample::none(target.table.clone(), why);
    if Instant::now() >= end {
        return Ok(without(NotSampled::OutOfTime));
    }
    let wide = u32::try_from(target.columns.len()).unwrap_or(u32::MAX).max(1);
    match session.sample(target, ROWS.min(VALUES / wide).max(1)).await {
        Ok(Looked { facts, rows }) => {
            let columns = target.columns.iter().cloned().zip(facts);
            let columns = columns.map(|(column, facts)| ColumnSample { column, facts }).collect();
            Ok(TableSample { table: target.table.clone(), rows, columns, not_sampled: None })
        }
        Err(failure) if session.is_lost() => Err(failure),
        Err(failure) => Ok(without(reason(&failure))),
    }
}

fn reason(failure: &ConnectionFailure) -> NotSampled {
    match failure.code() {
        FailureCode::PermissionDenied => NotSampled::NoPrivilege,
        FailureCode::TimedOut => NotSampled::TookTooLong,
        _ => match failure {
            // No such table or column: PostgreSQL's SQLSTATE, MySQL's numbers.
            ConnectionFailure::ServerError { sqlstate, .. }
                if ["42P01", "42703", "3F000", "1146", "1054"].contains(&sqlstate.as_str()) =>
            {
                NotSampled::Changed
            }
            _ => NotSampled::Refused,
        },
    }
}

/// What was seen of a table so far.
#[derive(Debug)]
pub(crate) struct Looked {
    /// By column.
    pub(crate) facts: Vec<ShapeFacts>,
    /// Rows.
    pub(crate) rows: u32,
}

impl Looked {
    /// Nothing yet, of so many columns.
    pub(crate) fn new(columns: usize) -> Looked {
        Looked { facts: vec![ShapeFacts::default(); columns], rows: 0 }
    }

    /// Looks at a row of texts. A value that is no text in UTF-8 counts as one of no shape.
    pub(crate) fn look_at<R: Row>(&mut self, row: &R)
    where
        usize: ColumnIndex<R>,
        for<'r> &'r str: Decode<'r, R::Database> + Type<R::Database>,
    {
        self.rows += 1;
        for (at, facts) in self.facts.iter_mut().enumerate() {
            facts.look_at(row.try_get_unchecked::<Option<&str>, _>(at).unwrap_or(Some("\u{fffd}")));
        }
    }
}
