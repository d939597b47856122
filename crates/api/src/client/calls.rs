//! The calls, one method each, in the order of the contract's table.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::{CheckReport, Engine};
use gatehouse_core::scoping::WireScoping;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Client;
use super::Precondition;
use super::transport::Call;
use crate::{
    Agent, AgentVersion, ApiFailure, BindingBody, ConnectionState, Credentials, DiscoverySummary, Envelope,
    IntegrationObject, IntegrationStatus, NewAgent, Page, Publication, Rollback, ScopingState, SearchHit, Skill,
    SkillPatch,
};

const READ: &[&str] = &["integrations:read"];
const WRITE: &[&str] = &["integrations:write"];
// The guide's table and the scope list differ: name both [contract, G].
const CONNECT: &[&str] = &["integrations:connect", "integrations:write"];

/// No list that a person works with is longer; a server that never ends its list is not followed for ever.
const MOST_PAGES: usize = 1000;

impl Client {
    /// What a connection would run into, stored nowhere.
    ///
    /// # Errors
    /// The call failed; a failed check is data.
    pub async fn test(&self, kind: Engine, credentials: &Credentials) -> Result<CheckReport, ApiFailure> {
        let path = ["integrations", kind.kind(), "sql", "test"];
        self.one(Method::POST, &path, Some(credentials.body()), WRITE, "connection").await
    }

    /// Hands the credentials over.
    ///
    /// # Errors
    /// The call failed, or the database did not let the control plane in.
    pub async fn connect(&self, kind: Engine, credentials: &Credentials) -> Result<ConnectionState, ApiFailure> {
        let path = ["integrations", kind.kind(), "connect"];
        self.one(Method::POST, &path, Some(credentials.body()), CONNECT, "connection").await
    }

    /// Has the credentials destroyed.
    ///
    /// # Errors
    /// The call failed.
    pub async fn disconnect(&self, kind: Engine) -> Result<ConnectionState, ApiFailure> {
        self.one(Method::DELETE, &["integrations", kind.kind()], None, WRITE, "connection").await
    }

    /// Has the schema read again.
    ///
    /// # Errors
    /// The call failed.
    pub async fn discover(&self, kind: Engine) -> Result<DiscoverySummary, ApiFailure> {
        self.one(Method::POST, &["integrations", kind.kind(), "discover"], None, WRITE, "connection").await
    }

    /// The schema as an agent sees it.
    ///
    /// # Errors
    /// The call failed, or the platform writes its schema in another form.
    pub async fn schema(&self, kind: Engine) -> Result<Catalog, ApiFailure> {
        self.one(Method::GET, &["integrations", kind.kind(), "schema"], None, READ, "schema").await
    }

    /// The tables and columns that answer a question, best first, as an agent may find them.
    ///
    /// # Errors
    /// The call failed, or the question is empty or too long.
    pub async fn search(&self, kind: Engine, text: &str) -> Result<Vec<SearchHit>, ApiFailure> {
        let (path, query) = (["integrations", kind.kind(), "search"], [("q", text)]);
        let call = Call {
            method: Method::GET,
            path: &path,
            query: &query,
            body: None,
            precondition: Precondition::None,
            scopes: READ,
            what: "schema",
        };
        self.call::<Envelope<Vec<SearchHit>>>(call).await.map(|envelope| envelope.data)
    }

    /// The tables and views that an agent sees, all of them or those that answer a question, by name.
    ///
    /// # Errors
    /// The call failed.
    pub async fn objects(&self, kind: Engine, text: Option<&str>) -> Result<Vec<IntegrationObject>, ApiFailure> {
        let query: Vec<(&str, &str)> = text.map(|text| ("q", text)).into_iter().collect();
        self.all_of(&["integrations", kind.kind(), "objects"], &query, READ, "schema").await
    }

    /// Which integrations there are, and which are connected.
    ///
    /// # Errors
    /// The call failed.
    pub async fn integrations(&self) -> Result<Vec<IntegrationStatus>, ApiFailure> {
        self.all(&["integrations", "catalog"], READ, "catalogue").await
    }

    /// The blocks.
    ///
    /// # Errors
    /// The call failed.
    pub async fn scoping(&self, kind: Engine) -> Result<ScopingState, ApiFailure> {
        self.scoping_tagged(kind).await.map(|(state, _)| state)
    }

