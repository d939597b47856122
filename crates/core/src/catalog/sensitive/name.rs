//! What a column's name says about its values.
//!
//! A name mostly ends with what the column holds: `email_count` holds a count, `phone_type` a type, `has_phone` a yes or no.
//! So a phrase counts only when nothing after it turns the column into something ABOUT the phrase.

use super::part::{ABOUT, ABOUT_FIRST, ALLOWS, AMOUNT, QUESTION, REFERENCE, plays};
use super::phrases::{PHRASES, Said, Strength};
use super::subject::is_person;
use super::{SensitiveClass, SensitiveClass as Class};

/// What one phrase of a name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) class: SensitiveClass,
    pub(super) strength: Strength,
    /// The words, as they were understood.
    pub(super) words: String,
    /// It is what the name ends with.
    pub(super) last: bool,
}

/// A name that was read. The same for every column of this name, whatever its table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) hints: Vec<Hint>,
    /// The last word says that the column holds something about a thing: no comment makes it the thing.
    pub(super) about: bool,
    /// It begins as a question that yes or no answers.
    pub(super) question: bool,
    /// It begins as a number of things.
    pub(super) amount: bool,
    /// It refers to a patient or person by key: the row is about somebody.
    pub(super) person: bool,
    /// It refers to a subject by key, which is a person in a table about health.
    pub(super) subject: bool,
    /// What it refers to by key or code, if it does.
    pub(super) refers_to: Option<String>,
    /// Its last word refers to a thing by key or code.
    pub(super) reference: bool,
}

impl Name {
    pub(super) fn read(name: &str) -> Name {
        let words = PHRASES.words(name);
        let said = PHRASES.said(&words);
        let covered = |at: usize| said.iter().any(|one| one.start <= at && at < one.end && !one.says.is_empty());
        let last = words.len().saturating_sub(1);
        let is = |part: u8, at: usize| words.get(at).is_some_and(|word| plays(word, part));
        let reference = is(REFERENCE, last) && !covered(last);
        let names_person = words.iter().any(|word| word == "patient" || word == "person");
        Name {
            subject: reference && words.first().is_some_and(|word| word == "subject"),
            person: words == ["pid"] || (reference && names_person),
            refers_to: is(REFERENCE, last).then(|| words[..last].join(" ")),
            hints: said.iter().flat_map(|one| hints(&words, one, &said)).chain(somebodys_name(&words)).collect(),
            about: is(ABOUT, last) && !covered(last),
            question: words.len() > 1 && is(QUESTION, 0),
            amount: words.len() > 1 && is(AMOUNT, 0) && !covered(0),
            reference,
        }
    }
}

fn hints(words: &[String], said: &Said, all: &[Said]) -> Vec<Hint> {
    let (before, after) = (&words[..said.start], &words[said.end..]);
    let asked = before.iter().skip(1).any(|word| plays(word, ALLOWS));
    if asked || after.iter().any(|word| plays(word, ABOUT)) || before.iter().any(|word| plays(word, ABOUT_FIRST)) {
        return Vec::new();
    }
    // An e-mail's token is a token.
    let key_follows = all.iter().any(|other| {
        let key = |(class, strength): &(Class, Strength)| *class == Class::Credential && *strength >= Strength::Likely;
        other.start >= said.end && other.says.iter().any(key)
    });
    // A photo's file name is a file name.
    let other_follows = all.iter().any(|other| other.start >= said.end && other.says.is_empty());
    if key_follows || other_follows {
        return Vec::new();
    }
    let referred = after.iter().any(|word| plays(word, REFERENCE));
    // The key of a secret is one.
    let secret = after.iter().all(|word| word == "key" || word == "code");
    let about = before.last().is_some_and(|word| plays(word, ABOUT));
    let whole = before.is_empty() && after.is_empty();
    let holds = |(class, strength): &&(Class, Strength)| match strength {
        Strength::Alone => whole,
        // A key to something that is only a hint, or a mere `concept id` of a type, is a key.
        Strength::Hint => !referred && !about,
        _ => {
            !referred || matches!(class, Class::Demographic | Class::Health) || (secret && *class == Class::Credential)
        }
    };
    let hint = |(class, strength): &(Class, Strength)| Hint {
        class: *class,
        strength: *strength,
        words: words[said.start..said.end].join(" "),
        last: after.is_empty(),
    };
    said.says.iter().filter(holds).map(hint).collect()
}

/// Whether the word says what a column holds about a thing, or refers to one.
pub(super) fn is_common(word: &str) -> bool {
    plays(word, ABOUT | REFERENCE | QUESTION | AMOUNT)
}

/// `judge_name` is one, whatever sort of people it is about.
fn somebodys_name(words: &[String]) -> Option<Hint> {
    let [.., person, name] = words else { return None };
    let somebody =
        name == "name" && is_person(person) && !["user", "account", "provider", "agent"].contains(&person.as_str());
    let words = format!("{person} {name}");
    somebody.then_some(Hint { class: Class::PersonName, strength: Strength::Likely, words, last: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(name: &str) -> Vec<Class> {
        let mut hints = Name::read(name).hints;
        hints.retain(|hint| hint.strength > Strength::Hint);
        hints.into_iter().map(|hint| hint.class).collect()
    }

    #[test]
    fn what_a_name_ends_with_decides() {
        for (name, expected) in [
            ("email", &[Class::Contact][..]),
            ("customerEmail", &[Class::Contact]),
            ("email_count", &[]),
            ("email_verified_at", &[]),
            ("password_reset_required", &[]),
            ("password_reset_token", &[Class::Credential]),
            ("card_type_id", &[]),
            ("address_id", &[]),
            ("phone_type", &[]),
            ("file_name", &[]),
            ("token_count", &[]),
            ("race_date", &[]),
            ("gender_id", &[Class::Demographic]),
        ] {
            assert_eq!(classes(name), expected, "{name}");
        }
        assert!(Name::read("has_phone").question);
        assert!(Name::read("num_phones").amount);
    }
}
