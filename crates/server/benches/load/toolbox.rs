//! The MCP Toolbox for Databases (npm `@toolbox-sdk/server`), serving our statement over its HTTP API.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::generator::Request;
use crate::process::Server;
use crate::scene::{PHONES, Scene, phone};

/// Names its program.
const PROGRAM: &str = "GATEHOUSE_TOOLBOX";

pub(crate) struct Toolbox {
    server: Server,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Toolbox {
    /// None without its program.
    pub(crate) fn start(scene: &Scene) -> Option<Toolbox> {
        let program = std::env::var_os(PROGRAM)?;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tools.yaml");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        std::fs::write(&file, tools(scene)).unwrap();
        let mut command = Command::new(program);
        command
            .args(["--address", "127.0.0.1", "--enable-api", "--log-level", "ERROR", "--port"])
            .arg(port.to_string());
        command.arg("--tools-file").arg(&file).stdout(Stdio::null());
        let server = Server::start(&mut command);
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "Toolbox does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Toolbox { server, address, _folder: folder })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn process(&self) -> u32 {
        self.server.0.id()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        let request = |n: usize| {
            let body = format!(r#"{{"caller_phone":"{}"}}"#, phone(n));
            Request::post(self.address, "/api/tool/look_up_a_visit/invoke", "", &body, format!("note {n}"))
        };
        (1..=PHONES).map(request).collect()
    }
}

/// One source and one tool, nothing tuned.
fn tools(scene: &Scene) -> String {
    let (database, statement) = (scene.database(), scene.statement().replace('\n', " "));
    format!(
        "sources:
  pg:
    kind: postgres
    host: {}
    port: {}
    database: {}
    user: {}
    password: {:?}
tools:
  look_up_a_visit:
    kind: postgres-sql
    source: pg
    description: Look up a visit
    parameters:
      - name: caller_phone
        type: string
        description: phone
    statement: {:?}
",
        database.host, database.port, database.name, database.admin_user, database.admin_password, statement
    )
}
