//! Tables that are sensitive as a whole: their name says so, and columns agree.

use std::rc::Rc;

use super::name::Name;
use super::phrases::Strength;
use super::score::Verdict;
use super::{Confidence, Reason, SensitiveClass as Class};
use crate::catalog::Table;

/// The class whose rows this table is a list of (`diagnoses`, `api_keys`), if enough of its columns are of it.
pub(super) fn judge(table: &Table, columns: &[Option<Rc<Verdict>>]) -> Option<Verdict> {
    let of = |class: Class| {
        let certain = columns.iter().flatten().filter(|one| one.class == class && one.confidence >= Confidence::Medium);
        certain.count()
    };
    let whole = [Class::Credential, Class::PaymentCard, Class::BankAccount, Class::Health];
    if whole.iter().all(|class| of(*class) == 0) {
        return None;
    }
    let name = Name::read(&table.name.table);
    let hint = name
        .hints
        .iter()
        .filter(|hint| hint.strength == Strength::Sure && hint.last && whole.contains(&hint.class))
        .max_by_key(|hint| of(hint.class))?;
    let found = of(hint.class);
    let confidence = match found {
        0 => return None,
        1 | 2 => Confidence::Medium,
        _ => Confidence::High,
    };
    let columns = Reason::Columns { columns: u32::try_from(found).unwrap_or(u32::MAX) };
    let reasons = vec![Reason::Name { words: hint.words.clone() }, columns];
    Some(Verdict { class: hint.class, confidence, reasons })
}
