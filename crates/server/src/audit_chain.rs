//! The hash chain of the audit log: each entry's hash covers all of it and the hash before it, so that an entry that is
//! changed, taken out, put in or moved afterwards is found. Whoever can write the store could write a whole new chain; that is
//! found by comparing the last hash with one that was noted elsewhere, which `gatehouse audit verify` prints for this.

use sha2::{Digest, Sha256};

use crate::store::{AuditEntry, AuditRecord};

/// SHA-256 of the hash before and every field, each with its length before it, so that no two entries have one text.
pub(crate) fn link(
    last: Option<&[u8]>,
    organisation: &str,
    sequence: i64,
    entry: &AuditEntry,
    detail: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    let sequence = sequence.to_string();
    let fields = [
        "gatehouse audit 1".as_bytes(),
        last.unwrap_or_default(),
        organisation.as_bytes(),
        sequence.as_bytes(),
        entry.id.as_bytes(),
        entry.recorded_at.as_bytes(),
        entry.actor.as_bytes(),
        entry.request_id.as_bytes(),
        entry.action.as_bytes(),
        entry.target.as_bytes(),
        detail.as_bytes(),
    ];
    for field in fields {
        hash.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

/// Follows a chain, entry by entry.
pub(crate) struct Verification {
    organisation: String,
    length: i64,
    last: Option<Vec<u8>>,
}

impl Verification {
    pub(crate) fn of(organisation: &str) -> Verification {
        Verification { organisation: organisation.into(), length: 0, last: None }
    }

    /// Where the chain stands.
    pub(crate) fn length(&self) -> i64 {
        self.length
    }

    /// Takes the next entry; false when it is not the one that follows.
    pub(crate) fn follows(&mut self, record: &AuditRecord) -> bool {
        let sequence = self.length + 1;
        let hash = link(self.last.as_deref(), &self.organisation, sequence, &record.entry, &record.written);
        if record.sequence != sequence || record.hash != hash {
            return false;
        }
        self.length = sequence;
        self.last = Some(record.hash.clone());
        true
    }

    /// Whether the chain ends where the organisation says: entries cut off at the end leave a chain that is whole.
    pub(crate) fn ends_at(&self, length: i64, head: Option<&[u8]>) -> bool {
        self.length == length && self.last.as_deref() == head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(action: &str) -> AuditEntry {
        AuditEntry {
            id: "i".into(),
            recorded_at: "2026-01-01T00:00:00Z".into(),
            actor: "key".into(),
            request_id: "r".into(),
            action: action.into(),
            target: "postgres".into(),
            detail: serde_json::json!({}),
        }
    }

    fn chain(actions: &[&str]) -> Vec<AuditRecord> {
        let mut last: Option<Vec<u8>> = None;
        let mut records = Vec::new();
        for (action, sequence) in actions.iter().zip(1..) {
            let hash = link(last.as_deref(), "o", sequence, &entry(action), "{}").to_vec();
            last = Some(hash.clone());
            records.push(AuditRecord { sequence, entry: entry(action), written: "{}".into(), hash });
        }
        records
    }

    fn verified(records: &[AuditRecord]) -> bool {
        let mut verification = Verification::of("o");
        records.iter().all(|record| verification.follows(record))
    }

    #[test]
    fn a_chain_is_followed_and_any_change_is_found() {
        assert!(verified(&chain(&["a", "b", "c"])));
        let mut changed = chain(&["a", "b", "c"]);
        changed[1].entry.actor = "somebody else".into();
        assert!(!verified(&changed));
        let mut moved = chain(&["a", "b", "c"]);
        moved.swap(1, 2);
        assert!(!verified(&moved));
        let mut out = chain(&["a", "b", "c"]);
        out.remove(1);
        assert!(!verified(&out));
        let mut verification = Verification::of("another organisation");
        assert!(!verification.follows(&chain(&["a"])[0]));
    }

    #[test]
    fn a_shortened_chain_does_not_end_where_it_should() {
        let whole = chain(&["a", "b"]);
        let mut verification = Verification::of("o");
        assert!(verification.follows(&whole[0]));
        assert!(verification.ends_at(1, Some(&whole[0].hash)));
        assert!(!verification.ends_at(2, Some(&whole[1].hash)));
    }

    #[test]
    fn two_fields_are_never_one() {
        let (mut one, mut two) = (entry("a"), entry("a"));
        (one.actor, one.request_id) = ("ab".into(), "c".into());
        (two.actor, two.request_id) = ("a".into(), "bc".into());
        assert_ne!(link(None, "o", 1, &one, "{}"), link(None, "o", 1, &two, "{}"));
    }
}
