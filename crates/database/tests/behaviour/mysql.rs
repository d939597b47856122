//! The same for MariaDB and MySQL: each test is written once and runs on both, under the server's name.

use std::time::{Duration, Instant};

use gatehouse_core::catalog::{Generation, Index, IndexPart, Privileges, Table, TableKind, TableName, TypeClass};
use gatehouse_core::connection::{Check, CheckId, CheckStatus, Descriptor, Engine, FailureCode, SslMode};
use gatehouse_database::door::Door;
use gatehouse_database::{Deadlines, Discovery, discover_within};
use gatehouse_testkit::{Authority, Certificate, Mysql, MysqlDatabase, MysqlFlavor, MysqlOptions, SlowRelay, Slowness};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

use crate::discovery_reach::{chosen, read};
use crate::support::{failing, local, patient, run};

const REACHABILITY: usize = 0;
const AUTHENTICATION: usize = 1;

static MARIADB: OnceCell<Option<Mysql>> = OnceCell::const_new();
static MYSQL: OnceCell<Option<Mysql>> = OnceCell::const_new();

async fn server(flavor: MysqlFlavor) -> Option<&'static Mysql> {
    let cell = match flavor {
        MysqlFlavor::MariaDb => &MARIADB,
        MysqlFlavor::Mysql => &MYSQL,
    };
    cell.get_or_init(async || Mysql::shared(flavor).await.unwrap()).await.as_ref()
}

async fn clinic(flavor: MysqlFlavor) -> MysqlDatabase {
    server(flavor).await.unwrap().fresh_database("door").await.unwrap()
}

fn agent(database: &MysqlDatabase) -> (Descriptor, SecretString) {
    let descriptor = Descriptor {
        engine: Engine::Mysql,
        database: database.name.clone(),
        user: database.agent_user.clone(),
        ca_pem: Some(database.ca_pem.clone()),
        ..local(database.port)
    };
    (descriptor, SecretString::from(database.agent_password.clone()))
}

async fn one(database: &MysqlDatabase, id: CheckId) -> Check {
    let (descriptor, password) = agent(database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    report.checks.into_iter().find(|check| check.id == id).unwrap()
}

async fn discovered(database: &MysqlDatabase) -> Discovery {
    let (descriptor, password) = agent(database);
    discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap()
}

/// A server of a test's own; the programs are there, or the test would not have come so far.
async fn broken_server(flavor: MysqlFlavor, options: MysqlOptions) -> Mysql {
    Mysql::start(MysqlOptions { flavor, ..options }).await.unwrap().unwrap()
}

macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod mariadb {
            $(#[tokio::test]
            async fn $test() {
                super::unless_missing(super::MysqlFlavor::MariaDb, concat!("mariadb::", stringify!($test)), super::$test).await;
            })+
        }
        mod mysql_9 {
            $(#[tokio::test]
            async fn $test() {
                super::unless_missing(super::MysqlFlavor::Mysql, concat!("mysql_9::", stringify!($test)), super::$test).await;
            })+
        }
    };
}

async fn unless_missing(flavor: MysqlFlavor, name: &str, test: impl AsyncFnOnce(MysqlFlavor)) {
    if server(flavor).await.is_some() { test(flavor).await } else { flavor.say_not_run(name) }
}

on_both!(
    a_good_login_passes_all_six,
    a_wrong_password_and_a_wrong_user_look_alike,
    a_missing_database_and_one_that_is_not_for_this_user,
    a_locked_account_and_a_limit_reached,
    an_untrusted_certificate,
    a_certificate_for_another_name,
    an_expired_certificate,
    a_server_without_tls,
    no_free_connection,
    a_first_login_unverified,
    an_administrator_is_warned_about_by_name,
    every_way_to_write_is_found,
    a_server_that_takes_no_writes_is_told_as_a_replica,
    a_locked_table_delays_the_checks_and_stops_none,
    the_total_time_is_bounded,
    the_session_is_settled_and_statements_run,
    the_clinic_has_its_shape,
    columns_are_described_exactly,
    indexes_say_what_a_lookup_needs,
    collations_and_odd_types_are_told,
    rights_are_those_of_the_login,
    odd_names_survive,
    views_and_partitions_are_told,
    only_the_chosen_databases_are_read,
    where_a_second_session_is_refused_the_first_reads_it_all,
    only_counts_come_out_of_a_sample,
);

