//! TLS by rustls: 1.2 and 1.3 with its safe defaults. The files are read again on request; connections that are open keep
//! what they began with.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Where certificate and key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's certificate and those between it and the root, PEM, the server's first.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    /// The file cannot be read, or is no PEM of this kind.
    #[error("{path} cannot be used: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why; nothing of its content.
        reason: String,
    },
    /// The two do not belong together, or are of a kind that rustls does not take.
    #[error("certificate and key cannot be used together: {0}")]
    Pair(rustls::Error),
}

/// What new connections are met with.
pub(crate) struct Tls {
    files: TlsFiles,
    present: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    pub(crate) fn load(files: TlsFiles) -> Result<Tls, TlsProblem> {
        let present = RwLock::new(Arc::new(config(&files)?));
        Ok(Tls { files, present })
    }

    /// Reads the files again. What cannot be used changes nothing.
    pub(crate) fn reload(&self) -> Result<(), TlsProblem> {
        let fresh = Arc::new(config(&self.files)?);
        *self.present.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// For the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

fn config(files: &TlsFiles) -> Result<ServerConfig, TlsProblem> {
    let unusable = |path: &PathBuf, error: rustls::pki_types::pem::Error| TlsProblem::File {
        path: path.clone(),
        reason: match error {
            rustls::pki_types::pem::Error::Io(error) => error.to_string(),
            _ => "it holds no PEM of this kind".into(),
        },
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unusable(&files.certificate, error))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unusable(&files.key, error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsProblem::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsProblem::Pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
