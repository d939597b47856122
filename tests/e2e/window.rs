//! The window under WebDriver.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long anything may take to appear. Generous: the machine may be busy, and nothing is judged by time.
const PATIENCE: Duration = Duration::from_secs(40);

/// Another program than the one that was built along, as the bench has it.
const PROGRAM: &str = "GATEHOUSE_PROGRAM";

/// One run of the program.
pub(crate) struct Window {
    client: Client,
    driver: Child,
    log: PathBuf,
}

impl Window {
    /// Starts the program on `workspace`. `account` gets its settings, data and log.
    pub(crate) async fn open(workspace: &Path, account: &Path) -> Window {
        Window::open_with(account, &[("GATEHOUSE_WORKSPACE", workspace.to_str().unwrap())], true).await
    }

    /// The same with any environment, with or without the account's keyring.
    pub(crate) async fn open_with(account: &Path, environment: &[(&str, &str)], keyring: bool) -> Window {
        std::fs::create_dir_all(account).unwrap();
        let port = free_port();
        let log = account.join("window.log");
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let mut command = Command::new("WebKitWebDriver");
        if !keyring {
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").env("XDG_RUNTIME_DIR", account);
        }
        let driver = command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1")
            .env_remove("GATEHOUSE_WORKSPACE")
            .env("GATEHOUSE_LOG", "debug,tao=info,wry=info,zbus=info,sqlx=trace")
            .env("XDG_CONFIG_HOME", account.join("config"))
            .env("XDG_CACHE_HOME", account.join("cache"))
            .env("XDG_DATA_HOME", account.join("data"))
            .envs(environment.iter().copied())
            .stdout(Stdio::from(file.try_clone().unwrap()))
            .stderr(Stdio::from(file))
            .spawn()
            .expect("WebKitWebDriver is missing: ./dev installs it");
        let binary = std::env::var(PROGRAM).unwrap_or_else(|_| env!("CARGO_BIN_EXE_gatehouse-desktop").into());
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": binary, "args": [] },
            "timeouts": { "script": 120_000 },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let mut last = None;
        for _ in 0..100 {
            match builder.connect(&address).await {
                Ok(client) => return Window { client, driver, log },
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the window did not open: {last:?}\n{}", std::fs::read_to_string(&log).unwrap_or_default());
    }

    /// Closes the window and ends the driver.
    pub(crate) async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    /// What the program wrote to its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// The element with this `data-testid`, once it is there.
    pub(crate) async fn find(&self, id: &str) -> Element {
        let selector = by_id(id);
        let wait = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(&selector)).await;
        match wait {
            Ok(element) => element,
            Err(error) => {
                self.screenshot("failed").await;
                panic!("{id} did not appear: {error}\n{}", self.log());
            }
        }
    }

    /// Whether an element with this `data-testid` is there now.
    pub(crate) async fn shows(&self, id: &str) -> bool {
        !self.client.find_all(Locator::Css(&by_id(id))).await.unwrap().is_empty()
    }

    /// Presses the left button over the middle of the element, as a mouse does.
    pub(crate) async fn click(&self, id: &str) {
        let element = self.find(id).await;
        self.run("arguments[0].scrollIntoView({ block: 'nearest' })", vec![json!(element)]).await;
        let press = PointerAction::Down { button: 0 };
        let release = PointerAction::Up { button: 0 };
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(press)
            .then(release);
        self.client.perform_actions(mouse).await.unwrap();
        self.settle().await;
    }

    /// Presses over the first element, passes over all others and lets go, or presses Escape while it is held.
    pub(crate) async fn drag(&self, ids: &[String], let_go: bool) {
        let mut mouse = MouseActions::new("mouse".into());
        for (at, id) in ids.iter().enumerate() {
            let element = self.find(id).await;
            mouse = mouse.then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 });
            if at == 0 {
                mouse = mouse.then(PointerAction::Down { button: 0 });
            }
        }
        if let_go {
            self.client.perform_actions(mouse.then(PointerAction::Up { button: 0 })).await.unwrap();
            return self.settle().await;
        }
        self.client.perform_actions(mouse).await.unwrap();
        self.press("Escape").await;
        self.release().await;
    }

    /// Presses over the element and moves away from it by so many pixels, slowly enough to be seen; the button stays down.
    pub(crate) async fn hold(&self, id: &str, down: f64) {
        let element = self.find(id).await;
        let mut mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element: element.clone(), duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: 0 });
        for step in 1..=4 {
            let y = down * f64::from(step) / 4.0;
            mouse = mouse.then(PointerAction::MoveToElement { element: element.clone(), duration: None, x: 0.0, y });
        }
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// Moves the pointer by a pixel, whatever is pressed.
    #[allow(dead_code, reason = "the bench of the window uses it")]
    pub(crate) async fn nudge(&self) {
        let mut mouse = MouseActions::new("mouse".into());
        for x in [1, -1] {
            mouse = mouse.then(PointerAction::MoveBy { duration: None, x: f64::from(x), y: 0.0 });
        }
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// Lets the left button go.
    pub(crate) async fn release(&self) {
        let mouse = MouseActions::new("mouse".into()).then(PointerAction::Up { button: 0 });
        self.client.perform_actions(mouse).await.unwrap();
        self.settle().await;
    }

    /// Clicks over the middle of the element as the X server knows it, with keys held down: WebDriver's clicks know none.
    pub(crate) async fn click_with(&self, id: &str, button: u8, keys: &[&str]) {
        let element = self.find(id).await;
        let place = self.run(
            "const box = arguments[0].getBoundingClientRect();
             return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)].map(String)",
            vec![json!(element)],
        );
        let place: Vec<String> = serde_json::from_value(place.await).unwrap();
        let mut arguments: Vec<&str> = vec!["mousemove", &place[0], &place[1]];
        let button = button.to_string();
        keys.iter().for_each(|key| arguments.extend(["keydown", key]));
        arguments.extend(["click", button.as_str()]);
        keys.iter().for_each(|key| arguments.extend(["keyup", key]));
        assert!(Command::new("xdotool").args(arguments).status().unwrap().success());
        self.settle().await;
    }

    /// Presses a key with others held down, by their names in X: `ctrl+a`, `shift+F10`.
    pub(crate) async fn chord(&self, keys: &str) {
        assert!(Command::new("xdotool").args(["key", keys]).status().unwrap().success());
        self.settle().await;
    }

    /// Makes the window this large, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        self.settle().await;
    }

    /// Presses one key, by its name in WebDriver's table.
    pub(crate) async fn press(&self, key: &str) {
        let value = match key {
            "Escape" => '\u{e00c}',
            "ArrowDown" => '\u{e015}',
            "ArrowLeft" => '\u{e012}',
            "ArrowRight" => '\u{e014}',
            other => panic!("{other} is not in the table"),
        };
        let keys = KeyActions::new("keys".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.unwrap();
        self.settle().await;
    }

    /// Replaces a field's text.
    pub(crate) async fn fill(&self, id: &str, text: &str) {
        let field = self.find(id).await;
        // Not WebDriver's clear: it sets the value behind React's back. What is selected is typed over, as by a person.
        self.run("arguments[0].focus(); arguments[0].select()", vec![json!(field)]).await;
        field.send_keys(text).await.unwrap();
        self.settle().await;
    }

    /// Chooses an option of a select element by its value.
    pub(crate) async fn choose(&self, id: &str, value: &str) {
        let field = self.find(id).await;
        self.until(&format!("{id} offers {value}"), || async {
            self.run(
                "return [...arguments[0].options].some((o) => o.value === arguments[1] && !o.disabled)",
                vec![json!(field), json!(value)],
            )
            .await
                == json!(true)
        })
        .await;
        field.select_by_value(value).await.unwrap();
        self.settle().await;
    }

    /// The text of an element.
    pub(crate) async fn text(&self, id: &str) -> String {
        let element = self.find(id).await;
        self.run("return arguments[0].textContent", vec![json!(element)]).await.as_str().unwrap_or_default().to_owned()
    }

    /// An attribute of an element.
    pub(crate) async fn attribute(&self, id: &str, name: &str) -> Option<String> {
        self.find(id).await.attr(name).await.unwrap()
    }

    /// Waits until the element's text holds `part`.
    pub(crate) async fn until_text(&self, id: &str, part: &str) -> String {
        self.until(&format!("{id} says {part}"), || async { self.text(id).await.contains(part) }).await;
        self.text(id).await
    }

    /// Waits until the element's attribute is `value`.
    pub(crate) async fn until_attribute(&self, id: &str, name: &str, value: &str) {
        self.until(&format!("{id} has {name}={value}"), || async {
            self.attribute(id, name).await.as_deref() == Some(value)
        })
        .await;
    }

    /// Waits until `condition` holds; fails with a screenshot when it never does.
    pub(crate) async fn until<F: Future<Output = bool>>(&self, what: &str, condition: impl Fn() -> F) {
        self.until_within(PATIENCE, what, condition).await;
    }

    /// The same for what takes its time.
    pub(crate) async fn until_within<F: Future<Output = bool>>(
        &self,
        patience: Duration,
        what: &str,
        condition: impl Fn() -> F,
    ) {
        let begun = std::time::Instant::now();
        while begun.elapsed() < patience {
            if condition().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.screenshot("failed").await;
        panic!("never: {what}\n{}", self.log());
    }

    /// Reads everything anew, as a restart would.
    pub(crate) async fn reload(&self) {
        self.run("document.body.dataset.stale = 'yes'; location.reload()", vec![]).await;
        self.until("the page is there again", || async {
            let fresh = "return !document.body.dataset.stale && document.querySelector('main') !== null";
            self.client.execute(fresh, vec![]).await.is_ok_and(|answer| answer == json!(true))
        })
        .await;
    }

    /// Waits for something outside of the page; it may be gone by then.
    pub(crate) async fn until_outside(&self, what: &str, condition: impl Fn() -> bool) {
        let begun = std::time::Instant::now();
        while begun.elapsed() < PATIENCE {
            if condition() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("never: {what}\n{}", self.log());
    }

    /// The window as X11 knows it.
    pub(crate) fn native(&self) -> u32 {
        let found =
            Command::new("xdotool").args(["search", "--onlyvisible", "--name", "^Gatehouse$"]).output().unwrap();
        let listed = String::from_utf8(found.stdout).unwrap();
        listed.lines().next().and_then(|id| id.parse().ok()).expect("xdotool finds no window")
    }

    /// What pasting into a field does: the value at once, with the event that React listens to.
    pub(crate) async fn paste(&self, id: &str, text: &str) {
        let field = self.find(id).await;
        let script = "const [field, text] = arguments;
            const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set;
            setter.call(field, text);
            field.dispatchEvent(new Event('input', { bubbles: true }));";
        self.run(script, vec![json!(field), json!(text)]).await;
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap()
    }

    /// Waits for a promise of the page: `{ value }`, or `{ failed }` with the reason.
    #[allow(dead_code, reason = "the bench of the window uses it")]
    pub(crate) async fn wait_for(&self, promise: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            {promise}.then((value) => done({{ value }}), (error) => done({{ failed: String(error) }}));"
        );
        self.client.execute_async(&script, vec![]).await.unwrap()
    }

    /// When the program was started, in milliseconds since the epoch: the driver's only child, as the system knows it.
    #[allow(dead_code, reason = "the bench of the window uses it")]
    pub(crate) fn started(&self) -> f64 {
        let program = child_of(self.driver.id(), "gatehouse");
        let stat = std::fs::read_to_string(format!("/proc/{program}/stat")).unwrap();
        // The 22nd field, told after the name, which may hold blanks: clock ticks since the machine came up.
        let ticks: f64 = stat.rsplit(')').next().unwrap().split_whitespace().nth(19).unwrap().parse().unwrap();
        let about = std::fs::read_to_string("/proc/uptime").unwrap();
        let up: f64 = about.split_whitespace().next().unwrap().parse().unwrap();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
        (now - up + ticks / 100.0) * 1000.0
    }

    /// How long the page's main thread has been on a processor, in milliseconds.
    #[allow(dead_code, reason = "the bench of the window uses it")]
    pub(crate) fn page_work(&self) -> f64 {
        let page = child_of(child_of(self.driver.id(), "gatehouse"), "WebKitWebProces");
        let about = std::fs::read_to_string(format!("/proc/{page}/task/{page}/schedstat")).unwrap();
        about.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e6
    }

    /// Calls a command of the shell, as the page would, and gives back all that crossed, as text.
    pub(crate) async fn crossed(&self, command: &str, arguments: Value) -> String {
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
                .then((value) => done(JSON.stringify(value) ?? 'null'), (error) => done(JSON.stringify(error)));";
        let answer = self.client.execute_async(script, vec![json!(command), arguments]).await.unwrap();
        answer.as_str().unwrap().to_owned()
    }

    /// What axe-core finds on the page as it stands, colours and all.
    pub(crate) async fn accessibility_findings(&self) -> Vec<String> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe-core is missing: npm ci in ui");
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
                ({ violations }) => done(violations.map(({ id, nodes }) =>
                    `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`)),
                (error) => done([String(error)]));";
        let found = self.client.execute_async(&format!("{axe}\n{script}"), vec![]).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Chooses the colours as the button would, and waits for the page to be there anew.
    pub(crate) async fn theme(&self, theme: &str) {
        self.crossed("set_theme", json!({ "theme": theme })).await;
        self.reload().await;
    }

    /// The page as it stands.
    pub(crate) async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// Two frames: what was changed is then drawn.
    pub(crate) async fn settle(&self) {
        let script = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.client.execute_async(script, vec![]).await.unwrap();
    }

    /// Writes a screenshot.
    pub(crate) async fn screenshot(&self, name: &str) {
        self.settle().await;
        let folder = std::env::var_os("GATEHOUSE_SCREENSHOTS")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots"), PathBuf::from);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A failed test must not leave its program behind: the driver ends it when it ends.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The process of this name that another one started.
#[allow(dead_code, reason = "the bench of the window uses it")]
fn child_of(parent: u32, name: &str) -> u32 {
    let found = Command::new("pgrep").args(["-P", &parent.to_string(), name]).output().unwrap();
    String::from_utf8(found.stdout).unwrap().trim().parse().unwrap_or_else(|_| panic!("{parent} started no {name}"))
}

fn by_id(id: &str) -> String {
    format!("[data-testid=\"{}\"]", id.replace('\\', "\\\\").replace('"', "\\\""))
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
