//! The apply half of sync: what differs between the workspace and a control plane, sending it, reading it back.

mod apply;
mod compare;
mod error;
mod publish;
mod remote;
mod replaced;
mod report;
mod send;
mod settled;
mod take;
mod target;

use apply::counted;

pub use apply::{Choice, SeenSkill, apply};
pub use compare::{compare, compare_remembered};
pub use error::SyncError;
pub use publish::{enable, publish};
pub use report::{ConnectionState, Publication, SyncConnection, SyncReport, SyncStep};
pub use take::{Theirs, TheirsChosen, theirs};
pub use target::{client, sync_key, sync_key_entry};
