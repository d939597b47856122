//! What a goal asks for, read from its words: pure, and the same every time.

use crate::catalog::search::{stem_of, words_of};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Read,
    Insert,
    Update,
    /// No binding does that.
    Delete,
}

/// Which of several rows is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The soonest that is still to come.
    Next,
    /// The newest.
    Latest,
}

/// A goal, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Goal {
    pub(super) intent: Intent,
    /// The word that says so, as written; empty when none does.
    pub(super) verb: String,
    /// The words of the subject, stemmed.
    pub(super) stems: Vec<String>,
    /// What is left for search: without verb, caller, order, and what the row is found by.
    pub(super) subject: String,
    /// The stems of what the row is found by (`by phone number`); empty when the goal does not say.
    pub(super) identity: Vec<String>,
    /// The same as written.
    pub(super) found_by: String,
    /// Whether it is about whoever calls.
    pub(super) caller: bool,
    pub(super) which: Option<Which>,
    /// Whether several rows are wanted.
    pub(super) many: bool,
}

const READ: [&str; 30] = [
    "look", "find", "get", "tell", "check", "show", "list", "search", "what", "when", "where", "who", "which", "how",
    "fetch", "read", "give", "see", "verify", "is", "are", "does", "do", "has", "have", "lookup", "retrieve", "say",
    "explain", "know",
];
const INSERT: [&str; 25] = [
    "book", "create", "add", "register", "make", "leave", "log", "record", "open", "request", "enrol", "enroll",
    "place", "submit", "file", "new", "schedule", "take", "report", "insert", "put", "sign", "note", "join", "rent",
];
const UPDATE: [&str; 27] = [
    "reschedule",
    "cancel",
    "update",
    "change",
    "move",
    "confirm",
    "set",
    "mark",
    "modify",
    "edit",
    "correct",
    "postpone",
    "rename",
    "close",
    "complete",
    "approve",
    "reject",
    "renew",
    "extend",
    "deactivate",
    "activate",
    "pause",
    "resume",
    "replace",
    "adjust",
    "revise",
    "switch",
];
const DELETE: [&str; 4] = ["delete", "remove", "erase", "drop"];
/// Verbs that name what is made: who rents makes a rental.
const NAMING: [&str; 6] = ["rent", "request", "report", "enrol", "enroll", "file"];
/// Whoever calls, and words that point at them.
const CALLER: [&str; 9] = ["caller", "callers", "my", "their", "his", "her", "me", "they", "i"];
const NEXT: [&str; 6] = ["next", "upcoming", "soonest", "coming", "future", "forthcoming"];
const LATEST: [&str; 8] = ["last", "latest", "newest", "recent", "recently", "previous", "past", "current"];
const SEVERAL: [&str; 4] = ["all", "list", "every", "which"];
/// What leads to the words that a row is found by.
const LEADS: [&str; 3] = ["by", "using", "given"];
/// What ends them.
const ENDS: [&str; 8] = ["to", "and", "so", "for", "in", "on", "when", "that"];
/// What stands between and means nothing.
const FILLERS: [&str; 12] = ["the", "a", "an", "of", "s", "this", "up", "let", "please", "new", "its", "own"];

impl Goal {
    pub(super) fn read(text: &str) -> Goal {
        let words: Vec<String> = words_of(text);
        let (intent, at) = intent(&words);
        let verb = at.and_then(|at| words.get(at)).cloned().unwrap_or_default();
        let found_by = words.iter().rposition(|word| LEADS.contains(&word.as_str()));
        let rest = found_by.map(|at| &words[at + 1..]).unwrap_or_default();
        let rest = rest.split(|word| ENDS.contains(&word.as_str())).next().unwrap_or_default();
        let range = found_by.map(|at| at..at + 1 + rest.len()).unwrap_or_default();
        let plain = |word: &&String| !FILLERS.contains(&word.as_str()) && !CALLER.contains(&word.as_str());
        let which = which(&words);
        let named: Vec<&str> = rest.iter().filter(plain).map(String::as_str).collect();
        let kept = words.iter().enumerate().filter(|(place, word)| {
            let ordering = NEXT.contains(&word.as_str()) || (which.is_some() && LATEST.contains(&word.as_str()));
            (Some(*place) != at || NAMING.contains(&word.as_str()))
                && !range.contains(place)
                && plain(word)
                && !ordering
        });
        let kept: Vec<&str> = kept.map(|(_, word)| word.as_str()).collect();
        Goal {
            intent,
            verb,
            stems: kept.iter().map(|word| stem_of(word)).collect(),
            subject: kept.join(" "),
            identity: named.iter().map(|word| stem_of(word)).collect(),
            found_by: named.join(" "),
            caller: words.iter().any(|word| CALLER.contains(&word.as_str())),
            which,
            many: words.iter().any(|word| SEVERAL.contains(&word.as_str())),
        }
    }
}

/// The first word that says what is to be done, with its place.
fn intent(words: &[String]) -> (Intent, Option<usize>) {
    for (at, word) in words.iter().enumerate() {
        let word = word.as_str();
        let next = words.get(at + 1).map(String::as_str);
        // “check in the caller”, “which is open”.
        if word == "check" && next == Some("in") {
            return (Intent::Update, Some(at));
        }
        let groups = [
            (&READ[..], Intent::Read),
            (&INSERT, Intent::Insert),
            (&UPDATE, Intent::Update),
            (&DELETE, Intent::Delete),
        ];
        if let Some((_, intent)) = groups.into_iter().find(|(group, _)| group.contains(&word)) {
            return (intent, Some(at));
        }
    }
    (Intent::Read, None)
}

fn which(words: &[String]) -> Option<Which> {
    words.iter().enumerate().find_map(|(at, word)| match word.as_str() {
        word if NEXT.contains(&word) => Some(Which::Next),
        // A last name is no order.
        word if LATEST.contains(&word) && words.get(at + 1).is_none_or(|next| next != "name") => Some(Which::Latest),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_taken_apart() {
        let goal = Goal::read("Look up the caller's next appointment by phone");
        assert_eq!((goal.intent, goal.which, goal.caller), (Intent::Read, Some(Which::Next), true));
        assert_eq!((goal.subject.as_str(), goal.found_by.as_str()), ("appointment", "phone"));
        let goal = Goal::read("find a patient by last name");
        assert_eq!((goal.which, goal.subject.as_str()), (None, "patient"));
        assert_eq!(Goal::read("let the caller book an appointment").intent, Intent::Insert);
        assert_eq!(Goal::read("check in the caller for an appointment").intent, Intent::Update);
        assert_eq!(Goal::read("delete my record").intent, Intent::Delete);
        assert_eq!(Goal::read("").intent, Intent::Read);
    }
}
