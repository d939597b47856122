//! One file for each thing that travels.

pub(crate) mod agent;
pub(crate) mod audit;
pub(crate) mod binding;
pub(crate) mod credentials;
pub(crate) mod envelope;
pub(crate) mod integration;
pub(crate) mod invocation;
pub(crate) mod kind;
pub(crate) mod scope;
pub(crate) mod scoping;
pub(crate) mod scripts;
pub(crate) mod search;
pub(crate) mod skill;
pub(crate) mod version;
