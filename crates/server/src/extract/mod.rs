//! What handlers take out of a request, in the order in which a refusal should be heard: key, scope, kind, body.

mod body;
mod caller;
mod if_match;
mod paging;
mod path;

pub(crate) use body::{Body, MOST_BYTES, OptionalBody, collected, json};
pub(crate) use caller::{
    AgentsRead, AgentsWrite, AuditRead, IntegrationsConnect, IntegrationsRead, IntegrationsWrite, SkillsRead,
    SkillsWrite,
};
pub(crate) use caller::{Allowed, Caller, Needs, authenticate, authenticate_from_memory, bearer, caller_from_memory};
pub(crate) use if_match::IfMatch;
pub(crate) use paging::{Cursor, DEFAULT_LIMIT, Paging, read_limit};
pub(crate) use path::{AgentId, SkillId, SqlKind};
