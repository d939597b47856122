//! Serving: open the store, listen, answer until told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::agent_views::AgentViews;
use crate::credentials::Sealer;
use crate::generations::Generations;
use crate::master_key::{MasterKey, MasterKeySource};
use crate::router::router;
use crate::state::{AppState, Shared};
use crate::store::{OpenError, StoreLocation, open};

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where everything is kept.
    pub store: StoreLocation,
    /// What credentials are sealed with.
    pub master_key: MasterKeySource,
    /// Where to listen: a loopback address; port 0 for a free one.
    pub listen: SocketAddr,
    /// Whether databases on this machine or its network may be connected. Off, only public addresses are.
    pub allow_private_hosts: bool,
}

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Plain http leaves the machine.
    #[error(
        "{0} is not a loopback address: this server speaks plain http, and keys and passwords must not cross a network so. Listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// The store does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The port is taken, or not ours to take.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// It broke off.
    #[error("the server broke off: {0}")]
    Broken(io::Error),
}

/// Serves until `shutdown` is done, then finishes what is under way. `on_listening` hears the address that was taken.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
    on_listening: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    if !options.listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback(options.listen));
    }
    let store = open(&options.store).await?;
    let master = MasterKey::load(&options.master_key).map_err(OpenError::from)?;
    master.prove(&*store).await?;
    let state = AppState::new(Shared {
        store,
        sealer: Sealer::new(&master),
        body_key: master.derive("gatehouse receipts 1"),
        agent_views: AgentViews::default(),
        generations: Generations::default(),
        allow_private_hosts: options.allow_private_hosts,
    });
    let unheard = |source| ServeError::Listen { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    tracing::info!(%address, "listening");
    if options.allow_private_hosts {
        tracing::warn!("private hosts are allowed: databases on this machine and its network may be connected");
    }
    on_listening(address);
    let served = axum::serve(listener, router(state.clone())).with_graceful_shutdown(shutdown).await;
    state.store.close().await;
    served.map_err(ServeError::Broken)
}
