//! One database of the corpus: a session of the administrator's beside the one that the executor opens.

use std::time::Duration;

use gatehouse_core::catalog::{Catalog, Table};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_database::{Deadlines, discover_within};
use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor, Postgres, TestDatabase};
use secrecy::SecretString;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection, PgConnection, Row};

use crate::{Schema, client, schema};

enum Session {
    Postgres(PgConnection),
    Mysql(MySqlConnection),
}

/// Keeps the database alive, and the server where it is the test's own.
enum Kept {
    Postgres { _database: TestDatabase, _server: Postgres },
    Mysql { _database: MysqlDatabase, _server: Mysql },
}

/// How many rows, and the sum of a hash of each.
pub(crate) type Sum = (i128, i128);

pub(crate) struct Store {
    session: Session,
    _kept: Kept,
    pub(crate) schema: Schema,
    pub(crate) descriptor: Descriptor,
    pub(crate) password: SecretString,
}

impl Store {
    pub(crate) async fn postgres(of: Schema, test: &str) -> Option<Store> {
        let server = Postgres::shared().await.unwrap();
        let database = if of == Schema::Clinic {
            server.fresh_database("corpus").await.unwrap()
        } else {
            let file = if of == Schema::Pagila { "pagila-postgres.sql" } else { "chinook-postgres.sql" };
            let text = schema(file, test).filter(|_| client::is_there("psql", test))?;
            let database = server.empty_database("corpus").await.unwrap();
            client::psql(server.facts(), &database.name, &[&of_postgres(&text)], "").unwrap();
            database
        };
        let session = PgConnection::connect(&server.admin_url(&database.name)).await.unwrap();
        let at =
            Reached { port: database.port, name: &database.name, user: &database.admin_user, ca: &database.ca_pem };
        let (descriptor, password) = at.with(Engine::Postgres, &database.admin_password);
        let kept = Kept::Postgres { _database: database, _server: server };
        Some(Store { session: Session::Postgres(session), _kept: kept, schema: of, descriptor, password })
    }

    pub(crate) async fn mariadb(of: Schema, test: &str) -> Option<Store> {
        let Some(server) = Mysql::shared(MysqlFlavor::MariaDb).await.unwrap() else {
            MysqlFlavor::MariaDb.say_not_run(test);
            return None;
        };
        let database = if of == Schema::Clinic {
            server.fresh_database("corpus").await.unwrap()
        } else {
            let file = if of == Schema::Sakila { "sakila-mysql.sql" } else { "chinook-mysql.sql" };
            let text = schema(file, test).filter(|_| client::is_there("mariadb", test))?;
            let database = server.empty_database("corpus").await.unwrap();
            let text = format!("USE `{}`;\n{}", database.name, of_mysql(&text));
            client::mysql(server.facts(), &text, "NO_AUTO_VALUE_ON_ZERO").unwrap();
            database
        };
        let options = MySqlConnectOptions::new().host(&database.host).port(database.port).database(&database.name);
        let options = options.username(&database.admin_user).password(&database.admin_password);
        let session = options.ssl_mode(MySqlSslMode::Required).connect().await.unwrap();
        let at =
            Reached { port: database.port, name: &database.name, user: &database.admin_user, ca: &database.ca_pem };
        let (descriptor, password) = at.with(Engine::Mysql, &database.admin_password);
        let kept = Kept::Mysql { _database: database, _server: server };
        Some(Store { session: Session::Mysql(session), _kept: kept, schema: of, descriptor, password })
    }

    pub(crate) fn engine(&self) -> Engine {
        self.descriptor.engine
    }

