//! Discovery: the catalogue of one database, whichever engine holds it.

use std::sync::{Mutex, PoisonError};

use gatehouse_core::catalog::{Catalog, Finding};
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;
use serde::Serialize;

use crate::deadlines::{Deadlines, within};
use crate::door::{Door, Opened};

/// What discovery found.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// The catalogue, in canonical order.
    pub catalog: Catalog,
    /// What could not be placed; the rest of the catalogue stands.
    pub findings: Vec<Finding>,
    /// How many catalogue queries the server answered: the same for every database of an engine.
    pub queries: usize,
}

/// What to discover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiscoverOptions {
    /// Only these schemas, spelled exactly so; the server leaves the others out. For MySQL and MariaDB these are databases.
    /// Absent or empty: all schemas but the server's own, for MySQL and MariaDB the connection's database.
    pub schemas: Option<Vec<String>>,
    /// How long each phase may take.
    pub deadlines: Deadlines,
}

impl DiscoverOptions {
    /// The chosen schemas, sorted, each once; none when there was no choice.
    pub(crate) fn chosen(&self) -> Option<Vec<String>> {
        let mut schemas = self.schemas.clone().filter(|schemas| !schemas.is_empty())?;
        schemas.sort_unstable();
        schemas.dedup();
        Some(schemas)
    }
}

/// How far discovery has come: a query was answered, or thousands of rows of one were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DiscoverProgress {
    /// How many queries are answered.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// What was just read, for example `columns`.
    pub label: &'static str,
    /// How many things were read so far: tables, columns, keys, indexes, comments.
    pub rows: usize,
}

/// How many more sessions an engine may open beside the first.
pub(crate) const OTHERS: usize = 3;

/// So many new rows are worth telling of.
const WORTH_TELLING: usize = 5_000;

/// Tells of the progress of several sessions together.
pub(crate) struct Told<P>(Mutex<Telling<P>>);

struct Telling<P> {
    so_far: DiscoverProgress,
    told_rows: usize,
    progress: P,
}

impl<P: FnMut(DiscoverProgress)> Told<P> {
    pub(crate) fn new(steps: usize, progress: P) -> Told<P> {
        let so_far = DiscoverProgress { step: 0, steps, label: "", rows: 0 };
        Told(Mutex::new(Telling { so_far, told_rows: 0, progress }))
    }

    /// So many more things were read.
    pub(crate) fn read(&self, label: &'static str, rows: usize) {
        self.tell(label, 0, rows);
    }

    /// A query was answered as a whole.
    pub(crate) fn answered(&self, label: &'static str) {
        self.tell(label, 1, 0);
    }

    fn tell(&self, label: &'static str, steps: usize, rows: usize) {
        let mut telling = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        telling.so_far.step += steps;
        telling.so_far.rows += rows;
        telling.so_far.label = label;
        if steps > 0 || telling.so_far.rows - telling.told_rows >= WORTH_TELLING {
            telling.told_rows = telling.so_far.rows;
            let so_far = telling.so_far;
            (telling.progress)(so_far);
        }
    }
}

/// Reads the whole catalogue in read-only transactions with a fixed number of queries, whatever the size. `progress` hears
/// of each as it is answered. Dropping the future ends everything, on the server too.
///
/// # Errors
/// The failure of the phase that did not succeed; nothing is returned in part.
pub async fn discover(
    descriptor: &Descriptor,
    password: &SecretString,
    progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    discover_with(descriptor, password, &DiscoverOptions::default(), progress).await
}

/// [`discover`] with deadlines of the caller's own.
///
/// # Errors
/// As [`discover`].
pub async fn discover_within(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    let options = DiscoverOptions { deadlines: deadlines.clone(), schemas: None };
    discover_with(descriptor, password, &options, progress).await
}

/// [`discover`] with a choice of schemas, and deadlines.
///
/// # Errors
/// As [`discover`]; and [`ConnectionFailure::SchemaMissing`] for a chosen schema that the server does not show.
pub async fn discover_with(
    descriptor: &Descriptor,
    password: &SecretString,
    options: &DiscoverOptions,
    progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    let deadlines = &options.deadlines;
    let mut opened = Door::open(descriptor, password, deadlines).await?;
    // More sessions halve the time of a large catalogue. Where they are refused, the first does it all.
    let other = || Box::pin(async { Door::open(descriptor, password, deadlines).await.ok().map(Opened::into_session) });
    // On the heap, because the states of both engines and both sessions together are too much for a small stack.
    let reading = Box::pin(opened.session().discover(options, [other(), other(), other()], progress));
    let discovery = within(deadlines.discovery, "reading the catalogue", reading).await?;
    opened.close().await;
    Ok(discovery)
}
