//! Asking a password manager: a command that prints the password.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

/// How long a command may take: a person may have to unlock something.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// More than any password; a command that prints more is the wrong command.
const LARGEST_OUTPUT: u64 = 64 * 1024;

/// The variables that a command gets to see. Password managers find their agent, their vault and the screen by them.
/// `PG*` and `MYSQL*`, cloud keys, API keys and whatever else is in the environment of Gatehouse is not passed on.
const KEPT: [&str; 40] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "TERM",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "GNUPGHOME",
    "GPG_TTY",
    "GPG_AGENT_INFO",
    "PASSWORD_STORE_DIR",
    "BW_SESSION",
    "OP_ACCOUNT",
    "SECURITYSESSIONID",
    "__CF_USER_TEXT_ENCODING",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "TEMP",
    "TMP",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "USERPROFILE",
    "USERNAME",
    "USERDOMAIN",
    "HOMEDRIVE",
    "HOMEPATH",
];

/// Families of variables by their beginning.
const KEPT_FAMILIES: [&str; 3] = ["LC_", "XDG_", "OP_SESSION_"];

/// Runs `command` in a shell and gives its standard output. `folder` is where it starts.
///
/// Standard input is closed and the error output discarded: it could hold anything. The command is a process group of its
/// own, and all of the group is ended when it is late or prints too much.
///
/// # Errors
/// One phrase that completes "the password command failed: …"; never a part of the output.
pub(crate) fn run(command: &str, folder: &Path, deadline: Duration) -> Result<Zeroizing<String>, String> {
    let ends = Instant::now() + deadline;
    let mut child = shell(command, folder).spawn().map_err(|error| error.to_string())?;
    let output = read_output(&mut child, ends, deadline);
    let status = output.is_ok().then(|| wait(&mut child, ends)).flatten();
    let Some(status) = status else {
        end_group(&mut child);
        return Err(output.err().unwrap_or_else(|| late(deadline)));
    };
    if !status.success() {
        return Err(status.to_string());
    }
    let output = output?;
    let text = std::str::from_utf8(&output).map_err(|_| "its output is not text".to_owned())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn shell(command: &str, folder: &Path) -> Command {
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command).current_dir(folder);
    shell.env_clear().envs(std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_kept)));
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        shell.process_group(0);
    }
    shell
}

fn is_kept(name: &str) -> bool {
    // Windows does not tell upper case from lower.
    let name = if cfg!(windows) { name.to_ascii_uppercase() } else { name.to_owned() };
    KEPT.contains(&name.as_str()) || KEPT_FAMILIES.iter().any(|family| name.starts_with(family))
}

/// All of the output, or why not. A thread reads, because a pipe cannot be waited for with a deadline.
fn read_output(child: &mut Child, ends: Instant, deadline: Duration) -> Result<Zeroizing<Vec<u8>>, String> {
    let stdout = child.stdout.take().ok_or("its output cannot be read")?;
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        // Reserved at once, so that growing leaves no copies behind.
        let mut output = Zeroizing::new(Vec::with_capacity(LARGEST_OUTPUT as usize + 2));
        let read = stdout.take(LARGEST_OUTPUT + 1).read_to_end(&mut output);
        // Nobody listens any more once the deadline has passed.
        let _ = tell.send(read.map(|_| output));
    });
    let output = match told.recv_timeout(ends.saturating_duration_since(Instant::now())) {
        Ok(read) => read.map_err(|error| error.to_string())?,
        Err(_) => return Err(late(deadline)),
    };
    if output.len() as u64 > LARGEST_OUTPUT {
        return Err("it printed more than 64 KiB".into());
    }
    Ok(output)
}

fn late(deadline: Duration) -> String {
    format!("it did not end within {} s", deadline.as_secs())
}

/// Its end, if that comes in time. It has closed its output already, so this is a matter of milliseconds.
fn wait(child: &mut Child, ends: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < ends => std::thread::sleep(Duration::from_millis(5)),
            _ => return None,
        }
    }
}

/// Ends the command and all it started.
fn end_group(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
        && let Err(error) = rustix::process::kill_process_group(group, rustix::process::Signal::KILL)
    {
        tracing::debug!(%error, "the password command's processes could not be ended");
    }
    // Its own end is collected in any case, or it would stay as a zombie.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn output(command: &str) -> Result<String, String> {
        run(command, Path::new("/"), LONG).map(|text| text.to_string())
    }

    #[test]
    fn its_output_is_the_password_and_its_failure_is_told_without_it() {
        assert_eq!(output("printf 'hunter2\nmore'").unwrap(), "hunter2\nmore");
        let failed = output("echo hunter2; echo hunter2 >&2; exit 3").unwrap_err();
        assert!(failed.contains('3') && !failed.contains("hunter2"), "{failed}");
        assert_eq!(output("cat").unwrap(), "", "standard input is empty");
    }

    #[test]
    fn it_sees_a_session_and_no_secrets() {
        // Cargo gives its tests variables that are on no list.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let seen = output("env").unwrap();
        let names: Vec<&str> = seen.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
        assert!(names.contains(&"PATH"), "{names:?}");
        let set_by_the_shell = ["PWD", "OLDPWD", "SHLVL", "_"];
        assert!(names.iter().all(|name| is_kept(name) || set_by_the_shell.contains(name)), "{names:?}");
        for secret in
            ["PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "GATEHOUSE_API_KEY", "MYSQL_PWD", "GITHUB_TOKEN", "LD_PRELOAD"]
        {
            assert!(!is_kept(secret), "{secret}");
        }
    }

    #[test]
    fn a_late_command_is_ended_with_all_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let pids = folder.path().join("pids");
        // A grandchild that holds the output open, so that the shell's own end would not be enough.
        let command = format!("sleep 300 & echo $! >> {0}; echo $$ >> {0}; wait", pids.display());
        let failed = run(&command, Path::new("/"), Duration::from_secs(1)).unwrap_err();
        assert_eq!(failed, "it did not end within 1 s");
        let text = std::fs::read_to_string(&pids).unwrap();
        let started: Vec<i32> = text.lines().map(|pid| pid.parse().unwrap()).collect();
        assert_eq!(started.len(), 2);
        let alive = |pid: &i32| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            // An orphan that is dead may wait a moment for init.
            !stat.is_empty() && !stat.contains(") Z ")
        };
        for _ in 0..600 {
            if !started.iter().any(alive) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("still there: {started:?}");
    }

    #[test]
    fn endless_output_is_cut_off() {
        assert_eq!(output("yes hunter2").unwrap_err(), "it printed more than 64 KiB");
    }
}
