//! Calling skills of a MySQL and of a MariaDB database, over HTTP and over the Model Context Protocol: the same rules as on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;
#[path = "common/protocol.rs"]
mod protocol;
#[path = "common/visits.rs"]
mod visits;

use common::{Caller, Server, Target, problem};
use gatehouse_core::connection::Engine;
use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor};
use protocol::{call, client};
use serde_json::{Value, json};
use visits::{booking_binding, lookup_binding, moving_binding};

const TABLES: &str = "
CREATE TABLE visits (
    id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    phone varchar(20) NOT NULL, starts_at datetime NOT NULL, note text, ssn text, KEY visits_phone (phone), UNIQUE KEY slot (phone, starts_at));
INSERT INTO visits (phone, starts_at, note, ssn)
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50)
    SELECT CONCAT('+1555', n), '2026-03-01 09:30:00', CONCAT('n', n), CONCAT('hush', n) FROM n;
ANALYZE TABLE visits;";

const BOOKED: &str = "SELECT CAST(count(*) AS char) FROM visits WHERE note = 'by agent'";
const THIRD: &str = "SELECT CAST(starts_at AS char) FROM visits WHERE id = 3";

/// The three skills, published, of a database on this server.
struct Desk {
    database: MysqlDatabase,
    server: Server,
    caller: Caller,
    agent: String,
    skills: Vec<String>,
    _mysql: Mysql,
}

impl Desk {
    async fn on(flavor: MysqlFlavor, test: &str) -> Option<Desk> {
        let Some(mysql) = Mysql::shared(flavor).await.unwrap() else {
            flavor.say_not_run(test);
            return None;
        };
        let database = mysql.empty_database("invoke").await.unwrap();
        database.run_script(TABLES).await.unwrap();
        let server = Server::start().await;
        let caller = server.caller("desk").await;
        let agent = caller.agent().await;
        let mut desk = Desk { database, server, caller, agent, skills: Vec::new(), _mysql: mysql };
        let client = desk.caller.client();
        client.connect(Engine::Mysql, &desk.database.owner()).await.unwrap();
        client.discover(Engine::Mysql).await.unwrap();
        for binding in [lookup_binding(), booking_binding(), moving_binding()] {
            let path = format!("/agents/{}/integrations/mysql/bindings", desk.agent);
            let (status, answer) = desk.caller.post(&path, &binding).await;
            assert_eq!(status, 201, "{answer}");
            let skill = answer["data"]["id"].as_str().unwrap().to_owned();
            let path = format!("/agents/{}/skills/{skill}", desk.agent);
            assert_eq!(desk.caller.patch(&path, &json!({ "isEnabled": true })).await.0, 200);
            desk.skills.push(skill);
        }
        assert_eq!(desk.caller.post(&format!("/agents/{}/publish", desk.agent), &json!({})).await.0, 200);
        Some(desk)
    }

    async fn invoke(&self, skill: usize, body: &Value) -> (u16, Value) {
        let path = format!("/agents/{}/skills/{}/invoke", self.agent, self.skills[skill]);
        self.caller.post(&path, body).await
    }

    async fn confirmed(&self, skill: usize, mut body: Value) -> (u16, Value) {
        let asked = self.invoke(skill, &body).await;
        assert_eq!(problem(&asked), (409, "confirmation_required"), "{asked:?}");
        body["confirmation"] = asked.1["confirmation"]["token"].clone();
        self.invoke(skill, &body).await
    }

    async fn ask(&self, sql: &str) -> String {
        self.database.ask(sql).await.unwrap()
    }

