//! The certificates are what their options say, seen by a client that is not PostgreSQL's.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use gatehouse_testkit::{Authority, Certificate, Postgres, PostgresOptions, SERVER_NAME};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Asks for TLS as a PostgreSQL client does and gives back the server's one-letter answer.
async fn ask(server: &Postgres) -> Result<(TcpStream, char)> {
    let mut stream = TcpStream::connect((server.host(), server.port())).await?;
    stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).await?;
    let answer = stream.read_u8().await?;
    Ok((stream, char::from(answer)))
}

async fn handshake(server: &Postgres, ca_pem: &str, name: &'static str) -> Result<()> {
    let (stream, answer) = ask(server).await?;
    if answer != 'S' {
        bail!("no TLS");
    }
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).ok().context("no certificate")?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name)?, stream).await?;
    Ok(())
}

async fn check_refused(server: &Postgres, ca_pem: &str, name: &'static str, why: &str) -> Result<()> {
    match handshake(server, ca_pem, name).await {
        Ok(()) => bail!("accepted, though it is {why}"),
        Err(error) if error.to_string().contains(why) => Ok(()),
        Err(error) => Err(error.context(format!("refused, but not as {why}"))),
    }
}

#[tokio::test]
async fn a_valid_certificate_holds_for_its_three_names_only() -> Result<()> {
    let server = Postgres::shared().await?;
    for name in [SERVER_NAME, "localhost", "127.0.0.1"] {
        handshake(&server, server.ca_pem(), name).await.context(name)?;
    }
    check_refused(&server, server.ca_pem(), "db.example.test", "not valid for name").await?;
    let stranger = Authority::new("Somebody else")?;
    check_refused(&server, stranger.pem(), SERVER_NAME, "UnknownIssuer").await
}

#[tokio::test]
async fn an_expired_certificate_is_expired() -> Result<()> {
    let options = PostgresOptions { certificate: Certificate::Expired, ..PostgresOptions::default() };
    let server = Postgres::start(options).await?;
    check_refused(&server, server.ca_pem(), SERVER_NAME, "expired").await
}

#[tokio::test]
async fn a_certificate_for_another_name_is_for_another_name() -> Result<()> {
    let options = PostgresOptions { certificate: Certificate::WrongName, ..PostgresOptions::default() };
    let server = Postgres::start(options).await?;
    check_refused(&server, server.ca_pem(), SERVER_NAME, "not valid for name").await?;
    handshake(&server, server.ca_pem(), "elsewhere.gatehouse.test").await
}

#[tokio::test]
async fn a_server_without_tls_says_no() -> Result<()> {
    let server = Postgres::start(PostgresOptions { without_tls: true, ..PostgresOptions::default() }).await?;
    assert_eq!(ask(&server).await?.1, 'N');
    Ok(())
}
