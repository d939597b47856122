//! What one column is, from its name, type, comment, enum values and table.
//!
//! The score of a class adds up: a phrase of the name that is enough by itself 75, one that is likely 50, a hint 25; the same said by
//! the comment 30 (45 where the name says nothing); a table about it 25, a table about things or organisations up to −35; a type for it
//! 10 (45 where the name says nothing); enum values of it 60. See [`Confidence::of`] for what a score means.

use super::name::{Hint, Name};
use super::phrases::{PHRASES, Strength};
use super::subject::Subjects;
use super::{Confidence, Reason, SensitiveClass as Class};
use crate::catalog::{Column, TypeClass};

/// The best class of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) class: Class,
    pub(super) confidence: Confidence,
    pub(super) reasons: Vec<Reason>,
}

/// Judges a column of a table about `subjects`.
pub(super) fn judge(column: &Column, name: &Name, subjects: Subjects) -> Option<Verdict> {
    let kind = Kind::of(column);
    if name.hints.is_empty() && column.comment.is_none() && column.enum_values.is_empty() && kind != Kind::Other {
        return None;
    }
    let said_of = comment(column, name);
    let mut best: Option<(i32, bool, Verdict)> = None;
    for class in Class::ALL {
        let Some((score, last, reasons)) = score(class, column, name, kind, subjects, &said_of) else { continue };
        let Some(confidence) = Confidence::of(score) else { continue };
        // The class that the name ends with goes first among equals, then the one that does more harm.
        if best.as_ref().is_none_or(|(other, ends, _)| (score, last) > (*other, *ends)) {
            best = Some((score, last, Verdict { class, confidence, reasons }));
        }
    }
    best.map(|(_, _, verdict)| verdict)
}

fn score(
    class: Class,
    column: &Column,
    name: &Name,
    kind: Kind,
    subjects: Subjects,
    comment: &[Hint],
) -> Option<(i32, bool, Vec<Reason>)> {
    let mut reasons = Vec::new();
    let hint = name
        .hints
        .iter()
        .filter(|hint| hint.class == class && kind.can_hold(class, hint, name))
        .max_by_key(|hint| (hint.strength, hint.last));
    let mut score = 0;
    if let Some(hint) = hint {
        score += points(hint.strength);
        reasons.push(Reason::Name { words: hint.words.clone() });
    }
    if let Some(said) = comment.iter().find(|said| said.class == class && kind.can_hold(class, said, name)) {
        score += if hint.is_some() { 30 } else { 45 };
        reasons.push(Reason::Comment { words: said.words.clone() });
    }
    let telling = telling_values(class, &column.enum_values);
    if !telling.is_empty() {
        score += 60;
        reasons.push(Reason::EnumValues { values: telling });
    }
    if class == Class::OnlineIdentifier && column.class == TypeClass::Network {
        score += if hint.is_some() { 10 } else { 45 };
        reasons.push(Reason::Type { data_type: column.data_type.clone() });
    }
    if score == 0 {
        return None;
    }
    let against = subjects.against(class);
    score -= against;
    if let Some(subject) = subjects.for_class(class).filter(|_| against == 0) {
        score += 25;
        reasons.push(Reason::Subject { subject });
    }
    Some((score, hint.is_some_and(|hint| hint.last), reasons))
}

fn points(strength: Strength) -> i32 {
    match strength {
        Strength::Sure => 75,
        Strength::Likely => 50,
        Strength::Hint | Strength::Alone => 25,
    }
}

/// What the comment plainly says. A column that holds something about a thing stays that, however often its comment names the thing.
fn comment(column: &Column, name: &Name) -> Vec<Hint> {
    let Some(comment) = column.comment.as_deref().filter(|_| !name.about && !name.reference) else { return Vec::new() };
    let words = PHRASES.prose(comment);
    let said = PHRASES.said(&words);
    let plain = said.iter().flat_map(|one| {
        let words = words[one.start..one.end].join(" ");
        one.says.iter().map(move |(class, strength)| Hint {
            class: *class,
            strength: *strength,
            words: words.clone(),
            last: false,
        })
    });
    plain.filter(|hint| hint.strength == Strength::Sure).collect()
}

