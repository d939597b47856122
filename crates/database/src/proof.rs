//! The privilege proof of a live login, through the one door.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{GrantPlan, Proof};
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;

use crate::deadlines::Deadlines;
use crate::door::Door;
use crate::session::Session;

/// Logs in, reads what the login holds from the server's own catalogue, and compares it with the plan. Nothing is tried and
/// nothing is written: a statement would tell about one row, the catalogue tells about all.
///
/// # Errors
/// The failure of the phase that did not succeed; nothing is compared in part.
pub async fn prove(
    descriptor: &Descriptor,
    password: &SecretString,
    plan: &GrantPlan,
    catalog: &Catalog,
) -> Result<Proof, ConnectionFailure> {
    prove_within(descriptor, password, &Deadlines::default(), plan, catalog).await
}

/// [`prove`] with deadlines of the caller's own; reading what is held takes no longer than a discovery may.
///
/// # Errors
/// As [`prove`].
pub async fn prove_within(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    plan: &GrantPlan,
    catalog: &Catalog,
) -> Result<Proof, ConnectionFailure> {
    let mut opened = Door::open(descriptor, password, deadlines).await?;
    let held = opened.session().held(deadlines.discovery).await?;
    opened.close().await;
    Ok(Proof::of(plan, catalog, &held))
}
