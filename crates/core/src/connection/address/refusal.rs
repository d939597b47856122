//! A refusal: the code, what it is about, under whose rules, and the sentence for a person.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::Wording;
use super::range::is_local_code;
use super::{Policy, RefusalCode};

/// What a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The host as it was typed.
    Host,
    /// A name that the host is a DNS alias (CNAME) of.
    Alias,
    /// The addresses that the name leads to.
    Answer,
}

/// Why a host may not be dialled. It carries the class only, never the resolved address: a refusal may be shown to
/// somebody who must not learn the layout of a private network from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refusal {
    /// The reason.
    pub code: RefusalCode,
    /// What the reason is about.
    pub subject: Subject,
    /// Whose rules refused.
    pub policy: Policy,
}

impl Refusal {
    pub(super) const fn new(code: RefusalCode, subject: Subject, policy: Policy) -> Self {
        Self { code, subject, policy }
    }

    /// The resolver said NXDOMAIN. The answer is the resolver's, not the policy's; it has its place among the refusals
    /// so that a caller has one closed set of codes for "this host leads nowhere".
    #[must_use]
    pub const fn name_not_found(policy: Policy) -> Self {
        Self::new(RefusalCode::DnsNxdomain, Subject::Answer, policy)
    }

    /// One plain sentence: what the host is, and why that is refused.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.to_string()
    }

    /// A local address would have been fine had it been typed; only a public name may not lead there.
    const fn would_be_fine_if_typed(&self) -> bool {
        matches!((self.policy, self.subject), (Policy::ThisMachineOnly, Subject::Answer)) && is_local_code(self.code)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = match self.code.wording() {
            Wording::Sentence(sentence) => return f.write_str(sentence),
            Wording::Noun(noun) => noun,
        };
        let lead = match self.subject {
            Subject::Host => "This host is",
            Subject::Alias => "This name is an alias of a name that is",
            Subject::Answer => "This name leads to",
        };
        write!(f, "{lead} {noun}")?;
        if self.would_be_fine_if_typed() {
            f.write_str("; type that address, or a local name such as db.test, instead of a public name")?;
        }
        f.write_str(".")
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_what_is_refused() {
        let say = |code, subject, policy| Refusal::new(code, subject, policy).sentence();
        assert_eq!(
            say(RefusalCode::Loopback, Subject::Host, Policy::Platform),
            "This host is a loopback address, which always means the machine that dials it."
        );
        assert_eq!(
            say(RefusalCode::Private, Subject::Answer, Policy::Platform),
            "This name leads to a private address, which only its own network can reach."
        );
        assert_eq!(
            say(RefusalCode::Private, Subject::Answer, Policy::ThisMachineOnly),
            "This name leads to a private address, which only its own network can reach; \
             type that address, or a local name such as db.test, instead of a public name."
        );
        assert!(
            !say(RefusalCode::LinkLocal, Subject::Answer, Policy::ThisMachineOnly).contains("type that address"),
            "what is never allowed must not be offered"
        );
        assert!(!say(RefusalCode::Private, Subject::Host, Policy::ThisMachineOnly).contains("type that address"));
        assert_eq!(Refusal::name_not_found(Policy::Platform).sentence(), "This name does not exist in the DNS.");
    }

    #[test]
    fn every_code_has_its_own_name_and_one_sentence() {
        let mut names = std::collections::BTreeSet::new();
        for &code in RefusalCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!(names.insert(code.as_str()), "{code:?} shares its name");
            for subject in [Subject::Host, Subject::Alias, Subject::Answer] {
                let sentence = Refusal::new(code, subject, Policy::Platform).sentence();
                assert!(sentence.ends_with('.') && !sentence.contains(". "), "not one sentence: {sentence}");
            }
        }
    }

    #[test]
    fn json_is_stable() {
        let refusal = Refusal::new(RefusalCode::SixToFour, Subject::Answer, Policy::ThisMachineOnly);
        let json = serde_json::to_string(&refusal).unwrap();
        assert_eq!(json, r#"{"code":"6to4","subject":"answer","policy":"this_machine_only"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&json).unwrap(), refusal);
    }
}
