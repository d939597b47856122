//! `gatehouse serve`: a control plane of one's own.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use gatehouse_server::{Limits, ServeOptions, TlsFiles};
use secrecy::SecretString;
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::ServeArgs;
use crate::master_key::source_or_beside;
use crate::output::{Outcome, write_out};

const SHORTEST_TOKEN: usize = 16;

/// Serves until it is told to stop.
pub(crate) async fn serve(args: ServeArgs) -> anyhow::Result<Outcome> {
    let options = options(args)?;
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    gatehouse_server::serve(options, stopped(), |address| write_out(&format!("{scheme}://{address}/api/v1"))).await?;
    Ok(Outcome::new(json!({ "stopped": true }), Vec::new()))
}

fn options(args: ServeArgs) -> anyhow::Result<ServeOptions> {
    let store = args.store.location()?;
    let master_key = source_or_beside(args.master_key, &store)?;
    let tls = args.tls_cert.zip(args.tls_key).map(|(certificate, key)| TlsFiles { certificate, key });
    Ok(ServeOptions {
        allow_private_hosts: args.allow_private_hosts,
        tls,
        hosts: args.host,
        behind_proxy: args.behind_proxy,
        limits: Limits {
            key: args.limit,
            address: args.limit_address,
            invoke_key: args.limit_invoke,
            invoke_address: args.limit_invoke_address,
        },
        connections: args.connections,
        metrics_token: args.metrics_token_file.as_deref().map(token).transpose()?,
        shutdown_delay: Duration::from_secs(args.shutdown_delay),
        shutdown_grace: Duration::from_secs(args.shutdown_grace),
        ..ServeOptions::new(store, master_key, args.listen)
    })
}

/// The first line of the file. A short one could be guessed.
fn token(path: &Path) -> anyhow::Result<SecretString> {
    let text = Zeroizing::new(std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?);
    let token = text.lines().next().unwrap_or_default().trim();
    if token.len() < SHORTEST_TOKEN {
        bail!("{}: the token needs at least {SHORTEST_TOKEN} characters", path.display());
    }
    Ok(SecretString::from(token))
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
