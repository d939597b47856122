//! A draft before it is compiled.

use crate::binding::draft::Binding;

/// A draft with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) binding: Binding,
    pub(super) score: f64,
    pub(super) reasons: Vec<String>,
}

/// A draft of this tool and operation, and nothing else yet.
pub(super) fn draft(tool_name: String, operation: String) -> Binding {
    Binding {
        tool_name,
        operation,
        connection: String::new(),
        description: None,
        enabled: false,
        inputs: Vec::new(),
        projection: Vec::new(),
        sql_search: None,
        input_object_map: Vec::new(),
        sql_write: None,
        parameters: Vec::new(),
    }
}
