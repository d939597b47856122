//! The verbs, one file each.

pub(crate) mod address;
pub(crate) mod block;
pub(crate) mod catalog;
pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod connection;
mod decide;
pub(crate) mod discover;
pub(crate) mod drift;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod mcp;
pub(crate) mod model;
pub(crate) mod pin;
pub(crate) mod prepare;
pub(crate) mod presets;
pub(crate) mod propose;
pub(crate) mod prove;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod rule;
pub(crate) mod script;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod suggest;
pub(crate) mod trust;
pub(crate) mod try_out;