    /// The same with its ETag, which [`Client::patch_scoping`] takes; none where the platform has none.
    ///
    /// # Errors
    /// The call failed.
    pub async fn scoping_tagged(&self, kind: Engine) -> Result<(ScopingState, Option<String>), ApiFailure> {
        let path = ["integrations", kind.kind(), "scoping"];
        let (method, what) = (Method::GET, "connection");
        let call =
            Call { method, path: &path, query: &[], body: None, precondition: Precondition::None, scopes: READ, what };
        let (Envelope { data: answer, .. }, tag) = self.call_tagged::<Envelope<Value>>(call).await?;
        // An answer in another shape must not read as "nothing is blocked": that would be overwritten unasked.
        let whole = ["blockedTables", "blockedColumns"].iter().all(|list| answer.get(list).is_some());
        let state = if whole { serde_json::from_value(answer).ok() } else { None };
        state.map(|state| (state, tag)).ok_or(ApiFailure::AnswerUnexpected { status: 200 })
    }

    /// Replaces the blocks. Both properties are always sent: one left out would stay as it is there. With the ETag of what was
    /// read, a change that somebody else has made since is not overwritten: [`ApiFailure::Conflict`].
    ///
    /// # Errors
    /// The call failed.
    pub async fn patch_scoping(
        &self,
        kind: Engine,
        scoping: &WireScoping,
        if_match: Option<&str>,
    ) -> Result<ScopingState, ApiFailure> {
        let path = ["integrations", kind.kind(), "scoping"];
        let (method, body, what) = (Method::PATCH, Some(json(scoping)?), "connection");
        let precondition = Precondition::from(if_match);
        let call = Call { method, path: &path, query: &[], body, precondition, scopes: WRITE, what };
        self.call::<Envelope<ScopingState>>(call).await.map(|envelope| envelope.data)
    }

    /// The agents of the key's organisation.
    ///
    /// # Errors
    /// The call failed.
    pub async fn agents(&self) -> Result<Vec<Agent>, ApiFailure> {
        self.all(&["agents"], &["agents:read"], "list of agents").await
    }

    /// Creates an agent.
    ///
    /// # Errors
    /// The call failed.
    pub async fn create_agent(&self, name: &str) -> Result<Agent, ApiFailure> {
        let body = json(&NewAgent { name: name.into() })?;
        self.one(Method::POST, &["agents"], Some(body), &["agents:write"], "list of agents").await
    }

    /// Publishes what is enabled in the agent's draft: callers get it from now on.
    ///
    /// # Errors
    /// The call failed, or a binding no longer holds; then nothing was published.
    pub async fn publish(&self, agent: &str, note: Option<&str>) -> Result<AgentVersion, ApiFailure> {
        let body = json(&Publication { note: note.map(str::to_owned) })?;
        self.one(Method::POST, &["agents", agent, "publish"], Some(body), &["agents:write"], "agent").await
    }

    /// Publishes an earlier version once more.
    ///
    /// # Errors
    /// The call failed, or a binding of that version no longer holds; then nothing was published.
    pub async fn rollback(&self, agent: &str, version: &str) -> Result<AgentVersion, ApiFailure> {
        let body = json(&Rollback { version_id: version.into() })?;
        self.one(Method::POST, &["agents", agent, "rollback"], Some(body), &["agents:write"], "version").await
    }

    /// What the agent has published, the latest first.
    ///
    /// # Errors
    /// The call failed.
    pub async fn versions(&self, agent: &str) -> Result<Vec<AgentVersion>, ApiFailure> {
        self.all(&["agents", agent, "versions"], &["agents:read"], "agent").await
    }

