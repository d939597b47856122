//! PostgreSQL: the fourteen bad roles of the design's database page, some more, and a good one.

use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::connection::grant::GrantPlan;
use gatehouse_core::connection::{CheckStatus, Descriptor, Engine};
use gatehouse_testkit::{Postgres, TestDatabase};
use tokio::sync::OnceCell;

use crate::oracle::{proven, tried};
use crate::scripts::agree_with_the_proof;
use crate::support::{PASSWORD, assert_warned, blocked, catalog, differences, findings, planned, proof, selected};

static SERVER: OnceCell<Postgres> = OnceCell::const_new();

struct Scene {
    database: TestDatabase,
    catalog: Catalog,
    plan: GrantPlan,
}

impl Scene {
    async fn set() -> Scene {
        let server = SERVER.get_or_init(async || Postgres::shared().await.unwrap()).await;
        let database = server.fresh_database("proof").await.unwrap();
        let catalog = catalog(&descriptor(&database, &database.admin_user), &database.admin_password).await;
        let plan = planned(&catalog, &blocked(&catalog, &["payments", "patients.ssn"]));
        Scene { database, catalog, plan }
    }

    /// A login that holds what the plan says, and then what `sql` gives it: `{r}` is its name, `{d}` the database's.
    async fn login(&self, suffix: &str, sql: &str) -> Descriptor {
        let (role, name) = (format!("{}_{suffix}", self.database.name), &self.database.name);
        let mut script =
            format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'; GRANT CONNECT ON DATABASE {name} TO {role};");
        script += &format!("GRANT USAGE ON SCHEMA public, billing TO {role};");
        for (schema, table, columns) in selected(&self.plan) {
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            let grant =
                format!("GRANT SELECT ({}) ON {}.{} TO {role};", columns.join(","), quoted(&schema), quoted(&table));
            script += &grant;
        }
        script += &sql.replace("{r}", &role).replace("{d}", name);
        self.database.run_script(&script).await.unwrap();
        descriptor(&self.database, &role)
    }

