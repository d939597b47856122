//! The model: the part that an agent gets, and the part that is for the owner's eyes.

use serde::{Deserialize, Serialize};

use super::{Leak, leaks};
use crate::binding::{Compilation, Diagnostic, compile, skill_name};
use crate::catalog::drift::NamedBinding;
use crate::catalog::{Catalog, TableName, TypeClass, agent_view};
use crate::connection::Engine;
use crate::scoping::{BlockTarget, Policy, Rename};

/// What an agent sees of a connection, and what its owner should know about that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Exposure {
    /// Of what, and when.
    pub about: ExposureAbout,
    /// All that an agent gets. No blocked name is in here, but for what a tool's own name or description says.
    pub agent: AgentPart,
    /// For the owner.
    pub owner: OwnerPart,
}

/// Of what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ExposureAbout {
    /// The connection's name in the workspace.
    pub connection: String,
    /// Which engine.
    pub engine: Engine,
    /// The server's version.
    pub server_version: String,
    /// The database.
    pub database: String,
    /// The snapshot's fingerprint.
    pub fingerprint: String,
    /// When it was put together, in the caller's words, for example `2026-11-22 10:00 UTC`.
    pub time: String,
}

/// What an agent gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AgentPart {
    /// The schema minus what is blocked.
    pub schema: Catalog,
    /// The tools that compile, by slug.
    pub tools: Vec<Tool>,
}

/// A binding's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tool {
    /// The draft's slug.
    pub slug: String,
    /// What a model calls it.
    pub name: String,
    /// What people call it.
    pub tool_name: String,
    /// When to use it.
    pub description: Option<String>,
    /// Whether it may go live once synced.
    pub enabled: bool,
    /// What it is called with.
    pub parameters: Vec<ToolParameter>,
    /// What it answers.
    pub outputs: Vec<ToolOutput>,
    /// At most this many rows.
    pub limit: u32,
    /// SHA-256 of the frozen statement.
    pub sha256: String,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToolParameter {
    /// Its name.
    pub name: String,
    /// What sort of value.
    pub class: TypeClass,
    /// The values it can have, for an enum.
    pub enum_values: Vec<String>,
    /// Whether it must be given.
    pub required: bool,
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ToolOutput {
    /// Its name.
    pub name: String,
    /// What sort of value.
    pub class: TypeClass,
    /// Whether it can be absent.
    pub nullable: bool,
    /// The table it comes from.
    pub table: TableName,
    /// The column it comes from.
    pub column: String,
}

/// For the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OwnerPart {
    /// How much is seen and how much is not.
    pub counts: Counts,
    /// Ways around a block that the block does not close, the surest first.
    pub leaks: Vec<Leak>,
    /// What waits for a review.
    pub quarantined: Vec<BlockTarget>,
    /// Questions that wait for an answer.
    pub renames: Vec<Rename>,
    /// Blocks that name nothing in the snapshot.
    pub tombstones: Vec<BlockTarget>,
    /// Standing rules.
    pub rules: Vec<RuleCount>,
    /// Whether new tables and columns wait for a review.
    pub quarantine: bool,
    /// The snapshot holds tables or columns that the policy was never compared with, because one of the two files was put back or merged
    /// without the other: discovering again puts them in quarantine.
    pub unreviewed: bool,
    /// Bindings that do not compile: no tool of the agent's.
    pub refused: Vec<RefusedTool>,
}

/// How much is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Counts {
    /// Tables that an agent sees, whole or in part.
    pub tables_seen: u32,
    /// Tables of the snapshot.
    pub tables: u32,
    /// Columns that an agent sees.
    pub columns_seen: u32,
    /// Columns of the snapshot.
    pub columns: u32,
}

/// A standing rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleCount {
    /// As it was typed.
    pub pattern: String,
    /// How many tables and columns it matches today.
    pub matches: u32,
}

/// A binding that does not compile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RefusedTool {
    /// The draft's slug.
    pub slug: String,
    /// What people call it.
    pub tool_name: String,
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
}

/// Puts together what an agent sees. `fingerprint` is the snapshot's, `time` the caller's: this has no clock.
pub fn exposure(
    connection: &str,
    time: &str,
    fingerprint: &str,
    catalog: &Catalog,
    policy: &Policy,
    bindings: &[NamedBinding],
) -> Exposure {
    let scoping = policy.effective(Some(catalog));
    let schema = agent_view(catalog, &scoping);
    let compiled = bindings.iter().map(|one| (one, compile(catalog, &scoping, &one.binding)));
    let (mut tools, mut refused) = (Vec::new(), Vec::new());
    for (named, compilation) in compiled {
        match tool(named, &compilation) {
            Some(tool) => tools.push(tool),
            None => refused.push(RefusedTool {
                slug: named.slug.clone(),
                tool_name: named.binding.tool_name.clone(),
                diagnostics: compilation.diagnostics,
            }),
        }
    }
    let rules = policy
        .rules()
        .map(|rule| RuleCount { pattern: rule.pattern().to_owned(), matches: small(rule.matches(catalog).len()) });
    let owner = OwnerPart {
        counts: Counts {
            tables_seen: small(schema.tables.len()),
            tables: small(catalog.tables.len()),
            columns_seen: small(schema.column_count()),
            columns: small(catalog.column_count()),
        },
        leaks: leaks(catalog, &scoping, &tools),
        quarantined: policy.quarantined().targets().collect(),
        renames: policy.renames().cloned().collect(),
        tombstones: policy.blocked().unmatched(catalog),
        rules: rules.collect(),
        quarantine: policy.quarantines(),
        unreviewed: policy.known().is_some_and(|known| !known.holds(&catalog.names_fingerprint())),
        refused,
    };
    let about = ExposureAbout {
        connection: connection.into(),
        engine: catalog.engine,
        server_version: catalog.server_version.clone(),
        database: catalog.database.clone(),
        fingerprint: fingerprint.into(),
        time: time.into(),
    };
    Exposure { about, agent: AgentPart { schema, tools }, owner }
}

fn tool(named: &NamedBinding, compilation: &Compilation) -> Option<Tool> {
    let statement = compilation.statement.as_ref()?;
    let binding = &named.binding;
    let parameters = statement.parameters.iter().map(|parameter| ToolParameter {
        name: parameter.name.clone(),
        class: parameter.class,
        enum_values: parameter.enum_values.clone(),
        required: parameter.required,
    });
    let outputs = statement.outputs.iter().map(|output| ToolOutput {
        name: output.leaf.clone(),
        class: output.class,
        nullable: output.nullable,
        table: output.table.clone(),
        column: output.column.clone(),
    });
    Some(Tool {
        slug: named.slug.clone(),
        name: skill_name(&binding.tool_name),
        tool_name: binding.tool_name.clone(),
        description: binding.description.clone(),
        enabled: binding.enabled,
        parameters: parameters.collect(),
        outputs: outputs.collect(),
        limit: statement.limit,
        sha256: statement.sha256.clone(),
    })
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
