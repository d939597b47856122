//! Discovery: the catalogue of one database, whichever engine holds it.

use gatehouse_core::catalog::{Catalog, Finding};
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;
use serde::Serialize;

use crate::deadlines::{Deadlines, within};
use crate::door::Door;

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

/// One query of discovery was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DiscoverProgress {
    /// How many are answered, from 1.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// What was just read, for example `columns`.
    pub label: &'static str,
}

/// Reads the catalogue in one read-only transaction with a fixed number of queries, whatever the size. `progress` hears
/// of each as it is answered. Dropping the future ends everything.
///
/// # Errors
/// The failure of the phase that did not succeed; nothing is returned in part.
pub async fn discover(
    descriptor: &Descriptor,
    password: &SecretString,
    progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    discover_within(descriptor, password, &Deadlines::default(), progress).await
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
    let mut opened = Door::open(descriptor, password, deadlines).await?;
    let reading = opened.session().discover(progress);
    let discovery = within(deadlines.discovery, "reading the catalogue", reading).await?;
    opened.close().await;
    Ok(discovery)
}
