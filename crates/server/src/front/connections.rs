//! Connections: how many there may be, how long a caller may take, and how they end.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{Front, Peer, Tls};
use crate::direct;
use crate::state::AppState;

/// The most that a request's line and headers may hold; more is 431.
const HEADER_BYTES: usize = 16 * 1024;

/// How long a caller may take for them, and a connection be idle.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// How long a caller may take for the TLS handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// What connections are answered with.
pub(crate) struct Connections {
    pub(crate) router: Router,
    pub(crate) state: AppState,
    pub(crate) tls: Option<Arc<Tls>>,
    /// How many may be open; more wait until one ends.
    pub(crate) most: usize,
    /// How long calls go on being accepted after the server was told to stop, so that balancers notice.
    pub(crate) delay: Duration,
    /// How long calls that are under way may then take.
    pub(crate) grace: Duration,
}

/// Answers until `shutdown` is done and what was under way has ended, or has had its time.
pub(crate) async fn answer(listener: TcpListener, with: Connections, shutdown: impl Future<Output = ()>) {
    let seats = Arc::new(Semaphore::new(with.most));
    let graceful = GracefulShutdown::new();
    let mut open = JoinSet::new();
    let mut until = std::pin::pin!(async {
        shutdown.await;
        with.state.front.stop();
        sleep(with.delay).await;
    });
    loop {
        // The seat first: who cannot sit down waits in the system's queue, and costs us nothing.
        let accepted = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            () = &mut until => break,
            accepted = accepted => accepted,
        };
        while open.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let connection = one(stream, peer, &with, graceful.watcher());
                let front = Arc::clone(&with.state.front);
                open.spawn(async move {
                    let _seat = seat;
                    let _counted = Counted::new(front);
                    connection.await;
                });
            }
            // Out of descriptors, or the caller is gone already: neither is mended by asking again at once.
            Err(error) => {
                tracing::warn!(%error, "accepting");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if timeout(with.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = open.len(), "calls under way had their time and are broken off");
    }
    open.shutdown().await;
}

/// One of the open connections, for as long as it lives.
struct Counted(Arc<Front>);

impl Counted {
    fn new(front: Arc<Front>) -> Counted {
        front.metrics.connections.inc();
        Counted(front)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.metrics.connections.dec();
    }
}

fn one(stream: TcpStream, peer: SocketAddr, with: &Connections, watcher: Watcher) -> impl Future<Output = ()> + use<> {
    let router = TowerToHyperService::new(with.router.clone());
    let service = Answering { peer: Peer(peer), state: with.state.clone(), router };
    let tls = with.tls.as_ref().map(|tls| tls.acceptor());
    async move {
        // Small answers, each of them awaited: nothing is gained by collecting them.
        let _ = stream.set_nodelay(true);
        let Some(tls) = tls else { return talk(stream, service, watcher).await };
        match timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
            Ok(Ok(stream)) => talk(stream, service, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "handshake"),
            Err(_) => tracing::debug!("handshake took too long"),
        }
    }
}

async fn talk<S>(stream: S, service: Answering, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "connection");
    }
}

/// What answers one connection's requests.
struct Answering {
    peer: Peer,
    state: AppState,
    router: TowerToHyperService<Router>,
}

impl Service<Request<Incoming>> for Answering {
    type Response = axum::response::Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        if request.method() == Method::POST && direct::path(request.uri().path()).is_some() {
            let (state, peer) = (self.state.clone(), self.peer);
            return Box::pin(async move { Ok(direct::answer(state, peer, request).await) });
        }
        request.extensions_mut().insert(self.peer);
        Box::pin(self.router.call(request))
    }
}
