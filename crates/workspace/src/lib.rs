//! The workspace folder: what users commit to git. Versioned files, read strictly, written atomically; no secret ever.
//!
//! ```text
//! gatehouse.toml                   version, sync target
//! connections/<name>.toml          how to reach a database
//! connections/<name>.catalog.json  the last discovered snapshot
//! connections/<name>.scoping.toml  blocks
//! bindings/<slug>.toml             one draft each
//! ```

mod atomic;
mod binding_files;
mod drafts;
mod error;
mod exposure;
mod folder;
mod import;
mod lock;
mod model;
mod model_choice;
mod password;
mod pin;
mod record;
mod rewrite;
mod sample;
mod samples;
mod scoping_file;
mod settings;
mod snapshots;
mod sync;
mod trust;
mod versioned;

pub use drafts::{CompiledDraft, NotCompiled};
pub use error::WorkspaceError;
pub use folder::Workspace;
pub use import::{find_import, import_secret};
pub use lock::Lock;
pub use model::{
    ModelProblem, choose_model, configured_model, environment_key, model_key, model_of, ranked_by, try_model,
};
pub use model_choice::{ModelChoice, ModelFile};
pub use password::{keychain_entry, own_entry, password_of};
pub use pin::record_first_use;
pub use record::{DriftReport, Recorded, baseline_note};
pub use sample::write_sample;
pub use settings::{Settings, SyncTarget};
pub use snapshots::Snapshot;
pub use sync::{
    Choice, ConnectionState, Publication, SeenSkill, SyncConnection, SyncError, SyncReport, SyncStep, Theirs,
    TheirsChosen, apply, client, compare, compare_remembered, enable, publish, sync_key, sync_key_entry, theirs,
};
pub use trust::{Trust, agree, trust_of, withdraw_agreement};
pub use versioned::{draft_text, read_draft};
