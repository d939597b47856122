//! What a model may add: an order and names for what the compiler made. It is asked with the goal and with names that agents may see, never
//! with data, and an answer can change neither a statement nor what is offered.

use std::fmt::Write as _;

use serde::Deserialize;

use super::Proposals;
use crate::binding::skill_name;

/// What a model is told to do.
pub const RANKING_RULES: &str = "You are given a goal and numbered tools over a database. Order the tools by how well each serves the goal, and give each a short \
    name that says when to use it. Answer with JSON alone: {\"ranking\": [{\"tool\": 1, \"name\": \"Look up an appointment\"}, …]}. \
    Use only the numbers that are given.";

/// The longest name that is taken over, in characters.
const LONGEST_NAME: usize = 60;
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What a model is asked: the goal, and of each proposal its operation and the names of what it takes and gives.
pub fn ranking_question(goal: &str, found: &Proposals) -> String {
    let mut text = format!("Goal: {goal}\n");
    for (number, proposal) in (1..).zip(&found.proposals) {
        let takes: Vec<&str> = proposal.statement.asked().map(|parameter| parameter.name.as_str()).collect();
        let gives: Vec<&str> = proposal.statement.outputs.iter().map(|output| output.leaf.as_str()).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{number}. {} ({}); takes {}; gives {}",
            proposal.binding.tool_name,
            proposal.binding.operation,
            takes.join(", "),
            if gives.is_empty() { "nothing".into() } else { gives.join(", ") }
        );
    }
    text
}

#[derive(Deserialize)]
struct Answer {
    ranking: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    tool: usize,
    #[serde(default)]
    name: Option<String>,
}

impl Proposals {
    /// The same proposals in the order of a model's answer, with its names where they can be used; what it left out comes after, in the order
    /// it had. None when the answer is not what was asked for: then nothing of it is taken.
    pub fn ranked(&self, answer: &str) -> Option<Proposals> {
        let text = answer.get(..LONGEST_ANSWER).unwrap_or(answer);
        // Models like to put JSON between three backticks.
        let json = text.get(text.find('{')?..=text.rfind('}')?)?;
        let Answer { ranking } = serde_json::from_str(json).ok()?;
        let mut left: Vec<Option<super::Proposal>> = self.proposals.iter().cloned().map(Some).collect();
        let mut proposals = Vec::with_capacity(left.len());
        for Place { tool, name } in ranking {
            // A number that is not there, or twice, says that the answer is about something else.
            let mut proposal = left.get_mut(tool.checked_sub(1)?)?.take()?;
            if let Some(name) = name.as_deref().and_then(usable) {
                name.clone_into(&mut proposal.binding.tool_name);
            }
            proposals.push(proposal);
        }
        proposals.extend(left.into_iter().flatten());
        Some(Proposals { proposals, note: self.note.clone() })
    }
}

/// A name that a person can read and a tool can have: one plain line.
fn usable(name: &str) -> Option<&str> {
    let name = name.trim();
    let plain = name.chars().all(|c| c.is_alphanumeric() || " -’'/,".contains(c));
    (plain && (1..=LONGEST_NAME).contains(&name.chars().count()) && skill_name(name) != "tool").then_some(name)
}
