//! Drift: what became different between two catalogues of one database.
//!
//! Names decide what is the same thing. A thing that vanished beside one that appeared and looks like it is neither removed nor
//! added but *looks renamed*, which a person decides. Row estimates, the number of partitions and the server's version are not
//! drift: they move by themselves.

mod change;
mod compare;
mod describe;
mod impact;
mod renamed_columns;
mod renamed_tables;
mod similar;
#[cfg(test)]
mod tests;

pub use change::{Aspect, Change, Drift, LooksRenamed};
pub use compare::compare;
pub(crate) use describe::kind_words;
pub use impact::{BindingImpact, Decisions, Effect, Impact, IndexImpact, NamedBinding, RuleImpact, impact};
