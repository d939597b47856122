//! The description as a page: HTML alone, no script, nothing loaded from elsewhere.

use std::fmt::Write;

use serde_json::{Map, Value};

/// The one style, and its SHA-256 in the page's Content-Security-Policy: changed together (a test computes it).
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;background:#f4f5f7;border-radius:6px}\
details{border:1px solid #d6dae0;border-radius:6px;margin:.5rem 0;padding:.25rem .75rem}summary{cursor:pointer}\
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .75rem .2rem 0}\
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16191d}pre{background:#22262c}details{border-color:#3a4048}a{color:#8ab4f8}}";

/// The page's policy: its own style, and nothing else at all.
pub(crate) fn policy() -> String {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// All operations by tag, then the schemas that they name.
pub(super) fn page(api: &Value) -> String {
    let title = escaped(text(api, "/info/title"));
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style><h1>{title} {}</h1><p>{}</p>\
         <p>Base path <code>/api/v1</code>. As a document: <a href=\"openapi.json\">openapi.json</a>.</p><p>{}</p>",
        escaped(text(api, "/info/version")),
        escaped(text(api, "/info/description")),
        escaped(text(api, "/components/securitySchemes/apiKey/description")),
    );
    for tag in api["tags"].as_array().into_iter().flatten() {
        let name = text(tag, "/name");
        write(&mut html, format_args!("<h2>{}</h2><p>{}</p>", escaped(name), escaped(text(tag, "/description"))));
        for (path, method, operation) in operations(api) {
            if operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag == name)) {
                described(&mut html, path, method, operation);
            }
        }
    }
    html.push_str("<h2>Schemas</h2>");
    for (name, schema) in members(&api["components"]["schemas"]) {
        let name = escaped(name);
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        write(
            &mut html,
            format_args!(
                "<details id=\"{name}\"><summary><code>{name}</code></summary><pre>{}</pre></details>",
                escaped(&json)
            ),
        );
    }
    html.push_str("</html>");
    html
}

fn described(html: &mut String, path: &str, method: &str, operation: &Value) {
    let scopes: Vec<&str> = operation["security"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|one| one["apiKey"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    write(
        html,
        format_args!(
            "<details id=\"{}\"><summary><code>{} {}</code> {}</summary><p>Scope <code>{}</code>.</p>",
            escaped(text(operation, "/operationId")),
            method.to_uppercase(),
            escaped(path),
            escaped(text(operation, "/summary")),
            escaped(&scopes.join(", ")),
        ),
    );
    let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
    if !parameters.is_empty() {
        html.push_str("<table><tr><th>Parameter<th>In<th>About</tr>");
        for parameter in parameters {
            let [name, place, about] = ["/name", "/in", "/description"].map(|at| escaped(text(parameter, at)));
            write(html, format_args!("<tr><td><code>{name}</code><td>{place}<td>{about}</tr>"));
        }
        html.push_str("</table>");
    }
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        write(html, format_args!("<p>Body: {}</p>", named(schema)));
    }
    html.push_str("<table><tr><th>Status<th>About<th>Body</tr>");
    for (status, answer) in members(&operation["responses"]) {
        let schema = members(&answer["content"]).next().map(|(_, media)| named(&media["schema"])).unwrap_or_default();
        write(
            html,
            format_args!("<tr><td>{}<td>{}<td>{schema}</tr>", escaped(status), escaped(text(answer, "/description"))),
        );
    }
    html.push_str("</table></details>");
}

/// A link to a schema with a name; the schema itself otherwise.
fn named(schema: &Value) -> String {
    match schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => format!("<a href=\"#{0}\"><code>{0}</code></a>", escaped(name)),
        None => format!("<code>{}</code>", escaped(&schema.to_string())),
    }
}

fn operations(api: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let methods = |item: &Value| {
        const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
        METHODS.into_iter().filter(|method| item.get(method).is_some()).collect::<Vec<_>>()
    };
    members(&api["paths"])
        .flat_map(move |(path, item)| methods(item).into_iter().map(move |method| (path, method, &item[method])))
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn write(html: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = html.write_fmt(text);
}
