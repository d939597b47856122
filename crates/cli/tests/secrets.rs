//! Where a password may be and where it is not: a search for a known one after, and during, everything the command does.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gatehouse_testkit::{Mysql, MysqlFlavor, Postgres};
use serde_json::Value;

/// An account of its own: home, data, runtime and temporary folder; beside it, the places a password is allowed in.
struct Account {
    folder: tempfile::TempDir,
}

/// A server's agent login.
struct Login {
    scheme: &'static str,
    host: String,
    port: u16,
    database: String,
    user: String,
    password: String,
}

impl Account {
    fn new() -> Account {
        let account = Account { folder: tempfile::tempdir().unwrap() };
        for folder in ["home", "tmp", "allowed"] {
            std::fs::create_dir(account.path(folder)).unwrap();
        }
        assert!(account.run(&["init", account.path("workspace").to_str().unwrap()], &[]).status.success());
        account
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("HOME", self.path("home"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_RUNTIME_DIR", self.path("tmp"))
            .env("TMPDIR", self.path("tmp"))
            .env("GATEHOUSE_LOG", "trace")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.command(arguments, environment).output().unwrap()
    }

    fn json(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, Value) {
        let output = self.run(&[&["-C", "workspace", "--json"], arguments].concat(), environment);
        let document = serde_json::from_slice(&output.stdout);
        (output.status.code(), document.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}")))
    }

    /// A private file outside of everything that is searched.
    fn allow(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path("allowed").join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The files, but for the allowed ones, that hold `needle`, and how many were searched.
    fn files_holding(&self, needle: &str) -> (Vec<PathBuf>, usize) {
        let (mut found, mut searched) = (Vec::new(), 0);
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.extend((path != self.path("allowed")).then_some(path));
                } else if let Ok(bytes) = std::fs::read(&path) {
                    searched += 1;
                    found.extend(holds(&bytes, needle).then_some(path));
                }
            }
        }
        (found, searched)
    }
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Runs a verb and looks, for as long as it runs, at the arguments of it and of all it starts, and at the environment of
/// what it starts.
fn run_watched(mut command: Command, needle: &str) -> (Output, usize) {
    let mut child = command.spawn().unwrap();
    let pid = child.id();
    let out = std::thread::spawn({
        let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        move || {
            let errors = std::thread::spawn(move || {
                let mut text = Vec::new();
                std::io::Read::read_to_end(&mut stderr, &mut text).map(|_| text).unwrap()
            });
            let mut text = Vec::new();
            std::io::Read::read_to_end(&mut stdout, &mut text).unwrap();
            (text, errors.join().unwrap())
        }
    });
    let mut descendants_seen = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        for (process, descendant) in family(pid) {
            let read = |file: &str| std::fs::read(format!("/proc/{process}/{file}")).unwrap_or_default();
            assert!(!holds(&read("cmdline"), needle), "the password is an argument of {process}");
            // Between fork and exec a child is still the command itself, with the command's own environment.
            let program = std::fs::read_link(format!("/proc/{process}/exe")).unwrap_or_default();
            if descendant && program != Path::new(env!("CARGO_BIN_EXE_gatehouse")) {
                descendants_seen += 1;
                assert!(!holds(&read("environ"), needle), "the password is in the environment of {process}");
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    let (stdout, stderr) = out.join().unwrap();
    (Output { status, stdout, stderr }, descendants_seen)
}

/// A process and its descendants by /proc; the flag tells the descendants.
fn family(root: u32) -> Vec<(u32, bool)> {
    let parent_of = |pid: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
    };
    let all: Vec<u32> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let parents: Vec<(u32, u32)> = all.iter().filter_map(|pid| Some((*pid, parent_of(*pid)?))).collect();
    let mut family = vec![(root, false)];
    let mut at = 0;
    while at < family.len() {
        let of = family[at].0;
        family.extend(parents.iter().filter(|(_, parent)| *parent == of).map(|(pid, _)| (*pid, true)));
        at += 1;
    }
    family
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Checks, discovery, the proof and failures with the password from every source; then the search.
fn nothing_leaks(login: &Login, ca_pem: &str) {
    let account = Account::new();
    let Login { scheme, host, port, database, user, password } = login;
    std::fs::write(account.path("ca.pem"), ca_pem).unwrap();
    let file = account.allow("password", &format!("{password}\n"));
    let pgpass = account.allow("pgpass", &format!("{host}:{port}:{database}:*:{password}\n"));
    // Slow enough to be seen by who looks.
    let command = format!("command:sleep 0.4; cat {}", file.display());
    let from_file = format!("file:{}", file.display());
    let mut sources = vec![("env", "env:CANARY"), ("command", command.as_str()), ("file", from_file.as_str())];
    if *scheme == "postgres" {
        sources.push(("pgpass", "pgpass"));
    }
    // The variable is always set: a command's environment must not have it either.
    let environment =
        [("CANARY", password.as_str()), ("PGPASSWORD", password.as_str()), ("PGPASSFILE", pgpass.to_str().unwrap())];
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut printed = Vec::new();
    let mut descendants = 0;
    let mut add = |name: &str, user: &str, port: u16, source: &str, ca: bool| {
        let url = format!("{scheme}://{}@{host}:{port}/{}", escaped(user), escaped(database));
        let mut arguments =
            vec!["-C", "workspace", "connection", "add", name, "--url", &url, "--password-from", source];
        arguments.push("--local-only");
        arguments.extend(if ca { &["--ca", "ca.pem"][..] } else { &[] });
        let output = account.run(&arguments, &environment);
        assert!(output.status.success(), "{output:?}");
        printed.extend([output.stdout, output.stderr].concat());
    };
    let mut runs: Vec<(String, &str, i32)> = Vec::new();
    for (name, source) in &sources {
        add(name, user, *port, source, true);
        add(&format!("{name}-nobody"), "nobody_of_this_name", *port, source, true);
        runs.extend(["check", "discover", "prove"].map(|verb| ((*name).to_owned(), verb, 0)));
        runs.push((format!("{name}-nobody"), "check", 2));
    }
    add("closed", user, closed, "env:CANARY", true);
    add("untrusted", user, *port, "env:CANARY", false);
    runs.extend([("closed".into(), "check", 2), ("untrusted".into(), "check", 2), ("untrusted".into(), "discover", 1)]);
    for (name, verb, code) in &runs {
        for json in [&["--json"][..], &[]] {
            let arguments = [&["-C", "workspace"], json, &[*verb, name.as_str()]].concat();
            let (output, seen) = run_watched(account.command(&arguments, &environment), password);
            // Discovery and checks may have findings of their own: 2 is not a failure of theirs.
            let expected = output.status.code() == Some(*code) || (*code == 0 && output.status.code() == Some(2));
            assert!(expected, "{verb} {name}: {output:?}");
            descendants += seen;
            printed.extend([output.stdout, output.stderr].concat());
        }
    }
    for verb in [&["connection", "list"][..], &["connection", "import", "--list"], &["connection", "trust", "command"]]
    {
        let output = account.run(&[&["-C", "workspace", "--json"], verb].concat(), &environment);
        assert!(output.status.success(), "{output:?}");
        printed.extend([output.stdout, output.stderr].concat());
    }
    assert!(descendants > 0, "no password command was ever seen running");
    assert!(printed.len() > 100_000, "the log was on: {} bytes", printed.len());
    assert!(!holds(&printed, password), "the password was printed");
    let (found, searched) = account.files_holding(password);
    assert!(found.is_empty() && searched > 10, "{searched} files searched, found in {found:?}");
}

#[tokio::test]
async fn no_password_of_a_postgres_login_is_found_anywhere() {
    let server = Postgres::shared().await.unwrap();
    let clinic = server.fresh_database("canary").await.unwrap();
    let login = Login {
        scheme: "postgres",
        host: clinic.host.clone(),
        port: clinic.port,
        database: clinic.name.clone(),
        user: clinic.agent_user.clone(),
        password: clinic.agent_password.clone(),
    };
    nothing_leaks(&login, &clinic.ca_pem);
}

#[tokio::test]
async fn no_password_of_a_mariadb_login_is_found_anywhere() {
    let Some(server) = Mysql::shared(MysqlFlavor::MariaDb).await.unwrap() else {
        return MysqlFlavor::MariaDb.say_not_run("no_password_of_a_mariadb_login_is_found_anywhere");
    };
    let clinic = server.fresh_database("canary").await.unwrap();
    let login = Login {
        scheme: "mysql",
        host: clinic.host.clone(),
        port: clinic.port,
        database: clinic.name.clone(),
        user: clinic.agent_user.clone(),
        password: clinic.agent_password.clone(),
    };
    nothing_leaks(&login, &clinic.ca_pem);
}

#[test]
fn a_pulled_change_asks_again_before_anything_runs() {
    let account = Account::new();
    let proof = account.path("ran");
    let toml = account.path("workspace/connections/clinic.toml");
    std::fs::create_dir_all(toml.parent().unwrap()).unwrap();
    let text = |host: &str| {
        format!(
            "version = 1\nengine = \"postgres\"\nhost = \"{host}\"\nport = 1\ndatabase = \"d\"\nuser = \"u\"\nlocal_only = true\n\
             password = \"command:touch {}; echo x\"\n",
            proof.display()
        )
    };
    std::fs::write(&toml, text("127.0.0.1")).unwrap();
    let code = |verb: &str| account.json(&[verb, "clinic"], &[]).1["error"]["code"].clone();
    for verb in ["check", "discover"] {
        assert_eq!(code(verb), "reference_not_trusted", "{verb}");
    }
    assert_eq!(account.json(&["connection", "trust", "clinic", "--show"], &[]).0, Some(2));
    assert!(!proof.exists(), "a command of an unknown workspace was run");
    assert_eq!(account.json(&["connection", "trust", "clinic"], &[]).0, Some(0));
    let (_, report) = account.json(&["check", "clinic"], &[]);
    assert_eq!(report["checks"][0]["code"], "connection_refused", "{report}");
    assert!(proof.exists());
    std::fs::write(&toml, text("127.0.0.2")).unwrap();
    assert_eq!(code("check"), "reference_not_trusted");
}

#[test]
fn a_keyring_that_is_absent_or_dies_midway_leads_to_no_file() {
    let canary = "hunter2-0815-canary";
    let account = Account::new();
    let url = format!("postgres://ro:{canary}@127.0.0.1:1/clinic");
    let socket = account.path("tmp").join("bus");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    // A bus that takes the call and hangs up.
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let dying = format!("unix:path={}", socket.display());
    for bus in ["unix:path=/nonexistent", dying.as_str()] {
        let arguments = ["connection", "add", "clinic", "--url", &url, "--local-only"];
        let (code, document) = account.json(&arguments, &[("DBUS_SESSION_BUS_ADDRESS", bus)]);
        let message = document["error"]["message"].as_str().unwrap();
        assert!(code == Some(1) && message.contains("no keyring"), "{document}");
    }
    assert_eq!(account.json(&["connection", "list"], &[]).1["connections"], serde_json::json!([]));
    let (found, searched) = account.files_holding(canary);
    assert!(found.is_empty() && searched > 0, "{found:?}");
}

#[test]
fn connections_come_in_from_libpqs_files_and_keep_their_password_there() {
    let canary = "hunter2-0816-canary";
    let account = Account::new();
    let pgpass = account.allow("pgpass", &format!("db.example.com:5432:clinic:ro:{canary}\n*:*:*:ro:{canary}\n"));
    let service =
        account.allow("service", "[billing]\nhost=db.example.com\nuser=ro\ndbname=billing\nsslmode=disable\n");
    let environment = [("PGPASSFILE", pgpass.to_str().unwrap()), ("PGSERVICEFILE", service.to_str().unwrap())];
    let (_, listed) = account.json(&["connection", "import", "--list"], &environment);
    let candidates = |source: &str| -> Vec<Value> {
        let sources = listed["sources"].as_array().unwrap();
        let of = sources.iter().find(|listing| listing["source"] == source).unwrap();
        of["candidates"].as_array().unwrap().clone()
    };
    let complete: Vec<_> = candidates("pgpass").iter().map(|found| found["complete"].as_bool().unwrap()).collect();
    assert_eq!(complete, [true, false]);
    assert_eq!(candidates("service")[0]["problems"][0]["field"], "sslmode");
    let take = ["connection", "import", "pgpass", "--id", "line 1", "--environment", "production"];
    let (code, imported) = account.json(&take, &environment);
    assert_eq!((code, &imported["password"], &imported["access"]), (Some(0), &"pgpass".into(), &"read-only".into()));
    assert_eq!(account.json(&["connection", "import", "service"], &environment).0, Some(1));
    assert_eq!(
        account.json(&["connection", "trust", "clinic", "--show"], &[]).0,
        Some(0),
        "imported here, so agreed to"
    );
    std::fs::set_permissions(&pgpass, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_, open) = account.json(&["connection", "import", "pgpass", "--list"], &environment);
    let note = open["sources"][0]["notes"][0].as_str().unwrap();
    assert!(note.contains("chmod 600") && open["sources"][0]["candidates"] == serde_json::json!([]), "{open}");
    let (found, _) = account.files_holding(canary);
    assert!(found.is_empty() && !listed.to_string().contains(canary), "{found:?}");
}

/// Runs a program as an ordinary user: root may look into everything, so it proves nothing.
fn as_ordinary_user(program: &Path, arguments: &[&str], folder: &Path) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        command.uid(65_534).gid(65_534);
    }
    command
}

#[test]
fn a_running_program_leaves_no_core_dump_and_lets_nobody_read_its_memory() {
    let folder = tempfile::tempdir().unwrap();
    // Where an ordinary user can start it and write.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let program = folder.path().join("gatehouse");
    std::fs::copy(env!("CARGO_BIN_EXE_gatehouse"), &program).unwrap();
    let arguments = ["serve", "--store", "store.sqlite", "--listen", "127.0.0.1:0"];
    let mut serving = as_ordinary_user(&program, &arguments, folder.path()).env("HOME", folder.path()).spawn().unwrap();
    let mut listening = [0_u8; 4];
    std::io::Read::read_exact(serving.stdout.as_mut().unwrap(), &mut listening).unwrap();
    assert_eq!(&listening, b"http");
    let mut control = as_ordinary_user(Path::new("sleep"), &["300"], folder.path()).spawn().unwrap();

    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serving.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let numbers: Vec<_> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(numbers, ["0", "0"], "{core}");
    let readable = |pid: u32, file: &str| {
        let path = format!("/proc/{pid}/{file}");
        as_ordinary_user(Path::new("head"), &["-c1", &path], folder.path()).output().unwrap().status.success()
    };
    for file in ["maps", "environ"] {
        assert!(readable(control.id(), file), "another program's {file} can be read, so the test can fail");
        assert!(!readable(serving.id(), file), "{file} of gatehouse can be read");
    }
    assert!(!readable(serving.id(), "mem"));
    for child in [&mut serving, &mut control] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