    pub(crate) async fn run(&mut self, sql: &str) {
        let ran = match &mut self.session {
            Session::Postgres(session) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(session).await.map(drop),
            Session::Mysql(session) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(session).await.map(drop),
        };
        ran.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The rows of a query whose columns are all text.
    pub(crate) async fn rows(&mut self, sql: &str) -> Vec<Vec<Option<String>>> {
        let texts = match &mut self.session {
            Session::Postgres(session) => sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(session).await.map(|rows| {
                rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at).unwrap()).collect()).collect()
            }),
            Session::Mysql(session) => sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(session).await.map(|rows| {
                rows.iter().map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at).unwrap()).collect()).collect()
            }),
        };
        texts.unwrap_or_else(|error| panic!("{error}: {sql}"))
    }

    pub(crate) async fn one(&mut self, sql: &str) -> Option<String> {
        self.rows(sql).await.into_iter().next()?.into_iter().next()?
    }

    pub(crate) async fn discover(&self) -> Catalog {
        let long = Duration::from_secs(60);
        let patient =
            Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long };
        discover_within(&self.descriptor, &self.password, &patient, |_| ()).await.unwrap().catalog
    }

    pub(crate) fn quoted(&self, name: &str) -> String {
        match self.engine() {
            Engine::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Engine::Mysql => format!("`{}`", name.replace('`', "``")),
        }
    }

    pub(crate) fn relation(&self, table: &Table) -> String {
        format!("{}.{}", self.quoted(&table.name.schema), self.quoted(&table.name.table))
    }

    /// A column as text.
    pub(crate) fn text(&self, column: &str) -> String {
        match self.engine() {
            Engine::Postgres => format!("{}::text", self.quoted(column)),
            Engine::Mysql => format!("CAST({} AS CHAR)", self.quoted(column)),
        }
    }

    /// A table's rows.
    pub(crate) async fn sum(&mut self, table: &Table) -> Sum {
        self.sum_of(table, "1 = 1").await
    }

    /// Some rows of a table.
    pub(crate) async fn sum_of(&mut self, table: &Table, which: &str) -> Sum {
        let relation = self.relation(table);
        let sql = match self.engine() {
            Engine::Postgres => format!(
                "SELECT count(*)::text, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {relation} t WHERE {which}"
            ),
            Engine::Mysql => {
                let columns: Vec<String> = table
                    .columns
                    .iter()
                    .map(|column| format!("IFNULL(HEX({}), '~')", self.quoted(&column.name)))
                    .collect();
                format!(
                    "SELECT CAST(COUNT(*) AS CHAR), CAST(IFNULL(SUM(CRC32(CONCAT_WS('|', {}))), 0) AS CHAR) FROM {relation} WHERE {which}",
                    columns.join(", ")
                )
            }
        };
        let row = self.rows(&sql).await.remove(0);
        let mut numbers = row.into_iter().map(|text| text.unwrap().parse().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap())
    }
}

struct Reached<'a> {
    port: u16,
    name: &'a str,
    user: &'a str,
    ca: &'a str,
}

impl Reached<'_> {
    fn with(self, engine: Engine, password: &str) -> (Descriptor, SecretString) {
        let descriptor = Descriptor {
            host: "127.0.0.1".into(),
            port: self.port,
            database: self.name.into(),
            user: self.user.into(),
            ca_pem: Some(self.ca.into()),
            local_only: true,
            ..Descriptor::blank(engine)
        };
        (descriptor, SecretString::from(password.to_owned()))
    }
}

/// Who owns it there is nobody here; Chinook makes a database of its own, and Pagila has a column of an extension's type, and
/// a function and a computed column as only PostgreSQL 18 has them.
fn of_postgres(text: &str) -> String {
    let ours = |line: &&str| {
        !["OWNER TO postgres", " EXTENSION ", " USING hnsw "].iter().any(|word| line.contains(word))
            && !["DROP DATABASE", "CREATE DATABASE", "\\c"].iter().any(|word| line.trim_start().starts_with(word))
    };
    let text = text.replace("public.vector(20)", "text").replace("uuidv7()", "gen_random_uuid()");
    text.replace(") VIRTUAL", ") STORED").lines().filter(ours).collect::<Vec<_>>().join("\n")
}

/// Without the lines that make a database of their own; Sakila's views name it.
fn of_mysql(text: &str) -> String {
    let ours = |line: &&str| !["DROP DATABASE", "CREATE DATABASE", "USE "].iter().any(|word| line.starts_with(word));
    text.replace("sakila.", "").lines().filter(ours).collect::<Vec<_>>().join("\n")
}
