//! The report as JSON, for machines.

use serde::Serialize;

use super::Exposure;

/// The version of the document's shape.
const VERSION: u32 = 1;

/// The report as one JSON document: `{"version":1,"report":"what the agent sees","about":{…},"agent":{…},"owner":{…}}`. The same
/// bytes for the same exposure.
pub fn report_json(exposure: &Exposure) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        report: &'static str,
        #[serde(flatten)]
        exposure: &'a Exposure,
    }
    let document = Document { version: VERSION, report: "what the agent sees", exposure };
    // String keys only, which JSON can always hold.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
