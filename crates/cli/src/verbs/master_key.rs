//! `gatehouse master-key`: the key that seals what a control plane keeps.

use gatehouse_server::master_key::rotate;
use serde_json::json;

use crate::master_key::source_or_beside;
use crate::output::Outcome;
use crate::plane_args::{MasterKeyArg, MasterKeyVerb};

pub(crate) async fn run(verb: MasterKeyVerb) -> anyhow::Result<Outcome> {
    let MasterKeyVerb::Rotate { store, from, to } = verb;
    let store = store.location()?;
    let from = source_or_beside(from, &store)?;
    let to = to.map_or_else(|| from.clone(), |MasterKeyArg(source)| source);
    let rotated = rotate(&store, &from, &to, |step| tracing::info!(?step, "rotating the master key")).await?;
    let lines = vec![
        format!(
            "the master key is in {} from now on; {} credentials were sealed anew",
            rotated.place, rotated.credentials
        ),
        "start the servers on this store again: those that are running say 503 and /readyz fails until then".into(),
        "backups of the store from before open with the old master key alone".into(),
    ];
    Ok(Outcome::new(json!({ "master_key": rotated.place, "credentials": rotated.credentials }), lines))
}
