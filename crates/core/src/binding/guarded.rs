//! Columns that look sensitive: refused where they are written, warned about where they are read.
//!
//! Contact data, names, free text and places are no matter here: an agent that books a visit has to write down who calls, from which
//! number and why, and the contract's own parameter names (`caller_phone`, `caller_name`, `service_address`) say so.
//!
//! A suggestion that the owner has dismissed is none: a person looked, and said that it is not what it looks like. It is the same one that the
//! suggestions show, so it is refused again when the column's type or its likeliest class changes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Code, Diagnostic};
use crate::catalog::sensitive::{Confidence, SensitiveClass as Class, TableClasses, TableJudge};
use crate::catalog::{Catalog, Table, TableName};
use crate::scoping::{BlockTarget, Dismissal, Scoping};

/// What a column looks like, as far as it matters to a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guarded {
    class: Class,
    /// A write of it is refused, not only warned about.
    refused: bool,
}

/// What the tables of a catalogue look like; each is judged once, when it is first asked about.
pub(super) struct Classes<'a> {
    catalog: &'a Catalog,
    scoping: &'a Scoping,
    judge: RefCell<TableJudge<'a>>,
    judged: RefCell<HashMap<&'a TableName, Rc<TableClasses>>>,
}

impl<'a> Classes<'a> {
    pub(super) fn new(catalog: &'a Catalog, scoping: &'a Scoping) -> Classes<'a> {
        Classes { catalog, scoping, judge: RefCell::default(), judged: RefCell::default() }
    }

    /// What the column looks like, by itself or by what its foreign key refers to, unless the owner has dismissed it.
    pub(super) fn column(&self, table: &'a Table, column: &str) -> Option<Guarded> {
        let found = self.found(table, column)?;
        guarded(found).filter(|_| !self.dismissed(table, Some(column), found.0))
    }

    /// What the column looks like, of all classes, guarded or not, dismissed or not.
    pub(super) fn looks_like(&self, table: &'a Table, column: &str) -> Option<Class> {
        self.found(table, column).map(|(class, _)| class)
    }

    /// What the table as a whole looks like, unless the owner has dismissed it.
    pub(super) fn table(&self, table: &'a Table) -> Option<Guarded> {
        let found = self.of(table).whole?;
        guarded(found).filter(|_| !self.dismissed(table, None, found.0))
    }

    fn dismissed(&self, table: &Table, column: Option<&str>, class: Class) -> bool {
        self.scoping.has_dismissed()
            && self.scoping.dismisses(&Dismissal {
                target: BlockTarget { table: table.name.clone(), column: column.map(str::to_owned) },
                class: class.code().to_owned(),
                data_type: column.and_then(|column| table.column(column)).map(|column| column.data_type.clone()),
            })
    }

    /// A foreign key's column holds the value of the one it refers to, whatever its own name.
    fn found(&self, table: &'a Table, column: &str) -> Option<(Class, Confidence)> {
        let own = self.own(table, column);
        let referred = table.foreign_keys.iter().filter_map(|key| {
            let at = key.columns.iter().position(|name| name == column)?;
            let other = self.catalog.table(&key.references)?;
            let referred = key.referenced_columns.get(at)?;
            let (class, confidence) = self.own(other, referred)?;
            let counts = confidence >= Confidence::Medium && !self.dismissed(other, Some(referred), class);
            counts.then_some((class, confidence))
        });
        // The surest; its own of two that are as sure.
        own.into_iter().chain(referred).reduce(|best, one| if one.1 > best.1 { one } else { best })
    }

    fn own(&self, table: &'a Table, column: &str) -> Option<(Class, Confidence)> {
        let at = table.columns.iter().position(|one| one.name == column)?;
        self.of(table).columns.get(at).copied().flatten()
    }

    fn of(&self, table: &'a Table) -> Rc<TableClasses> {
        let known = self.judged.borrow().get(&table.name).cloned();
        known.unwrap_or_else(|| {
            let judged = Rc::new(self.judge.borrow_mut().of(table));
            self.judged.borrow_mut().insert(&table.name, Rc::clone(&judged));
            judged
        })
    }
}

/// Which classes are guarded, and from which confidence. Those that only a misuse needs are refused as soon as they are likelier than not;
/// those that a name is often mistaken for, when it can hardly be anything else.
fn guarded((class, confidence): (Class, Confidence)) -> Option<Guarded> {
    let refused_from = match class {
        Class::Credential
        | Class::GovernmentId
        | Class::PaymentCard
        | Class::BankAccount
        | Class::Health
        | Class::Biometric => Confidence::Medium,
        Class::DateOfBirth | Class::Demographic | Class::Financial => Confidence::High,
        Class::Location | Class::Contact | Class::PersonName | Class::OnlineIdentifier | Class::FreeText => {
            return None;
        }
    };
    (confidence >= Confidence::Medium).then_some(Guarded { class, refused: confidence >= refused_from })
}

impl Guarded {
    /// Whether a write of it is refused.
    pub(super) fn refuses_writes(self) -> bool {
        self.refused
    }

    /// In words, after “looks like”.
    pub(super) fn words(self) -> &'static str {
        match self.class {
            Class::Credential => "a credential",
            Class::GovernmentId => "a government id",
            Class::PaymentCard => "payment card data",
            Class::BankAccount => "a bank account",
            Class::Health => "health data",
            Class::Biometric => "biometric data",
            Class::DateOfBirth => "a date of birth or an age",
            Class::Demographic => "a protected characteristic",
            Class::Financial => "somebody's finances",
            Class::Location => "somebody's whereabouts",
            Class::Contact => "contact data",
            Class::PersonName => "a person's name",
            Class::OnlineIdentifier => "an online identifier",
            Class::FreeText => "free text",
        }
    }

    /// What is said where the column is read. `remove` is the list item that an editor can take out, if there is one.
    pub(super) fn read(self, field: String, what: &str, remove: Option<String>) -> Diagnostic {
        let report = Diagnostic::warning(
            Code::SensitiveRead,
            field,
            format!("{what} looks like {}.", self.words()),
            "What the agent reads, it can say aloud, to whoever is on the line.",
        );
        match remove {
            Some(item) => report.with_edit("Remove it from the answer", item, ""),
            None => report.with_advice("Block it in Schema if no caller should hear of it."),
        }
    }

    /// What is said where the column is written.
    pub(super) fn written(self, field: String, what: &str, remove: Option<String>) -> Diagnostic {
        let (code, message) = (Code::WriteSensitive, format!("{what} looks like {}", self.words()));
        let why = "What is said on a call may be misheard or untrue; such values come from a person or a document. If it is none, \
                   dismiss the suggestion in Schema.";
        let report = match self.refused {
            true => Diagnostic::error(code, field, format!("{message}: an agent may not write it."), why),
            false => Diagnostic::warning(code, field, format!("{message}."), why),
        };
        match remove {
            Some(item) => report.with_edit("Do not set it", item, ""),
            None => report.with_advice("Write to another table."),
        }
    }
}
