//! A statement whose hash was compared with the one that a person approved. It can be read from then on, and not changed, so a call needs no
//! second look.

use std::sync::Arc;

use gatehouse_core::binding::Statement;

use super::refused::Refused;

/// A statement that is the approved one.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved(Arc<Statement>);

impl Approved {
    /// Compares `statement` with `approved`, the SHA-256 that a person saw.
    ///
    /// # Errors
    /// [`Refused::Unapproved`] when its hash is another one, or does not match its content.
    pub fn new(statement: Statement, approved: &str) -> Result<Approved, Refused> {
        approve(&statement, approved).map(|()| Approved(Arc::new(statement)))
    }

    /// The statement.
    pub fn statement(&self) -> &Statement {
        &self.0
    }

    pub(super) fn shared(&self) -> Arc<Statement> {
        Arc::clone(&self.0)
    }
}

/// Whether it is the approved one.
pub(super) fn approve(statement: &Statement, approved: &str) -> Result<(), Refused> {
    if statement.sha256 == approved && statement.fingerprint() == approved { Ok(()) } else { Err(Refused::Unapproved) }
}
