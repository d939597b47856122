//! The scripts that make a database user for agents [contract, "Endpoints", S, D].

use gatehouse_core::connection::grant::GrantNote;
use serde::Serialize;

/// What `GET /integrations/{kind}/sql/scripts` answers. It may hold a password, so it does not print, and it is written but
/// never read back.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Scripts {
    /// A user that reads.
    pub read_only: ReadScript,
    /// A user that writes, too; only where tables are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<WriteScript>,
    /// The password of both, this once. Absent where one was passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_password: Option<String>,
}

/// A script for reading.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadScript {
    /// To be run by an administrator, as it is.
    pub sql: String,
    /// The user that it makes [G].
    pub user: String,
    /// What to know before running it [G].
    pub notes: Vec<GrantNote>,
}

/// A script for writing.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WriteScript {
    /// To be run by an administrator, as it is.
    pub sql: String,
    /// The tables that it is about, as scoping writes them.
    pub tables: Vec<String>,
    /// The user that it makes, or adds to [G].
    pub user: String,
    /// What to know before running it [G].
    pub notes: Vec<GrantNote>,
}
