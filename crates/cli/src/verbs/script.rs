//! `gatehouse script CONNECTION …`: offline, from the snapshot and the scoping.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, bail};
use gatehouse_core::connection::grant::{
    Account, Credential, GrantNote, GrantPlan, GrantServer, NewPassword, Script, create_script, hardening_script,
    revoke_script, rotate_script,
};
use gatehouse_core::connection::{Descriptor, Engine, PasswordSource};
use gatehouse_vault::{Vault, generate_credential, read_reference, salted};
use serde_json::json;

use crate::args::{Role, ScriptArgs, ScriptKind};
use crate::output::Outcome;
use crate::run::Scene;

/// Writes the script. People get the SQL on standard output, ready for a pipe, and everything else on standard error.
pub(crate) fn script(scene: &Scene, args: &ScriptArgs) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let name = &args.connection;
    let descriptor = workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let user = args.user.as_deref().unwrap_or(match args.grant.role {
        Role::ReadOnly => "gatehouse_ro",
        Role::Write => "gatehouse_rw",
    });
    let host = args.host.clone().or_else(|| local_host(&descriptor));
    let account = Account::parse(GrantServer::of(&catalog), user, host.as_deref()).context("--user, --host")?;
    let mut document = json!({ "kind": kind(args.kind), "engine": catalog.engine, "user": user, "host": host });
    let (script, credential) = match args.kind {
        ScriptKind::Create => {
            let plan = GrantPlan::of(&catalog, &workspace.scoping(name)?, &args.grant.request(&catalog))?;
            let credential = credential(args, &descriptor)?;
            document["role"] = json!(plan.request.role);
            document["grain"] = json!(plan.request.grain);
            document["plan"] = json!({ "database": plan.database, "tables": plan.tables });
            (create_script(&catalog, &plan, &account, &credential)?, Some(credential))
        }
        ScriptKind::Rotate => {
            let credential = credential(args, &descriptor)?;
            (rotate_script(&account, &credential), Some(credential))
        }
        ScriptKind::Revoke => (revoke_script(&account), None),
    };
    let hardening = if args.hardening { hardening_script(&catalog)? } else { None };
    document["sql"] = json!(script.sql);
    document["notes"] = json!(script.notes);
    document["hardening"] = json!(hardening);
    let mut asides = Vec::new();
    if let Some(credential) = credential.filter(|_| args.password_from.is_none()) {
        document["generated_password"] = json!(credential.password.expose());
        asides.push(format!("Password of {user}, shown this once: {}", credential.password.expose()));
    }
    asides.extend(script.notes.iter().map(described));
    Ok(Outcome::new(document, lines(&script, hardening.as_deref())).with_asides(asides))
}

fn credential(args: &ScriptArgs, descriptor: &Descriptor) -> anyhow::Result<Credential> {
    let Some(source) = &args.password_from else { return Ok(generate_credential()?) };
    let source: PasswordSource = source.parse().context("--password-from")?;
    if matches!(source, PasswordSource::Keychain(_) | PasswordSource::Pgpass) {
        bail!("--password-from: the new user's password comes from env:VARIABLE, command:COMMAND or file:PATH");
    }
    let password = read_reference(&source, descriptor, &Vault::system(), Path::new("."))?;
    Ok(salted(NewPassword::supplied(password).context("--password-from")?)?)
}

/// A database on this machine sees its agents come from this machine.
fn local_host(descriptor: &Descriptor) -> Option<String> {
    let local = |address: &IpAddr| address.is_loopback();
    let address = descriptor.host.parse::<IpAddr>().ok().filter(local)?;
    (descriptor.engine == Engine::Mysql).then(|| address.to_string())
}

fn kind(kind: ScriptKind) -> &'static str {
    match kind {
        ScriptKind::Create => "create",
        ScriptKind::Revoke => "revoke",
        ScriptKind::Rotate => "rotate",
    }
}

fn lines(script: &Script, hardening: Option<&str>) -> Vec<String> {
    let mut lines = vec![script.sql.trim_end().to_owned()];
    lines.extend(hardening.map(|block| format!("\n{}", block.trim_end())));
    lines
}

/// Names come from a server: what a terminal obeys is left out.
fn described(note: &GrantNote) -> String {
    let objects = note.objects.join(", ").replace(char::is_control, "\u{fffd}");
    if objects.is_empty() { format!("! {}", note.text) } else { format!("! {objects}: {}", note.text) }
}
