//! Where the programs of MariaDB and MySQL are, and how each is called.

use std::env::var_os;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::MysqlFlavor;
use crate::process::KILLED_WITH_PARENT;
use crate::unprivileged::Account;

/// The programs of one flavour.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    flavor: MysqlFlavor,
    root: PathBuf,
}

impl Programs {
    /// Finds them, if they are there.
    pub(super) fn locate(flavor: MysqlFlavor) -> Option<Programs> {
        let root = match flavor {
            // Debian's mariadb-server-core: the binary alone, no service.
            MysqlFlavor::MariaDb => PathBuf::from("/"),
            MysqlFlavor::Mysql => var_os("GATEHOUSE_MYSQL").map(PathBuf::from).or_else(installed)?,
        };
        let programs = Programs { flavor, root };
        programs.server_file().is_file().then_some(programs)
    }

    fn server_file(&self) -> PathBuf {
        match self.flavor {
            MysqlFlavor::MariaDb => self.root.join("usr/sbin/mariadbd"),
            MysqlFlavor::Mysql => self.root.join("usr/sbin/mysqld"),
        }
    }

    /// The server, to be followed by its options. It ends when whoever starts it does.
    pub(super) fn server(&self, account: Account, data: &Path) -> Command {
        let mut command = account.command(KILLED_WITH_PARENT[0]);
        command.args(&KILLED_WITH_PARENT[1..]);
        self.add_server(&mut command, data);
        command
    }

    /// What fills an empty data folder.
    pub(super) fn initialiser(&self, account: Account, data: &Path) -> Command {
        if self.flavor == MysqlFlavor::Mysql {
            let mut command = account.command("env");
            self.add_server(&mut command, data);
            command.arg("--initialize-insecure");
            return command;
        }
        let mut command = account.command("mariadb-install-db");
        command.args(["--no-defaults", "--basedir=/usr", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        command.arg(format!("--datadir={}", data.display()));
        command
    }

    fn add_server(&self, command: &mut Command, data: &Path) {
        if self.flavor == MysqlFlavor::Mysql {
            // Debian unstable's own loader and libraries, so that this machine's may be older.
            let libraries = self.root.join("usr/lib/x86_64-linux-gnu");
            let private = self.root.join("usr/lib/mysql/private");
            command.arg(libraries.join("ld-linux-x86-64.so.2")).arg("--library-path");
            command.arg(format!("{}:{}", libraries.display(), private.display()));
        }
        command.arg(self.server_file()).arg("--no-defaults").arg(format!("--datadir={}", data.display()));
        if self.flavor == MysqlFlavor::Mysql {
            for (option, folder) in [
                ("lc-messages-dir", "usr/share/mysql"),
                ("plugin-dir", "usr/lib/mysql/plugin"),
                ("character-sets-dir", "usr/share/mysql/charsets"),
            ] {
                command.arg(format!("--{option}={}", self.root.join(folder).display()));
            }
        }
    }
}

/// Where `./dev` unpacks MySQL 9, in a folder that the server's user may enter.
fn installed() -> Option<PathBuf> {
    crate::postgres::installed().map(|base| base.join("mysql/root"))
}
