//! Parameters that have a canonical name in the contract but are called otherwise.

use super::{PHONE, Said, Spoken, has_word};
use crate::binding::{Code, Diagnostic};

/// The canonical names with what a column of each is called and which other names a parameter for it is given.
const CANONICAL: [(&str, &[&str], &[&str]); 3] = [
    (
        "caller_phone",
        &PHONE,
        &["phone", "phone_number", "telephone", "mobile", "cell", "caller", "caller_number", "number", "tel"],
    ),
    ("caller_name", &["name"], &["name", "full_name", "caller", "caller_full_name", "callers_name"]),
    ("service_address", &["address", "street"], &["address", "street", "street_address", "addr"]),
];

pub(super) fn lint(spoken: &Spoken<'_>, said: &[Said<'_>], diagnostics: &mut Vec<Diagnostic>) {
    for one in said {
        let own = one.parameter.name.as_str();
        let fits = |(name, words, others): &&(&str, &[&str], &[&str])| {
            others.contains(&own)
                && has_word(&one.column.name, words)
                && !said.iter().any(|other| other.parameter.name == **name)
        };
        let Some((name, _, _)) = CANONICAL.iter().find(fits) else { continue };
        let report = Diagnostic::warning(
            Code::ParameterNotCanonical,
            &one.field,
            format!("{own} has a canonical name: {name}."),
            "A parameter with the canonical name can be filled from the call itself; any other one the agent has to ask for.",
        );
        // Rules are kept under the parameter's name, and one edit changes one field.
        let ruled = spoken.binding.parameters.iter().any(|rules| rules.param == own);
        diagnostics.push(match ruled {
            true => report.with_advice(format!("If it is the caller's own, call it {name}, here and in its rules.")),
            false => report.with_edit(format!("Call it {name}"), &one.field, *name),
        });
    }
}
