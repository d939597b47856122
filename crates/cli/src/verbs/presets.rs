//! `gatehouse connection presets [HOST]`

use gatehouse_core::connection::{Descriptor, Engine, preset_for, preset_hints, presets as all};
use serde_json::json;

use crate::output::Outcome;

/// Lists what is known about hosted databases, or what one host needs.
pub(crate) fn presets(host: Option<&str>) -> Outcome {
    let Some(host) = host else {
        let lines =
            all().iter().map(|preset| format!("{}  {}  {}", preset.id, preset.name, preset.host_example)).collect();
        return Outcome::new(json!({ "presets": all() }), lines);
    };
    let engine = preset_for(host).and_then(|preset| preset.engines.first().copied()).unwrap_or(Engine::Postgres);
    let descriptor = Descriptor { host: host.to_owned(), ..Descriptor::blank(engine) };
    match preset_hints(&descriptor) {
        Some(found) => {
            let mut lines = vec![found.preset.name.to_owned()];
            lines.extend(found.hints.iter().map(|hint| format!("  {hint}")));
            lines.extend(found.preset.ca_url.map(|url| format!("  CA certificate: {url}")));
            Outcome::new(json!(found), lines)
        }
        None => {
            Outcome::new(json!({ "preset": null }), vec![format!("{host} is no hosted database that Gatehouse knows.")])
        }
    }
}
