//! `{success, data, message?, errors?}` and lists [contract, "Conventions"].

use serde::{Deserialize, Serialize};

use crate::problem::FieldError;

/// A successful answer. `success` may be missing: the scoping page shows `data` alone [S].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope<T> {
    /// True when it is there.
    #[serde(default = "yes")]
    pub success: bool,
    /// What was asked for.
    pub data: T,
    /// A remark for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Remarks by field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<FieldError>>,
}

impl<T> Envelope<T> {
    /// A plain success.
    pub fn of(data: T) -> Envelope<T> {
        Envelope { success: true, data, message: None, errors: None }
    }
}

fn yes() -> bool {
    true
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// True when it is there.
    #[serde(default = "yes")]
    pub success: bool,
    /// The items.
    pub data: Vec<T>,
    /// Where this page stands; a platform without it gave everything.
    #[serde(default)]
    pub pagination: Pagination,
}

/// Where a page stands. The pages show numbers and speak of cursors; we give both and follow the cursor [D][G].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Pagination {
    /// From 1.
    pub page: u64,
    /// Items a page.
    pub limit: u64,
    /// Items in all.
    pub total: u64,
    /// Pages in all.
    pub total_pages: u64,
    /// What to pass as `cursor` for the next page.
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::{Envelope, Page};

    #[test]
    fn success_may_be_missing() {
        let envelope: Envelope<u8> = serde_json::from_str(r#"{"data": 7}"#).unwrap();
        assert_eq!(envelope, Envelope::of(7));
        let page: Page<u8> = serde_json::from_str(r#"{"data": [1]}"#).unwrap();
        assert_eq!(page.pagination.next_cursor, None);
    }
}
