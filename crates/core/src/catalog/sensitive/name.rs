//! What a column's name says about its values.
//!
//! A name mostly ends with what the column holds: `email_count` holds a count, `phone_type` a type, `has_phone` a yes or no.
//! So a phrase counts only when nothing after it turns the column into something ABOUT the phrase.

use super::phrases::{PHRASES, Said, Strength};
use super::subject::is_person;
use super::{SensitiveClass, SensitiveClass as Class};

/// Words that, after a phrase, say that the column holds something about it and not the thing.
const ABOUT: &str = "count cnt total flag enabled disabled required requirement verified confirmed valid validated validation status \
    state type typ tipo kind method format template at on by date datum fecha dt time ts timestamp expiry expire expired expiration \
    until since length len size index idx order sort position pos level policy version limit max min attempt attempted rate ratio \
    percent pct score allowed visible visibility public hidden preference preferred setting config configuration option group \
    category class sent seen read opt optin optout optional consent lang locale url uri link href port server column col field label \
    caption placeholder regex pattern mask rule permission role scope strategy algorithm algo iteration encoding mime extension \
    width height unit uom currency subject count changed updated created deleted modified last counter num_of sequence seq hash_algo \
    estimated name_type length domain provider_type suffix start end datetime operator section y n enum definition review reviewed days flg completed issueddate expiredate \
    attachment_type exempt digits supported schema";

/// Words that, after a phrase, only refer to the thing. What a code or key stands for is still told by it where the thing is one
/// of a few kinds ([`Class::Demographic`]) or an entry of a catalogue ([`Class::Health`]); elsewhere it is a key.
const REFERENCE: &str = "id code uuid guid ref fk key concept cd no nr number";

/// Beginnings of a yes or no.
const QUESTION: &str = "is has have had can may allow allows show hide enable disable require requires use uses send notify should \
    needs need accept accepts opt do does receive want wants include exclude must will no skip never force auto";

/// The same said first, as Romance languages do.
const ABOUT_FIRST: &str = "tipo type clase estado cantidad fecha data_de nombre_de";

/// Words that make a yes or no of what follows them, wherever they stand.
const ALLOWS: &str = "allow allows enable enabled require requires accept accepts";

/// Beginnings of a number of things.
const AMOUNT: &str = "num number count cnt n max min total avg sum no qty";

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
        let is = |list: &str, at: usize| words.get(at).is_some_and(|word| among(list, word));
        let reference = is(REFERENCE, last) && !covered(last);
        let names_person = words.iter().any(|word| among("patient person", word));
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
    let asked = before.iter().skip(1).any(|word| among(ALLOWS, word));
    if asked || after.iter().any(|word| among(ABOUT, word)) || before.iter().any(|word| among(ABOUT_FIRST, word)) {
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
    let referred = after.iter().any(|word| among(REFERENCE, word));
    // The key of a secret is one.
    let secret = after.iter().all(|word| among("key code", word));
    let about = before.last().is_some_and(|word| among(ABOUT, word));
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
    [ABOUT, REFERENCE, QUESTION, AMOUNT].iter().any(|list| among(list, word))
}

/// `judge_name` is one, whatever sort of people it is about.
fn somebodys_name(words: &[String]) -> Option<Hint> {
    let [.., person, name] = words else { return None };
    let somebody = name == "name" && is_person(person) && !among("user account provider agent", person);
    let words = format!("{person} {name}");
    somebody.then_some(Hint { class: Class::PersonName, strength: Strength::Likely, words, last: true })
}

pub(super) fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
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
