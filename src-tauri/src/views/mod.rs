//! What crosses to the web view, shaped for it. No secret type is among them.

mod binding;
mod bytes;
mod catalog;
mod connection;
mod described;
mod exposure;
mod grant;
mod import;
mod model;
mod scoping;
mod sensitive;
mod trial;
mod workspace;

pub(crate) use binding::{BindingSummary, CompiledBinding};
pub(crate) use bytes::Bytes;
pub(crate) use catalog::{DiscoveryStep, DiscoveryView, TableDetails};
pub(crate) use connection::{CheckProgress, ConnectionForm, PasswordState, SavedConnection, UrlReading};
pub(crate) use described::Described;
pub(crate) use exposure::{ExposureView, ReportFormat};
pub(crate) use grant::{NewUser, NewUserPart, ScriptKind, ScriptText, ShownOnce, UserChoice, UserDefaults};
pub(crate) use import::ImportSourceView;
pub(crate) use model::ModelView;
pub(crate) use scoping::{RuleView, ScopingStroke, ScopingView, StrokeEffect};
pub(crate) use sensitive::{SampleStep, SamplesView, SuggestionView, SuggestionsEnd};
pub(crate) use trial::{PreparedBindings, TrialArguments, TrialView, statements};
pub(crate) use workspace::{AgentView, Preferences, SyncTargetView, WorkspaceView};
