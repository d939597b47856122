//! `gatehouse search CONNECTION QUERY [--limit N] [--as agent]`

use std::borrow::Cow;
use std::io::IsTerminal;

use anyhow::Context;
use gatehouse_core::catalog::search::{Facts, Found, Hit, Index, Match, Phrasing, Place, Request, search};
use gatehouse_core::catalog::sensitive::with_suggestions;
use gatehouse_core::catalog::{Catalog, agent_view};
use serde_json::json;

use crate::args::Viewer;
use crate::output::{Outcome, write_aside};
use crate::run::Scene;

/// Finds tables and columns in the snapshot, offline. The agent's view does not hold what is blocked, so it cannot be found
/// there, and facets about the owner's decisions are unknown there.
pub(crate) fn search_catalog(
    scene: &Scene,
    name: &str,
    query: &str,
    limit: usize,
    viewer: Viewer,
) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let policy = workspace.policy(name)?;
    let scoping = policy.effective(Some(&catalog));
    let (shown, facts): (Cow<'_, Catalog>, _);
    let index = match viewer {
        Viewer::Agent => {
            shown = Cow::Owned(agent_view(&catalog, &scoping));
            facts = None;
            Index::new(&shown)
        }
        Viewer::Owner => {
            shown = Cow::Borrowed(catalog.catalog());
            let index = Index::new(&shown);
            let known = Facts::default().with_blocked(&shown, &index, &scoping);
            let known = known.with_new(&shown, &index, &policy.quarantined());
            facts = Some(with_suggestions(known, &shown, &index, &policy));
            index
        }
    };
    let request = Request { text: query, phrasing: Phrasing::Complete, limit, facts: facts.as_ref() };
    let found = search(&shown, &index, &request);
    // Standard output is one list of hits, also with --json.
    found
        .notes
        .iter()
        .for_each(|note| write_aside(&format!("{}: {}", printable(&note.part), printable(&note.message))));
    Ok(Outcome::new(json!(found.hits), lines(&found)))
}

fn lines(found: &Found) -> Vec<String> {
    if found.hits.is_empty() {
        return vec!["nothing was found".into()];
    }
    let style = Style { emphasised: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() };
    let mut lines: Vec<String> = found.hits.iter().map(|hit| style.line(hit)).collect();
    let shown = found.hits.chunk_by(|a, b| (&a.schema, &a.table) == (&b.schema, &b.table)).count();
    if found.tables as usize > shown {
        lines.push(format!("{shown} of {} tables; --limit shows more", found.tables));
    }
    lines
}

/// How matched parts are shown.
struct Style {
    /// Bold and underlined; a pipe gets plain text.
    emphasised: bool,
}

impl Style {
    fn line(&self, hit: &Hit) -> String {
        let own = hit.column.as_ref().unwrap_or(&hit.table);
        let name = self.marked(own, hit.matched.iter().filter(|found| found.place == Place::Name));
        let table = match &hit.column {
            None => format!("{}.{name}", printable(&hit.schema)),
            Some(_) => format!("{}.{}.{name}", printable(&hit.schema), printable(&hit.table)),
        };
        let others = hit.matched.iter().filter(|found| found.place != Place::Name);
        let mut why: Vec<String> = others
            .map(|found| format!("{} {}", title(found.place), self.marked(&found.text, std::iter::once(found))))
            .collect();
        why.dedup();
        if why.is_empty() { table } else { format!("{table}  {}", why.join("; ")) }
    }

    /// A text with the parts that matched.
    fn marked<'a>(&self, text: &str, matches: impl Iterator<Item = &'a Match>) -> String {
        let ranges: Vec<_> = matches.flat_map(|found| &found.ranges).collect();
        let (mut marked, mut inside, mut at) = (String::new(), false, 0);
        for c in text.chars() {
            let now = self.emphasised && ranges.iter().any(|range| (range.start..range.end).contains(&at));
            if now != inside {
                marked.push_str(if now { "\x1b[1;4m" } else { "\x1b[0m" });
                inside = now;
            }
            marked.push(if c.is_control() { '\u{fffd}' } else { c });
            at += u32::try_from(c.len_utf16()).unwrap_or(1);
        }
        if inside {
            marked.push_str("\x1b[0m");
        }
        marked
    }
}

fn title(place: Place) -> &'static str {
    match place {
        Place::Name => "name",
        Place::Label => "value",
        Place::Comment => "comment",
        Place::Type => "type",
        Place::Schema => "schema",
        Place::Joined => "joined to",
    }
}

/// Names may hold anything, also what a terminal would obey.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use gatehouse_core::catalog::search::TextRange;

    use super::*;

    #[test]
    fn matched_parts_stand_out_on_a_terminal_alone() {
        let found = Match {
            word: "birth".into(),
            place: Place::Name,
            text: "😀_birth".into(),
            ranges: vec![TextRange { start: 3, end: 8 }],
        };
        let marked = |emphasised| Style { emphasised }.marked(&found.text, std::iter::once(&found));
        assert_eq!(marked(true), "😀_\x1b[1;4mbirth\x1b[0m");
        assert_eq!(marked(false), "😀_birth");
    }
}
