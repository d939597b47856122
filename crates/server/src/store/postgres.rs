//! The store in a PostgreSQL database, which several processes may share without knowing of each other: opening it, and what
//! its transactions are. The statements are those of `sql/`; the locks are those of rows.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{Pool, Transaction};

use super::open::Absent;
use super::{OpenError, Result, Store};

type Db = sqlx::Postgres;
type Row = sqlx::postgres::PgRow;
type Connection = sqlx::PgConnection;

#[path = "sql/mod.rs"]
// The same statements for both databases: compiled once for each, checked against each by the same tests.
#[allow(clippy::duplicate_mod, reason = "written once, compiled for two databases")]
mod sql;

/// How many connections one process holds: the balancer has several processes behind it, the database one budget.
const CONNECTIONS: u32 = 8;

/// Opens the database and brings it up to date. Processes that start together wait for each other's migrations.
pub(super) async fn open(url: &str, absent: Absent) -> std::result::Result<Box<dyn Store>, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| OpenError::Url)?;
    let options = sqlx::ConnectOptions::disable_statement_logging(guarded(options, url)?)
        .application_name("gatehouse serve")
        .options([
            ("lock_timeout", "5s"),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "15s"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await?;
    if absent == Absent::Refused && !is_store(&pool).await? {
        return Err(OpenError::Missing("this PostgreSQL database".into()));
    }
    sqlx::migrate!("./migrations/postgres").run(&pool).await?;
    Ok(Box::new(sql::SqlStore::new(pool)))
}

/// Whether the tables are there, from whatever version.
async fn is_store(pool: &Pool<Db>) -> std::result::Result<bool, OpenError> {
    let tables = sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name IN ('organisations', 'audit_log')",
    );
    Ok(tables.fetch_one(pool).await? == 2)
}

/// A server elsewhere is reached by TLS with its name verified, unless the URL asks for another kind of TLS.
fn guarded(options: PgConnectOptions, url: &str) -> std::result::Result<PgConnectOptions, OpenError> {
    let host = options.get_host();
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let asked = url.contains("sslmode=") || url.contains("ssl-mode=");
    match options.get_ssl_mode() {
        _ if here => Ok(options),
        PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer if asked => Err(OpenError::Plain),
        _ if asked => Ok(options),
        _ => Ok(options.ssl_mode(PgSslMode::VerifyFull)),
    }
}

/// The row of the organisation, which every unit of work changes first, is the lock.
async fn begin_write(pool: &Pool<Db>) -> Result<Transaction<'static, Db>> {
    Ok(pool.begin().await?)
}

/// Reads that belong together.
async fn begin_read(pool: &Pool<Db>) -> Result<Transaction<'static, Db>> {
    Ok(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> std::result::Result<String, String> {
        let options = PgConnectOptions::from_str(url).unwrap();
        guarded(options, url).map(|options| format!("{:?}", options.get_ssl_mode())).map_err(|error| error.to_string())
    }

    #[test]
    fn a_store_elsewhere_is_reached_by_verified_tls() {
        assert_eq!(mode("postgres://u@db.example/d").unwrap(), "VerifyFull");
        assert_eq!(mode("postgres://u@10.0.0.5/d?sslmode=require").unwrap(), "Require");
        assert!(mode("postgres://u@db.example/d?sslmode=disable").unwrap_err().contains("TLS"));
        assert!(mode("postgres://u@db.example/d?sslmode=prefer").is_err());
        assert_eq!(mode("postgres://u@127.0.0.1/d?sslmode=disable").unwrap(), "Disable");
        assert_eq!(mode("postgres://u@localhost/d").unwrap(), "Prefer");
    }
}
