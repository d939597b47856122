//! What the agent sees: one model for the window, the command and the report.

mod html;
mod leak;
mod leaks;
mod model;
mod report;
#[cfg(test)]
mod tests;

pub use html::{leak_words, report_html};
pub use leak::{Certainty, Leak, LeakKind};
pub use leaks::leaks;
pub use model::{
    AgentPart, Counts, Exposure, ExposureAbout, OwnerPart, RefusedTool, RuleCount, Tool, ToolOutput, ToolParameter,
    exposure,
};
pub use report::report_json;
