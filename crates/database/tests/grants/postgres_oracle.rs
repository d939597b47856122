//! Tries everything as a PostgreSQL user, with real statements, all of it rolled back.

use gatehouse_core::catalog::TableName;
use gatehouse_core::connection::grant::Privilege;
use gatehouse_testkit::Facts;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection, Row};

use crate::verdict::{PRIVILEGES, Verdict};

/// The tables and columns come from the server's own catalogue and are quoted by the server's own `format`. One round trip
/// for a whole schema; each attempt is a subtransaction.
const ATTEMPTS: &str = r#"DO $oracle$
DECLARE
  place record;
  attempt text;
  state text;
  tried text[] := '{}';
BEGIN
  FOR place IN
    SELECT n.nspname, c.relname, a.attname
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname IN (SELECT jsonb_array_elements_text(current_setting('oracle.schemas')::jsonb))
  LOOP
    FOREACH attempt IN ARRAY ARRAY['SELECT %3$I FROM %1$I.%2$I LIMIT 1', 'INSERT INTO %1$I.%2$I (%3$I) VALUES (DEFAULT)',
      'UPDATE %1$I.%2$I SET %3$I = DEFAULT WHERE false', 'DELETE FROM %1$I.%2$I WHERE false']
    LOOP
      BEGIN
        EXECUTE format(attempt, place.nspname, place.relname, place.attname);
        state := '00000';
      EXCEPTION WHEN OTHERS THEN
        state := SQLSTATE;
      END;
      tried := tried || json_build_array(place.nspname, place.relname, place.attname, left(attempt, 6), state)::text;
    END LOOP;
  END LOOP;
  PERFORM set_config('oracle.verdict', '[' || array_to_string(tried, ',') || ']', true);
END $oracle$"#;

pub(crate) async fn login(facts: &Facts, database: &str, user: &str, password: &str) -> sqlx::Result<PgConnection> {
    PgConnectOptions::new_without_pgpass()
        .host(&facts.host)
        .port(facts.port)
        .username(user)
        .password(password)
        .database(database)
        .ssl_mode(PgSslMode::VerifyFull)
        .ssl_root_cert_from_pem(facts.ca_pem.clone().into_bytes())
        .disable_statement_logging()
        .connect()
        .await
}

/// What this session's user may do in these schemas.
pub(crate) async fn judge(session: &mut PgConnection, schemas: &[&str]) -> Verdict {
    let schemas = serde_json::to_string(schemas).unwrap();
    sqlx::query("SELECT set_config('oracle.schemas', $1, false)").bind(schemas).execute(&mut *session).await.unwrap();
    let mut transaction = session.begin().await.unwrap();
    // The role starts read-only: that would answer before any right is looked at.
    sqlx::raw_sql("SET TRANSACTION READ WRITE").execute(&mut *transaction).await.unwrap();
    sqlx::raw_sql(ATTEMPTS).execute(&mut *transaction).await.unwrap();
    let row = sqlx::raw_sql("SELECT current_setting('oracle.verdict')").fetch_one(&mut *transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    let tried: Vec<(String, String, String, String, String)> =
        serde_json::from_str(&row.try_get::<String, _>(0).unwrap()).unwrap();
    tried.into_iter().map(verdict).collect()
}

fn verdict(
    (schema, table, column, statement, state): (String, String, String, String, String),
) -> ((TableName, String, Privilege), bool) {
    let privilege =
        PRIVILEGES.into_iter().find(|one| format!("{one:?}").to_uppercase().starts_with(&statement)).unwrap();
    let had = match state.as_str() {
        "42501" => false,
        // Done, or refused for what the row would hold.
        "00000" | "23502" | "23505" => true,
        // A materialised view that was never filled.
        "55000" if privilege == Privilege::Select => true,
        // A view or materialised view into which nobody writes, or a view's column that its table computes.
        "55000" | "42809" | "428C9" => false,
        other => panic!("{statement} on {schema:?}.{table:?}.{column:?} ended with {other}"),
    };
    ((TableName::new(schema, table), column, privilege), had)
}
