//! `gatehouse keys`: the API keys of a control plane.

use anyhow::Context;
use gatehouse_api::{ALL_SCOPES, Scope};
use gatehouse_server::keys::{self, IssuedKey, ListedKey, NewKey};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::output::Outcome;
use crate::plane_args::KeysVerb;

pub(crate) async fn run(verb: KeysVerb) -> anyhow::Result<Outcome> {
    match verb {
        KeysVerb::Create { store, organization, scopes, label, expires } => {
            let scopes = read_scopes(&scopes)?;
            let new = NewKey { organisation: &organization, scopes: &scopes, label: &label, until: expires };
            Ok(shown_once(&keys::issue(&store.location()?, &new).await?))
        }
        KeysVerb::List { store, organization } => {
            Ok(listed(&keys::list(&store.location()?, organization.as_deref()).await?))
        }
        KeysVerb::Revoke { store, id } => {
            keys::revoke(&store.location()?, &id).await?;
            let line = format!("{id} is revoked; running servers refuse it within a second");
            Ok(Outcome::new(json!({ "revoked": id }), vec![]).with_asides(vec![line]))
        }
        KeysVerb::Rotate { store, id, grace, expires } => {
            let successor = keys::rotate(&store.location()?, &id, grace, expires).await?;
            let mut outcome = shown_once(&successor.issued);
            let end = successor.old_until.as_ref();
            let line = match end {
                Some(at) => format!("the old key {id} ends at {at}"),
                None => format!("the old key {id} has ended"),
            };
            outcome.add_aside("replaces", json!({ "id": id, "ends_at": end }), line);
            Ok(outcome)
        }
    }
}

fn read_scopes(scopes: &[String]) -> anyhow::Result<Vec<Scope>> {
    if scopes.iter().any(|scope| scope == "all") {
        return Ok(ALL_SCOPES.to_vec());
    }
    let known = || ALL_SCOPES.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    scopes
        .iter()
        .map(|scope| scope.trim().parse().with_context(|| format!("--scopes takes `all` or some of {}", known())))
        .collect()
}

/// The key alone on standard output, so that it can be piped to where it is kept; about it on standard error.
fn shown_once(issued: &IssuedKey) -> Outcome {
    let text = issued.key.expose_secret().to_owned();
    let document = json!({ "id": issued.id, "key": text, "expires_at": issued.expires_at });
    let end = issued.expires_at.as_ref().map(|at| format!(", and it ends at {at}")).unwrap_or_default();
    let aside = format!("this is shown once; the key's id is {}{end}", issued.id);
    Outcome::new(document, vec![text]).with_asides(vec![aside])
}

fn listed(keys: &[ListedKey]) -> Outcome {
    let documents: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({
                "id": key.id, "organization": key.organisation, "label": key.label, "scopes": key.scopes,
                "created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": key.revoked_at,
            })
        })
        .collect();
    let lines = keys.iter().map(line).collect();
    Outcome::new(json!({ "keys": documents }), lines)
}

fn line(key: &ListedKey) -> String {
    let scopes = match key.scopes.len() == ALL_SCOPES.len() {
        true => "all".to_owned(),
        false => key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(","),
    };
    let end = match (&key.revoked_at, &key.expires_at) {
        (Some(at), _) => format!("  revoked {at}"),
        (None, Some(at)) => format!("  expires {at}"),
        (None, None) => String::new(),
    };
    let label = if key.label.is_empty() { "–" } else { &key.label };
    format!("{}  {}  {label}  {scopes}  created {}{end}", key.id, key.organisation, key.created_at)
}
