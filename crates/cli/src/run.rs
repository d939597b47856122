//! From the command line to the verb.

use std::future::Future;

use anyhow::Context;
use gatehouse_core::connection::Descriptor;
use gatehouse_vault::Vault;
use gatehouse_workspace::{Workspace, password_of};
use secrecy::SecretString;
use tokio::runtime::{Builder, Runtime};

use crate::args::{Args, ConnectionVerb, Verb};
use crate::output::Outcome;
use crate::verbs;

/// What a verb works on: the folder it was pointed at, opened when it is needed.
pub(crate) struct Scene {
    directory: Option<std::path::PathBuf>,
}

impl Scene {
    /// The workspace: the folder of `-C`, or the nearest parent that is one.
    pub(crate) fn workspace(&self) -> anyhow::Result<Workspace> {
        Ok(match &self.directory {
            Some(directory) => Workspace::open(directory)?,
            None => Workspace::find(&std::env::current_dir().context("the current folder cannot be read")?)?,
        })
    }

    /// A connection and its password.
    pub(crate) fn credentials(&self, name: &str) -> anyhow::Result<(Workspace, Descriptor, SecretString)> {
        let workspace = self.workspace()?;
        let descriptor = workspace.connection(name)?;
        let password = password_of(&workspace, &Vault::system(), name, &descriptor)?;
        Ok((workspace, descriptor, password))
    }
}

/// Runs the verb.
pub(crate) fn run(args: Args) -> anyhow::Result<Outcome> {
    let scene = Scene { directory: args.directory };
    match args.verb {
        Verb::Init { directory } => verbs::init::init(&directory),
        Verb::Connection(ConnectionVerb::Add(add)) => verbs::connection::add(&scene, &add),
        Verb::Connection(ConnectionVerb::List) => verbs::connection::list(&scene),
        Verb::Connection(ConnectionVerb::Import(import)) => verbs::import::import(&scene, &import),
        Verb::Connection(ConnectionVerb::Pin { name, forget }) => block_on(verbs::pin::pin(&scene, &name, forget)),
        Verb::Connection(ConnectionVerb::Consent { name, withdraw }) => verbs::pin::consent(&scene, &name, withdraw),
        Verb::Connection(ConnectionVerb::Trust { name, show }) => verbs::trust::trust(&scene, &name, show),
        Verb::Connection(ConnectionVerb::Presets { host }) => Ok(verbs::presets::presets(host.as_deref())),
        Verb::Address(address) => verbs::address::address(&address),
        Verb::Check { connection } => block_on(verbs::check::check(&scene, &connection, args.json)),
        Verb::Prove(prove) => block_on(verbs::prove::prove(&scene, &prove)),
        Verb::Discover { connection, schemas, all_schemas } => {
            let chosen = Some(schemas).filter(|schemas| all_schemas || !schemas.is_empty());
            block_on(verbs::discover::discover(&scene, &connection, chosen))
        }
        Verb::Search { connection, query, limit, viewer } => {
            verbs::search::search_catalog(&scene, &connection, &query, limit, viewer)
        }
        Verb::Propose { connection, goal } => block_on(verbs::propose::propose(&scene, &connection, &goal)),
        Verb::Model(model) => block_on(verbs::model::model(&model)),
        Verb::Catalog { connection, viewer } => verbs::catalog::catalog(&scene, &connection, viewer),
        Verb::Suggest(suggest) => block_on(verbs::suggest::suggest(&scene, &suggest)),
        Verb::Block(targets) => verbs::block::set(&scene, &targets, true),
        Verb::Unblock(targets) => verbs::block::set(&scene, &targets, false),
        Verb::Review(review) => verbs::review::review(&scene, &review),
        Verb::Rule(rule) => verbs::rule::rule(&scene, &rule),
        Verb::Rename(rename) => verbs::review::rename(&scene, &rename),
        Verb::Quarantine(quarantine) => verbs::review::quarantine(&scene, &quarantine),
        Verb::Drift(drift) => block_on(verbs::drift::drift(&scene, &drift)),
        Verb::Report(report) => verbs::report::report(&scene, &report),
        Verb::Compile { bindings } => verbs::compile::compile(&scene, &bindings),
        Verb::Try(trial) => block_on(verbs::try_out::try_binding(&scene, &trial)),
        Verb::Prepare { connection } => block_on(verbs::prepare::prepare(&scene, &connection)),
        Verb::Script(script) => verbs::script::script(&scene, &script),
        Verb::Sync(sync) => block_on(verbs::sync::sync(&scene, &sync)),
        Verb::Serve(serve) => {
            let runtime = gatehouse_server::runtime(serve.threads).context("the runtime did not start")?;
            run_on(runtime, verbs::serve::serve(serve))
        }
        Verb::Mcp(mcp) => block_on(verbs::mcp::mcp(mcp)),
        Verb::Keys(verb) => block_on(verbs::keys::run(verb)),
        Verb::MasterKey(verb) => block_on(verbs::master_key::run(verb)),
        Verb::Audit(verb) => block_on(verbs::audit::run(verb)),
    }
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = Builder::new_multi_thread().enable_all().build().context("the runtime did not start")?;
    run_on(runtime, work)
}

fn run_on<T>(runtime: Runtime, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let done = runtime.block_on(work);
    // A name that nobody resolves keeps the system's resolver busy long after we gave up.
    runtime.shutdown_background();
    done
}