async fn a_good_login_passes_all_six(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let (report, events) = run(&descriptor, password.expose_secret(), &patient()).await;
    println!("{report:#?}");
    assert!(report.ok);
    for check in &report.checks {
        // A busy machine may be slow; that is an honest warning, not a bug.
        let honest = check.id == CheckId::LiveCallLatency && check.status == CheckStatus::Warn;
        assert!(check.status == CheckStatus::Pass || honest, "{check:?}");
    }
    assert_eq!((report.checks.len(), events.len()), (6, 12));
    assert!(report.checks[0].evidence["protocol"].starts_with("TLSv1."));
    assert!(report.checks[4].evidence["session"].contains("1792"));
    assert_eq!(report.checks[2].evidence["tables_readable"], "10");
    let version = &report.checks[1].evidence["server_version"];
    assert_eq!(version.ends_with("-MariaDB"), flavor == MysqlFlavor::MariaDb, "{version}");
    assert!(!version.starts_with("5.5.5"));
    let told = format!("{report:?}{events:?}{}", serde_json::to_string(&events).unwrap());
    assert!(!told.contains(password.expose_secret()));
}

async fn a_wrong_password_and_a_wrong_user_look_alike(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, _) = agent(&database);
    let code = failing(&descriptor, "wrong-horse-battery", &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::AuthenticationFailed);
    let nobody = Descriptor { user: "nobody_of_that_name".into(), ..descriptor };
    let code = failing(&nobody, "wrong-horse-battery", &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::AuthenticationFailed);
}

async fn a_missing_database_and_one_that_is_not_for_this_user(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    // The server does not tell a login about databases that it may not see: both look the same.
    for name in ["no_such_database", "mysql"] {
        let other = Descriptor { database: name.into(), ..descriptor.clone() };
        let code = failing(&other, password.expose_secret(), &patient(), AUTHENTICATION).await;
        assert_eq!(code, FailureCode::LoginNotPermitted, "{name}");
    }
    let admin = Descriptor { database: "no_such_database".into(), user: database.admin_user.clone(), ..descriptor };
    let code = failing(&admin, &database.admin_password, &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::DatabaseMissing);
}

async fn a_locked_account_and_a_limit_reached(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let account = database.agent_account();
    database.run_script(&format!("ALTER USER {account} WITH MAX_USER_CONNECTIONS 1")).await.unwrap();
    let held = Door::open(&descriptor, &password, &patient()).await.unwrap();
    let code = failing(&descriptor, password.expose_secret(), &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::TooManyConnections);
    held.close().await;
    database.run_script(&format!("ALTER USER {account} ACCOUNT LOCK")).await.unwrap();
    let code = failing(&descriptor, password.expose_secret(), &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::LoginNotPermitted);
}

async fn an_untrusted_certificate(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let other = Authority::new("Somebody else").unwrap().pem().to_owned();
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa, SslMode::Require] {
        let wrong = Descriptor { ca_pem: Some(other.clone()), sslmode, ..descriptor.clone() };
        let code = failing(&wrong, password.expose_secret(), &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::CertificateUntrusted, "{sslmode:?}");
    }
}

async fn a_certificate_for_another_name(flavor: MysqlFlavor) {
    let options = MysqlOptions { certificate: Certificate::WrongName, ..MysqlOptions::default() };
    let server = broken_server(flavor, options).await;
    let database = server.fresh_database("wrong").await.unwrap();
    let (descriptor, password) = agent(&database);
    let code = failing(&descriptor, password.expose_secret(), &patient(), REACHABILITY).await;
    assert_eq!(code, FailureCode::CertificateNameMismatch);
    let chain_only = Descriptor { sslmode: SslMode::VerifyCa, ..descriptor };
    let opened = Door::open(&chain_only, &password, &patient()).await.unwrap();
    assert!(opened.tls().verified);
}

