//! pgbench's prepared rate for the same statement: what the database could give without anybody in between.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::scene::{PHONES, Scene};

/// Transactions a second; none where pgbench is not installed.
pub(crate) fn rate(scene: &Scene, clients: usize, time: Duration) -> Option<f64> {
    let program = program()?;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("read.sql");
    // A variable is a number to pgbench, so the phone is put together by the server.
    let statement = scene.statement().replace("$1::text", "('+1555' || :n)::text");
    std::fs::write(&script, format!("\\set n random(1, {PHONES})\n{statement};\n")).unwrap();
    let database = scene.database();
    let output = Command::new(program)
        .args([
            "-n",
            "-M",
            "prepared",
            "-j",
            "2",
            "-c",
            &clients.to_string(),
            "-T",
            &time.as_secs().max(1).to_string(),
            "-f",
        ])
        .arg(&script)
        .args(["-h", &database.host, "-p", &database.port.to_string(), "-U", &database.admin_user, &database.name])
        .env("PGPASSWORD", &database.admin_password)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    Some(rate.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr))).parse().unwrap())
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GATEHOUSE_PGBENCH") {
        return Some(PathBuf::from(named)).filter(|program| program.is_file());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin/pgbench"));
    let found = debian.chain([PathBuf::from("/usr/bin/pgbench"), PathBuf::from("/usr/local/bin/pgbench")]);
    found.into_iter().find(|program| program.is_file())
}
