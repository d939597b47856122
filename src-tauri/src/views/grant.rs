//! The agent's own database user: what a person chooses, and the scripts that follow.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::Descriptor;
use gatehouse_core::connection::grant::{GrantNote, GrantRequest, GrantServer, NewPassword, Script};
use serde::{Deserialize, Serialize};

/// What a person chose.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub(crate) struct UserChoice {
    /// What the user may do.
    pub(crate) request: GrantRequest,
    /// Its name.
    pub(crate) user: String,
    /// For servers that bind a user to an address: from where it connects.
    pub(crate) host: Option<String>,
}

/// What the choice starts from.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct UserDefaults {
    /// A name for a user that only reads.
    pub(crate) user: String,
    /// Present where a user is bound to an address; empty, because only a person knows which.
    pub(crate) host: Option<String>,
    /// A command that runs the script, for a person to read and adapt.
    pub(crate) run_with: String,
}

/// One of the scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ScriptKind {
    /// Makes the user, or takes it back to the plan.
    Create,
    /// Gives it another password.
    Rotate,
    /// Drops it.
    Revoke,
    /// Takes from PUBLIC what nobody asked for.
    Hardening,
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NewUserPart {
    /// The password.
    Password,
    /// A script.
    Create,
    /// A script.
    Rotate,
    /// A script.
    Revoke,
    /// A script.
    Hardening,
}

/// The generated password on its one way to a person: the only secret that ever crosses to the web view, in the answer of
/// `draw_up_user` alone. `tests/architecture.rs` holds both.
#[derive(Serialize, specta::Type)]
#[serde(transparent)]
pub(crate) struct ShownOnce(String);

impl ShownOnce {
    /// For the answer; everything done with the password afterwards is done on this side.
    pub(crate) fn of(password: &NewPassword) -> ShownOnce {
        ShownOnce(password.expose().to_owned())
    }
}

/// A script with what it leaves open. MySQL's holds the password, so it does not print.
#[derive(Serialize, specta::Type)]
pub(crate) struct ScriptText {
    /// The text.
    pub(crate) sql: String,
    /// What a person should know before running it.
    pub(crate) notes: Vec<GrantNote>,
}

/// A user that was drawn up and perhaps not made yet.
#[derive(Serialize, specta::Type)]
pub(crate) struct NewUser {
    /// Its name.
    pub(crate) user: String,
    /// Its password.
    pub(crate) password: ShownOnce,
    /// Makes the user.
    pub(crate) create: ScriptText,
    /// Gives it this password, and changes nothing else.
    pub(crate) rotate: ScriptText,
    /// Drops it.
    pub(crate) revoke: ScriptText,
    /// Takes from PUBLIC what nobody asked for; none where the engine has no such rights.
    pub(crate) hardening: Option<ScriptText>,
}

impl From<Script> for ScriptText {
    fn from(script: Script) -> ScriptText {
        ScriptText { sql: script.sql, notes: script.notes }
    }
}

impl UserDefaults {
    /// The defaults for a discovered connection.
    pub(crate) fn new(descriptor: &Descriptor, catalog: &Catalog) -> UserDefaults {
        let Descriptor { host, port, database, .. } = descriptor;
        let (host, database) = (quoted(host), quoted(database));
        let (bound, run_with) = match GrantServer::of(catalog) {
            GrantServer::Postgres => (None, format!("psql -h {host} -p {port} -d {database} -U OWNER -f create.sql")),
            GrantServer::Mysql => {
                (Some(String::new()), format!("mysql -h {host} -P {port} -u ADMIN -p {database} < create.sql"))
            }
            GrantServer::MariaDb => {
                (Some(String::new()), format!("mariadb -h {host} -P {port} -u ADMIN -p {database} < create.sql"))
            }
        };
        UserDefaults { user: "gatehouse_ro".into(), host: bound, run_with }
    }
}

/// A word of a command line, in quotes where a shell would read it as more than a word.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".:_-".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