async fn an_expired_certificate(flavor: MysqlFlavor) {
    let options = MysqlOptions { certificate: Certificate::Expired, ..MysqlOptions::default() };
    let server = broken_server(flavor, options).await;
    let facts = server.facts();
    let expired = Descriptor { engine: Engine::Mysql, ca_pem: Some(facts.ca_pem.clone()), ..local(facts.port) };
    for sslmode in [SslMode::VerifyFull, SslMode::VerifyCa] {
        let descriptor = Descriptor { sslmode, ..expired.clone() };
        let code = failing(&descriptor, "hunter2hunter2", &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::CertificateExpired, "{sslmode:?}");
    }
}

async fn a_server_without_tls(flavor: MysqlFlavor) {
    let server = broken_server(flavor, MysqlOptions { without_tls: true, ..MysqlOptions::default() }).await;
    let plain = Descriptor { engine: Engine::Mysql, ..local(server.facts().port) };
    for sslmode in [SslMode::VerifyFull, SslMode::Require] {
        let descriptor = Descriptor { sslmode, ..plain.clone() };
        let code = failing(&descriptor, "hunter2hunter2", &patient(), REACHABILITY).await;
        assert_eq!(code, FailureCode::TlsNotOffered, "{sslmode:?}");
    }
}

/// The server says so instead of a greeting, before any TLS.
async fn no_free_connection(flavor: MysqlFlavor) {
    let settings = &["--max-connections=10"];
    let server = broken_server(flavor, MysqlOptions { settings, ..MysqlOptions::default() }).await;
    let database = server.fresh_database("full").await.unwrap();
    let (descriptor, password) = agent(&database);
    let mut held = Vec::new();
    let refused = loop {
        match Door::open(&descriptor, &password, &patient()).await {
            Ok(opened) => held.push(opened),
            Err(failure) => break failure,
        }
        assert!(held.len() < 20, "no limit");
    };
    assert_eq!(refused.code(), FailureCode::TooManyConnections);
}

/// MySQL asks for the password itself at the first login after a start, MariaDB never does.
async fn a_first_login_unverified(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let bare = Descriptor { sslmode: SslMode::Require, ca_pem: None, ..descriptor.clone() };
    if flavor == MysqlFlavor::Mysql {
        let code = failing(&bare, password.expose_secret(), &patient(), AUTHENTICATION).await;
        assert_eq!(code, FailureCode::AuthenticationMethodRefused);
        // A verified login fills the server's cache, and a challenge is then enough.
        Door::open(&descriptor, &password, &patient()).await.unwrap().close().await;
    }
    let (report, _) = run(&bare, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    assert_eq!(report.checks[0].status, CheckStatus::Warn);
    assert_eq!(report.checks[0].evidence["verified"], "no");
}

async fn an_administrator_is_warned_about_by_name(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, _) = agent(&database);
    let admin = Descriptor { user: database.admin_user.clone(), ..descriptor };
    let (report, _) = run(&admin, &database.admin_password, &patient()).await;
    assert_eq!(report.checks[1].status, CheckStatus::Warn);
    assert!(report.checks[1].detail.contains("FILE") && report.checks[1].detail.contains("SUPER"));
    assert_eq!(report.checks[4].status, CheckStatus::Warn);
    assert!(report.checks[4].detail.starts_with("Read-only by session only"), "{}", report.checks[4].detail);
}

