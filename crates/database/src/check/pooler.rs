//! A pooler in between: noticed by what it cannot know, and by what two connections share.
//!
//! There is no question that every pooler answers. But each has to name a server process when a session begins, before it
//! has one, and in transaction mode two sessions are answered by the same process.

use gatehouse_core::connection::ConnectionFailure;

use crate::session::{Identity, Session};

use super::run::Target;

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pooler {
    /// Nothing. That is no proof: a pooler may keep a process for each session and name it right.
    None,
    /// Something, for these reasons.
    Noticed {
        /// Each a clause.
        signs: Vec<&'static str>,
        /// A second session was answered by the first one's process: transactions of different clients take turns on it.
        by_transaction: bool,
    },
}

/// Weighs the signs; where there are any, opens one more connection to learn how sessions are shared.
pub(super) async fn look<S: Session>(
    session: &mut S,
    identity: &Identity,
    target: Target<'_>,
) -> Result<Pooler, ConnectionFailure> {
    if identity.pooler.is_empty() {
        return Ok(Pooler::None);
    }
    let ours = session.server_process().await?;
    // Without a second connection the question stays open; that it was refused is no fault of this check.
    let by_transaction = match target.open().await {
        Ok(mut second) => {
            let theirs = second.session().server_process().await.ok();
            second.close().await;
            theirs == Some(ours)
        }
        Err(_) => false,
    };
    Ok(Pooler::Noticed { signs: identity.pooler.clone(), by_transaction })
}

impl Pooler {
    /// The fact, for the evidence.
    pub(super) fn evidence(&self) -> String {
        match self {
            Pooler::None => "none noticed".into(),
            Pooler::Noticed { signs, by_transaction } => {
                let mode =
                    if *by_transaction { "by transaction" } else { "whether by transaction or session is not known" };
                format!("noticed, {mode}: {}", signs.join("; "))
            }
        }
    }
}
