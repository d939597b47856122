//! Confirming a write: a token that has one call done once.
//!
//! It is an HMAC over the key, the statement, the very values and the identity, under a key derived from the master key; nothing of a call is kept
//! for it. That it was used is noted in the store, so that it counts once for all processes.

use gatehouse_api::{Confirmation, Identity};
use gatehouse_core::binding::StatementKind;
use jiff::Timestamp;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::agent::ServedSkill;
use crate::mac::{mac, verify};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Lost, Receipt, Reservation};

/// How long a token counts, in seconds: a person has to be asked.
const SECONDS: i64 = 300;

/// What is confirmed: everything that a call is.
pub(crate) struct Confirming {
    /// Not for storing: it holds the values.
    message: Zeroizing<Vec<u8>>,
}

impl Confirming {
    /// `bound` are the values in the order of the placeholders.
    pub(crate) fn new(
        key_id: &str,
        skill: &ServedSkill,
        bound: &[Option<String>],
        identity: Option<&Identity>,
    ) -> Confirming {
        let mut message = Zeroizing::new(Vec::new());
        // Each part with its length, so that no two calls have the same bytes; NULL has none.
        let mut part = |text: Option<&str>| {
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            message.extend_from_slice(&length.to_be_bytes());
            message.extend_from_slice(text.unwrap_or_default().as_bytes());
        };
        part(Some(key_id));
        part(Some(&skill.id));
        part(Some(&skill.definition.execution_config.sha256));
        part(identity.map(|identity| identity.subject.as_str()));
        bound.iter().for_each(|value| part(value.as_deref()));
        Confirming { message }
    }

    /// The call's own mark, for recognising its repetition.
    pub(crate) fn mark(&self, key: &[u8; 32]) -> [u8; 32] {
        mac(key, &self.message)
    }

    fn sealed(&self, expires: &str, nonce: &str) -> Zeroizing<Vec<u8>> {
        let mut sealed = Zeroizing::new(Vec::with_capacity(self.message.len() + 64));
        sealed.extend_from_slice(expires.as_bytes());
        sealed.extend_from_slice(nonce.as_bytes());
        sealed.extend_from_slice(&self.message);
        sealed
    }

    /// A token for this call, and what to say before it is used.
    pub(crate) fn ask(&self, state: &AppState, summary: String) -> Result<Confirmation, Problem> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| Problem::internal())?;
        let until = Timestamp::now().as_second() + SECONDS;
        let (expires, nonce) = (format!("{until:016x}"), hex::encode(random));
        let code = hex::encode(mac(&state.serving.confirmations, &self.sealed(&expires, &nonce)));
        let expires_at = Timestamp::from_second(until).map_err(|_| Problem::internal())?.to_string();
        Ok(Confirmation { summary, token: format!("{expires}{nonce}{code}"), expires_at })
    }

    /// Uses a token up.
    ///
    /// # Errors
    /// When it is not for this call, has expired or was used.
    pub(crate) async fn accept(&self, state: &AppState, key_id: &str, token: &str) -> Result<(), Problem> {
        let parts = token.is_ascii().then(|| token.split_at_checked(16)).flatten();
        let (expires, rest) = parts.ok_or_else(Problem::confirmation_invalid)?;
        let (nonce, code) = rest.split_at_checked(32).ok_or_else(Problem::confirmation_invalid)?;
        let mut sent = [0_u8; 32];
        hex::decode_to_slice(code, &mut sent).map_err(|_| Problem::confirmation_invalid())?;
        let genuine = verify(&state.serving.confirmations, &self.sealed(expires, nonce), &sent);
        let now = Timestamp::now().as_second();
        let until = i64::from_str_radix(expires, 16).unwrap_or(0);
        if !genuine || until <= now {
            return Err(Problem::confirmation_invalid());
        }
        let used = Receipt {
            key_id: key_id.into(),
            path: "confirmation".into(),
            receipt: nonce.into(),
            owner: Uuid::now_v7().to_string(),
        };
        match state.store.reserve(&used, &self.mark(&state.body_key), now, Lost::Unknown).await? {
            Reservation::First => Ok(()),
            _ => Err(Problem::confirmation_invalid()),
        }
    }
}

/// What a call would do, in words: no statement, no name of the database; only what the agent itself said. Values are those that would be written.
pub(crate) fn summary(skill: &ServedSkill, bound: &[Option<String>]) -> String {
    let statement = &skill.definition.execution_config;
    let doing = match statement.kind {
        StatementKind::Insert => "would add one record",
        StatementKind::Update => "would change one record",
        StatementKind::Read => "would look records up",
    };
    let said = statement.parameters.iter().zip(bound).filter(|(parameter, _)| parameter.constant.is_none());
    let said: Vec<String> = said
        .map(|(parameter, value)| match value {
            Some(value) => format!("{}: {value}", parameter.name),
            None => format!("{}: not given", parameter.name),
        })
        .collect();
    let display = &skill.definition.display_name;
    if said.is_empty() {
        format!("“{display}” {doing}.")
    } else {
        format!("“{display}” {doing}, with {}.", said.join("; "))
    }
}
