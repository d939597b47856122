//! `gatehouse connection import [SOURCE]`

use anyhow::{Context, bail};
use gatehouse_core::connection::import::{ImportCandidate, ImportPassword, ImportSource};
use gatehouse_vault::{ImportListing, Vault, look_for_imports};
use gatehouse_workspace::{agree, find_import, import_secret};
use serde_json::{Value, json};

use super::connection::{apply_about, described, keep};
use crate::args::ImportArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// Lists what could be imported, or imports one.
pub(crate) fn import(scene: &Scene, args: &ImportArgs) -> anyhow::Result<Outcome> {
    let sources = match &args.source {
        None => ImportSource::ALL.to_vec(),
        Some(text) => vec![
            ImportSource::parse(text)
                .with_context(|| format!("“{text}” is no source to import from: use pgpass, service, env or my.cnf"))?,
        ],
    };
    let listings: Vec<ImportListing> = sources.into_iter().map(look_for_imports).collect();
    if args.list {
        return Ok(listed(&listings));
    }
    let (source, id) = choose(&listings, args.id.as_deref())?;
    take(scene, args, source, &id)
}

/// The one that is meant: by its id, else the only one there is.
fn choose(listings: &[ImportListing], id: Option<&str>) -> anyhow::Result<(ImportSource, String)> {
    let all = listings.iter().flat_map(|listing| &listing.found).map(|found| &found.candidate);
    let meant: Vec<_> = all.filter(|candidate| id.is_none_or(|id| candidate.id == id)).collect();
    match meant.as_slice() {
        [only] => Ok((only.source, only.id.clone())),
        [] => bail!("there is nothing to import; “gatehouse connection import --list” shows where was looked"),
        several => bail!(
            "{} connections could be meant; name the source and one with --id, as --list shows them",
            several.len()
        ),
    }
}

fn take(scene: &Scene, args: &ImportArgs, source: ImportSource, id: &str) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let found = find_import(source, id)?;
    let name = args.name.clone().unwrap_or_else(|| found.candidate.name.clone());
    if workspace.connection_names()?.contains(&name) {
        bail!("there is a connection “{name}” already; choose another name with --name");
    }
    if let Some(problem) = found.candidate.problems.first() {
        bail!("{} ({id}): {}: {}", source.as_str(), problem.field, problem.message);
    }
    let mut descriptor = found.candidate.descriptor.clone();
    apply_about(&mut descriptor, &args.about)?;
    let unused = found.candidate.unused.clone();
    let secret = import_secret(found, &descriptor);
    keep(&workspace, &name, &mut descriptor, secret.as_ref())?;
    workspace.save_connection(&name, &descriptor)?;
    agree(&workspace, &Vault::system(), &name, &descriptor)?;
    let mut lines = vec![format!("Imported {name}. Next: gatehouse check {name}")];
    lines.extend(unused.iter().map(|option| format!("Not used: {option}")));
    let mut document = described(&name, &descriptor);
    document["unused"] = json!(unused);
    Ok(Outcome::new(document, lines))
}

fn listed(listings: &[ImportListing]) -> Outcome {
    let mut lines = Vec::new();
    for listing in listings {
        lines.extend(listing.found.iter().flat_map(|found| described_candidate(&found.candidate)));
        lines.extend(listing.notes.iter().map(|note| format!("! {note}")));
    }
    if lines.is_empty() {
        lines.push("Nothing to import was found.".into());
    }
    let documents: Vec<Value> = listings.iter().map(document).collect();
    Outcome::new(json!({ "sources": documents }), lines)
}

fn document(listing: &ImportListing) -> Value {
    let candidates: Vec<Value> = listing
        .found
        .iter()
        .map(|found| {
            let mut document = json!(found.candidate);
            document["complete"] = json!(found.candidate.complete());
            document
        })
        .collect();
    json!({ "source": listing.source, "places": listing.places, "candidates": candidates, "notes": listing.notes })
}

fn described_candidate(candidate: &ImportCandidate) -> Vec<String> {
    let gap = |text: &str| if text.is_empty() { "?".to_owned() } else { text.to_owned() };
    let descriptor = &candidate.descriptor;
    let password = match candidate.password {
        ImportPassword::None => "no password",
        ImportPassword::Reference => "password stays where it is",
        ImportPassword::InFile => "password goes to the keyring",
    };
    let mut lines = vec![format!(
        "{} “{}”  {}@{}:{}/{}  {password}",
        candidate.source.as_str(),
        candidate.id,
        gap(&descriptor.user),
        gap(&descriptor.host),
        descriptor.port,
        gap(&descriptor.database),
    )];
    lines.extend(candidate.problems.iter().map(|problem| format!("    ! {}", problem.message)));
    lines.extend(candidate.unused.iter().map(|option| format!("    not used: {option}")));
    lines
}