async fn every_way_to_write_is_found(flavor: MysqlFlavor) {
    // A server of its own: what is granted to everybody would show in other tests.
    let server = broken_server(flavor, MysqlOptions::default()).await;
    let database = server.fresh_database("ways").await.unwrap();
    assert_eq!(one(&database, CheckId::ReadOnlySession).await.status, CheckStatus::Pass);
    let (account, name) = (database.agent_account(), database.name.clone());
    let role = format!("role_{name}");
    let mut ways = vec![
        (
            format!("GRANT INSERT ON patients TO {account}"),
            format!("REVOKE INSERT ON patients FROM {account}"),
            "table INSERT",
        ),
        (
            format!("GRANT UPDATE (phone) ON patients TO {account}"),
            format!("REVOKE UPDATE (phone) ON patients FROM {account}"),
            "column UPDATE",
        ),
        (
            format!("GRANT CREATE ON `{name}`.* TO {account}"),
            format!("REVOKE CREATE ON `{name}`.* FROM {account}"),
            "database CREATE",
        ),
        (format!("GRANT FILE ON *.* TO {account}"), format!("REVOKE FILE ON *.* FROM {account}"), "global FILE"),
        (
            format!("GRANT SELECT ON patients TO {account} WITH GRANT OPTION"),
            format!("REVOKE GRANT OPTION ON patients FROM {account}"),
            "table GRANT OPTION",
        ),
        (
            format!(
                "CREATE PROCEDURE gap() UPDATE patients SET notes = NULL; GRANT EXECUTE ON PROCEDURE gap TO {account}"
            ),
            format!("REVOKE EXECUTE ON PROCEDURE gap FROM {account}; DROP PROCEDURE gap"),
            "routine with its definer's rights",
        ),
        // Not active at login: it may be taken any time.
        (
            format!("CREATE ROLE {role}; GRANT DELETE ON patients TO {role}; GRANT {role} TO {account}"),
            format!("DROP ROLE {role}"),
            "table DELETE",
        ),
    ];
    ways.push((
        format!("CREATE USER ''@'%'; GRANT INSERT ON `{name}`.* TO ''@'%'"),
        "DROP USER ''@'%'".into(),
        "INSERT by whatever grant",
    ));
    if flavor == MysqlFlavor::MariaDb {
        ways.push((
            format!("GRANT DELETE ON `{name}`.patients TO PUBLIC"),
            format!("REVOKE DELETE ON `{name}`.patients FROM PUBLIC"),
            "via PUBLIC",
        ));
    }
    if flavor == MysqlFlavor::Mysql {
        ways.push((
            format!("GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO {account}"),
            format!("REVOKE SYSTEM_VARIABLES_ADMIN ON *.* FROM {account}"),
            "global SYSTEM_VARIABLES_ADMIN",
        ));
    }
    for (grant, undo, named) in ways {
        database.run_script(&grant).await.unwrap();
        let check = one(&database, CheckId::ReadOnlySession).await;
        assert_eq!(check.status, CheckStatus::Warn, "{grant}");
        assert!(check.detail.contains(named), "{grant}: {}", check.detail);
        database.run_script(&undo).await.unwrap();
    }
    let check = one(&database, CheckId::ReadOnlySession).await;
    assert_eq!(check.status, CheckStatus::Pass, "{}", check.detail);
}

/// What a replica of either kind answers; a stand-in, since it follows nobody.
async fn a_server_that_takes_no_writes_is_told_as_a_replica(flavor: MysqlFlavor) {
    let server = broken_server(flavor, MysqlOptions { settings: &["--read-only=ON"], ..MysqlOptions::default() }).await;
    let database = server.fresh_database("replica").await.unwrap();
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    let check = &report.checks[AUTHENTICATION];
    assert_eq!((check.evidence["replica"].as_str(), check.evidence["pooler"].as_str()), ("yes", "none noticed"));
    assert!(check.detail.contains("read replica"), "{}", check.detail);
}

async fn a_locked_table_delays_the_checks_and_stops_none(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    let reads = &report.checks[3].evidence["reads"];
    let table = reads.strip_prefix("one row of ").unwrap().split(' ').next().unwrap().to_owned();
    let admin = Descriptor { user: database.admin_user.clone(), ..descriptor.clone() };
    let admin_password = SecretString::from(database.admin_password.clone());
    let mut holding = Door::open(&admin, &admin_password, &patient()).await.unwrap();
    let lock = sqlx::AssertSqlSafe(format!("LOCK TABLES `{table}` WRITE"));
    sqlx::raw_sql(lock).execute(holding.mysql().unwrap()).await.unwrap();
    let begun = Instant::now();
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert!(report.ok, "{report:#?}");
    let reads = &report.checks[3].evidence["reads"];
    assert!(reads.starts_with("one row of the server's catalogue, because ") && reads.contains(&table), "{reads}");
    holding.close().await;
}

