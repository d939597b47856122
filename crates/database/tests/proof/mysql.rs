//! MySQL and MariaDB: bad accounts, a good one, and the oracle. Each test runs on both, under the server's name.

use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::connection::grant::GrantPlan;
use gatehouse_core::connection::{CheckStatus, Descriptor, Engine};
use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor, MysqlOptions};

use crate::oracle::{proven, tried};
use crate::scripts::agree_with_the_proof;
use crate::support::{PASSWORD, assert_warned, blocked, catalog, differences, findings, planned, proof, selected};

/// A server of each test's own: what is granted to everybody would show in other tests.
struct Scene {
    server: Mysql,
    database: MysqlDatabase,
    catalog: Catalog,
    plan: GrantPlan,
}

impl Scene {
    async fn set(flavor: MysqlFlavor) -> Scene {
        let settings: &[&str] = if flavor == MysqlFlavor::Mysql { &["--partial-revokes=ON"] } else { &[] };
        let server = Mysql::start(MysqlOptions { flavor, settings, ..MysqlOptions::default() }).await.unwrap().unwrap();
        let database = server.fresh_database("proof").await.unwrap();
        let catalog = catalog(&descriptor(&database, &database.admin_user), &database.admin_password).await;
        let plan = planned(&catalog, &blocked(&catalog, &["invoices", "patients.email"]));
        Scene { server, database, catalog, plan }
    }

    /// A login that holds what the plan says, and then what `sql` gives it: `{u}` is the account, `{r}` a role's name,
    /// `{d}` the database.
    async fn login(&self, user: &str, sql: &str) -> Descriptor {
        let account = format!("'{user}'@'127.0.0.1'");
        let mut script = format!("CREATE USER {account} IDENTIFIED BY '{PASSWORD}';");
        for (_, table, columns) in selected(&self.plan) {
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            script += &format!("GRANT SELECT ({}) ON {} TO {account};", columns.join(","), quoted(&table));
        }
        let sql = sql.replace("{u}", &account).replace("{r}", &format!("role_{user}"));
        script += &sql.replace("{d}", &self.database.name);
        self.database.run_script(&script).await.unwrap();
        descriptor(&self.database, user)
    }

