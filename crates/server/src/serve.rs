//! Serving: open the store, listen, answer until told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::time::{MissedTickBehavior, interval};

use crate::agent_views::AgentViews;
use crate::data_keys;
use crate::front::{Connections, Front, HostProblem, Hosts, Limits, Tls, TlsFiles, TlsProblem, answer};
use crate::generations::Generations;
use crate::master_key::{self, MasterKeySource};
use crate::router::router;
use crate::serving::Serving;
use crate::state::{AppState, Shared};
use crate::store::{OpenError, StoreLocation, open};

/// How often what is known of idle callers is forgotten.
const FORGETTING: Duration = Duration::from_secs(60);

/// How often it is looked whether what serves skills still holds.
const TIDYING: Duration = Duration::from_secs(5);

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where everything is kept.
    pub store: StoreLocation,
    /// What credentials are sealed with.
    pub master_key: MasterKeySource,
    /// Where to listen; port 0 for a free one. Without TLS a loopback address.
    pub listen: SocketAddr,
    /// Whether databases on this machine or its network may be connected. Off, only public addresses are.
    pub allow_private_hosts: bool,
    /// Certificate and key; none for plain http.
    pub tls: Option<TlsFiles>,
    /// The names by which this server is reached, besides loopback names where it listens on loopback.
    pub hosts: Vec<String>,
    /// Whether a proxy on this machine stands before it and says in `X-Forwarded-For` for whom it asks.
    pub behind_proxy: bool,
    /// How often somebody may call.
    pub limits: Limits,
    /// The most connections that are open at a time.
    pub connections: usize,
    /// The bearer token that opens `/metrics`. Without one it is open to this machine, where nobody else can ask.
    pub metrics_token: Option<SecretString>,
    /// How long calls go on being accepted after the shutdown began, while `/readyz` already fails.
    pub shutdown_delay: Duration,
    /// How long calls under way may then take before they are broken off.
    pub shutdown_grace: Duration,
}

impl ServeOptions {
    /// Plain http on `listen`, with the usual limits.
    pub fn new(store: StoreLocation, master_key: MasterKeySource, listen: SocketAddr) -> ServeOptions {
        ServeOptions {
            store,
            master_key,
            listen,
            allow_private_hosts: false,
            tls: None,
            hosts: Vec::new(),
            behind_proxy: false,
            limits: Limits::default(),
            connections: 64,
            metrics_token: None,
            shutdown_delay: Duration::ZERO,
            shutdown_grace: Duration::from_secs(30),
        }
    }
}

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Plain http leaves the machine.
    #[error(
        "{0} is not a loopback address, and without TLS this server speaks plain http: keys and passwords must not cross a network so. Give --tls-cert and --tls-key, or listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// A name of the server.
    #[error(transparent)]
    Host(#[from] HostProblem),
    /// Certificate or key.
    #[error(transparent)]
    Tls(#[from] TlsProblem),
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
    let loopback = options.listen.ip().to_canonical().is_loopback();
    if !loopback && options.tls.is_none() {
        return Err(ServeError::NotLoopback(options.listen));
    }
    let hosts = Hosts::new(&options.hosts, loopback)?;
    let tls = options.tls.map(Tls::load).transpose()?.map(Arc::new);
    let front = Front::new(hosts, options.limits, options.metrics_token, options.behind_proxy);
    let front = Arc::new(front);
    let store = open(&options.store).await?;
    let master = master_key::load(&*store, &options.master_key).await?;
    let keys = data_keys::of(&*store, &master).await?;
    // From here on only the data keys are needed.
    drop(master);
    let state = AppState::new(Shared {
        store,
        sealer: keys.sealer,
        body_key: keys.body_key,
        agent_views: AgentViews::default(),
        front: Arc::clone(&front),
        generations: Generations::default(),
        serving: Serving::new(keys.confirmations),
        allow_private_hosts: options.allow_private_hosts,
    });
    let unheard = |source| ServeError::Listen { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    tracing::info!(%address, tls = tls.is_some(), "listening");
    if options.allow_private_hosts {
        tracing::warn!("private hosts are allowed: databases on this machine and its network may be connected");
    }
    let connections = Connections {
        router: router(state.clone()),
        state: state.clone(),
        tls: tls.clone(),
        most: options.connections.max(1),
        delay: options.shutdown_delay,
        grace: options.shutdown_grace,
    };
    on_listening(address);
    tokio::select! {
        () = answer(listener, connections, shutdown) => {}
        () = keep_house(&state, tls) => {}
    }
    state.store.close().await;
    Ok(())
}

/// What goes on beside answering; never done.
async fn keep_house(state: &AppState, tls: Option<Arc<Tls>>) {
    let forgetting = async {
        let mut tick = interval(FORGETTING);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tick.tick().await;
            state.front.rates.forget_the_idle();
        }
    };
    let tidying = async {
        let mut tick = interval(TIDYING);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            state.serving.tidy(state).await;
        }
    };
    tokio::join!(forgetting, tidying, reload_on_signal(tls));
}

/// SIGHUP, as `systemctl reload` sends it, reads certificate and key again. Without TLS it keeps its usual meaning.
#[cfg(unix)]
async fn reload_on_signal(tls: Option<Arc<Tls>>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Some(tls) = tls else { return };
    let Ok(mut hangups) = signal(SignalKind::hangup()) else { return };
    while hangups.recv().await.is_some() {
        match tls.reload() {
            Ok(()) => tracing::info!("certificate and key were read again"),
            Err(error) => tracing::error!(%error, "certificate and key stay as they were"),
        }
    }
}

#[cfg(not(unix))]
async fn reload_on_signal(_: Option<Arc<Tls>>) {}
