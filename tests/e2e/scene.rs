//! What stands behind the window: the clinic, a control plane, an account of its own on disk.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use gatehouse_server::{MasterKeySource, ServeOptions, StoreLocation, keys, serve};
use gatehouse_testkit::{Postgres, TestDatabase};
use secrecy::{ExposeSecret, SecretString};

/// Everything a test needs besides the window.
pub(crate) struct Scene {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clinic: TestDatabase,
    /// Holds the server, where it is this test's own.
    _postgres: Postgres,
}

/// A control plane on a free loopback port, served until the test ends.
pub(crate) struct ControlPlane {
    pub(crate) base_url: String,
    pub(crate) key: SecretString,
}

impl Scene {
    pub(crate) async fn new() -> Scene {
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            // Another test of this process installed it.
        }
        let postgres = Postgres::shared().await.unwrap();
        let clinic = postgres.fresh_database("window").await.unwrap();
        Scene { folder: tempfile::tempdir().unwrap(), clinic, _postgres: postgres }
    }

    /// The workspace folder, made when it is not there.
    pub(crate) fn workspace(&self) -> PathBuf {
        workspace_in(self.folder.path())
    }

    /// The URL a person would paste, password and all.
    pub(crate) fn pasted_url(&self) -> String {
        let TestDatabase { host, port, name, agent_user, agent_password, .. } = &self.clinic;
        format!("postgres://{agent_user}:{agent_password}@{host}:{port}/{name}?sslmode=verify-full")
    }

    pub(crate) async fn control_plane(&self) -> ControlPlane {
        let store = StoreLocation::File(self.folder.path().join("control-plane.sqlite"));
        let master_key = MasterKeySource::beside(&store).expect("a file has a key beside it");
        let key = keys::create(&store, &gatehouse_api::ALL_SCOPES, "Clinic").await.unwrap();
        let (tell, told) = tokio::sync::oneshot::channel::<SocketAddr>();
        let listen = ([127, 0, 0, 1], 0).into();
        let options = ServeOptions { allow_private_hosts: true, ..ServeOptions::new(store, master_key, listen) };
        tokio::spawn(async move {
            let on_listening = move |address| tell.send(address).unwrap();
            serve(options, std::future::pending::<()>(), on_listening).await.unwrap();
        });
        let address = told.await.unwrap();
        ControlPlane { base_url: format!("http://{address}/api/v1"), key }
    }
}

/// A workspace in `folder`, made when it is not there.
pub(crate) fn workspace_in(folder: &Path) -> PathBuf {
    let path = folder.join("clinic-workspace");
    if !path.exists() {
        gatehouse_workspace::Workspace::create(&path).unwrap();
    }
    path
}

/// Every file below `folder` that holds `needle`, as bytes.
pub(crate) fn files_holding(folder: &Path, needle: &SecretString) -> Vec<PathBuf> {
    let needle = needle.expose_secret().as_bytes();
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                seen += 1;
                if bytes.windows(needle.len()).any(|window| window == needle) {
                    found.push(path);
                }
            }
        }
    }
    assert!(seen > 0, "there was nothing to search");
    found
}
