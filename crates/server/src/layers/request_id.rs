//! The id of a request: the caller's own where it is one, so that both logs can be put side by side.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderValue};
use uuid::{Builder, Uuid};

/// The header, inwards and outwards.
pub(crate) const HEADER: &str = "x-request-id";
const LONGEST: usize = 128;

tokio::task_local! {
    static PRESENT: RequestId;
}

/// 1 to 128 characters of `A-Z a-z 0-9 . _ -`: nothing that a log or a terminal would obey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(Arc<str>);

impl RequestId {
    /// The caller's, or a new one where there is none, or none that could be.
    pub(crate) fn of(headers: &HeaderMap) -> RequestId {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|text| is_id(text));
        RequestId(match given {
            Some(given) => given.into(),
            None => Arc::from(&*fresh().hyphenated().encode_lower(&mut Uuid::encode_buffer())),
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }

    /// A problem's `instance`: a name, not an address.
    pub(crate) fn instance(&self) -> String {
        format!("urn:gatehouse:request:{}", self.0)
    }

    /// The id of the request that is being answered.
    pub(crate) fn present() -> Option<RequestId> {
        PRESENT.try_with(RequestId::clone).ok()
    }

    /// `work` under this id.
    pub(crate) async fn during<T>(self, work: impl Future<Output = T>) -> T {
        PRESENT.scope(self, work).await
    }

    /// `work`, to be done on another task, under the present id.
    pub(crate) fn kept<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
        let id = RequestId::present();
        async move {
            match id {
                Some(id) => id.during(work).await,
                None => work.await,
            }
        }
    }
}

/// A UUIDv7 whose rest is drawn from the standard library's seeded hasher: an id has to differ, not to be secret, and asking the operating system
/// for randomness costs a system call with every request.
fn fresh() -> Uuid {
    let drawn = || RandomState::new().build_hasher().finish().to_le_bytes();
    let (one, two) = (drawn(), drawn());
    let mut rest = [0; 10];
    rest[..8].copy_from_slice(&one);
    rest[8..].copy_from_slice(&two[..2]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(u64::MAX), &rest).into_uuid()
}

fn is_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_are_of_version_7() {
        let ids: std::collections::HashSet<Uuid> = (0..10_000).map(|_| fresh()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn an_id_holds_nothing_that_a_log_obeys() {
        let of = |text: &str| {
            let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), HeaderValue::from_str(text).unwrap())]);
            RequestId::of(&headers).as_str().to_owned()
        };
        assert_eq!(of("Desk-7_retry.2"), "Desk-7_retry.2");
        for bad in ["", "a b", "a\"b", "{}", "a\tb", &"x".repeat(129)] {
            assert!(Uuid::parse_str(&of(bad)).is_ok(), "{bad}");
        }
    }
}
