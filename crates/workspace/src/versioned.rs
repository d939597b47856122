//! A file's version, read beside its content, so that the content's own type stays strict about unknown keys.

use std::marker::PhantomData;

use gatehouse_core::binding::Binding;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::WorkspaceError;

/// The version that this program writes. A reader for an older one goes into [`read`], once there is one.
const VERSION: u32 = 1;

/// Content with its version in front, as it is written.
#[derive(Serialize)]
struct Written<'a, T> {
    version: u32,
    #[serde(flatten)]
    content: &'a T,
}

/// The TOML text of `content`.
///
/// # Errors
/// [`WorkspaceError::Content`] for a value that TOML cannot hold.
pub(crate) fn write<T: Serialize>(file: &str, content: &T) -> Result<String, WorkspaceError> {
    toml::to_string(&Written { version: VERSION, content }).map_err(|error| WorkspaceError::Content {
        file: file.to_owned(),
        line: None,
        message: error.to_string(),
    })
}

/// A draft as its file would hold it.
///
/// # Errors
/// [`WorkspaceError::Content`] for a value that TOML cannot hold.
pub fn draft_text(binding: &Binding) -> Result<String, WorkspaceError> {
    write("draft.toml", binding)
}

/// The draft that a file's text holds.
///
/// # Errors
/// [`WorkspaceError::Content`] with the line.
pub fn read_draft(text: &str) -> Result<Binding, WorkspaceError> {
    read("draft.toml", text)
}

/// Reads a file's content strictly: a version that is known, no unknown key.
///
/// # Errors
/// [`WorkspaceError::Content`] with the line.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, WorkspaceError> {
    let refused = |line, message| WorkspaceError::Content { file: file.to_owned(), line, message };
    #[derive(Deserialize)]
    struct VersionOnly {
        version: Option<u32>,
    }
    let by_error = |error: toml::de::Error| refused(error.span().map(|span| line_of(text, span.start)), short(&error));
    let VersionOnly { version } = toml::from_str(text).map_err(by_error)?;
    match version {
        None => Err(refused(Some(1), format!("the file has no version; add “version = {VERSION}” at the top"))),
        Some(VERSION) => toml::from_str::<Versioned<T>>(text).map(|read| read.content).map_err(by_error),
        Some(other) => Err(refused(
            None,
            format!("the file has version {other}, this program reads version {VERSION}: update Gatehouse"),
        )),
    }
}

/// The parser's message without the excerpt of the file, which could hold anything.
fn short(error: &toml::de::Error) -> String {
    error.message().trim().to_owned()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

struct Versioned<T> {
    content: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Versioned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Skip<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Skip<T> {
            type Value = T;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(WithoutVersion(map)))
            }
        }
        deserializer.deserialize_map(Skip(PhantomData)).map(|content| Versioned { content })
    }
}

/// The entries of a table but for `version`. `deny_unknown_fields` and `flatten` exclude each other in serde, hence this.
struct WithoutVersion<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutVersion<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let mut seed = Some(seed);
        loop {
            match self.0.next_key_seed(OtherThanVersion(&mut seed))? {
                None => return Ok(None),
                Some(Some(key)) => return Ok(Some(key)),
                Some(None) => drop(self.0.next_value::<u32>()?),
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

/// Hands a key on to its seed inside the parser's own call, so that an unknown key's error carries its place.
struct OtherThanVersion<'a, K>(&'a mut Option<K>);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for OtherThanVersion<'_, K> {
    type Value = Option<K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let key = String::deserialize(deserializer)?;
        if key == "version" {
            return Ok(None);
        }
        let seed = self.0.take().ok_or_else(|| D::Error::custom("a key was read twice"))?;
        seed.deserialize(key.into_deserializer()).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::binding::Binding;

    use super::*;

    const GOOD: &str = "version = 1\ntool_name = \"Look up\"\nconnection = \"clinic\"\noperation = \"a.read\"\n";

    fn refusal(text: &str) -> String {
        read::<Binding>("bindings/x.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn the_version_stands_beside_the_content() {
        let binding: Binding = read("x", GOOD).unwrap();
        assert_eq!(read::<Binding>("x", &write("x", &binding).unwrap()).unwrap(), binding);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let text = format!("{GOOD}\n# a remark\npasword = \"x\"\n");
        let message = refusal(&text);
        assert!(message.starts_with("bindings/x.toml, line 7: unknown field `pasword`"), "{message}");
    }

    #[test]
    fn an_unknown_key_deeper_down_too() {
        let message = refusal(&format!("{GOOD}\n[[inputs]]\nparam = \"p\"\narg = \"a\"\ncolumn = \"c\"\n"));
        assert!(message.contains("line 9: unknown field `column`"), "{message}");
    }

    #[test]
    fn other_versions_are_told_apart() {
        assert!(refusal(&GOOD.replace("= 1", "= 7")).contains("version 7"));
        assert!(refusal(&GOOD.replace("version = 1\n", "")).contains("no version"));
        assert!(refusal("version = ").contains("line 1"));
    }
}
