//! What a table is about: told by its name, and by what its columns plainly are.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::SensitiveClass as Class;
use super::Subject;
use super::name::Name;
use super::phrases::{Strength, singular};
use crate::catalog::search::split;

/// Words for people that also stand for programs and roles: they count only in a name that says nothing else.
const PERHAPS_PEOPLE: &str =
    "client provider agent owner worker recipient profile subject operator holder affiliate identity";

const PEOPLE: &str = "judge lawyer attorney coach youth minor adult trainee mentor mentee supervisor manager director officer clerk cashier \
    technician engineer contractor freelancer consultant speaker landlord creditor debtor claimant insured signer approver reviewer scholar \
    learner instructor tutor sender caller donee householder parishioner athlete user customer patient person people employee staff contact member student pupil teacher candidate applicant \
    guest visitor subscriber practitioner physician doctor nurse author driver passenger donor lead prospect \
    guarantor beneficiary dependent child children kid family parent relative guardian signatory buyer seller payee payer \
    participant attendee citizen resident tenant borrower player human friend follower \
    administrator admin consumer voter victim suspect witness inmate crew pilot rider courier volunteer actor appuser \
    personnel salesman salesrep representative accountholder emp cust usr pers \
    kunde mitarbeiter benutzer ansprechpartner mitglied schueler patientin adherent personne utilisateur membre salarie employe \
    cliente usuario persona empleado contacto agente proveedor alumno paciente miembro aluno pessoa funcionario usuario medewerker \
    klant gebruiker leerling lid persoon";

const HEALTH: &str = "patient diagnosis diagnose diagnostic prescription medication medicine drug lab encounter vital immunization vaccination \
    vaccine allergy condition observation measurement procedure obs symptom treatment therapy specimen admission health medical \
    clinical emar pharmacy chartevent labevent microbiology icu icustay insurance disease history death exposure surgery referral \
    hospital ward chart nlp payer";

const ADDRESSES: &str = "address addresses shipto billto contact phone email telephone location adresse direccion endereco shipping billing delivery";

const ACCESS: &str = "session token login credential password oauth openid auth authentication authorize authorization apikey api key secret sso mfa otp \
    twofactor saml webauthn user account passkey invitation invite";

const PAYMENTS: &str = "payment card bank account payout deposit debit direct creditcard billing wallet transfer transaction subscription invoice \
    cuenta konto cuentasbanco recibo loan savings mandate";

const MESSAGES: &str = "testimonial survey answer mailing message comment note mail email post chat ticket reply conversation review feedback mailbox inbox notification letter \
    response moderation issue pnote memo discussion thread sms story complaint report_text alert";

const ORGANISATIONS: &str = "enterprise merchant brand club foundation firm business clinic company companies facility organization organisation office store shop warehouse site branch hospital country \
    region city state province department subunit empresa almacen finanzamt ciudad pais school employer tenant venue bank district agency \
    organization institution manufacturer pharmacy vendor_type carrier zone";

const THINGS: &str = "product category type status template config configuration setting option permission role privilege module plugin menu \
    currency language tag form field report rule plan feature code queue version migration schema layout banner page file \
    attachment property concept vocabulary domain tax rate stock inventory sku variant price catalog catalogue producto \
    paises part printer group class definition dictionary lookup reference attribute system cache archive metric kpi goal workflow scheduler \
    global changes drug param preference pref";

/// A table called so and nothing else lists what there is, not who has it; a column that names a person says otherwise.
const CATALOGUES: &str = "drug medication medicine vaccine procedure test concept allergen insurance pharmacy";

/// A table of these, whatever comes before, is a list of kinds.
const KINDS: &str = "type status category group role permission config configuration setting template class definition method format option \
    property policy param parameter preference";

const LISTS: [(Subject, &str); 8] = [
    (Subject::People, PEOPLE),
    (Subject::Health, HEALTH),
    (Subject::Addresses, ADDRESSES),
    (Subject::Access, ACCESS),
    (Subject::Payments, PAYMENTS),
    (Subject::Messages, MESSAGES),
    (Subject::Organisations, ORGANISATIONS),
    (Subject::Things, THINGS),
];

/// The lists by word.
static BY_WORD: LazyLock<HashMap<&'static str, Subjects>> = LazyLock::new(|| {
    let mut by_word: HashMap<&'static str, Subjects> = HashMap::new();
    for (subject, list) in LISTS {
        for word in list.split_ascii_whitespace() {
            by_word.entry(word).or_default().add(subject);
        }
    }
    by_word
});

/// Whether the word stands for people.
pub(super) fn is_person(word: &str) -> bool {
    BY_WORD.get(word).is_some_and(|subjects| subjects.has(Subject::People))
}

/// What a table is about: a set, one bit a subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Subjects(u8);