async fn the_total_time_is_bounded(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let relay = SlowRelay::start(database.port, Slowness::Late(Duration::from_millis(500))).await.unwrap();
    let late = Descriptor { port: relay.port(), ..descriptor };
    let total = Duration::from_secs(4);
    let begun = Instant::now();
    let (report, _) = run(&late, password.expose_secret(), &Deadlines { total, ..patient() }).await;
    assert!(begun.elapsed() < total + Duration::from_secs(4), "{:?}", begun.elapsed());
    let cut = report.checks.iter().find(|check| check.status == CheckStatus::Fail).unwrap();
    assert_eq!(cut.code, Some(FailureCode::ChecksTookTooLong));
    assert_eq!((report.checks.len(), report.checks[REACHABILITY].status), (6, CheckStatus::Pass));
}

async fn the_session_is_settled_and_statements_run(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let (descriptor, password) = agent(&database);
    let mut opened = Door::open(&descriptor, &password, &patient()).await.unwrap();
    assert!(opened.postgres().is_none());
    let connection = opened.mysql().unwrap();
    let asked =
        "SELECT CONCAT_WS('|', @@session.time_zone, @@session.lock_wait_timeout, @@session.character_set_results)";
    let settled: String = sqlx::query_scalar(asked).persistent(false).fetch_one(&mut *connection).await.unwrap();
    assert_eq!(settled, "+00:00|2|utf8mb4");
    // Values of every kind in the binary form, with a parameter.
    let read = "SELECT p.*, a.*, i.* FROM patients p JOIN appointments a ON a.patient_id = p.id \
                LEFT JOIN invoices i ON i.appointment_id = a.id WHERE p.phone = ? ORDER BY a.id";
    let rows = sqlx::query(read).bind("+15551230001").persistent(false).fetch_all(&mut *connection).await.unwrap();
    assert_eq!(rows.len(), 2);
    // One text cannot become two statements.
    assert!(sqlx::raw_sql("SELECT 1; SELECT 2").execute(&mut *connection).await.is_err());
    // An error holds nothing of the server's text.
    let error =
        sqlx::raw_sql("SELECT ssn FROM no_such_table_of_that_name").execute(&mut *connection).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("no_such_table_of_that_name"), "{error:?}");
    let long = "SELECT REPEAT('x', 3000000) AS x";
    let row: String = sqlx::query_scalar(long).persistent(false).fetch_one(&mut *connection).await.unwrap();
    assert_eq!(row.len(), 3_000_000);
    opened.close().await;
}

fn table<'a>(found: &'a Discovery, name: &str) -> &'a Table {
    let name = TableName::new(&found.catalog.database, name);
    found.catalog.table(&name).unwrap_or_else(|| panic!("no table {name}"))
}

async fn the_clinic_has_its_shape(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let found = discovered(&database).await;
    assert_eq!(found.findings, []);
    assert_eq!((found.queries, found.catalog.tables.len()), (9, 10));
    assert_eq!((found.catalog.engine, found.catalog.default_schema.as_str()), (Engine::Mysql, database.name.as_str()));
    let appointments = table(&found, "appointments");
    assert_eq!(appointments.kind, TableKind::Table);
    assert_eq!(appointments.comment.as_deref(), Some("Booked visits, past and to come."));
    assert_eq!(appointments.primary_key.as_ref().unwrap().columns, ["id"]);
    let room = appointments.foreign_keys.iter().find(|key| key.name == "appointments_room_fkey").unwrap();
    assert_eq!(room.columns, ["location_id", "room_no"]);
    assert_eq!(
        (room.references.table.as_str(), room.referenced_columns.as_slice()),
        ("rooms", &["location_id".to_owned(), "room_no".into()][..])
    );
    assert_eq!(table(&found, "upcoming_appointments").kind, TableKind::View);
    assert_eq!(table(&found, "upcoming_appointments").comment, None);
    let keys: Vec<&str> = table(&found, "patients").unique_keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(keys, ["patients_ssn_key"]);
    assert_eq!(table(&found, "rooms").primary_key.as_ref().unwrap().columns, ["location_id", "room_no"]);
}

