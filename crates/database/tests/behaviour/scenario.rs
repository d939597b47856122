//! Faults with the finding that each must give, run one after another, and the page that lists them.

use std::time::{Duration, Instant};

use gatehouse_core::connection::{Descriptor, Engine, FailureCode, SslMode};
use gatehouse_database::door::Door;
use gatehouse_database::{Deadlines, discover_within};
use secrecy::SecretString;

use crate::certificates::{Shown, Signer, Wish};
use crate::rogue::{PASSWORD, Rogue, Step};
use crate::support::{failing_check, local};

/// Where in a connection a fault shows; each has a deadline of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    BeforeTls,
    Handshake,
    Login,
    Check,
    /// A question with any number of rows.
    Rows,
    /// A prepared statement.
    Prepared,
    Discovery,
}

impl Phase {
    /// The name in the page, and the deadline there.
    fn row(self) -> (&'static str, Duration) {
        let d = Deadlines::default();
        match self {
            Phase::BeforeTls => ("before TLS", d.tls),
            Phase::Handshake => ("handshake", d.tls),
            Phase::Login => ("login", d.login),
            Phase::Check => ("check", d.query),
            Phase::Rows => ("query", d.query),
            Phase::Prepared => ("prepared statement", d.query),
            Phase::Discovery => ("discovery", d.discovery),
        }
    }
}

/// One fault.
pub(crate) struct Scenario {
    pub(crate) engine: Engine,
    pub(crate) phase: Phase,
    pub(crate) fault: &'static str,
    /// Whether TLS proves who the server is; otherwise the mode is `require` without a CA.
    pub(crate) verified: bool,
    pub(crate) steps: Vec<Step>,
    pub(crate) code: FailureCode,
    /// What the finding says, whole but for `{port}` and `{seconds}`.
    pub(crate) says: &'static str,
}

/// What the honest part of a rogue server shows.
pub(crate) struct Stage {
    ca: Signer,
    engine: Engine,
}