impl Subjects {
    /// Of a table with this name, understood as `words`, and these columns.
    pub(super) fn of<'a>(table: &str, words: &[String], columns: impl Iterator<Item = &'a Name> + Clone) -> Subjects {
        let mut words = words.to_vec();
        words.extend(split(table).iter().map(|word| singular(word)));
        if words.last().is_some_and(|word| among(KINDS, word)) {
            return Subjects::default().with(Subject::Things);
        }
        let mut subjects = Subjects::default();
        if words.iter().all(|word| among(CATALOGUES, word)) {
            subjects.add(Subject::Things);
        }
        for word in &words {
            subjects.0 |= BY_WORD.get(word.as_str()).copied().unwrap_or_default().0;
        }
        let of_programs =
            [Subject::Access, Subject::Things, Subject::Organisations].iter().any(|one| subjects.has(*one));
        if !of_programs && words.iter().any(|word| among(PERHAPS_PEOPLE, word)) {
            subjects.add(Subject::People);
        }
        for subject in of_columns(columns.clone()) {
            subjects.add(subject);
        }
        // In a study a patient is a subject.
        if subjects.has(Subject::Health) && columns.clone().any(|name| name.subject) {
            subjects.add(Subject::People);
        }
        // Who has a telephone and an address, and is called nothing else, is somebody.
        let place = words.iter().any(|word| word == "location" || word == "place");
        if !place
            && subjects.0 == Subjects::default().with(Subject::Addresses).0
            && plain(columns, &[Class::Contact]) >= 3
        {
            subjects.add(Subject::People);
        }
        subjects
    }

    fn with(mut self, subject: Subject) -> Subjects {
        self.add(subject);
        self
    }

    fn add(&mut self, subject: Subject) {
        self.0 |= 1 << subject as u8;
    }

    pub(super) fn has(self, subject: Subject) -> bool {
        self.0 & (1 << subject as u8) != 0
    }

    /// The subject that speaks for a class.
    pub(super) fn for_class(self, class: Class) -> Option<Subject> {
        let supporting: &[Subject] = match class {
            Class::Credential => &[Subject::Access],
            Class::OnlineIdentifier => &[Subject::Access, Subject::People],
            Class::PaymentCard | Class::BankAccount => &[Subject::Payments],
            Class::Health => &[Subject::Health],
            Class::Contact => &[Subject::Addresses, Subject::People, Subject::Messages],
            Class::FreeText => &[Subject::Messages, Subject::People, Subject::Health],
            Class::PersonName
            | Class::DateOfBirth
            | Class::Demographic
            | Class::Financial
            | Class::Location
            | Class::GovernmentId
            | Class::Biometric => &[Subject::People],
        };
        supporting.iter().copied().find(|subject| self.has(*subject))
    }

    /// How much the table speaks against a class: it is about things or organisations, and about no person.
    pub(super) fn against(self, class: Class) -> i32 {
        let about_somebody = [Subject::People, Subject::Health, Subject::Messages].iter().any(|one| self.has(*one));
        let (people, things) = (self.has(Subject::People), self.has(Subject::Things));
        match class {
            Class::Credential | Class::PaymentCard | Class::BankAccount | Class::OnlineIdentifier => 0,
            Class::Contact | Class::Location if !people && things && !self.has(Subject::Addresses) => 35,
            // An organisation's telephone may be a person's: many are one.
            Class::Contact | Class::Location if !people && self.has(Subject::Organisations) => 25,
            Class::Contact | Class::Location => 0,
            // A list of drugs is not somebody's prescription.
            Class::Health if !people && things => 35,
            Class::Health => 0,
            _ if !about_somebody && (things || self.has(Subject::Organisations)) => 35,
            _ => 0,
        }
    }
}

/// Columns that plainly are a person's make a table one about people, whatever it is called.
fn of_columns<'a>(columns: impl Iterator<Item = &'a Name> + Clone) -> Vec<Subject> {
    let person = plain(columns.clone(), &[Class::PersonName, Class::DateOfBirth, Class::Demographic]);
    let contact = plain(columns.clone(), &[Class::Contact]);
    let mut subjects = Vec::new();
    if columns.clone().any(|name| name.person) || person >= 2 || (person >= 1 && contact >= 1) {
        subjects.push(Subject::People);
    }
    if contact >= 2 {
        subjects.push(Subject::Addresses);
    }
    if plain(columns, &[Class::Health]) >= 3 {
        subjects.push(Subject::Health);
    }
    subjects
}

/// How many columns are plainly of these classes by their name alone.
fn plain<'a>(columns: impl Iterator<Item = &'a Name>, wanted: &[Class]) -> usize {
    let sure =
        |name: &&Name| name.hints.iter().any(|hint| hint.strength == Strength::Sure && wanted.contains(&hint.class));
    columns.filter(sure).count()
}

/// Whether a short list has the word.
fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
