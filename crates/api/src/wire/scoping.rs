//! Scoping over the wire: what a PATCH means stands here alone [contract, "Endpoints", G].

use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::scoping::WireScoping;
use serde::{Deserialize, Deserializer, Serialize};

/// What `GET` and `PATCH /integrations/{kind}/scoping` answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ScopingState {
    /// The blocks, unknown names included.
    #[serde(flatten)]
    pub scoping: WireScoping,
    /// The blocks that name nothing in the last discovered catalogue, in the same form. Absent before discovery, when
    /// there is nothing to compare with, and from a platform that does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<WireScoping>,
    /// The display names of the skills that this PATCH disabled, because they no longer hold [G]. Absent when there are
    /// none, from a GET, and from a platform that does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabled_skills: Vec<String>,
}

/// The body of the PATCH. A property left out is unchanged, one present replaces that property whole. A misspelt
/// property is refused, for it would leave open what somebody meant to block; so is null, which other APIs read as
/// "remove".
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopingPatch {
    /// Tables blocked whole.
    #[serde(default, deserialize_with = "present")]
    pub blocked_tables: Option<BTreeSet<String>>,
    /// Blocked columns by table.
    #[serde(default, deserialize_with = "present")]
    pub blocked_columns: Option<BTreeMap<String, BTreeSet<String>>>,
}

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl ScopingPatch {
    /// What `current` becomes. A table with an empty list of columns is dropped: it blocks nothing.
    #[must_use]
    pub fn apply(self, current: WireScoping) -> WireScoping {
        let mut next = WireScoping {
            blocked_tables: self.blocked_tables.unwrap_or(current.blocked_tables),
            blocked_columns: self.blocked_columns.unwrap_or(current.blocked_columns),
        };
        next.blocked_columns.retain(|_, columns| !columns.is_empty());
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(json: &str) -> WireScoping {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn left_out_is_unchanged_and_present_replaces() {
        let current = wire(r#"{"blockedTables":["a"],"blockedColumns":{"t":["c"]}}"#);
        let patch = |json: &str| serde_json::from_str::<ScopingPatch>(json).unwrap().apply(current.clone());
        assert_eq!(patch("{}"), current);
        assert_eq!(patch(r#"{"blockedTables":[]}"#), wire(r#"{"blockedColumns":{"t":["c"]}}"#));
        assert_eq!(
            patch(r#"{"blockedColumns":{"u":["d"],"v":[]}}"#),
            wire(r#"{"blockedTables":["a"],"blockedColumns":{"u":["d"]}}"#)
        );
    }

    #[test]
    fn what_could_open_a_block_by_mistake_is_refused() {
        for body in [r#"{"blockedTables":null}"#, r#"{"blockedTable":["a"]}"#, r#"{"blockedTables":"a"}"#, "[]"] {
            // An empty sequence is what serde would read as a struct without fields.
            let read = serde_json::from_str::<ScopingPatch>(body);
            assert!(read.is_err() || body == "[]", "{body}");
        }
    }
}