/// The enum values that tell a class.
fn telling_values(class: Class, values: &[String]) -> Vec<String> {
    const GENDER: [&str; 14] = [
        "male",
        "female",
        "m",
        "f",
        "man",
        "woman",
        "non_binary",
        "nonbinary",
        "maennlich",
        "weiblich",
        "homme",
        "femme",
        "hombre",
        "mujer",
    ];
    const MARITAL: [&str; 6] = ["single", "married", "divorced", "widowed", "separated", "verheiratet"];
    let listed = |list: &[&str]| -> Vec<String> {
        values.iter().filter(|value| list.contains(&value.to_lowercase().as_str())).cloned().collect()
    };
    let found = match class {
        Class::Demographic => {
            let (gender, marital) = (listed(&GENDER), listed(&MARITAL));
            if gender.len() >= marital.len() { gender } else { marital }
        }
        _ => Vec::new(),
    };
    if found.len() >= 2 { found } else { Vec::new() }
}

/// What sort of value a column holds, as far as it rules classes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Text with little room.
    ShortText,
    Whole,
    Number,
    YesNo,
    Date,
    Moment,
    Bytes,
    Document,
    Uuid,
    Choice,
    Other,
}

impl Kind {
    fn of(column: &Column) -> Kind {
        let written = column.data_type.as_str();
        match column.class {
            // Tools write yes and no into these.
            TypeClass::Integer if written.starts_with("tinyint(1)") || written == "bit(1)" => Kind::YesNo,
            TypeClass::Boolean => Kind::YesNo,
            TypeClass::Text if length(written).is_some_and(|length| length < 30) => Kind::ShortText,
            TypeClass::Text => Kind::Text,
            TypeClass::Integer => Kind::Whole,
            TypeClass::Number => Kind::Number,
            TypeClass::Date => Kind::Date,
            TypeClass::Timestamp | TypeClass::Time | TypeClass::Interval => Kind::Moment,
            TypeClass::Uuid => Kind::Uuid,
            TypeClass::Enum => Kind::Choice,
            TypeClass::Json | TypeClass::Array => Kind::Document,
            TypeClass::Binary => Kind::Bytes,
            TypeClass::Network | TypeClass::Other => Kind::Other,
        }
    }

    /// Whether such a value can be of the class at all.
    fn can_hold(self, class: Class, hint: &Hint, name: &Name) -> bool {
        if name.question && matches!(self, Kind::YesNo | Kind::ShortText | Kind::Whole | Kind::Choice) {
            return false;
        }
        if name.amount && matches!(self, Kind::Whole | Kind::Number) {
            return false;
        }
        let sure = hint.strength == Strength::Sure;
        match self {
            Kind::Text => true,
            Kind::ShortText => class != Class::FreeText,
            Kind::Document | Kind::Other => true,
            Kind::YesNo => matches!(class, Class::Demographic | Class::Health) && hint.strength >= Strength::Likely,
            Kind::Choice => matches!(class, Class::Demographic | Class::Health),
            Kind::Date | Kind::Moment => {
                class == Class::DateOfBirth || (class == Class::Health && sure && (hint.last || name.hints.is_empty()))
            }
            Kind::Bytes => !matches!(class, Class::Contact | Class::PersonName | Class::Demographic | Class::Financial),
            Kind::Uuid => {
                matches!(class, Class::Credential | Class::OnlineIdentifier) && hint.strength >= Strength::Likely
            }
            Kind::Number => {
                matches!(class, Class::Health | Class::Financial | Class::Location) || (sure && digits(class))
            }
            Kind::Whole => {
                matches!(class, Class::Health | Class::Financial | Class::Demographic)
                    || (sure
                        && (digits(class)
                            || matches!(class, Class::DateOfBirth | Class::Location)
                            || (class == Class::Contact && in_digits(&hint.words))))
                    || (class == Class::DateOfBirth && hint.strength == Strength::Likely)
            }
        }
    }
}

/// Classes whose values are digits.
fn digits(class: Class) -> bool {
    matches!(class, Class::GovernmentId | Class::PaymentCard | Class::BankAccount)
}

/// Contact data that somebody may keep as a number; an `address` that is one is a key.
fn in_digits(words: &str) -> bool {
    const DIGITS: [&str; 14] =
        ["phone", "tel", "mobile", "cell", "fax", "zip", "post", "plz", "code", "number", "no", "gsm", "handy", "cep"];
    DIGITS.iter().any(|digits| words.contains(digits))
}

/// The length in `varchar(20)` and the like.
fn length(data_type: &str) -> Option<u32> {
    data_type.split_once('(')?.1.split_once(')')?.0.parse().ok()
}