    /// What callers of the agent get: the last version. None before the first, and where the platform or the key does not say.
    ///
    /// # Errors
    /// The call failed in another way.
    pub async fn last_version(&self, agent: &str) -> Result<Option<AgentVersion>, ApiFailure> {
        let (path, query) = (["agents", agent, "versions"], [("limit", "1")]);
        let scopes = &["agents:read"];
        let call = Call {
            method: Method::GET,
            path: &path,
            query: &query,
            body: None,
            precondition: Precondition::None,
            scopes,
            what: "agent",
        };
        match self.call::<Page<AgentVersion>>(call).await {
            Ok(page) => Ok(page.data.into_iter().next()),
            Err(ApiFailure::NotFound { .. } | ApiFailure::ScopeMissing { .. }) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Has a binding compiled and kept as a skill of the agent, where the skill of its name there is as `precondition` says.
    ///
    /// # Errors
    /// The call failed, the control plane refused the binding, or somebody else has changed the skill: [`ApiFailure::Conflict`].
    pub async fn create_binding(
        &self,
        agent: &str,
        kind: Engine,
        body: &BindingBody,
        precondition: Precondition<'_>,
    ) -> Result<Skill, ApiFailure> {
        let path = ["agents", agent, "integrations", kind.kind(), "bindings"];
        let (method, body, scopes) = (Method::POST, Some(json(body)?), &["skills:write"]);
        let call = Call { method, path: &path, query: &[], body, precondition, scopes, what: "agent" };
        self.call::<Envelope<Skill>>(call).await.map(|envelope| envelope.data)
    }

    /// What a skill was made of. [`ApiFailure::NotFound`] also where the platform does not tell it: the call is ours [G].
    ///
    /// # Errors
    /// The call failed.
    pub async fn skill_binding(&self, agent: &str, skill: &str) -> Result<BindingBody, ApiFailure> {
        let path = ["agents", agent, "skills", skill, "binding"];
        self.one(Method::GET, &path, None, &["skills:read"], "skill").await
    }

    /// One skill with its ETag, where it has one.
    ///
    /// # Errors
    /// The call failed.
    pub async fn skill_tagged(&self, agent: &str, skill: &str) -> Result<(Skill, Option<String>), ApiFailure> {
        let path = ["agents", agent, "skills", skill];
        let (method, precondition, scopes) = (Method::GET, Precondition::None, &["skills:read"]);
        let call = Call { method, path: &path, query: &[], body: None, precondition, scopes, what: "skill" };
        let (Envelope { data, .. }, tag) = self.call_tagged::<Envelope<Skill>>(call).await?;
        Ok((data, tag))
    }

    /// The skills of an agent.
    ///
    /// # Errors
    /// The call failed.
    pub async fn skills(&self, agent: &str) -> Result<Vec<Skill>, ApiFailure> {
        self.all(&["agents", agent, "skills"], &["skills:read"], "agent").await
    }

    /// Changes a skill, with its ETag only if nobody else has since.
    ///
    /// # Errors
    /// The call failed, somebody else has changed it ([`ApiFailure::Conflict`]), or it no longer compiles and was to be enabled.
    pub async fn update_skill(
        &self,
        agent: &str,
        skill: &str,
        patch: &SkillPatch,
        if_match: Option<&str>,
    ) -> Result<Skill, ApiFailure> {
        let path = ["agents", agent, "skills", skill];
        let (method, body, precondition) = (Method::PATCH, Some(json(patch)?), Precondition::from(if_match));
        let scopes = &["skills:write"];
        let call = Call { method, path: &path, query: &[], body, precondition, scopes, what: "skill" };
        self.call::<Envelope<Skill>>(call).await.map(|envelope| envelope.data)
    }

    /// Deletes a skill.
    ///
    /// # Errors
    /// The call failed.
    pub async fn delete_skill(&self, agent: &str, skill: &str) -> Result<(), ApiFailure> {
        let path = ["agents", agent, "skills", skill];
        self.one::<Value>(Method::DELETE, &path, None, &["skills:write"], "skill").await.map(drop)
    }

    async fn one<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<Value>,
        scopes: &'static [&'static str],
        what: &'static str,
    ) -> Result<T, ApiFailure> {
        let call = Call { method, path, query: &[], body, precondition: Precondition::None, scopes, what };
        self.call::<Envelope<T>>(call).await.map(|envelope| envelope.data)
    }

    /// Every page of a list, following the cursor.
    async fn all<T: DeserializeOwned>(
        &self,
        path: &[&str],
        scopes: &'static [&'static str],
        what: &'static str,
    ) -> Result<Vec<T>, ApiFailure> {
        self.all_of(path, &[], scopes, what).await
    }

    /// The same of a list that a query narrows.
    async fn all_of<T: DeserializeOwned>(
        &self,
        path: &[&str],
        narrowed: &[(&str, &str)],
        scopes: &'static [&'static str],
        what: &'static str,
    ) -> Result<Vec<T>, ApiFailure> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = [narrowed, &[("limit", "100")]].concat();
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let call = Call {
                method: Method::GET,
                path,
                query: &query,
                body: None,
                precondition: Precondition::None,
                scopes,
                what,
            };
            let page = self.call::<Page<T>>(call).await?;
            items.extend(page.data);
            match page.pagination.next_cursor {
                Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                _ => return Ok(items),
            }
        }
        Err(ApiFailure::AnswerTooLarge)
    }
}

/// Our own types have string keys only, which JSON can always hold; should one not, nothing is sent.
fn json(body: &impl Serialize) -> Result<Value, ApiFailure> {
    serde_json::to_value(body).map_err(|_| ApiFailure::Invalid { detail: None, errors: Vec::new() })
}
