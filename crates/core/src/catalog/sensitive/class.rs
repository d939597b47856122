//! What sort of sensitive value a column may hold, and how sure one is of it.

use serde::{Deserialize, Serialize};

/// The classes, a closed set. In this order they are preferred where two are equally likely: what does most harm first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SensitiveClass {
    /// Passwords, tokens, API keys, secrets, their hashes, what a session holds.
    Credential,
    /// Numbers by which a state knows somebody: social security, tax, passport, licence.
    GovernmentId,
    /// Payment cards: number, holder, expiry, verification code.
    PaymentCard,
    /// Bank accounts: IBAN, account and routing numbers, mandates.
    BankAccount,
    /// Diagnoses, medication, results, vital signs, insurance; medical record numbers.
    Health,
    /// Fingerprints, faces, voices, signatures; photographs of people.
    Biometric,
    /// Date or year of birth, age.
    DateOfBirth,
    /// Race, religion, orientation, gender, marital status, nationality, …
    Demographic,
    /// Income, balances, debts, credit standing of a person.
    Financial,
    /// Where somebody is or was: coordinates.
    Location,
    /// E-mail, telephone, postal address.
    Contact,
    /// Names of people.
    PersonName,
    /// User names, IP and hardware addresses, devices, cookies, social handles.
    OnlineIdentifier,
    /// Notes, comments, messages: text that may hold anything.
    FreeText,
}

impl SensitiveClass {
    /// All classes, in order of preference.
    pub const ALL: [SensitiveClass; 14] = [
        SensitiveClass::Credential,
        SensitiveClass::GovernmentId,
        SensitiveClass::PaymentCard,
        SensitiveClass::BankAccount,
        SensitiveClass::Health,
        SensitiveClass::Biometric,
        SensitiveClass::DateOfBirth,
        SensitiveClass::Demographic,
        SensitiveClass::Financial,
        SensitiveClass::Location,
        SensitiveClass::Contact,
        SensitiveClass::PersonName,
        SensitiveClass::OnlineIdentifier,
        SensitiveClass::FreeText,
    ];

    /// The stable word for it, as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            SensitiveClass::Credential => "credential",
            SensitiveClass::GovernmentId => "government_id",
            SensitiveClass::PaymentCard => "payment_card",
            SensitiveClass::BankAccount => "bank_account",
            SensitiveClass::Health => "health",
            SensitiveClass::Biometric => "biometric",
            SensitiveClass::DateOfBirth => "date_of_birth",
            SensitiveClass::Demographic => "demographic",
            SensitiveClass::Financial => "financial",
            SensitiveClass::Location => "location",
            SensitiveClass::Contact => "contact",
            SensitiveClass::PersonName => "person_name",
            SensitiveClass::OnlineIdentifier => "online_identifier",
            SensitiveClass::FreeText => "free_text",
        }
    }

    /// The class of this word.
    pub fn from_code(code: &str) -> Option<SensitiveClass> {
        SensitiveClass::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// How sure a suggestion is; see [`Confidence::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Worth a look.
    Low,
    /// More likely than not.
    Medium,
    /// Hardly anything else.
    High,
}

impl Confidence {
    /// The confidence of a score; none for one that is too low to bother anybody with. What adds to a score stands in
    /// [`super::score`].
    pub(super) fn of(score: i32) -> Option<Confidence> {
        match score {
            75.. => Some(Confidence::High),
            45.. => Some(Confidence::Medium),
            30.. => Some(Confidence::Low),
            _ => None,
        }
    }
}
