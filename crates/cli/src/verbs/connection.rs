//! `gatehouse connection add|list`

use anyhow::{Context, bail};
use gatehouse_core::connection::{Access, Descriptor, Environment, PasswordSource, SslMode, parse_url};
use gatehouse_vault::{Place, Vault, read_ca};
use gatehouse_workspace::{Workspace, WorkspaceError, agree, keychain_entry};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::args::{AboutArgs, AddArgs};
use crate::output::Outcome;
use crate::run::Scene;

/// Adds a connection; the password of the URL goes to the keyring, never to the file.
pub(crate) fn add(scene: &Scene, args: &AddArgs) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    if !args.replace && workspace.connection_names()?.contains(&args.name) {
        bail!("there is a connection “{}” already; --replace changes it", args.name);
    }
    let parsed = parse_url(&args.url).map_err(|problem| anyhow::anyhow!("--url: {}", problem.message))?;
    let mut descriptor = parsed.descriptor;
    if let Some(mode) = &args.sslmode {
        descriptor.sslmode = SslMode::parse(mode).with_context(|| {
            format!("--sslmode {mode} is not possible: use require, verify-ca or verify-full; a connection is always encrypted")
        })?;
    }
    // A mode that was chosen by hand answers what is wrong with the URL's.
    let problem = parsed.problems.iter().find(|problem| args.sslmode.is_none() || problem.field != "sslmode");
    if let Some(problem) = problem {
        bail!("--url: {}", problem.message);
    }
    if let Some(path) = &args.ca {
        let pem = std::fs::read_to_string(path).with_context(|| format!("--ca {}", path.display()))?;
        descriptor.ca_pem = Some(pem);
    } else if let Some(path) = &parsed.ca_file {
        descriptor.ca_pem = Some(read_ca(path).map_err(anyhow::Error::msg)?);
    }
    apply_about(&mut descriptor, &args.about)?;
    if let Some(source) = &args.password_from {
        descriptor.password = Some(source.parse().context("--password-from")?);
    }
    if args.replace && workspace.connection_names()?.contains(&args.name) {
        descriptor.keep_pin_of(&workspace.connection(&args.name)?);
    }
    if let Some(problem) = descriptor.problems().first() {
        bail!("{}: {}", problem.field, problem.message);
    }
    let password = parsed.password.filter(|_| descriptor.password.is_none());
    keep(&workspace, &args.name, &mut descriptor, password.as_ref())?;
    workspace.save_connection(&args.name, &descriptor)?;
    // Whoever names the host and the reference on this command line agrees to them.
    agree(&workspace, &Vault::system(), &args.name, &descriptor)?;
    let mut lines = vec![format!("Added {}. Next: gatehouse check {}", args.name, args.name)];
    lines.extend(parsed.unused.iter().map(|option| format!("Not used: {option}")));
    Ok(Outcome::new(described(&args.name, &descriptor), lines))
}

/// Label, environment and intent, as the command line says them.
pub(crate) fn apply_about(descriptor: &mut Descriptor, about: &AboutArgs) -> anyhow::Result<()> {
    descriptor.label = about.label.clone().or(descriptor.label.take());
    descriptor.local_only = about.local_only;
    if let Some(environment) = &about.environment {
        let known = Environment::parse(environment);
        descriptor.environment = Some(known.with_context(|| {
            format!("--environment {environment} is none: use production, staging, test or development")
        })?);
    }
    descriptor.access = match about.access.as_str() {
        "read-only" => Access::ReadOnly,
        "write" => Access::Write,
        other => bail!("--access {other} is none: use read-only or write"),
    };
    Ok(())
}

/// Puts a password into the keyring. A command ends at once, so keeping it in memory would be losing it.
pub(crate) fn keep(
    workspace: &Workspace,
    name: &str,
    descriptor: &mut Descriptor,
    password: Option<&SecretString>,
) -> anyhow::Result<()> {
    let Some(password) = password else { return Ok(()) };
    let entry = keychain_entry(workspace, name);
    if Vault::system().store(&entry, password) == Place::Memory {
        bail!("there is no keyring to keep the password in; say where it is with --password-from");
    }
    descriptor.password = Some(PasswordSource::Keychain(entry));
    Ok(())
}

/// Lists the connections.
pub(crate) fn list(scene: &Scene) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let mut documents = Vec::new();
    let mut lines = Vec::new();
    for name in workspace.connection_names()? {
        let descriptor: Result<Descriptor, WorkspaceError> = workspace.connection(&name);
        let descriptor = descriptor?;
        lines.push(format!(
            "{} {:11}  {name}  {} {}@{}:{}/{}  {}",
            descriptor.access.badge(),
            descriptor.environment.map_or("–", Environment::as_str),
            descriptor.engine.display_name(),
            descriptor.user,
            descriptor.host,
            descriptor.port,
            descriptor.database,
            descriptor.sslmode.as_str()
        ));
        documents.push(described(&name, &descriptor));
    }
    if lines.is_empty() {
        lines.push("No connections yet. Next: gatehouse connection add NAME --url URL".into());
    }
    Ok(Outcome::new(json!({ "connections": documents }), lines))
}

/// A connection without its CA's text, which is long and of no use in a list.
pub(crate) fn described(name: &str, descriptor: &Descriptor) -> Value {
    json!({
        "name": name,
        "engine": descriptor.engine,
        "host": descriptor.host,
        "port": descriptor.port,
        "database": descriptor.database,
        "user": descriptor.user,
        "sslmode": descriptor.sslmode,
        "password": descriptor.password,
        "label": descriptor.label,
        "local_only": descriptor.local_only,
        "environment": descriptor.environment,
        "access": descriptor.access,
    })
}
