//! The drafts of one connection, compiled: what is prepared against the live database in one go.

use gatehouse_core::binding::{Severity, Statement, compile};

use crate::error::WorkspaceError;
use crate::folder::Workspace;

/// A draft, and the statement it compiles to.
#[derive(Debug)]
pub struct CompiledDraft {
    /// Its slug.
    pub slug: String,
    /// The tool's name, for people; the slug where the file cannot be read.
    pub tool_name: String,
    /// The statement, or why there is none.
    pub statement: Result<Statement, NotCompiled>,
}

/// Why a draft has no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCompiled {
    /// Its file cannot be read; the reason.
    Unreadable(String),
    /// It has errors; the first of them.
    Errors(String),
}

impl Workspace {
    /// The drafts of a connection, in the order of their slugs. One that cannot be read is among those of every connection, because nothing
    /// says whose it is. None where the connection was never discovered.
    ///
    /// # Errors
    /// When the folder or the connection's files cannot be read.
    pub fn compiled_drafts(&self, connection: &str) -> Result<Option<Vec<CompiledDraft>>, WorkspaceError> {
        self.connection(connection)?;
        let Some(catalog) = self.catalog(connection)? else { return Ok(None) };
        let scoping = self.scoping(connection)?;
        let mut drafts = Vec::new();
        for slug in self.binding_slugs()? {
            let (tool_name, statement) = match self.binding(&slug) {
                Ok(binding) if binding.connection != connection => continue,
                Ok(binding) => {
                    let compilation = compile(&catalog, &scoping, &binding);
                    let mut errors = compilation.diagnostics.into_iter().filter(|one| one.severity == Severity::Error);
                    let first = errors.next().map(|one| one.message).unwrap_or_default();
                    (binding.tool_name, compilation.statement.ok_or(NotCompiled::Errors(first)))
                }
                Err(error) => (slug.clone(), Err(NotCompiled::Unreadable(error.to_string()))),
            };
            drafts.push(CompiledDraft { slug, tool_name, statement });
        }
        Ok(Some(drafts))
    }
}
