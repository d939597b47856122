//! A model that ranks proposals, against a real server on this machine: what it is told, and what becomes of its answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests panic")]

use gatehouse_api::Model;
use gatehouse_core::binding::{Proposals, propose};
use gatehouse_core::catalog::{TableName, read_snapshot};
use gatehouse_core::scoping::Scoping;
use gatehouse_workspace::ranked_by;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const GOAL: &str = "list the caller's invoices by phone";

fn found() -> Proposals {
    let text = include_bytes!("../sample/connections/clinic.catalog.json");
    let clinic = read_snapshot(text).unwrap();
    let table = |name: &str| TableName::new("public", name);
    let blocked = Scoping::new([table("payments"), table("diagnoses")], [table("patients").column("ssn")]);
    propose(&clinic, &blocked, "clinic", GOAL)
}

/// Answers one request with this status and body; gives back the request's head and body. With no status it hangs up at once.
async fn server(answer: Option<(u16, String)>) -> (String, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let Some((status, body)) = answer else { return (String::new(), Value::Null) };
        let mut seen = Vec::new();
        loop {
            let mut piece = [0; 4096];
            let read = socket.read(&mut piece).await.unwrap();
            seen.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&seen).into_owned();
            let Some((head, sent)) = text.split_once("\r\n\r\n") else { continue };
            let length =
                head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if sent.len() < length.unwrap_or(0) {
                continue;
            }
            let reply = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            // Who has read enough hangs up.
            let _ = socket.write_all(reply.as_bytes()).await;
            return (head.to_owned(), serde_json::from_str(sent).unwrap());
        }
    });
    (address, serving)
}

fn said(content: &str) -> String {
    json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] }).to_string()
}

#[tokio::test]
async fn it_is_told_names_and_orders_them() {
    let found = found();
    let answer = said(r#"{"ranking": [{"tool": 2, "name": "Invoices of a visit"}]}"#);
    let (address, serving) = server(Some((200, answer))).await;
    let model = Model::new(&address, "small", Some(&SecretString::from("key-1"))).unwrap();
    let ranked = ranked_by(&model, GOAL, found.clone()).await;
    let (head, body) = serving.await.unwrap();

    assert!(head.starts_with("POST /v1/chat/completions "), "{head}");
    assert!(head.contains("authorization: Bearer key-1"), "{head}");
    assert_eq!(body["model"], "small");
    let told = body["messages"].to_string();
    assert!(told.contains(GOAL) && told.contains("invoice_number"), "{told}");
    for blocked in ["ssn", "payments", "diagnoses", "SELECT"] {
        assert!(!told.contains(blocked), "{blocked}: {told}");
    }

    assert_eq!(ranked.note, None);
    assert_eq!(ranked.proposals[0].binding.tool_name, "Invoices of a visit");
    assert_eq!(ranked.proposals[0].statement, found.proposals[1].statement);
    assert_eq!(ranked.proposals.len(), found.proposals.len());
}

#[tokio::test]
async fn what_it_gets_wrong_changes_nothing_and_is_said() {
    let found = found();
    let own_tool = said(r#"{"ranking": [{"tool": 1, "sql": "DROP TABLE x"}, {"tool": 77}]}"#);
    for (answer, reason) in [
        (Some((500, "{}".to_owned())), "status 500"),
        (Some((302, "{}".to_owned())), "status 302"),
        (Some((200, "no".to_owned())), "could not be read"),
        (Some((200, said("I cannot help with that."))), "could not be read"),
        (Some((200, own_tool)), "could not be read"),
        (Some((200, "x".repeat(300 * 1024))), "could not be read"),
        (None, "did not answer"),
    ] {
        let (address, serving) = server(answer).await;
        let model = Model::new(&address, "small", None).unwrap();
        let ranked = ranked_by(&model, GOAL, found.clone()).await;
        let note = ranked.note.clone().unwrap();
        assert!(note.contains(reason) && note.contains("order is Gatehouse's own"), "{reason}: {note}");
        assert_eq!(ranked.proposals, found.proposals);
        serving.abort();
    }
}

#[test]
fn its_address_is_https_or_this_machine() {
    for address in ["http://127.0.0.1:11434/v1", "http://localhost/v1", "https://models.example/v1"] {
        assert!(Model::new(address, "small", None).is_ok(), "{address}");
    }
    for address in ["http://models.example/v1", "ftp://127.0.0.1/v1", "https://me:secret@models.example/v1", "no"] {
        assert!(Model::new(address, "small", None).is_err(), "{address}");
    }
}
