//! Expressions as MySQL's information schema writes them: with every quote and backslash escaped once more, and with the bytes of
//! UTF-8 taken for latin1 (seen with 9.7; `SHOW CREATE TABLE` has neither). MariaDB writes them as they are.

/// The expression as it was.
pub(super) fn restored(text: &str) -> String {
    let decoded = as_utf8(text);
    let mut restored = String::with_capacity(text.len());
    let mut characters = decoded.as_deref().unwrap_or(text).chars();
    while let Some(one) = characters.next() {
        restored.push(match one {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('0') => '\0',
                Some('Z') => '\u{1a}',
                Some(escaped) => escaped,
                None => '\\',
            },
            one => one,
        });
    }
    restored
}

/// The text whose bytes were taken for latin1 (ISO 8859-1); none when there is no such text, so that a server that does it
/// right is believed.
fn as_utf8(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|one| u8::try_from(u32::from(one)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_did_is_undone() {
        assert_eq!(restored(r"(`naÃ¯ve` <> _utf8mb4\'it\\\'s\\\\\')"), r"(`naïve` <> _utf8mb4'it\'s\\')");
        assert_eq!(restored("`\u{e6}\u{97}\u{a5}\u{e2}\u{98}\u{83}`"), "`日☃`");
    }

    #[test]
    fn what_the_server_did_not_do_is_not() {
        assert_eq!(restored("`naïve` > 日"), "`naïve` > 日");
        assert_eq!(restored("`naïve`"), "`naïve`");
        assert_eq!(restored("CURRENT_TIMESTAMP"), "CURRENT_TIMESTAMP");
        assert_eq!(restored("\\"), "\\");
    }
}
