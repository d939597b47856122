//! Each way of being wrong has a code of its own.

use gatehouse_core::connection::{Descriptor, FailureCode, SslMode};
use gatehouse_database::door::Door;
use gatehouse_testkit::{Authority, Certificate, Postgres, PostgresOptions};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;

use crate::support::{agent, clinic, failing, local, patient, quick};

const REACHABILITY: usize = 0;
const AUTHENTICATION: usize = 1;

#[tokio::test]
async fn a_wrong_password_and_a_wrong_user_look_alike() {
    let database = clinic().await;
    let (descriptor, _) = agent(&database);
    let code = failing(&descriptor, "wrong-horse-battery", &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::AuthenticationFailed);
    let nobody = Descriptor { user: "nobody_of_that_name".into(), ..descriptor };
    let code = failing(&nobody, "wrong-horse-battery", &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::AuthenticationFailed);
}

#[tokio::test]
async fn a_missing_database() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let descriptor = Descriptor { database: "no_such_database".into(), ..descriptor };
    let code = failing(&descriptor, password.expose_secret(), &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::DatabaseMissing);
}

#[tokio::test]
async fn a_database_that_does_not_let_the_user_in() {
    let database = clinic().await;
    database.run_script(&format!(r#"REVOKE CONNECT ON DATABASE "{}" FROM gatehouse_ro"#, database.name)).await.unwrap();
    let (descriptor, password) = agent(&database);
    let code = failing(&descriptor, password.expose_secret(), &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::LoginNotPermitted);
}

#[tokio::test]
async fn a_closed_port() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let code = failing(&local(port), "hunter2hunter2", &patient(), REACHABILITY).await;
    assert_eq!(code, FailureCode::ConnectionRefused);
}

#[tokio::test]
async fn an_untrusted_certificate() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let other = Authority::new("Somebody else").unwrap().pem().to_owned();
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa, SslMode::Require] {
        let wrong = Descriptor { ca_pem: Some(other.clone()), sslmode, ..descriptor.clone() };
        let code = failing(&wrong, password.expose_secret(), &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::CertificateUntrusted, "{sslmode:?}");
    }
    let public_roots = Descriptor { ca_pem: None, ..descriptor };
    let code = failing(&public_roots, password.expose_secret(), &patient(), REACHABILITY).await;
    assert_eq!(code, FailureCode::CertificateUntrusted);
}

#[tokio::test]
async fn a_ca_that_is_none() {
    let garbled = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    for pem in [garbled, "-----BEGIN CERTIFICATE-----\n"] {
        let descriptor = Descriptor { ca_pem: Some(pem.into()), ..local(5432) };
        assert_eq!(failing(&descriptor, "hunter2hunter2", &quick(), REACHABILITY).await, FailureCode::CaUnreadable);
    }
}

#[tokio::test]
async fn a_certificate_for_another_name() {
    let server =
        Postgres::start(PostgresOptions { certificate: Certificate::WrongName, ..Default::default() }).await.unwrap();
    let database = server.empty_database("wrong").await.unwrap();
    let (descriptor, password) = agent(&database);
    let code = failing(&descriptor, password.expose_secret(), &patient(), REACHABILITY).await;
    assert_eq!(code, FailureCode::CertificateNameMismatch);
    // verify-ca ignores the name and nothing else.
    let chain_only = Descriptor { sslmode: SslMode::VerifyCa, ..descriptor };
    let opened = Door::open(&chain_only, &password, &patient()).await.unwrap();
    assert!(opened.tls().verified);
    assert!(opened.tls().would_fail_verify_full.as_ref().unwrap().contains("elsewhere.gatehouse.test"));
}

#[tokio::test]
async fn an_expired_certificate() {
    let server =
        Postgres::start(PostgresOptions { certificate: Certificate::Expired, ..Default::default() }).await.unwrap();
    let database = server.empty_database("expired").await.unwrap();
    let (descriptor, password) = agent(&database);
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa] {
        let descriptor = Descriptor { sslmode, ..descriptor.clone() };
        let code = failing(&descriptor, password.expose_secret(), &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::CertificateExpired, "{sslmode:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls() {
    let server = Postgres::start(PostgresOptions { without_tls: true, ..Default::default() }).await.unwrap();
    let database = server.empty_database("plain").await.unwrap();
    let (descriptor, password) = agent(&database);
    for (sslmode, ca_pem) in [(SslMode::VerifyFull, descriptor.ca_pem.clone()), (SslMode::Require, None)] {
        let descriptor = Descriptor { sslmode, ca_pem, ..descriptor.clone() };
        let code = failing(&descriptor, password.expose_secret(), &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::TlsNotOffered, "{sslmode:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_not_admitted_is_never_dialled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]"] {
        let descriptor = Descriptor { host: host.into(), local_only: false, ..local(port) };
        let code = failing(&descriptor, "hunter2hunter2", &quick(), REACHABILITY).await;
        assert_eq!(code, FailureCode::HostNotAllowed, "{host}");
    }
    let nobody_came = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept()).await;
    assert!(nobody_came.is_err());
}

#[tokio::test]
async fn what_cannot_work_is_said_before_anything_is_sent() {
    let password = SecretString::from("hunter2hunter2");
    let blank = Descriptor { user: String::new(), ..local(5432) };
    assert_eq!(Door::open(&blank, &password, &quick()).await.unwrap_err().code(), FailureCode::DescriptorInvalid);
    let no_ca = Descriptor { sslmode: SslMode::VerifyCa, ..local(5432) };
    assert_eq!(Door::open(&no_ca, &password, &quick()).await.unwrap_err().code(), FailureCode::DescriptorInvalid);
}

#[tokio::test]
async fn dropping_a_half_done_check_closes_everything() {
    use std::time::Duration;
    use tokio::io::AsyncReadExt;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let descriptor = local(listener.local_addr().unwrap().port());
    let password = SecretString::from("hunter2hunter2");
    let deadlines = patient();
    let check = gatehouse_database::check_within(&descriptor, &password, &deadlines, |_| {});
    assert!(tokio::time::timeout(Duration::from_millis(200), check).await.is_err());
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut heard = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut heard)).await;
    assert!(ended.is_ok_and(|read| read.is_ok()));
    assert_eq!(heard.len(), 8, "the request for TLS and nothing more");
}

#[tokio::test]
async fn dropping_a_session_ends_it_on_the_server_and_leaves_no_folder() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let mut opened = Door::open(&descriptor, &password, &patient()).await.unwrap();
    sqlx::raw_sql("SELECT 1").execute(opened.postgres().unwrap()).await.unwrap();
    drop(opened);
    let gone = format!(
        "DO $$ BEGIN FOR round IN 1..100 LOOP PERFORM pg_stat_clear_snapshot(); \
         IF NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '{}' AND usename = 'gatehouse_ro') THEN RETURN; END IF; \
         PERFORM pg_sleep(0.02); END LOOP; RAISE 'still there'; END $$",
        database.name
    );
    database.run_script(&gone).await.unwrap();
}