impl Stage {
    pub(crate) fn new(engine: Engine) -> Stage {
        Stage { ca: Wish::authority("Rogue").self_signed(), engine }
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn ca(&self) -> &Signer {
        &self.ca
    }

    pub(crate) fn certificate(&self) -> Shown {
        Wish::server(&["127.0.0.1"]).named("rogue").issued_by(&self.ca, &[])
    }

    /// These steps once TLS stands.
    pub(crate) fn over_tls(&self, then: Vec<Step>) -> Vec<Step> {
        Rogue::over_tls(self.engine, self.certificate(), then)
    }

    fn descriptor(&self, scenario: &Scenario, port: u16) -> Descriptor {
        let (sslmode, ca_pem) = match scenario.verified {
            true => (SslMode::VerifyFull, Some(self.ca.pem())),
            false => (SslMode::Require, None),
        };
        Descriptor { engine: self.engine, sslmode, ca_pem, ..local(port) }
    }
}

/// Deadlines for tests: short ones, unless the scenario is to end by its size, on a machine that may be busy.
fn deadlines(scenario: &Scenario) -> Deadlines {
    let short = Duration::from_millis(700);
    let long = Duration::from_secs(if scenario.code == FailureCode::AnswerTooLarge { 90 } else { 10 });
    // A login holds a statement; of two deadlines that end together, a busy machine may notice either first.
    let query = short + Duration::from_millis(300);
    Deadlines { resolve: short, dial: short, tls: short, login: short, query, total: long, discovery: long }
}

/// No scenario may take the process further up than this.
const MEMORY: u64 = 64 * 1024 * 1024;

/// Runs all of them in turn: each gives its finding, in time, in little memory, and the server learns no password.
pub(crate) async fn run_all(stage: &Stage, scenarios: Vec<Scenario>) {
    let mut wrong = Vec::new();
    // Also against the very beginning, since memory that was freed may stay with the process and hide growth.
    let first = memory::now();
    for scenario in scenarios {
        memory::forget_peak();
        let rogue = Rogue::play(scenario.steps.clone()).await;
        let descriptor = stage.descriptor(&scenario, rogue.port);
        let begun = Instant::now();
        let (code, told) = finding(&scenario, &descriptor).await;
        let took = begun.elapsed();
        let grown = memory::peak().saturating_sub(first);
        let seconds = if scenario.phase == Phase::Discovery { "10" } else { "1" };
        let says = scenario.says.replace("{port}", &rogue.port.to_string()).replace("{seconds}", seconds);
        let name = format!("{:?}, {:?}: {}", scenario.engine, scenario.phase, scenario.fault);
        println!("{name}: {code:?}, {} ms, {} KiB", took.as_millis(), grown / 1024);
        if (code, told.as_str()) != (scenario.code, says.as_str()) {
            wrong.push(format!("{name}: {code:?}, not {:?}: {told}", scenario.code));
        }
        assert!(!rogue.learned(PASSWORD), "{name}: learned the password");
        assert!(scenario.phase != Phase::BeforeTls || !rogue.learned("gatehouse_ro"), "{name}: learned the user");
        assert!(!told.contains('\u{1b}') && !told.contains(PASSWORD), "{name}: {told}");
        let bound = deadlines(&scenario);
        let bound = match scenario.phase {
            Phase::Discovery | Phase::Rows | Phase::Prepared => bound.discovery,
            _ => bound.tls * 4,
        };
        assert!(took < bound + Duration::from_secs(3), "{name}: took {took:?}");
        assert!(grown < MEMORY, "{name}: {} MiB", grown / 1024 / 1024);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn finding(scenario: &Scenario, descriptor: &Descriptor) -> (FailureCode, String) {
    if scenario.phase == Phase::Discovery {
        let password = SecretString::from(PASSWORD);
        let failure = discover_within(descriptor, &password, &deadlines(scenario), |_| {}).await.unwrap_err();
        return (failure.code(), failure.explain().what);
    }
    if matches!(scenario.phase, Phase::Rows | Phase::Prepared) {
        return read(scenario, descriptor).await;
    }
    let failed_at = match scenario.phase {
        Phase::BeforeTls | Phase::Handshake => 0,
        _ => 1,
    };
    let check = failing_check(descriptor, PASSWORD, &deadlines(scenario), failed_at).await;
    (check.code.unwrap(), check.detail)
}

/// Reads all rows of one question, as a caller behind the door does.
async fn read(scenario: &Scenario, descriptor: &Descriptor) -> (FailureCode, String) {
    const DOING: &str = "reading";
    let mut opened = Door::open(descriptor, &SecretString::from(PASSWORD), &deadlines(scenario)).await.unwrap();
    let prepared = scenario.phase == Phase::Prepared;
    let read = async {
        match descriptor.engine {
            Engine::Postgres => {
                let connection = opened.postgres().unwrap();
                match prepared {
                    true => sqlx::query("SELECT 1").persistent(false).fetch_all(connection).await.map(drop),
                    false => sqlx::raw_sql("SELECT 1").fetch_all(connection).await.map(drop),
                }
            }
            Engine::Mysql => {
                let connection = opened.mysql().unwrap();
                match prepared {
                    true => sqlx::query("SELECT 1").persistent(false).fetch_all(connection).await.map(drop),
                    false => sqlx::raw_sql("SELECT 1").fetch_all(connection).await.map(drop),
                }
            }
        }
    };
    let error = tokio::time::timeout(Duration::from_secs(90), read).await.unwrap().unwrap_err();
    let failure = opened.failure(&error, DOING);
    (failure.code(), failure.explain().what)
}

/// The page's rows for these.
pub(crate) fn rows(scenarios: &[Scenario]) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for scenario in scenarios {
        let (phase, bound) = scenario.phase.row();
        let code = serde_json::to_value(scenario.code).unwrap();
        let seconds = bound.as_secs().to_string();
        let says = scenario.says.replace("{port}", "…").replace("{seconds}", &seconds).replace('|', "\\|");
        let _ = writeln!(
            text,
            "| {} | {phase} | `{}` | {says} | {} s |",
            scenario.fault,
            code.as_str().unwrap(),
            bound.as_secs()
        );
    }
    text
}

/// This process's memory, as Linux counts it.
mod memory {
    /// Resident now, in bytes.
    pub(super) fn now() -> u64 {
        field("VmRSS:")
    }

    /// The most that was resident since [`forget_peak`], in bytes.
    pub(super) fn peak() -> u64 {
        field("VmHWM:")
    }

    /// Starts the peak anew (proc(5), `clear_refs`).
    pub(super) fn forget_peak() {
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
    }

    fn field(name: &str) -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() * 1024
    }
}

#[test]
fn the_page_lists_every_scenario() {
    let postgres = crate::postgres_rogue::scenarios(&Stage::new(Engine::Postgres));
    let mysql = crate::mysql_rogue::scenarios(&Stage::new(Engine::Mysql));
    assert!(postgres.len() + mysql.len() >= 60, "{} + {}", postgres.len(), mysql.len());
    let head = "| fault | when | finding | what it says | within |\n| --- | --- | --- | --- | --- |\n";
    let page = format!(
        "# Broken and hostile servers\n\n\
         Each row is a scenario of the tests (`crates/database/tests/behaviour`): a server that behaves so, the finding that Gatehouse gives, and the deadline of the\n\
         phase in which it shows. In none of them does the process panic or hang, grow by 64 MiB, or let a byte of the password out. The tests run with shorter deadlines.\n\n\
         Generated from the scenarios: `UPDATE_DOCS=1 cargo test -p gatehouse-database --test behaviour the_page`.\n\n\
         ## PostgreSQL: {} scenarios\n\n{head}{}\n## MySQL and MariaDB: {} scenarios\n\n{head}{}",
        postgres.len(),
        rows(&postgres),
        mysql.len(),
        rows(&mysql)
    );
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/broken-servers.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), page, "UPDATE_DOCS=1 rewrites the page");
}
