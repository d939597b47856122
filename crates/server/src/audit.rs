//! The audit log for whoever runs the control plane: following its chains, and reading it.

use gatehouse_api::AuditLog;

use crate::audit_chain::Verification;
use crate::store::{AuditRecord, OpenError, PageRequest, Store, StoreError, StoreLocation, open_existing};

/// How many entries are read at a time.
const PART: u32 = 500;

/// Why the log was not read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// No organisation has this name.
    #[error("the store has no organisation of the name {0:?}")]
    UnknownOrganisation(String),
    /// The store does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What following the chain of an organisation found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// The organisation's name.
    pub organisation: String,
    /// How many entries follow each other from the first on.
    pub length: u64,
    /// The hash of the last of these, hexadecimal: to be noted somewhere else. None of an empty log.
    pub last_hash: Option<String>,
    /// Where it breaks, if it does.
    pub broken: Option<Break>,
    /// Which of the expected hashes stand in the chain, and at which entry.
    pub found: Vec<(String, u64)>,
}

/// The first place where a chain does not go on as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The number of the entry that should stand there; the first is 1.
    pub entry: u64,
    /// What is wrong with it, in words.
    pub reason: String,
}

/// An entry of the log, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedEntry {
    /// The organisation's name.
    pub organisation: String,
    /// The entry as the API tells it.
    pub entry: AuditLog,
}

/// Follows the chain of the organisation of this name, or of every one. `expected` are hashes that were noted before, in
/// hexadecimal: a log that was cut off or written anew no longer has them.
///
/// # Errors
/// See [`AuditError`]; a broken chain is none.
pub async fn verify(
    store: &StoreLocation,
    organisation: Option<&str>,
    expected: &[String],
) -> Result<Vec<ChainReport>, AuditError> {
    let store = open_existing(store).await?;
    let mut reports = Vec::new();
    for (id, name) in organisations(&*store, organisation).await? {
        reports.push(follow(&*store, &id, name, expected).await?);
    }
    store.close().await;
    Ok(reports)
}

/// The latest entries, the last first.
///
/// # Errors
/// See [`AuditError`].
pub async fn latest(
    store: &StoreLocation,
    organisation: Option<&str>,
    limit: u32,
) -> Result<Vec<LoggedEntry>, AuditError> {
    let store = open_existing(store).await?;
    let mut entries = Vec::new();
    for (id, name) in organisations(&*store, organisation).await? {
        let page = store.audit_page(&id, &PageRequest { limit, after: None }).await?;
        let told =
            page.items.into_iter().map(|record| LoggedEntry { organisation: name.clone(), entry: record.into() });
        entries.extend(told);
    }
    store.close().await;
    entries.sort_by(|a, b| newness(&b.entry).cmp(&newness(&a.entry)));
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(entries)
}

async fn organisations(store: &dyn Store, name: Option<&str>) -> Result<Vec<(String, String)>, AuditError> {
    let all = store.organisations().await?;
    let Some(name) = name.map(str::trim) else { return Ok(all) };
    let one: Vec<_> = all.into_iter().filter(|(_, known)| known == name).collect();
    if one.is_empty() { Err(AuditError::UnknownOrganisation(name.into())) } else { Ok(one) }
}

/// From the first entry to the last. A server may be appending meanwhile, so where the chain ends is asked after its end was
/// reached, and again as long as it has grown.
async fn follow(
    store: &dyn Store,
    id: &str,
    organisation: String,
    expected: &[String],
) -> Result<ChainReport, AuditError> {
    let mut chain = Verification::of(id);
    let mut report = ChainReport { organisation, length: 0, last_hash: None, broken: None, found: Vec::new() };
    let broken = |chain: &Verification, reason: String| Some(Break { entry: count(chain.length() + 1), reason });
    // An entry that was put in before the first is seen, too.
    let mut after = i64::MIN;
    report.broken = 'chain: loop {
        let part = store.audit_after(id, after, PART).await?;
        if part.is_empty() {
            let (length, head) = store.audit_head(id).await?;
            if chain.ends_at(length, head.as_deref()) {
                break None;
            }
            // Grown since the last look, or cut off?
            if length <= chain.length() {
                break broken(&chain, format!("the log says that it ends with entry {length}, and how"));
            }
            if store.audit_after(id, after, 1).await?.is_empty() {
                break broken(&chain, format!("it is missing, with all up to {length}"));
            }
        }
        for record in part {
            if !chain.follows(&record) {
                let expected = chain.length() + 1;
                break 'chain broken(
                    &chain,
                    match record.sequence == expected {
                        true => "it is not what was written, or does not follow the one before it".into(),
                        false => format!("entry {} stands in its place", record.sequence),
                    },
                );
            }
            after = record.sequence;
            let hash = hex::encode(&record.hash);
            report.found.extend(expected.contains(&hash).then(|| (hash.clone(), count(record.sequence))));
            report.last_hash = Some(hash);
        }
    };
    report.length = count(chain.length());
    Ok(report)
}

impl From<AuditRecord> for AuditLog {
    fn from(AuditRecord { sequence, entry, hash, .. }: AuditRecord) -> AuditLog {
        AuditLog {
            id: entry.id,
            sequence,
            recorded_at: entry.recorded_at,
            actor: entry.actor,
            request_id: entry.request_id,
            action: entry.action,
            target: entry.target,
            detail: entry.detail,
            hash: hex::encode(hash),
        }
    }
}

fn newness(entry: &AuditLog) -> (&str, i64) {
    (&entry.recorded_at, entry.sequence)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
