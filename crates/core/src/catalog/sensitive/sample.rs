//! A sample of values, asked for by a person: what is to be looked at, what came of it, and what it says. No value is in any of it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::score::Verdict;
use super::{Confidence, Reason, SensitiveClass as Class, ShapeFacts, ValueShape};
use crate::catalog::{Catalog, Column, TableName, TypeClass};

/// The columns of one table that are to be looked at; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleTarget {
    /// The table.
    pub table: TableName,
    /// Its columns, in the catalogue's order.
    pub columns: Vec<String>,
}

/// What became of one table of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableSample {
    /// The table.
    pub table: TableName,
    /// How many rows were read.
    pub rows: u32,
    /// What their values look like, by column; empty when the table was not sampled.
    pub columns: Vec<ColumnSample>,
    /// Why it was not sampled, if it was not.
    pub not_sampled: Option<NotSampled>,
}

/// What the values of one column look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnSample {
    /// The column.
    pub column: String,
    /// Counts by shape.
    pub facts: ShapeFacts,
}

/// Why a table was not sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotSampled {
    /// The login may not read it.
    NoPrivilege,
    /// It has no column whose values could tell anything.
    NothingToRead,
    /// It is not there any more, or has other columns: discover again.
    Changed,
    /// The server did not answer in time, or somebody held the table.
    TookTooLong,
    /// The whole sample had used its time before this table's turn.
    OutOfTime,
    /// The server refused the statement for another reason.
    Refused,
}

impl TableSample {
    /// A table that was not sampled.
    pub fn none(table: TableName, why: NotSampled) -> TableSample {
        TableSample { table, rows: 0, columns: Vec::new(), not_sampled: Some(why) }
    }
}

/// What is to be read of `tables`, and those of them that cannot be. Blocked tables are sampled like all others: it is the
/// owner's login that reads, and nothing of it reaches an agent.
pub fn sample_targets(catalog: &Catalog, tables: &[TableName]) -> (Vec<SampleTarget>, Vec<TableSample>) {
    let (mut targets, mut without) = (Vec::new(), Vec::new());
    for name in tables {
        let Some(table) = catalog.table(name) else {
            without.push(TableSample::none(name.clone(), NotSampled::Changed));
            continue;
        };
        let telling: Vec<&Column> = table.columns.iter().filter(|column| tells(column)).collect();
        let readable: Vec<String> =
            telling.iter().filter(|column| column.privileges.select).map(|column| column.name.clone()).collect();
        match (telling.is_empty(), readable.is_empty()) {
            (true, _) => without.push(TableSample::none(name.clone(), NotSampled::NothingToRead)),
            (_, true) => without.push(TableSample::none(name.clone(), NotSampled::NoPrivilege)),
            _ => targets.push(SampleTarget { table: name.clone(), columns: readable }),
        }
    }
    (targets, without)
}

/// Whether values of the column can tell more than its name: yes and no, a list's labels and bytes cannot.
fn tells(column: &Column) -> bool {
    !matches!(
        column.class,
        TypeClass::Boolean
            | TypeClass::Enum
            | TypeClass::Binary
            | TypeClass::Interval
            | TypeClass::Time
            | TypeClass::Other
    )
}

/// Fewer values tell nothing.
const FEW: u32 = 3;

/// What the values say, if at least four in five say the same: the class, how sure, and the reason.
pub(super) fn evidence(facts: &ShapeFacts) -> Option<Verdict> {
    let (shape, matching) = facts.shapes.iter().max_by_key(|(_, count)| **count)?;
    let most = u64::from(*matching) * 5 >= u64::from(facts.seen) * 4;
    if facts.seen < FEW || !most {
        return None;
    }
    let (class, confidence) = meaning(*shape)?;
    let reason = Reason::Values { shape: *shape, matching: *matching, seen: facts.seen };
    Some(Verdict { class, confidence, reasons: vec![reason] })
}

/// What a column of such values holds. A date, a number or an identifier can be anybody's.
fn meaning(shape: ValueShape) -> Option<(Class, Confidence)> {
    use Confidence::{High, Low, Medium};
    match shape {
        ValueShape::Email => Some((Class::Contact, High)),
        ValueShape::Phone => Some((Class::Contact, Medium)),
        ValueShape::CardNumber => Some((Class::PaymentCard, High)),
        ValueShape::Iban => Some((Class::BankAccount, High)),
        ValueShape::SocialSecurityNumber => Some((Class::GovernmentId, High)),
        ValueShape::Jwt | ValueShape::PasswordHash | ValueShape::PrivateKey => Some((Class::Credential, High)),
        ValueShape::HexDigest | ValueShape::Key => Some((Class::Credential, Medium)),
        ValueShape::IpAddress | ValueShape::MacAddress => Some((Class::OnlineIdentifier, High)),
        ValueShape::Coordinates => Some((Class::Location, Medium)),
        ValueShape::Prose | ValueShape::Json => Some((Class::FreeText, Low)),
        ValueShape::BirthDate | ValueShape::Uuid | ValueShape::Url | ValueShape::Number | ValueShape::Other => None,
    }
}

/// Puts what the values say to what the catalogue says: the same class is certain then, another one counts if it is surer.
pub(super) fn add(verdict: &mut Option<Rc<Verdict>>, facts: &ShapeFacts) {
    let Some(said) = evidence(facts) else { return };
    match verdict {
        Some(own) if own.class == said.class => {
            let own = Rc::make_mut(own);
            own.confidence = Confidence::High;
            own.reasons.extend(said.reasons);
        }
        Some(own) if own.confidence >= said.confidence => {}
        _ => *verdict = Some(Rc::new(said)),
    }
}