    async fn differences(&self, login: &Descriptor) -> Vec<String> {
        differences(&proof(login, &self.plan, &self.catalog).await)
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn descriptor(database: &TestDatabase, user: &str) -> Descriptor {
    Descriptor {
        host: database.host.clone(),
        port: database.port,
        database: database.name.clone(),
        user: user.into(),
        ca_pem: Some(database.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    }
}

#[tokio::test]
async fn the_good_role_is_clean() {
    let scene = Scene::set().await;
    let login = scene.login("good", "").await;
    assert_eq!(scene.differences(&login).await, Vec::<String>::new());
    let (authentication, read_only) = findings(&login).await;
    assert_eq!((authentication.status, read_only.status), (CheckStatus::Pass, CheckStatus::Pass), "{read_only:?}");
    // Two facts, and what neither covers.
    for fact in ["privileges", "session", "not_covered"] {
        assert!(read_only.evidence.contains_key(fact), "{fact}");
    }
}

/// Name, what makes it bad, what the check names, what the proof says.
const BAD: [(&str, &str, &str, &str); 22] = [
    ("insert", "GRANT INSERT ON patients TO {r}", "table write", "too_much INSERT public.patients.id via"),
    (
        "column_update",
        "GRANT UPDATE (phone) ON patients TO {r}",
        "column write",
        "too_much UPDATE public.patients.phone via",
    ),
    (
        "write_all",
        "GRANT pg_write_all_data TO {r}",
        "pg_write_all_data",
        "too_much UPDATE public.payments.id via pg_write_all_data",
    ),
    ("create", "GRANT CREATE ON SCHEMA billing TO {r}", "create in schema", "extra create in schema on billing"),
    ("owner", "ALTER TABLE rooms OWNER TO {r}", "owner on public.rooms", "too_much DELETE"),
    ("superuser", "ALTER ROLE {r} SUPERUSER", "SUPERUSER", "too_much SELECT public.patients.ssn via"),
    (
        "sequence",
        "GRANT USAGE ON SEQUENCE waitlist_id_seq TO {r}",
        "sequence",
        "extra sequence USAGE on public.waitlist_id_seq",
    ),
    (
        "noinherit",
        "CREATE ROLE {r}_boss; GRANT DELETE ON patients TO {r}_boss; ALTER ROLE {r} NOINHERIT; GRANT {r}_boss TO {r}",
        "table write",
        "_boss",
    ),
    ("truncate", "GRANT TRUNCATE ON patients TO {r}", "table write", "too_much TRUNCATE public.patients"),
    (
        "program",
        "GRANT pg_execute_server_program TO {r}",
        "pg_execute_server_program",
        "extra predefined role on pg_execute_server_program",
    ),
    ("view_insert", "GRANT INSERT ON patient_export TO {r}", "table write", "too_much INSERT public.patient_export."),
    ("createdb", "ALTER ROLE {r} CREATEDB CREATEROLE", "CREATEROLE", "extra role attribute on CREATEDB, CREATEROLE"),
    ("bypassrls", "ALTER ROLE {r} BYPASSRLS", "BYPASSRLS", "extra role attribute on BYPASSRLS"),
    ("trigger", "GRANT TRIGGER ON patients TO {r}", "table write", "too_much TRIGGER public.patients"),
    // More than the fourteen.
    ("database_owner", "ALTER DATABASE {d} OWNER TO {r}", "owner of database", "extra owner of database on {d}"),
    ("schema_owner", "ALTER SCHEMA billing OWNER TO {r}", "owner of schema", "extra owner of schema on billing"),
    (
        "grant_option",
        "GRANT SELECT (floor) ON rooms TO {r} WITH GRANT OPTION",
        "right to grant SELECT",
        "too_much GRANT OPTION public.rooms",
    ),
    (
        "definer",
        "CREATE FUNCTION gap(int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE ALL ON FUNCTION gap FROM PUBLIC; GRANT EXECUTE ON FUNCTION gap TO {r}",
        "public.gap(integer)",
        "extra function with its owner's rights on public.gap(integer)",
    ),
    (
        "later",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT DELETE ON TABLES TO {r}",
        "write to objects made later",
        "extra write to objects made later",
    ),
    (
        "set_by_config",
        "CREATE ROLE {r}_quiet; GRANT {r}_quiet TO {r}; ALTER ROLE {r} SET role = '{r}_quiet'; GRANT UPDATE ON rooms TO {r}",
        "table write",
        "too_much UPDATE public.rooms",
    ),
    (
        "two_steps",
        "CREATE ROLE {r}_a NOINHERIT; CREATE ROLE {r}_b; GRANT {r}_b TO {r}_a; GRANT {r}_a TO {r}; GRANT TRUNCATE ON rooms TO {r}_b",
        "table write",
        "too_much TRUNCATE public.rooms via",
    ),
    (
        "foreign_owner",
        "CREATE ROLE {r}_o; GRANT {r}_o TO {r}; ALTER VIEW patient_export OWNER TO {r}_o",
        "owner on public.patient_export",
        "ownership",
    ),
];

#[tokio::test]
async fn every_bad_role_is_found_by_the_check_and_by_the_proof() {
    let scene = Scene::set().await;
    for (name, sql, checked, proven) in BAD {
        let login = scene.login(name, sql).await;
        let found = scene.differences(&login).await;
        let proven = proven.replace("{d}", &scene.database.name);
        assert!(found.iter().any(|line| line.contains(&proven)), "{name}: {proven} is not in {found:#?}");
        let (_, read_only) = findings(&login).await;
        assert_warned(&read_only, checked, name);
        assert!(read_only.detail.starts_with("Read-only by session only"), "{}", read_only.detail);
    }
}

#[tokio::test]
async fn attributes_are_warned_about_at_the_login() {
    let scene = Scene::set().await;
    let cases = [
        ("su", "ALTER ROLE {r} SUPERUSER", "SUPERUSER"),
        ("rls", "ALTER ROLE {r} BYPASSRLS", "BYPASSRLS"),
        ("role", "ALTER ROLE {r} CREATEROLE", "CREATEROLE"),
        ("via", "CREATE ROLE {r}_chief CREATEDB; GRANT {r}_chief TO {r}", "CREATEDB by role"),
        ("files", "GRANT pg_read_server_files TO {r}", "pg_read_server_files"),
    ];
    for (name, sql, named) in cases {
        let (authentication, _) = findings(&scene.login(name, sql).await).await;
        assert_warned(&authentication, named, name);
    }
}

/// What reads too much, and writes nothing: the proof's business alone.
#[tokio::test]
async fn reading_too_much_and_too_little() {
    let scene = Scene::set().await;
    let cases = [
        ("blocked_column", "GRANT SELECT (ssn) ON patients TO {r}", "too_much SELECT public.patients.ssn via"),
        ("blocked_table", "GRANT SELECT ON payments TO {r}", "too_much SELECT public.payments.id via"),
        ("whole", "GRANT SELECT ON rooms TO {r}", "too_much SELECT on columns added later public.rooms"),
        ("read_all", "GRANT pg_read_all_data TO {r}", "extra every table, those of tomorrow too"),
        (
            "unknown",
            "CREATE TABLE brand_new_{r} (id int); GRANT SELECT ON brand_new_{r} TO {r}",
            "extra SELECT outside the snapshot on public.brand_new_",
        ),
        (
            "new_column",
            "ALTER TABLE rooms ADD secret_{r} int; GRANT SELECT (secret_{r}) ON rooms TO {r}",
            "too_much SELECT public.rooms.secret_",
        ),
        ("later_reads", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {r}", "extra SELECT on tables made later"),
        ("missing", "REVOKE SELECT (floor) ON rooms FROM {r}", "too_little SELECT public.rooms.floor via "),
        ("no_schema", "REVOKE USAGE ON SCHEMA billing FROM {r}", "too_little SELECT billing."),
        // The right is there, and no session that does not ask for the role has it.
        (
            "only_set_role",
            "REVOKE SELECT (floor) ON rooms FROM {r}; CREATE ROLE {r}_x; GRANT SELECT (floor) ON rooms TO {r}_x; ALTER ROLE {r} NOINHERIT; GRANT {r}_x TO {r}",
            "too_little SELECT public.rooms.floor via ",
        ),
    ];
    for (name, sql, expected) in cases {
        let login = scene.login(name, sql).await;
        let found = scene.differences(&login).await;
        assert!(found.iter().any(|line| line.contains(expected)), "{name}: {expected} is not in {found:#?}");
        let (_, read_only) = findings(&login).await;
        assert_eq!(read_only.status, CheckStatus::Pass, "{name}: {}", read_only.detail);
    }
    // What PUBLIC holds is held, and said to be PUBLIC's.
    let login = scene.login("public", "GRANT SELECT (ssn) ON patients TO PUBLIC").await;
    assert_eq!(scene.differences(&login).await, ["too_much SELECT public.patients.ssn via PUBLIC"]);
}

#[tokio::test]
async fn the_oracle_agrees_with_the_proof() {
    let scene = Scene::set().await;
    for (name, sql) in [
        ("o_good", ""),
        (
            "o_mixed",
            "GRANT INSERT ON rooms TO {r}; GRANT UPDATE (phone) ON patients TO {r}; GRANT DELETE ON services TO {r}",
        ),
        ("o_all", "GRANT ALL ON ALL TABLES IN SCHEMA billing TO {r}"),
        ("o_role", "CREATE ROLE {r}_w; GRANT pg_write_all_data TO {r}_w; GRANT {r}_w TO {r}"),
        ("o_super", "ALTER ROLE {r} SUPERUSER"),
        ("o_owner", "ALTER TABLE rooms OWNER TO {r}"),
        ("o_closed", "REVOKE USAGE ON SCHEMA billing FROM {r}; GRANT ALL ON ALL TABLES IN SCHEMA billing TO {r}"),
    ] {
        let login = scene.login(name, sql).await;
        let proof = proof(&login, &scene.plan, &scene.catalog).await;
        let (tried, proven) = (tried(&login, &scene.catalog).await, proven(&proof, &scene.catalog));
        assert!(tried.len() > 100, "{name}: {}", tried.len());
        let wrong: Vec<&String> = tried.symmetric_difference(&proven).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[tokio::test]
async fn the_scripts_agree_with_the_proof() {
    let scene = Scene::set().await;
    let (database, catalog) = (&scene.database, &scene.catalog);
    let scoping = blocked(catalog, &["payments", "patients.ssn"]);
    let written = [TableName::new("public", "patients"), TableName::new("public", "waitlist")];
    let run = async |sql: &str| database.run_script(sql).await.unwrap();
    let login = |user: &str| descriptor(database, user);
    agree_with_the_proof(catalog, &scoping, &database.name, &written, run, login).await;
}

#[tokio::test]
async fn hostile_names_are_proven_like_any_other() {
    let server = SERVER.get_or_init(async || Postgres::shared().await.unwrap()).await;
    let database = server.empty_database("odd").await.unwrap();
    let role = format!("r\"ole'; -- \\{{}} NULLé {}", database.name);
    let table = r#""t""a,b{c}\d 'e' NULL""#;
    let script = format!(
        "CREATE SCHEMA \"S.%\"; CREATE TABLE \"S.%\".{table} (\"c\"\"1,{{}}\\\" int, \"NULL\" int, \"\u{202e}x\" int);
         CREATE ROLE {0} LOGIN PASSWORD '{PASSWORD}'; GRANT CONNECT ON DATABASE {1} TO {0}; GRANT USAGE ON SCHEMA \"S.%\" TO {0};
         GRANT SELECT (\"c\"\"1,{{}}\\\"), UPDATE (\"NULL\") ON \"S.%\".{table} TO {0}",
        quoted(&role),
        database.name
    );
    database.run_script(&script).await.unwrap();
    let catalog = catalog(&descriptor(&database, &database.admin_user), &database.admin_password).await;
    let plan = planned(&catalog, &blocked(&catalog, &[]));
    let login = descriptor(&database, &role);
    let found = differences(&proof(&login, &plan, &catalog).await);
    let place = r#"S.%.t"a,b{c}\d 'e' NULL"#;
    assert_eq!(
        found,
        [
            format!("too_little SELECT {place}.NULL via "),
            format!("too_much UPDATE {place}.NULL via {role}"),
            format!("too_little SELECT {place}.\u{202e}x via "),
        ]
    );
}

#[tokio::test]
async fn a_servers_names_reach_people_without_what_misleads_them() {
    let scene = Scene::set().await;
    let odd = "CREATE TABLE \"\u{202e}\u{1b}[2J\nx\" (id int); GRANT INSERT ON \"\u{202e}\u{1b}[2J\nx\" TO {r};
               CREATE ROLE \"{r}\u{202e}\u{7}\" CREATEDB; GRANT \"{r}\u{202e}\u{7}\" TO {r}";
    let (authentication, read_only) = findings(&scene.login("shown", odd).await).await;
    assert_warned(&authentication, "CREATEDB by role", "shown");
    assert_warned(&read_only, "public.��[2J�x", "shown");
    for check in [authentication, read_only] {
        let told = format!("{}{}", check.detail, check.evidence.into_values().collect::<String>());
        assert!(!told.contains('\u{202e}') && !told.chars().any(char::is_control), "{told}");
    }
}
