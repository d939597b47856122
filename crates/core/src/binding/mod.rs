//! A binding: one question an agent may ask, compiled to one frozen, parameterised statement.
//!
//! SQL text is made in one place, [`statement`], from names that the catalogue holds; nothing a person or a caller
//! types ever becomes part of it.

mod arguments;
mod compile;
mod diagnostic;
mod dialect;
mod draft;
mod filter;
mod guarded;
mod hazard;
mod heirs;
mod index_use;
mod offer;
mod operation;
mod parameter;
mod plan;
mod projection;
mod propose;
mod relies;
mod resolve;
mod skill;
mod statement;
mod suggest;
mod value;
mod voice;
mod write;

pub use arguments::{ArgumentFault, ArgumentProblem};
pub use compile::{Compilation, compile, compile_all, compile_sampled};
pub use diagnostic::{Code, Diagnostic, Edit, Fix, Severity};
pub use draft::{
    Binding, Format, Input, ParameterRules, Projection, Scalar, SqlSearch, SqlWrite, WriteMode, WrittenField,
};
pub use hazard::{CascadeAction, Hazard, Written};
pub use index_use::IndexVerdict;
pub use offer::{ColumnOffer, Offer, RelationshipOffer, offer};
pub use operation::{Operation, Verb, operation_id};
pub use parameter::{Limits, Parameter};
pub use plan::{Plan, PlanBasis, RowAccess, read_plan};
pub use propose::{Proposal, Proposals, RANKING_RULES, propose, ranking_question};
pub use relies::relied_indexes;
pub use skill::{SkillDefinition, skill_name};
pub use statement::{Output, Statement, StatementKind};
pub use value::ValueProblem;
