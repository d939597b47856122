//! The fields of a row as the simple protocol sends them: text, by position.

use std::str::FromStr;

use super::super::frames::Values;

/// What in an answer is not as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// The fields of a row that were not taken yet.
pub(super) struct Fields<'r>(Values<'r>);

impl<'r> Fields<'r> {
    /// `None` for a row that says another length than it has.
    pub(super) fn of(body: &'r [u8]) -> Option<Fields<'r>> {
        Values::of(body).map(Fields)
    }

    pub(super) fn optional(&mut self) -> Result<Option<&'r str>, Malformed> {
        self.0.take().ok_or(Malformed)
    }

    /// NULL counts as nothing at all.
    pub(super) fn text(&mut self) -> Result<&'r str, Malformed> {
        Ok(self.optional()?.unwrap_or_default())
    }

    pub(super) fn number<T: FromStr>(&mut self) -> Result<T, Malformed> {
        parsed(self.text()?)
    }

    /// NULL, which an object gives that is gone meanwhile, is false.
    pub(super) fn truth(&mut self) -> Result<bool, Malformed> {
        Ok(self.text()? == "t")
    }

    pub(super) fn truths(&mut self) -> Result<[bool; 3], Malformed> {
        Ok([self.truth()?, self.truth()?, self.truth()?])
    }

    pub(super) fn numbers<T: FromStr>(&mut self) -> Result<Vec<T>, Malformed> {
        numbers(self.text()?)
    }

    /// The numbers of a list, still as texts.
    pub(super) fn digits(&mut self) -> Result<impl Iterator<Item = &'r str> + Clone + use<'r>, Malformed> {
        Ok(digits(self.text()?))
    }

    pub(super) fn texts(&mut self) -> Result<Vec<String>, Malformed> {
        self.each_text()?.collect()
    }

    pub(super) fn each_text(&mut self) -> Result<Texts<'r>, Malformed> {
        Texts::of(self.text()?)
    }
}

/// A number that is none could only be left out silently, so it is an error.
pub(super) fn parsed<T: FromStr>(text: &str) -> Result<T, Malformed> {
    text.parse().map_err(|_| Malformed)
}

/// The numbers of a list such as `{1,2}`; NULL is an empty one.
pub(super) fn numbers<T: FromStr>(text: &str) -> Result<Vec<T>, Malformed> {
    digits(text).map(parsed).collect()
}

fn digits(text: &str) -> impl Iterator<Item = &str> + Clone + use<'_> {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    // Nothing, split, is one empty piece.
    inner.split(',').skip(usize::from(inner.is_empty()))
}

/// The texts of a list such as `{a,"b \"c\""}`, which holds no NULL. NULL is an empty list.
/// <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>
pub(super) struct Texts<'r> {
    rest: &'r str,
}

impl<'r> Texts<'r> {
    fn of(list: &'r str) -> Result<Texts<'r>, Malformed> {
        let inner = list.strip_prefix('{').and_then(|list| list.strip_suffix('}'));
        let rest = inner.or(list.is_empty().then_some("")).ok_or(Malformed)?;
        Ok(Texts { rest })
    }

    /// The next text, if the list is well formed up to the one after it.
    fn step(&mut self) -> Option<String> {
        let (text, after) = match self.rest.strip_prefix('"') {
            Some(quoted) => until_quote(quoted)?,
            None => {
                let end = self.rest.find(',').unwrap_or(self.rest.len());
                (self.rest[..end].to_owned(), &self.rest[end..])
            }
        };
        self.rest = match after.strip_prefix(',') {
            Some(more) if !more.is_empty() => more,
            None if after.is_empty() => after,
            _ => return None,
        };
        Some(text)
    }
}

/// Ends with the list, or with the error.
impl Iterator for Texts<'_> {
    type Item = Result<String, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let text = self.step();
        if text.is_none() {
            self.rest = "";
        }
        Some(text.ok_or(Malformed))
    }
}

/// The text up to its closing quote, and what comes after that.
fn until_quote(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let at = rest.find(['"', '\\'])?;
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('"') {
            return Some((text, &rest[at + 1..]));
        }
        let escaped = rest[at + 1..].chars().next()?;
        text.push(escaped);
        rest = &rest[at + 1 + escaped.len_utf8()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &str) -> Result<Vec<String>, Malformed> {
        Texts::of(list)?.collect()
    }

    #[test]
    fn lists_of_texts() {
        let read = |list: &str| texts(list).unwrap();
        assert_eq!(read("{}"), Vec::<String>::new());
        assert_eq!(read(""), Vec::<String>::new());
        assert_eq!(read("{a,bc}"), ["a", "bc"]);
        assert_eq!(read(r#"{"a,b","c \"d\" \\ é{}","",NULLs}"#), ["a,b", "c \"d\" \\ é{}", "", "NULLs"]);
        for broken in ["a", "{a", r#"{"a}"#, "{a,}", r#"{"a"b}"#, r#"{"a\"#] {
            assert!(texts(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn lists_of_numbers() {
        assert_eq!(numbers::<i16>("{1,-2}").unwrap(), [1, -2]);
        assert_eq!(numbers::<u32>("{}").unwrap(), Vec::<u32>::new());
        assert!(numbers::<i16>("{1,x}").is_err());
    }
}
