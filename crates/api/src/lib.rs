//! The control-plane contract on the wire: its types, its errors, and a client for it.
//!
//! Serves both ends: Gatehouse's own server answers with these types, the window and the command call through
//! [`Client`]. What the contract marks [G] (decided by us) is marked so here too, each in one place.

mod client;
pub mod problem;
mod wire;

pub use client::{Client, DEFAULT_BASE_URL, Model, ModelFailure, Precondition};
pub use problem::{ApiFailure, ApiFailureCode, Confirmation, FieldError, ProblemDetails};
pub use wire::agent::{Agent, NewAgent};
pub use wire::audit::AuditLog;
pub use wire::binding::{BindingBody, Goal, InputBody, ProjectionBody, SqlSearchBody, wire_field};
pub use wire::credentials::{Credentials, CredentialsBody};
pub use wire::envelope::{Envelope, Page, Pagination};
pub use wire::integration::{ConnectionState, DiscoverySummary, IntegrationStatus};
pub use wire::invocation::{Identity, Invocation};
pub use wire::kind::{KINDS, Kind, KindInfo};
pub use wire::scope::{ALL_SCOPES, Scope, UnknownScope};
pub use wire::scoping::{ScopingPatch, ScopingState};
pub use wire::scripts::{ReadScript, Scripts, WriteScript};
pub use wire::search::{IntegrationObject, SearchHit};
pub use wire::skill::{Deleted, Skill, SkillBody, SkillPatch};
pub use wire::version::{AgentVersion, Publication, PublishedSkill, Rollback};
