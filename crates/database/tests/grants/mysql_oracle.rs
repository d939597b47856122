//! Tries everything as a user of MySQL or MariaDB, with real statements, all of it rolled back.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::Privilege;
use gatehouse_testkit::Facts;
use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlConnection};

use crate::ddl::mysql as quote;
use crate::verdict::{PRIVILEGES, Verdict};

pub(crate) async fn login(
    facts: &Facts,
    user: &str,
    password: &str,
    mode: MySqlSslMode,
) -> sqlx::Result<MySqlConnection> {
    MySqlConnectOptions::new()
        .host(&facts.host)
        .port(facts.port)
        .username(user)
        .password(password)
        .ssl_mode(mode)
        .ssl_ca_from_pem(facts.ca_pem.clone().into_bytes())
        .disable_statement_logging()
        .connect()
        .await
}

/// What this session's user may do on the tables of these catalogues.
pub(crate) async fn judge(session: &mut MySqlConnection, catalogs: &[&Catalog]) -> Verdict {
    let mut verdict = Verdict::new();
    run(session, "START TRANSACTION").await.unwrap();
    for table in catalogs.iter().flat_map(|catalog| &catalog.tables) {
        let name = format!("{}.{}", quote(&table.name.schema), quote(&table.name.table));
        let deletes = had(session, &format!("DELETE FROM {name} WHERE 1 = 0")).await;
        for column in &table.columns {
            let quoted = quote(&column.name);
            for privilege in PRIVILEGES {
                let had = match privilege {
                    Privilege::Select => had(session, &format!("SELECT {quoted} FROM {name} LIMIT 1")).await,
                    Privilege::Insert => had(session, &format!("INSERT INTO {name} ({quoted}) VALUES (DEFAULT)")).await,
                    Privilege::Update => {
                        had(session, &format!("UPDATE {name} SET {quoted} = DEFAULT WHERE 1 = 0")).await
                    }
                    Privilege::Delete => deletes,
                };
                verdict.insert((table.name.clone(), column.name.clone(), privilege), had);
            }
        }
    }
    run(session, "ROLLBACK").await.unwrap();
    verdict
}

/// Whether the server let the statement past its rights.
async fn had(session: &mut MySqlConnection, statement: &str) -> bool {
    let Err(error) = run(session, statement).await else { return true };
    let number = error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    match number.map(MySqlDatabaseError::number) {
        // Database, table and column denied.
        Some(1044 | 1142 | 1143) => false,
        // A row's value, or a view's definer: looked at after the rights.
        Some(1048 | 1062 | 1364 | 1416 | 1449 | 1452) => true,
        // A view that reads with the rights of whoever asks, which do not suffice.
        Some(1356) => false,
        // A view into which nobody writes, or a column that the server computes.
        Some(1288 | 1348 | 1471 | 1906 | 3105) => false,
        _ => panic!("{statement}: {error}"),
    }
}

async fn run(session: &mut MySqlConnection, statement: &str) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(session).await.map(drop)
}
