//! Serving published skills: what an agent may call, in memory; the guards of a call; and the call itself.
//!
//! What is kept of an organisation holds for one generation of it ([`crate::generations`]); sessions to its databases outlive generations as
//! long as the credentials stay. HTTP (`routes::invoke`) and MCP (`mcp`) both go through [`call`].

mod agent;
mod call;
mod confirmation;
mod keys;
mod load;
mod memory;

pub(crate) use agent::ServedAgent;
pub(crate) use call::{Called, call, envelope};
pub(crate) use memory::Serving;
