//! Telephone numbers that the stored ones cannot match. A call brings `+15551234567`; a column that holds `5551234567` never equals it.

use super::{PHONE, Said, Spoken, has_word};
use crate::binding::draft::Format;
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, Table, TypeClass};

/// A North American number as E.164 writes it; many are longer.
const SHORTEST_USUAL: u32 = 12;

pub(super) fn lint(spoken: &Spoken<'_>, said: &Said<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Said { parameter, column, field } = said;
    let ruled = parameter.limits.format == Some(Format::E164);
    if !ruled && !has_word(&column.name, &PHONE) {
        return;
    }
    let rule_at = spoken.binding.parameters.iter().position(|rules| rules.param == parameter.name);
    if let Some(reason) = other_form(spoken, column).filter(|_| ruled || parameter.name == "caller_phone") {
        let report = Diagnostic::warning(
            Code::VoicePhone,
            field,
            format!(
                "{} comes as E.164, such as +15551234567, but {}.{} {reason}.",
                parameter.name, spoken.table.name, column.name
            ),
            "A number in another form equals none that is stored: the agent would say that there is no record.",
        );
        diagnostics.push(match rule_at.filter(|_| ruled) {
            Some(at) => report.with_edit(
                "Ask for it as it is stored: drop the E.164 rule",
                format!("parameters[{at}].format"),
                "",
            ),
            None => {
                report.with_advice("Find by a column with numbers in E.164, or have the owner add one and index it.")
            }
        });
    } else if !ruled && parameter.name != "caller_phone" && wants_e164(spoken, column) {
        let report = Diagnostic::warning(
            Code::VoicePhone,
            field,
            format!(
                "{}.{} holds numbers in E.164, but {} may be given in any form.",
                spoken.table.name, column.name, parameter.name
            ),
            "A number in another form equals none that is stored: the agent would say that there is no record.",
        );
        diagnostics.push(match rule_at {
            Some(at) => report.with_edit("Ask for E.164", format!("parameters[{at}].format"), "e164"),
            None => report.with_edit("Call it caller_phone, which comes as E.164", field, "caller_phone"),
        });
    }
}

/// What says that the column's numbers are not in E.164; completes “but the column …”.
fn other_form(spoken: &Spoken<'_>, column: &Column) -> Option<String> {
    let table = spoken.table;
    if matches!(column.class, TypeClass::Integer | TypeClass::Number) {
        return Some(format!("is {}, which keeps neither a plus sign nor leading zeros", column.data_type));
    }
    if let Some(most) = length(&column.data_type).filter(|most| *most < SHORTEST_USUAL) {
        return Some(format!("is {}, which has room for {most} characters", column.data_type));
    }
    if let Some(check) =
        table.checks.iter().find(|check| check.enforced && takes_no_plus(&check.expression, &column.name))
    {
        return Some(format!("is held to digits by {}", check.name));
    }
    let comment = column.comment.as_deref().unwrap_or_default().to_lowercase();
    const SAYS: [&str; 9] = [
        "digits only",
        "only digits",
        "10 digits",
        "ten digits",
        "without country",
        "no country code",
        "national format",
        "local format",
        "without +",
    ];
    if let Some(text) = SAYS.iter().find(|text| comment.contains(**text)) {
        return Some(format!("is commented “{text}”"));
    }
    // What is stored counts where nothing is declared.
    let facts = spoken.facts(column).filter(|facts| u64::from(facts.e164) * 5 < u64::from(facts.seen) * 4)?;
    Some(format!("held so {} of the {} values that were looked at", facts.e164, facts.seen))
}

/// Whether its comment, a check or most of its values say that the numbers are in E.164.
fn wants_e164(spoken: &Spoken<'_>, column: &Column) -> bool {
    let table: &Table = spoken.table;
    let stored = spoken.facts(column).is_some_and(|facts| u64::from(facts.e164) * 5 >= u64::from(facts.seen) * 4);
    let says = |text: &str| text.to_lowercase().replace(['.', '-', ' '], "").contains("e164");
    stored
        || column.comment.as_deref().is_some_and(says)
        || table
            .checks
            .iter()
            .any(|check| pattern_on(&check.expression, &column.name).is_some_and(|pattern| pattern.contains("^\\+")))
}

/// The length of `varchar(n)`, `character(n)`, …
fn length(data_type: &str) -> Option<u32> {
    let (name, rest) = data_type.split_once('(')?;
    let characters = ["char", "varchar", "character", "character varying", "bpchar"].contains(&name.trim());
    rest.strip_suffix(')').filter(|_| characters)?.trim().parse().ok()
}

/// The regular expression that a check holds the column to, where the check is that and nothing else:
/// `(phone ~ '^[0-9]{10}$'::text)` or `regexp_like(`phone`, '…')`.
fn pattern_on<'a>(expression: &'a str, column: &str) -> Option<&'a str> {
    let (before, rest) = expression.split_once('\'')?;
    let (pattern, after) = rest.split_once('\'')?;
    let words: Vec<&str> =
        before.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let about = words.contains(&column) && !words.contains(&"NOT") && !before.contains('!');
    let matches = before.contains('~') || words.iter().any(|word| ["regexp", "rlike", "regexp_like"].contains(word));
    (about && matches && !after.contains('\'') && !after.contains(" OR ")).then_some(pattern)
}

/// Whether a check lets no number with a plus sign through.
fn takes_no_plus(expression: &str, column: &str) -> bool {
    let Some(pattern) = pattern_on(expression, column) else { return false };
    // A plus sign that stands for itself is escaped or in brackets; elsewhere it repeats what is before it.
    let mut inside = false;
    let mut escaped = false;
    for c in pattern.chars() {
        match c {
            '+' if escaped || inside => return false,
            '[' if !escaped => inside = true,
            ']' if !escaped => inside = false,
            '.' if !escaped && !inside => return false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    pattern.starts_with('^') && !pattern.contains('|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_that_let_no_plus_through() {
        for expression in
            ["(phone ~ '^[0-9]{10}$'::text)", "(phone ~ '^[0-9]+$'::text)", "regexp_like(`phone`,'^[0-9]{10}$')"]
        {
            assert!(takes_no_plus(expression, "phone"), "{expression}");
        }
        for expression in [
            "(phone ~ '^\\+[1-9][0-9]{1,14}$'::text)",
            "(phone ~ '^[+]?[0-9]+$'::text)",
            "(fax ~ '^[0-9]{10}$'::text)",
            "(phone !~ '^[0-9]{10}$'::text)",
            "(phone ~ '.'::text)",
            "((phone ~ '^[0-9]+$'::text) OR (phone ~ '^\\+'::text))",
            "(length(phone) > 3)",
        ] {
            assert!(!takes_no_plus(expression, "phone"), "{expression}");
        }
    }

    #[test]
    fn lengths_of_texts_alone() {
        assert_eq!(length("character varying(10)"), Some(10));
        assert_eq!(length("varchar(20)"), Some(20));
        assert_eq!(length("numeric(10)"), None);
        assert_eq!(length("text"), None);
    }
}
