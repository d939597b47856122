//! A change that a call makes: the unit of work together with who makes it and the receipt of the call.

use std::ops::{Deref, DerefMut};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use gatehouse_api::Envelope;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::clock;
use crate::extract::{Allowed, Needs};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Answer, AuditEntry, Receipt, Work};

/// On a response: its receipt is settled, in the transaction of the effect.
#[derive(Clone, Copy)]
pub(crate) struct Settled;

/// A change under way. Dropped, nothing has happened.
pub(crate) struct Change {
    work: Box<dyn Work>,
    state: AppState,
    organisation: String,
    actor: String,
    request_id: String,
    receipt: Option<Receipt>,
    /// When it is made, RFC 3339.
    pub(crate) now: String,
}

impl Change {
    /// Begins a change of the caller's organisation: from here on no other call changes it. Nothing slow may happen in it.
    pub(crate) async fn begin<S: Needs>(state: &AppState, caller: &Allowed<S>) -> Result<Change, Problem> {
        Ok(Change {
            work: state.store.begin(&caller.organisation).await?,
            state: state.clone(),
            organisation: caller.organisation.clone(),
            actor: caller.key_id.clone(),
            request_id: caller.request_id.clone(),
            receipt: caller.receipt.clone(),
            now: clock::now(),
        })
    }

    /// Who makes it: the key's id.
    pub(crate) fn actor(&self) -> &str {
        &self.actor
    }

    /// Says in the audit log what was done. Neither secrets nor rows belong in it.
    pub(crate) async fn audit(&mut self, action: &str, target: &str, detail: Value) -> Result<(), Problem> {
        let entry = AuditEntry {
            id: Uuid::now_v7().to_string(),
            recorded_at: self.now.clone(),
            actor: self.actor.clone(),
            request_id: self.request_id.clone(),
            action: action.into(),
            target: target.into(),
            detail,
        };
        self.work.audit(&entry).await?;
        Ok(())
    }

    /// Makes the change last, together with the answer that a repetition of the call gets.
    pub(crate) async fn answer<T: Serialize>(
        mut self,
        status: StatusCode,
        envelope: &Envelope<T>,
    ) -> Result<Response, Problem> {
        let body = serde_json::to_vec(envelope).map_err(|_| Problem::internal())?;
        if let Some(receipt) = &self.receipt {
            let answer = Answer { status: status.as_u16(), media_type: "application/json".into(), body: body.clone() };
            self.work.settle(receipt, &answer).await?;
        }
        let generation = self.work.commit().await?;
        self.state.generations.seen(&self.organisation, generation);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.extensions_mut().insert(Settled);
        Ok(response)
    }
}

impl Deref for Change {
    type Target = dyn Work;

    fn deref(&self) -> &Self::Target {
        &*self.work
    }
}

impl DerefMut for Change {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut *self.work
    }
}
