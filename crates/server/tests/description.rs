//! The API's description: complete, true to the routes, and to be read without a key or a network.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use std::collections::BTreeSet;

use base64::Engine as _;
use common::{Server, http};
use serde_json::Value;
use sha2::{Digest, Sha256};

async fn document(server: &Server) -> Value {
    let answer = http().get(format!("{}/openapi.json", server.base())).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/json".parse().unwrap())
    );
    answer.json().await.unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().iter().filter(|(_, operation)| operation.get("responses").is_some());
        methods.map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

#[tokio::test]
async fn every_operation_is_described_with_its_scope_and_its_problems() {
    let server = Server::start().await;
    let document = document(&server).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let operations = operations(&document);
    assert!(operations.len() >= 22, "{}", operations.len());
    let mut ids = BTreeSet::new();
    for (method, path, operation) in &operations {
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path}"));
        assert!(ids.insert(id), "{id} twice");
        assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{id}");
        assert_eq!(operation["security"][0]["apiKey"].as_array().unwrap().len(), 1, "{id}");
        let answers = operation["responses"].as_object().unwrap();
        for status in ["401", "403", "421", "429", "500", "503"] {
            let schema = &answers[status]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/ProblemDetails", "{id} {status}");
        }
        let done = answers.iter().find(|(status, _)| status.starts_with('2')).unwrap_or_else(|| panic!("{id}")).1;
        assert!(done["content"]["application/json"]["schema"].is_object(), "{id}");
        let given: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let named: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(given, named, "{id}");
    }
    // Every schema that is named is there.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

/// A described path that is not routed would be 404 without a problem of its own, or 405.
#[tokio::test]
async fn every_described_operation_is_served() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for (method, path, _) in operations(&document(&server).await) {
        let path = path.replace("{kind}", "postgres").replace("{agent}", "none").replace("{skill}", "none");
        let request = caller.request(method.parse().unwrap(), &path);
        let answer = common::read(request.send().await.unwrap()).await;
        let detail = answer.1["detail"].as_str().unwrap_or_default();
        assert!(answer.0 != 405 && !detail.contains("no such address"), "{method} {path}: {answer:?}");
    }
}

/// Routes that the description does not know stand in one place, where no key is asked for either.
#[test]
fn no_route_is_added_past_the_description() {
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/router.rs")).unwrap();
    let mut rest = source;
    for (undescribed, routes) in [("fn keyless()", 5), ("fn protocols()", 1)] {
        let (before, after) = rest.split_once(undescribed).unwrap();
        let (body, after) = after.split_once("\n}\n").unwrap();
        assert_eq!(body.matches(".route(").count(), routes, "{undescribed}");
        rest = format!("{before}{after}");
    }
    for past in [".route(", ".route_service(", ".nest_service(", ".fallback_service("] {
        assert!(!rest.contains(past), "{past}");
    }
}

#[tokio::test]
async fn the_page_runs_no_script_and_loads_nothing() {
    let server = Server::start().await;
    let answer = http().get(format!("{}/docs", server.base())).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    let page = answer.text().await.unwrap();
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(policy.contains(&format!("'sha256-{hash}'")), "the browser would refuse the page's own style");
    for never in ["<script", "http://", "https://", "src=", " style=", "onclick", "@import", "url("] {
        assert!(!page.contains(never), "{never}");
    }
    for (_, path, operation) in operations(&document(&server).await) {
        assert!(page.contains(&format!("id=\"{}\"", operation["operationId"].as_str().unwrap())), "{path}");
        assert!(page.contains(&path), "{path}");
    }
}
