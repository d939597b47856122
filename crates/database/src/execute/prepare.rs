//! Every statement prepared against the live database in one go.

use gatehouse_core::binding::Statement;
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;

use super::refused::Rejection;
use crate::deadlines::Deadlines;
use crate::door::Door;

/// Has the database prepare and plan each statement without running it: names, types and rights. In the order given; none is fine.
///
/// # Errors
/// When the database cannot be reached; a statement that is refused is part of the answer.
pub async fn prepare_all(
    descriptor: &Descriptor,
    password: &SecretString,
    statements: &[&Statement],
) -> Result<Vec<Option<Rejection>>, ConnectionFailure> {
    let mut opened = Door::open(descriptor, password, &Deadlines::default()).await?;
    let mut verdicts = Vec::with_capacity(statements.len());
    for statement in statements {
        verdicts.push(opened.session().prepare(statement).await?);
    }
    opened.close().await;
    Ok(verdicts)
}
