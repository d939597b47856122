//! Connections that a person has already, elsewhere: libpq's files and variables, the MySQL client's option file.
//!
//! Every reader takes text and gives candidates; it opens no file and looks at no environment. A password that stands in
//! the text stays apart from the candidate, in a type that neither prints nor serialises: the candidate may be shown.

mod candidate;
mod my_cnf;
mod pgpass;
mod service;
mod variables;

pub use candidate::{Found, ImportCandidate, ImportPassword, ImportSource};
pub use my_cnf::read_my_cnf;
pub use pgpass::{PgpassRule, read_pgpass, read_pgpass_rules};
pub use service::read_services;
pub use variables::{READ_VARIABLES, read_variables};
