//! The log: standard error, as lines for people or, with `GATEHOUSE_LOG_FORMAT=json`, one JSON object a line.
//!
//! Nothing secret is ever handed to it. Should a library do so all the same, what looks like a key or like a password in a
//! URL is blotted out here, in the one place that every line passes.

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What keys begin with, whatever kind they are of.
const KEY: &str = "flowyte_sk_";
const BLOT: &str = "[redacted]";

/// Begins logging: what a server answers, or of anything else warnings alone. `GATEHOUSE_LOG` says otherwise.
pub(crate) fn begin(serves: bool) {
    let usual = if serves { "warn,gatehouse_server=info" } else { "warn" };
    let filter = EnvFilter::try_from_env("GATEHOUSE_LOG").unwrap_or_else(|_| usual.into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Redacted);
    match std::env::var("GATEHOUSE_LOG_FORMAT").as_deref() {
        Ok("json") => log.json().flatten_event(true).with_span_list(false).init(),
        _ => log.init(),
    }
}

/// Standard error behind the blotter.
#[derive(Clone, Copy)]
struct Redacted;

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = Redacted;

    fn make_writer(&'a self) -> Redacted {
        Redacted
    }
}

impl Write for Redacted {
    /// Each line comes whole, in one call.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(line) {
            Ok(text) => io::stderr().write_all(redacted(text).as_bytes())?,
            Err(_) => io::stderr().write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// `text` without what looks like a key, or like the user and password of a URL.
fn redacted(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = [KEY, "://"].iter().filter_map(|sign| rest.find(sign)).min() {
        let sign = if rest[at..].starts_with(KEY) { KEY } else { "://" };
        let (before, after) = rest.split_at(at + sign.len());
        left.push_str(before);
        let word = after.find(|c: char| c.is_whitespace() || "\"'<>/\\,;)".contains(c)).unwrap_or(after.len());
        let hidden = match sign {
            KEY => word,
            _ => after[..word].rfind('@').unwrap_or(0),
        };
        if hidden > 0 {
            left.push_str(BLOT);
        }
        rest = &after[hidden..];
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn keys_and_passwords_are_blotted_out() {
        for (line, expected) in [
            ("plain", "plain"),
            ("Bearer flowyte_sk_live_0123abc, again", "Bearer flowyte_sk_[redacted], again"),
            ("\"flowyte_sk_test_x\" flowyte_sk_y", "\"flowyte_sk_[redacted]\" flowyte_sk_[redacted]"),
            ("postgres://u:p@ss@h:5432/d", "postgres://[redacted]@h:5432/d"),
            ("http://127.0.0.1:8642/api/v1", "http://127.0.0.1:8642/api/v1"),
            ("mysql://u:p@h and http://x/y@z", "mysql://[redacted]@h and http://x/y@z"),
        ] {
            assert_eq!(redacted(line), expected);
        }
    }
}