async fn columns_are_described_exactly(flavor: MysqlFlavor) {
    let found = discovered(&clinic(flavor).await).await;
    let column = |of: &str, name: &str| table(&found, of).column(name).unwrap().clone();
    let status = column("appointments", "status");
    assert_eq!((status.class, status.nullable, status.cast_type()), (TypeClass::Enum, false, "char"));
    assert_eq!(status.enum_values, ["booked", "confirmed", "checked_in", "completed", "cancelled", "no_show"]);
    assert_eq!(status.default.as_deref(), Some("'booked'"));
    let price = column("services", "price");
    assert_eq!(
        (price.data_type.as_str(), price.cast_type(), price.class),
        ("decimal(8,2)", "decimal(8,2)", TypeClass::Number)
    );
    assert_eq!(price.default.as_deref(), Some("0.00"));
    assert_eq!(column("appointments", "id").generation, Some(Generation::IdentityByDefault));
    assert_eq!(column("appointments", "id").cast_type(), "decimal(20,0)");
    assert_eq!(column("appointments", "duration_minutes").generation, Some(Generation::Generated));
    assert_eq!(column("rooms", "has_lift").class, TypeClass::Boolean);
    assert_eq!(column("invoices", "paid").class, TypeClass::Boolean);
    assert_eq!(column("invoices", "issued_at").class, TypeClass::Timestamp);
    assert_eq!(column("patients", "created_at").generation, None);
    assert_eq!(column("patients", "photo").class, TypeClass::Binary);
    assert_eq!(column("patients", "Badge No").class, TypeClass::Text);
    assert_eq!(column("providers", "languages").class, TypeClass::Other);
    // MariaDB shows a table's checks to nobody who may only read it, and JSON is text with a check there.
    let json = if flavor == MysqlFlavor::Mysql { TypeClass::Json } else { TypeClass::Text };
    assert_eq!(column("patients", "preferences").class, json);
    let ssn = column("patients", "ssn");
    assert_eq!(ssn.comment.as_deref(), Some("Social security number. Not to be read out on a call."));
    assert_eq!(ssn.privileges, Privileges { select: true, insert: false, update: false });
}

/// A collation that tells more apart than a listener does, of what rows can be found by; JSON as each server keeps it; bits.
async fn collations_and_odd_types_are_told(flavor: MysqlFlavor) {
    let database = server(flavor).await.unwrap().empty_database("odd").await.unwrap();
    let cased = if flavor == MysqlFlavor::Mysql { "utf8mb4_0900_as_cs" } else { "utf8mb4_uca1400_as_cs" };
    database
        .run_script(&format!(
            "CREATE TABLE p (id int PRIMARY KEY, bin_name varchar(20) COLLATE utf8mb4_bin, plain varchar(20) COLLATE utf8mb4_general_ci, \
             cased varchar(20) COLLATE {cased}, unread varchar(20) COLLATE utf8mb4_bin, doc json, flags bit(8) DEFAULT b'101', flag bit(1), \
             named_check longtext CHECK (json_valid(named_check) AND named_check <> ''), KEY (bin_name), KEY (plain), KEY (cased, id));"
        ))
        .await
        .unwrap();
    let descriptor = Descriptor { user: database.admin_user.clone(), ..agent(&database).0 };
    let found = chosen(&(descriptor, SecretString::from(database.admin_password.clone())), None).await.unwrap();
    assert_eq!(found.findings, []);
    let column = |name: &str| table(&found, "p").column(name).unwrap().clone();
    assert_eq!(column("bin_name").collation.as_deref(), Some("utf8mb4_bin"));
    assert_eq!(column("cased").collation.as_deref(), Some(cased));
    assert_eq!((column("plain").collation, column("unread").collation, column("id").collation), (None, None, None));
    assert_eq!(column("doc").class, TypeClass::Json);
    assert_eq!(column("named_check").class, TypeClass::Text);
    assert_eq!((column("flags").class, column("flag").class), (TypeClass::Other, TypeClass::Boolean));
    assert_eq!((column("flags").cast_type(), column("flags").default.as_deref()), ("unsigned", Some("b'101'")));
}

