//! What the answer is called, and how much of it there is.

use super::Spoken;
use crate::binding::{Code, Diagnostic};

/// A caller hears out about so many facts.
const HEARD: usize = 7;
/// A longer name is no name to speak from.
const LONGEST: usize = 40;

/// Short forms that are said as they stand.
const SAID: [&str; 24] = [
    "id", "ids", "sms", "pdf", "url", "usd", "gps", "vip", "dr", "mr", "mrs", "ms", "st", "tv", "pm", "am", "vat",
    "pin", "zip", "info", "temp", "prof", "doc", "docs",
];

pub(super) fn lint(spoken: &Spoken<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for leaf in spoken.leaves {
        let Some(problem) = unspeakable(leaf.name) else { continue };
        let field = format!("projection[{}].leaf", leaf.at);
        let report = Diagnostic::warning(
            Code::VoiceLeafName,
            &field,
            format!("“{}” is hard to speak from: {problem}.", leaf.name),
            "The agent's model tells what a value is by this name alone.",
        );
        let taken = |name: &String| spoken.leaves.iter().any(|other| other.name == name);
        let better =
            written_out(leaf.name).filter(|name| name != leaf.name && !taken(name) && unspeakable(name).is_none());
        diagnostics.push(match better {
            Some(name) => report.with_edit(format!("Call it {name}"), field, name),
            None => report.with_advice("Give it a name of whole words."),
        });
    }
    let count = spoken.leaves.len();
    if count > HEARD {
        diagnostics.push(
            Diagnostic::warning(
                Code::VoiceManyLeaves,
                "projection",
                format!("{count} values are returned."),
                "A caller hears out a few; each further one costs time and may be more than was asked for.",
            )
            .with_advice(format!("Keep the {HEARD} that answer the question.")),
        );
    }
}

/// Why a snake-case name cannot be said; completes a sentence.
fn unspeakable(name: &str) -> Option<String> {
    if name.len() > LONGEST {
        return Some(format!("it is longer than {LONGEST} characters"));
    }
    let odd = name.split('_').find(|piece| {
        let letters = piece.trim_end_matches(|c: char| c.is_ascii_digit());
        let mute = !letters.is_empty() && !letters.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        !SAID.contains(&letters) && (mute || is_short(letters))
    });
    odd.map(|piece| format!("“{piece}” is no word"))
}

fn is_short(piece: &str) -> bool {
    !SAID.contains(&piece) && crate::catalog::search::words_of(piece) != [piece]
}

/// With every short form written out.
fn written_out(name: &str) -> Option<String> {
    let pieces: Vec<String> = name
        .split('_')
        .map(|piece| if is_short(piece) { crate::catalog::search::words_of(piece).join("_") } else { piece.to_owned() })
        .collect();
    Some(pieces.join("_")).filter(|name| name.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_said() {
        for name in ["appointment_time", "id", "line2", "sms_consent", "year", "patient_id", "a_day"] {
            assert_eq!(unspeakable(name), None, "{name}");
        }
        for name in ["appt_time", "xq", "invoice_no", "f_7_k", &"long_name_".repeat(5)] {
            assert!(unspeakable(name).is_some(), "{name}");
        }
        assert_eq!(written_out("appt_no").as_deref(), Some("appointment_number"));
    }
}
