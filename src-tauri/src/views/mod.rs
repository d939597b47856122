//! What crosses to the web view, shaped for it. No secret type is among them.

mod connection;
mod described;
mod grant;
mod import;
mod scoping;
mod workspace;

pub(crate) use connection::{CheckProgress, ConnectionForm, PasswordState, SavedConnection, UrlReading};
pub(crate) use described::Described;
pub(crate) use grant::{NewUser, NewUserPart, ScriptKind, ScriptText, ShownOnce, UserChoice, UserDefaults};
pub(crate) use import::ImportSourceView;
pub(crate) use scoping::{RuleView, ScopingStroke, ScopingView};
pub(crate) use workspace::{
    AgentView, CatalogView, CompiledBinding, DiscoveryStep, Preferences, SyncTargetView, WorkspaceView,
};