async fn indexes_say_what_a_lookup_needs(flavor: MysqlFlavor) {
    let found = discovered(&clinic(flavor).await).await;
    let index = |name: &str| -> &Index {
        let listed = found.catalog.tables.iter().flat_map(|table| &table.indexes).find(|index| index.name == name);
        listed.unwrap_or_else(|| panic!("no index {name}"))
    };
    let column = |name: &str| IndexPart::of_column(name);
    assert_eq!(index("appointments_phone_idx").parts, [column("phone"), column("starts_at")]);
    assert_eq!(index("appointments_phone_idx").method, "btree");
    assert_eq!(index("patients_name_prefix_idx").parts, [IndexPart { prefix: Some(12), ..column("full_name") }]);
    assert_eq!(index("patients_notes_idx").method, "fulltext");
    assert!(index("patients_ssn_key").unique && index("patients_ssn_key").usable());
    assert!(!index("patients_badge_idx").usable());
    if flavor == MysqlFlavor::Mysql {
        assert!(
            matches!(&index("patients_email_idx").parts[..], [part] if part.expression().unwrap().contains("lower"))
        );
    }
}

async fn rights_are_those_of_the_login(flavor: MysqlFlavor) {
    let database = clinic(flavor).await;
    let account = database.agent_account();
    let change = format!(
        "REVOKE SELECT ON patients FROM {account}; GRANT SELECT (id, full_name), UPDATE (phone) ON patients TO {account}; \
         REVOKE SELECT ON invoices FROM {account}"
    );
    database.run_script(&change).await.unwrap();
    let found = discovered(&database).await;
    let patients = table(&found, "patients");
    assert!(patients.column("full_name").unwrap().privileges.select);
    assert!(patients.column("ssn").is_none_or(|column| !column.privileges.select));
    let phone = patients.column("phone").unwrap().privileges;
    assert!(phone.update && !phone.select);
    assert!(found.catalog.tables.iter().all(|table| table.name.table != "invoices"), "not even its name is shown");
}