    async fn differences(&self, login: &Descriptor) -> Vec<String> {
        differences(&proof(login, &self.plan, &self.catalog).await)
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn descriptor(database: &MysqlDatabase, user: &str) -> Descriptor {
    Descriptor {
        host: database.host.clone(),
        port: database.port,
        database: database.name.clone(),
        user: user.into(),
        ca_pem: Some(database.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Mysql)
    }
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
    if flavor.is_installed() { test(flavor).await } else { flavor.say_not_run(name) }
}

on_both!(
    the_good_account_is_clean,
    every_bad_account_is_found_by_the_check_and_by_the_proof,
    reading_too_much_and_too_little,
    everybodys_grants_count,
    the_oracle_agrees_with_the_proof,
    the_scripts_agree_with_the_proof,
    hostile_names_are_proven_like_any_other,
);

async fn the_good_account_is_clean(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let login = scene.login("good", "").await;
    assert_eq!(scene.differences(&login).await, Vec::<String>::new());
    let (authentication, read_only) = findings(&login).await;
    assert_eq!((authentication.status, read_only.status), (CheckStatus::Pass, CheckStatus::Pass), "{read_only:?}");
    for fact in ["privileges", "session", "not_covered"] {
        assert!(read_only.evidence.contains_key(fact), "{fact}");
    }
}

/// Name, what makes it bad, what the check names, what the proof says.
const BAD: [(&str, &str, &str, &str); 15] = [
    (
        "insert",
        "GRANT INSERT ON patients TO {u}",
        "table INSERT",
        "too_much INSERT {d}.patients.id via insert@127.0.0.1",
    ),
    ("update", "GRANT UPDATE (phone) ON patients TO {u}", "column UPDATE", "too_much UPDATE {d}.patients.phone via"),
    ("remove", "GRANT DELETE ON patients TO {u}", "table DELETE", "too_much DELETE {d}.patients via"),
    ("all", "GRANT ALL ON `{d}`.* TO {u}", "database ", "too_much SELECT {d}.patients.email via"),
    (
        "execute",
        "CREATE PROCEDURE gap() UPDATE patients SET notes = NULL; GRANT EXECUTE ON PROCEDURE gap TO {u}",
        "gap",
        "extra routine with its definer's rights on {d}.gap",
    ),
    ("file", "GRANT FILE ON *.* TO {u}", "global FILE", "extra global FILE"),
    (
        "not_active",
        "CREATE ROLE {r}; GRANT DELETE ON patients TO {r}; GRANT {r} TO {u}",
        "via role_not_active",
        "too_much DELETE {d}.patients via role_not_active",
    ),
    (
        "nested",
        "CREATE ROLE {r}; CREATE ROLE {r}_in; GRANT UPDATE (phone) ON patients TO {r}_in; GRANT {r}_in TO {r}; GRANT {r} TO {u}",
        "column UPDATE",
        "too_much UPDATE {d}.patients.phone via role_nested",
    ),
    (
        "by_default",
        "CREATE ROLE {r}; GRANT INSERT ON patients TO {r}; GRANT {r} TO {u}; SET DEFAULT ROLE {r} {for} {u}",
        "via role_by_default",
        "too_much INSERT {d}.patients.id via role_by_default",
    ),
    (
        "role_admin",
        "CREATE ROLE {r}; GRANT {r} TO {u} WITH ADMIN OPTION",
        "right to grant a role",
        "extra right to grant a role on role_role_admin",
    ),
    ("passes_on", "GRANT SELECT ON patients TO {u} WITH GRANT OPTION", "GRANT OPTION", "too_much GRANT OPTION"),
    ("shape", "GRANT ALTER, DROP, TRIGGER ON patients TO {u}", "table ALTER", "ALTER"),
    (
        "elsewhere",
        "CREATE DATABASE other_place; GRANT INSERT ON other_place.* TO {u}",
        "database INSERT on other_place.*",
        "extra database INSERT on other_place.*",
    ),
    ("super", "{super}", "{admin}", "extra global"),
    (
        "proxy",
        "CREATE USER 'target'@'127.0.0.1'; INSERT INTO mysql.proxies_priv (Host, User, Proxied_host, Proxied_user, With_grant, Grantor) VALUES ('127.0.0.1', 'proxy', '127.0.0.1', 'target', 0, ''); FLUSH PRIVILEGES",
        "acting as another account",
        "extra acting as another account",
    ),
];

async fn every_bad_account_is_found_by_the_check_and_by_the_proof(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let (for_word, supers, admin) = match flavor {
        MysqlFlavor::MariaDb => ("FOR", "GRANT SUPER ON *.* TO {u}", "SUPER"),
        MysqlFlavor::Mysql => ("TO", "GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO {u}", "SYSTEM_VARIABLES_ADMIN"),
    };
    for (name, sql, checked, proven) in BAD {
        // A wildcard in a database's name would be literal with partial revokes on, and is tried on MariaDB below.
        let sql = sql.replace("{super}", supers).replace("{for}", for_word);
        let login = scene.login(name, &sql).await;
        let found = scene.differences(&login).await;
        let proven = proven.replace("{d}", &scene.database.name);
        assert!(found.iter().any(|line| line.contains(&proven)), "{name}: {proven} is not in {found:#?}");
        let (authentication, read_only) = findings(&login).await;
        assert_warned(&read_only, &checked.replace("{admin}", admin), name);
        if matches!(name, "file" | "super" | "proxy") {
            assert_eq!(authentication.status, CheckStatus::Warn, "{name}: {}", authentication.detail);
        }
    }
    let pattern = format!("{}\\_%", scene.database.name.split('_').next().unwrap());
    let login = scene.login("wild", &format!("GRANT DELETE ON `{pattern}`.* TO {{u}}")).await;
    let found = scene.differences(&login).await;
    assert!(found.iter().any(|line| line.contains(&pattern)), "{found:#?}");
    let (_, read_only) = findings(&login).await;
    assert_warned(&read_only, "database DELETE", "wild");
    assert!(read_only.evidence["rights_without_data"].contains("every database of a pattern"), "{read_only:?}");
}

async fn reading_too_much_and_too_little(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let cases = [
        (
            "column",
            "GRANT SELECT (email) ON patients TO {u}",
            "too_much SELECT {d}.patients.email via column@127.0.0.1",
        ),
        ("whole", "GRANT SELECT ON patients TO {u}", "too_much SELECT on columns added later {d}.patients"),
        ("database", "GRANT SELECT ON `{d}`.* TO {u}", "extra SELECT on the whole database"),
        (
            "unknown",
            "CREATE TABLE brand_new (id int); GRANT SELECT ON brand_new TO {u}",
            "extra SELECT outside the snapshot on {d}.brand_new",
        ),
        ("secrets", "GRANT SELECT ON mysql.user TO {u}", "extra SELECT on a table of another database on mysql.user"),
        ("missing", "REVOKE SELECT (phone) ON patients FROM {u}", "too_little SELECT {d}.patients.phone via "),
        (
            "only_set_role",
            "REVOKE SELECT (phone) ON patients FROM {u}; CREATE ROLE {r}; GRANT SELECT (phone) ON patients TO {r}; GRANT {r} TO {u}",
            "too_little SELECT {d}.patients.phone via role_only_set_role",
        ),
    ];
    for (name, sql, expected) in cases {
        let login = scene.login(name, sql).await;
        let found = scene.differences(&login).await;
        let expected = expected.replace("{d}", &scene.database.name);
        assert!(found.iter().any(|line| line.contains(&expected)), "{name}: {expected} is not in {found:#?}");
        let (_, read_only) = findings(&login).await;
        assert_eq!(read_only.status, CheckStatus::Pass, "{name}: {}", read_only.detail);
    }
}

/// Grants that stand in nobody's own list.
async fn everybodys_grants_count(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let name = &scene.database.name;
    let login = scene.login("plain", "").await;
    if flavor == MysqlFlavor::MariaDb {
        scene.database.run_script("GRANT SELECT (email), UPDATE (phone) ON patients TO PUBLIC").await.unwrap();
        let found = scene.differences(&login).await;
        assert!(found.contains(&format!("too_much SELECT {name}.patients.email via PUBLIC")), "{found:#?}");
        assert!(found.contains(&format!("too_much UPDATE {name}.patients.phone via PUBLIC")), "{found:#?}");
        scene.database.run_script("REVOKE SELECT (email), UPDATE (phone) ON patients FROM PUBLIC").await.unwrap();
    } else {
        // A partial revoke takes off what was granted at large, for one database.
        let login = scene.login("partly", "GRANT INSERT ON *.* TO {u}; REVOKE INSERT ON `{d}`.* FROM {u}").await;
        let found = scene.differences(&login).await;
        assert!(!found.iter().any(|line| line.starts_with("too_much")), "{found:#?}");
        assert!(found.iter().any(|line| line.contains("global INSERT")), "{found:#?}");
    }
    assert_eq!(scene.differences(&login).await, Vec::<String>::new());
    scene.server.run_script(&format!("CREATE USER ''@'%'; GRANT INSERT ON `{name}`.* TO ''@'%'")).await.unwrap();
    let found = scene.differences(&login).await;
    assert!(found.contains(&format!("too_much INSERT {name}.patients.id via everybody")), "{found:#?}");
    assert_warned(&findings(&login).await.1, "INSERT by whatever grant", "anonymous");
}

async fn the_oracle_agrees_with_the_proof(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let mut cases = vec![
        ("o_good", ""),
        (
            "o_mixed",
            "GRANT INSERT ON patients TO {u}; GRANT UPDATE (phone) ON patients TO {u}; GRANT DELETE ON invoices TO {u}",
        ),
        ("o_all", "GRANT ALL ON `{d}`.* TO {u}"),
        ("o_global", "GRANT SELECT, UPDATE ON *.* TO {u}"),
        ("o_less", "REVOKE SELECT (phone) ON patients FROM {u}"),
    ];
    if flavor == MysqlFlavor::Mysql {
        cases.push(("o_partly", "GRANT SELECT, INSERT ON *.* TO {u}; REVOKE INSERT ON `{d}`.* FROM {u}"));
        cases.push((
            "o_role",
            "CREATE ROLE {r}; GRANT INSERT ON patients TO {r}; GRANT {r} TO {u}; SET DEFAULT ROLE {r} TO {u}",
        ));
    } else {
        cases.push((
            "o_role",
            "CREATE ROLE {r}; GRANT INSERT ON patients TO {r}; GRANT {r} TO {u}; SET DEFAULT ROLE {r} FOR {u}",
        ));
    }
    for (name, sql) in cases {
        let login = scene.login(name, sql).await;
        let proof = proof(&login, &scene.plan, &scene.catalog).await;
        let (tried, proven) = (tried(&login, &scene.catalog).await, proven(&proof, &scene.catalog));
        assert!(tried.len() > 40, "{name}: {}", tried.len());
        let wrong: Vec<&String> = tried.symmetric_difference(&proven).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

async fn the_scripts_agree_with_the_proof(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let (database, catalog) = (&scene.database, &scene.catalog);
    let scoping = blocked(catalog, &["invoices", "patients.email"]);
    let written = [TableName::new(&database.name, "patients"), TableName::new(&database.name, "services")];
    let run = async |sql: &str| database.run_script(sql).await.unwrap();
    let login = |user: &str| descriptor(database, user);
    agree_with_the_proof(catalog, &scoping, "agent", &written, run, login).await;
}

async fn hostile_names_are_proven_like_any_other(flavor: MysqlFlavor) {
    let scene = Scene::set(flavor).await;
    let (user, role) = ("u`'\"%_\\\\ TO", "r`'\" ON TO PUBLIC");
    let odd = "CREATE TABLE `t``a,(b) ON 'c' TO \"d\"` (`c``1,) ON` int, `%_` int)";
    let (table, column) = ("t`a,(b) ON 'c' TO \"d\"", "c`1,) ON");
    scene.database.run_script(odd).await.unwrap();
    let catalog =
        catalog(&descriptor(&scene.database, &scene.database.admin_user), &scene.database.admin_password).await;
    let plan = planned(&catalog, &blocked(&catalog, &["patients.email"]));
    let account = format!("{}@'127.0.0.1'", quoted(&user.replace("\\\\", "\\")));
    let mut script = format!("CREATE USER {account} IDENTIFIED BY '{PASSWORD}'; CREATE ROLE {};", quoted(role));
    for (_, table, columns) in selected(&plan) {
        let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        script += &format!("GRANT SELECT ({}) ON {} TO {account};", columns.join(","), quoted(&table));
    }
    script +=
        &format!("GRANT UPDATE ({}) ON {} TO {2}; GRANT {2} TO {account}", quoted(column), quoted(table), quoted(role));
    scene.database.run_script(&script).await.unwrap();
    let login = descriptor(&scene.database, &user.replace("\\\\", "\\"));
    let found = differences(&proof(&login, &plan, &catalog).await);
    assert_eq!(found, [format!("too_much UPDATE {}.{table}.{column} via {role}", scene.database.name)]);
}