    async fn reads_and_writes_over_http(&self) {
        let (status, found) = self.invoke(0, &json!({ "arguments": { "caller_phone": "+15557" } })).await;
        assert_eq!((status, &found["data"]), (200, &json!({ "rows": [{ "number": 7, "note": "n7" }] })), "{found}");
        let wrong = self.invoke(0, &json!({ "arguments": { "caller_phone": 7 } })).await;
        assert_eq!(problem(&wrong), (422, "arguments_invalid"));

        let booking = json!({ "arguments": { "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00" } });
        let (status, made) = self.confirmed(1, booking.clone()).await;
        assert_eq!((status, &made["data"]["changed"]), (200, &json!(1)), "{made}");
        assert_eq!(self.ask(BOOKED).await, "1");
        // The same slot again: the database refuses it, and its words stay where they are.
        let duplicate = self.confirmed(1, booking).await;
        assert_eq!(problem(&duplicate), (422, "rejected_duplicate"), "{duplicate:?}");
        assert!(
            !duplicate.1.to_string().contains("+1999") && !duplicate.1.to_string().contains("slot"),
            "{duplicate:?}"
        );
        assert_eq!(self.ask(BOOKED).await, "1");

        let mut moving = json!({ "arguments": { "number": 3, "starts_at": "2026-05-01T10:00:00" } });
        assert_eq!(problem(&self.invoke(2, &moving).await), (403, "identity_required"));
        moving["identity"] = json!({ "verified": true, "subject": "caller 3" });
        let (status, moved) = self.confirmed(2, moving.clone()).await;
        assert_eq!((status, &moved["data"]), (200, &json!({ "rows": [], "changed": 1 })), "{moved}");
        assert_eq!(self.ask(THIRD).await, "2026-05-01 10:00:00");
        // What is there already is one row, too, though nothing in it changes.
        assert_eq!(self.confirmed(2, moving.clone()).await.1["data"]["changed"], 1);
        moving["arguments"]["number"] = json!(999);
        assert_eq!(problem(&self.confirmed(2, moving).await), (422, "not_one_row"));
    }

    async fn reads_and_writes_over_the_protocol(&self) {
        let client = client(&self.caller, &self.agent).await;
        let found = call(&client, "look_up_a_visit", json!({ "caller_phone": "+15558" })).await;
        assert_eq!(found.structured_content, Some(json!({ "rows": [{ "number": 8, "note": "n8" }] })));
        let mut arguments = json!({ "caller_phone": "+1888", "starts_at": "2026-04-01T10:00:00" });
        let asked = call(&client, "book_a_visit", arguments.clone()).await.structured_content.unwrap();
        assert_eq!(asked["code"], "confirmation_required", "{asked}");
        arguments["confirmation_token"] = asked["confirmation"]["token"].clone();
        let made = call(&client, "book_a_visit", arguments.clone()).await.structured_content.unwrap();
        assert_eq!(made["changed"], 1, "{made}");
        arguments.as_object_mut().unwrap().remove("confirmation_token");
        let asked = call(&client, "book_a_visit", arguments.clone()).await.structured_content.unwrap();
        arguments["confirmation_token"] = asked["confirmation"]["token"].clone();
        let duplicate = call(&client, "book_a_visit", arguments).await;
        let told = duplicate.structured_content.unwrap();
        assert_eq!((duplicate.is_error, &told["code"]), (Some(true), &json!("rejected_duplicate")), "{told}");
        let moving = json!({ "number": 3, "starts_at": "2026-05-01T10:00:00" });
        let refused = call(&client, "move_a_visit", moving).await.structured_content.unwrap();
        assert_eq!(refused["code"], "identity_required");
    }
}

#[tokio::test]
async fn mariadb_is_read_and_written() {
    let Some(desk) = Desk::on(MysqlFlavor::MariaDb, "mariadb_is_read_and_written").await else { return };
    desk.reads_and_writes_over_http().await;
    desk.reads_and_writes_over_the_protocol().await;
    drop(desk.server.stop().await);
}

#[tokio::test]
async fn mysql_is_read_and_written() {
    let Some(desk) = Desk::on(MysqlFlavor::Mysql, "mysql_is_read_and_written").await else { return };
    desk.reads_and_writes_over_http().await;
    desk.reads_and_writes_over_the_protocol().await;
    drop(desk.server.stop().await);
}