async fn odd_names_survive(flavor: MysqlFlavor) {
    let database = server(flavor).await.unwrap().empty_database("odd").await.unwrap();
    database
        .run_script(
            "CREATE TABLE `select``; --` (`a;b` enum('it''s', 'x,y', 'ü') DEFAULT 'it''s', `ключ` varchar(9) PRIMARY KEY DEFAULT 'q\"');
             CREATE TABLE p (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY HASH (id) PARTITIONS 4;
             CREATE TABLE empty_defaults (a varchar(4) DEFAULT '', b varchar(4) DEFAULT NULL, c int DEFAULT NULL, d double)",
        )
        .await
        .unwrap();
    database.grant_tables().await.unwrap();
    let found = discovered(&database).await;
    assert_eq!(found.findings, []);
    let odd = table(&found, "select`; --");
    assert_eq!(odd.column("a;b").unwrap().enum_values, ["it's", "x,y", "ü"]);
    assert_eq!(odd.column("a;b").unwrap().default.as_deref(), Some("'it''s'"));
    assert_eq!(odd.primary_key.as_ref().unwrap().columns, ["ключ"]);
    assert_eq!(table(&found, "p").kind, TableKind::PartitionedTable);
    let defaults: Vec<Option<&str>> =
        table(&found, "empty_defaults").columns.iter().map(|column| column.default.as_deref()).collect();
    assert_eq!(defaults, [Some("''"), None, None, None]);
}

/// No right on the whole database, or one table's could not be taken away.
async fn only_counts_come_out_of_a_sample(flavor: MysqlFlavor) {
    let database = server(flavor).await.unwrap().empty_database("sample").await.unwrap();
    database.run_script(crate::sampling::ROWS).await.unwrap();
    database.grant_tables().await.unwrap();
    let (descriptor, password) = agent(&database);
    let revoke = async || {
        let table = format!("`{}`.locked_away", database.name);
        database.run_script(&format!("REVOKE SELECT ON {table} FROM {}", database.agent_account())).await.unwrap();
    };
    let (catalog, samples) = crate::sampling::looks(&descriptor, &password, revoke).await;
    crate::sampling::holds(&catalog, &samples);
}

async fn views_and_partitions_are_told(flavor: MysqlFlavor) {
    let database = server(flavor).await.unwrap().empty_database("reads").await.unwrap();
    database
        .run_script(
            "CREATE TABLE p (id int PRIMARY KEY, ssn text, born date); CREATE VIEW names AS SELECT id, born FROM p WHERE ssn <> '';
             CREATE VIEW `a``'b` AS SELECT id FROM names; CREATE VIEW nothing AS SELECT 1 AS one;
             CREATE TABLE `ranged'` (id int, at date) PARTITION BY RANGE (YEAR(at))
                 (PARTITION a VALUES LESS THAN (2020), PARTITION b VALUES LESS THAN (2021), PARTITION c VALUES LESS THAN MAXVALUE);
             CREATE TABLE hashed (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 5;",
        )
        .await
        .unwrap();
    let (descriptor, _) = agent(&database);
    // Only who may see a view's definition is told it.
    let descriptor = Descriptor { user: database.admin_user.clone(), ..descriptor };
    let found = chosen(&(descriptor, SecretString::from(database.admin_password.clone())), None).await.unwrap();
    assert_eq!(found.findings, []);
    let reads = |name: &str| table(&found, name).reads.clone();
    assert_eq!(reads("names"), Some(vec![read(&database.name, "p", &["id", "ssn", "born"], false)]));
    assert_eq!(reads("a`'b"), Some(vec![read(&database.name, "names", &["id"], false)]));
    assert_eq!((reads("nothing"), reads("p")), (Some(Vec::new()), None));
    let partitions = |name: &str| (table(&found, name).kind, table(&found, name).partitions);
    assert_eq!(partitions("ranged'"), (TableKind::PartitionedTable, 3));
    assert_eq!(partitions("hashed"), (TableKind::PartitionedTable, 5));
    assert_eq!(partitions("p"), (TableKind::Table, 0));
}

async fn only_the_chosen_databases_are_read(flavor: MysqlFlavor) {
    let (one, two) = (clinic(flavor).await, server(flavor).await.unwrap().empty_database("two").await.unwrap());
    two.run_script(
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2; CREATE VIEW v AS SELECT id FROM parted",
    )
    .await
    .unwrap();
    let (descriptor, _) = agent(&one);
    let admin = Descriptor { user: one.admin_user.clone(), ..descriptor };
    let login = (admin, SecretString::from(one.admin_password.clone()));
    let other = chosen(&login, Some(&[two.name.as_str()])).await.unwrap();
    let names: Vec<String> = other.catalog.tables.iter().map(|table| table.name.to_string()).collect();
    assert_eq!(names, [format!("{}.parted", two.name), format!("{}.v", two.name)]);
    assert_eq!(other.catalog.tables[0].partitions, 2);
    assert_eq!(other.catalog.tables[1].reads, Some(vec![read(&two.name, "parted", &["id"], false)]));
    let both = chosen(&login, Some(&[one.name.as_str(), two.name.as_str()])).await.unwrap();
    let whole = chosen(&login, None).await.unwrap();
    assert_eq!(both.queries, whole.queries);
    let of = |database: &str| -> Vec<Table> {
        both.catalog.tables.iter().filter(|table| table.name.schema == database).cloned().collect()
    };
    assert_eq!((of(&one.name), of(&two.name)), (whole.catalog.tables, other.catalog.tables));
    let missing = chosen(&login, Some(&[one.name.as_str(), "no_such_database"])).await;
    assert_eq!(missing, Err(FailureCode::SchemaMissing));
}

async fn where_a_second_session_is_refused_the_first_reads_it_all(flavor: MysqlFlavor) {
    let database = server(flavor).await.unwrap().empty_database("many").await.unwrap();
    // More tables than one session reads alone where it may have another.
    let tables: String = (0..520)
        .map(|number| {
            format!("CREATE TABLE t{number} (id int PRIMARY KEY, note varchar(9) DEFAULT '{number}', KEY (note));")
        })
        .collect();
    database.run_script(&tables).await.unwrap();
    let account = database.agent_account();
    database.run_script(&format!("GRANT SELECT ON `{}`.* TO {account}", database.name)).await.unwrap();
    let login = agent(&database);
    let two = chosen(&login, None).await.unwrap();
    database.run_script(&format!("ALTER USER {account} WITH MAX_USER_CONNECTIONS 1")).await.unwrap();
    let one = chosen(&login, None).await.unwrap();
    assert_eq!((one.catalog.tables.len(), one.catalog.column_count()), (520, 1_040));
    assert_eq!(one, two);
}
