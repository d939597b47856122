//! MariaDB and MySQL servers of the testkit start, hold the clinic, and go.

use std::net::TcpStream;

use anyhow::Result;
use gatehouse_testkit::{Mysql, MysqlFlavor, MysqlOptions};

async fn holds_the_clinic(flavor: MysqlFlavor, test: &str) -> Result<()> {
    let Some(server) = Mysql::start(MysqlOptions { flavor, ..MysqlOptions::default() }).await? else {
        flavor.say_not_run(test);
        return Ok(());
    };
    let database = server.fresh_database("clinic").await?;
    assert_eq!(database.ask("SELECT CAST(count(*) AS char) FROM appointments").await?, "3");
    let secure = database.ask("SELECT CAST(@@require_secure_transport AS char)").await?;
    assert!(["1", "ON"].contains(&secure.as_str()), "{secure}");
    let facts = server.facts().clone();
    drop(database);
    drop(server);
    assert!(TcpStream::connect((facts.host.as_str(), facts.port)).is_err());
    assert!(!facts.socket_directory.exists(), "its data are gone");
    Ok(())
}

#[tokio::test]
async fn mariadb_holds_the_clinic_and_ends_with_its_handle() -> Result<()> {
    holds_the_clinic(MysqlFlavor::MariaDb, "mariadb_holds_the_clinic_and_ends_with_its_handle").await
}

#[tokio::test]
async fn mysql_9_holds_the_clinic_and_ends_with_its_handle() -> Result<()> {
    holds_the_clinic(MysqlFlavor::Mysql, "mysql_9_holds_the_clinic_and_ends_with_its_handle").await
}
