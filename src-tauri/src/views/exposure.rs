//! What the agent sees, as the window shows it: the schema itself is in the tree already.

use std::collections::BTreeMap;

use gatehouse_core::scoping::exposure::{Exposure, ExposureAbout, OwnerPart, Tool};
use serde::{Deserialize, Serialize};

/// What an agent sees of a connection.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ExposureView {
    /// Of what, and when.
    pub(crate) about: ExposureAbout,
    /// How much of each schema is in sight; a schema of which nothing is, is not here.
    pub(crate) schemas: Vec<SeenSchema>,
    /// The agent's tools.
    pub(crate) tools: Vec<Tool>,
    /// Counts, ways around blocks, and what waits.
    pub(crate) owner: OwnerPart,
}

/// A schema as an agent sees it.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SeenSchema {
    /// Its name.
    pub(crate) name: String,
    /// Tables in sight.
    pub(crate) tables: u32,
    /// Columns in sight.
    pub(crate) columns: u32,
}

/// How a report is saved.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportFormat {
    /// A page to print or keep.
    Html,
    /// For machines.
    Json,
}

impl ExposureView {
    /// The view of an exposure.
    pub(crate) fn new(exposure: Exposure) -> ExposureView {
        let mut schemas: BTreeMap<&str, SeenSchema> = BTreeMap::new();
        for table in &exposure.agent.schema.tables {
            let schema = schemas.entry(&table.name.schema).or_default();
            schema.name.clone_from(&table.name.schema);
            schema.tables += 1;
            schema.columns += u32::try_from(table.columns.len()).unwrap_or(u32::MAX);
        }
        let schemas = schemas.into_values().collect();
        ExposureView { about: exposure.about, schemas, tools: exposure.agent.tools, owner: exposure.owner }
    }
}
