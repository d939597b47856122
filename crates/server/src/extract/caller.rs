//! Who calls, and whether they may.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use gatehouse_api::Scope;

use crate::clock;
use crate::keys;
use crate::layers::RequestId;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{KeyRecord, Receipt};

/// The key that was presented, and whose it is.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) key_id: String,
    pub(crate) organisation: String,
    scopes: Vec<Scope>,
}

impl Caller {
    fn of(record: &KeyRecord) -> Caller {
        Caller {
            key_id: record.id.clone(),
            organisation: record.organisation_id.clone(),
            scopes: record.scopes.clone(),
        }
    }

    pub(crate) fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// The layer around every route of the API: no key, no answer but 401.
pub(crate) async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = caller(&state, request.headers()).await?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

async fn caller(state: &AppState, headers: &HeaderMap) -> Result<Caller, Problem> {
    let (presented, id) =
        bearer(headers).and_then(|key| keys::id_of(key).map(|id| (key, id))).ok_or_else(Problem::unauthorized)?;
    let record = state.store.key(id, &clock::now()).await?.filter(|record| keys::matches(record, presented));
    let record = record.ok_or_else(Problem::unauthorized)?;
    Ok(Caller::of(&record))
}

/// The same for routes that are called so often that a store must not be asked each time: a key that was looked up a moment ago counts while
/// its organisation has not changed. A revoked one is heard for as long as [`crate::generations::LOOK_EVERY`] says, one that expires for a second.
pub(crate) async fn authenticate_from_memory(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = caller_from_memory(&state, request.headers()).await?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// Whose key it is, from memory where that holds.
pub(crate) async fn caller_from_memory(state: &AppState, headers: &HeaderMap) -> Result<Caller, Problem> {
    let (presented, id) =
        bearer(headers).and_then(|key| keys::id_of(key).map(|id| (key, id))).ok_or_else(Problem::unauthorized)?;
    if let Some((record, generation)) = state.serving.keys.get(id)
        && state.generations.present(&*state.store, &record.organisation_id).await? == generation
    {
        let known = keys::matches(&record, presented).then(|| Caller::of(&record));
        return known.ok_or_else(Problem::unauthorized);
    }
    let look = async || Ok::<_, Problem>(state.store.key(id, &clock::now()).await?.map(Arc::new));
    let record = look().await?.filter(|record| keys::matches(record, presented)).ok_or_else(Problem::unauthorized)?;
    // The generation first: a key that is revoked in between must not be kept under the generation after it.
    let generation = state.generations.present(&*state.store, &record.organisation_id).await?;
    let record = look().await?.ok_or_else(Problem::unauthorized)?;
    state.serving.keys.put(&record, generation);
    Ok(Caller::of(&record))
}

/// What stands behind `Authorization: Bearer`. RFC 9110, 11.1: the scheme's case does not matter.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok())?;
    let (scheme, presented) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| presented.trim())
}

/// A scope as a type, so that a handler's signature says what it needs.
pub(crate) trait Needs {
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        pub(crate) struct $name;
        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}
needs!(
    AgentsRead,
    AgentsWrite,
    SkillsRead,
    SkillsWrite,
    IntegrationsRead,
    IntegrationsWrite,
    IntegrationsConnect,
    AuditRead
);

/// A caller whose key has the scope. The only way to an organisation's id, and so to its data.
pub(crate) struct Allowed<S: Needs> {
    /// The caller's organisation.
    pub(crate) organisation: String,
    /// The key that was presented.
    pub(crate) key_id: String,
    /// The call's id, as its answer shows it.
    pub(crate) request_id: String,
    /// What a repetition of the call is recognised by, where it has an idempotency key.
    pub(crate) receipt: Option<Receipt>,
    scope: PhantomData<S>,
}

impl<S: Needs, T: Sync> FromRequestParts<T> for Allowed<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &T) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().ok_or_else(Problem::unauthorized)?;
        if !caller.scopes.contains(&S::SCOPE) {
            return Err(Problem::insufficient_scope(S::SCOPE));
        }
        Ok(Allowed {
            organisation: caller.organisation.clone(),
            key_id: caller.key_id.clone(),
            request_id: parts.extensions.get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            receipt: parts.extensions.get::<Receipt>().cloned(),
            scope: PhantomData,
        })
    }
}
