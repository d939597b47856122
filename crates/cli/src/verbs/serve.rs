//! `gatehouse serve` and `gatehouse keys`: a control plane of one's own.

use anyhow::Context;
use gatehouse_api::{ALL_SCOPES, Scope};
use gatehouse_server::{MasterKeySource, ServeOptions, StoreLocation};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::args::ServeArgs;
use crate::output::{Outcome, write_out};

/// Serves until it is told to stop.
pub(crate) async fn serve(args: ServeArgs) -> anyhow::Result<Outcome> {
    let store = StoreLocation::read(&args.store);
    let master_key = args.master_key.map(MasterKeySource::File).or_else(|| MasterKeySource::beside(&store));
    let master_key = master_key.context(
        "a store in PostgreSQL needs --master-key FILE: every process on the store has to use the same master key",
    )?;
    let options =
        ServeOptions { store, master_key, listen: args.listen, allow_private_hosts: args.allow_private_hosts };
    gatehouse_server::serve(options, stopped(), |address| write_out(&format!("http://{address}/api/v1"))).await?;
    Ok(Outcome::new(json!({ "stopped": true }), Vec::new()))
}

/// Ctrl+C, or the signal a service manager sends.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupted => (), _ = terminate.recv() => () }
            return;
        }
    }
    // Without a signal handler the process is ended from outside.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Makes a key and prints it, this once.
pub(crate) async fn create_key(store: String, organization: String, scopes: Vec<String>) -> anyhow::Result<Outcome> {
    let scopes: Vec<Scope> = if scopes.iter().any(|scope| scope == "all") {
        ALL_SCOPES.to_vec()
    } else {
        scopes.iter().map(|scope| scope.parse()).collect::<Result<_, _>>()?
    };
    let key = gatehouse_server::keys::create(&StoreLocation::read(&store), &scopes, &organization).await?;
    let text = key.expose_secret().to_owned();
    Ok(Outcome::new(json!({ "key": text }), vec![text]))
}
