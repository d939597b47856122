//! The types of a catalogue's columns, each kept once: what `timestamp` or `type:jsonb` finds.

use std::collections::HashMap;

use super::lists::{Lists, number};
use super::words::split;
use crate::catalog::{Catalog, TypeClass};

/// Short names that people type, as the servers write them out.
const WRITTEN_OUT: [(&str, &str); 12] = [
    ("bool", "boolean"),
    ("char", "character"),
    ("decimal", "numeric"),
    ("double", "double precision"),
    ("float", "double precision"),
    ("float8", "double precision"),
    ("int", "integer"),
    ("int8", "bigint"),
    ("json", "jsonb"),
    ("timestamptz", "timestamp with time zone"),
    ("timetz", "time with time zone"),
    ("varchar", "character varying"),
];

#[derive(Debug)]
pub(super) struct Types {
    /// As the servers write them, without length and precision; with the class.
    all: Vec<(Box<str>, TypeClass)>,
    /// By type the words of its name.
    words: Vec<Vec<String>>,
    /// By column.
    pub(super) of_column: Vec<u32>,
    /// By type the tables that have a column of it.
    pub(super) tables: Lists<u32>,
}

impl Types {
    pub(super) fn of(catalog: &Catalog) -> Types {
        let mut numbers: HashMap<(&str, TypeClass), u32> = HashMap::new();
        let mut all: Vec<(Box<str>, TypeClass)> = Vec::new();
        let (mut of_column, mut pairs) = (Vec::with_capacity(catalog.column_count()), Vec::new());
        let mut latest = Vec::new();
        for (at, table) in catalog.tables.iter().enumerate() {
            for column in &table.columns {
                let name = bare(&column.data_type);
                let found = *numbers.entry((name, column.class)).or_insert_with(|| {
                    all.push((name.to_lowercase().into_boxed_str(), column.class));
                    latest.push(usize::MAX);
                    number(all.len() - 1)
                });
                of_column.push(found);
                if latest[found as usize] != at {
                    latest[found as usize] = at;
                    pairs.push((found, number(at)));
                }
            }
        }
        let words = all.iter().map(|(name, _)| split(name)).collect();
        let tables = Lists::sorted_into(all.len(), pairs.into_iter());
        Types { all, words, of_column, tables }
    }

    /// The types in whose names a word stands, or begins while it is being `typed`.
    pub(super) fn with_word(&self, word: &str, typed: bool) -> Vec<u32> {
        let meant: Vec<String> = written_out(word).map_or_else(|| vec![word.to_owned()], split);
        let holds = |words: &Vec<String>| {
            meant.iter().all(|meant| words.contains(meant))
                || words.iter().any(|own| own == word || (typed && word.len() > 2 && own.starts_with(word)))
        };
        (0..).zip(&self.words).filter(|(_, words)| holds(words)).map(|(at, _)| at).collect()
    }

    /// The types that a person means: those of a class, or whose name begins so, word by word.
    pub(super) fn meant_by(&self, value: &str) -> Vec<u32> {
        let value = value.trim().to_lowercase();
        let spelled: Vec<Vec<String>> =
            [Some(&*value), written_out(&value).filter(|_| value != "json")].into_iter().flatten().map(split).collect();
        let class = class_named(&value);
        let meant = |(words, (_, own)): &(&Vec<String>, &(Box<str>, TypeClass))| {
            class == Some(*own) || spelled.iter().any(|these| !these.is_empty() && words.starts_with(these))
        };
        (0..).zip(self.words.iter().zip(&self.all)).filter(|(_, both)| meant(both)).map(|(at, _)| at).collect()
    }

    /// The types that there are, for a person to choose from, sorted; enum types are left to their class.
    pub(super) fn offered(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.all.iter().filter(|(_, class)| *class != TypeClass::Enum).map(|(name, _)| name.to_string()).collect();
        names.extend(self.all.iter().filter_map(|(_, class)| class_name(*class)));
        names.sort();
        names.dedup();
        names
    }

    pub(super) fn bytes(&self) -> usize {
        self.of_column.capacity() * size_of::<u32>() + self.tables.bytes()
    }
}

fn written_out(word: &str) -> Option<&'static str> {
    WRITTEN_OUT.iter().find(|(short, _)| *short == word).map(|(_, out)| *out)
}

/// `numeric(10,2)` without what stands in brackets (with MySQL, an enum's labels, too), `public.status` without its schema.
fn bare(data_type: &str) -> &str {
    let name = data_type.split_once('(').map_or(data_type, |(name, _)| name).trim_end();
    name.rsplit_once('.').map_or(name, |(_, name)| name)
}

fn class_name(class: TypeClass) -> Option<String> {
    serde_json::to_value(class).ok()?.as_str().map(str::to_owned)
}

/// The class of this name.
pub(super) fn class_named(name: &str) -> Option<TypeClass> {
    serde_json::from_value(serde_json::Value::String(name.into())).ok()
}
