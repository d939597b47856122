//! What a view reads, from its definition as the servers keep it: every name in backquotes, every table with its database, no
//! star. Nothing else about SQL is assumed, so what is found may be too much, never too little.

use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::catalog::{TableName, ViewRead};

/// The tables after FROM and JOIN, each with those of its columns whose name stands anywhere in the text. `columns` gives a
/// table's columns; a table that it does not know is read as a whole.
pub(super) fn reads<'a, C>(definition: &str, columns: impl Fn(&TableName) -> Option<C>) -> Vec<ViewRead>
where
    C: Iterator<Item = &'a str>,
{
    let (mut tables, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut after_from = false;
    for token in Tokens(definition) {
        match token {
            Token::Word(word) => {
                after_from = word.eq_ignore_ascii_case("from") || word.eq_ignore_ascii_case("join");
            }
            // FROM and JOIN may open any number of parentheses before the table's name.
            Token::Open => {}
            Token::Name(chain) => {
                match chain.as_slice() {
                    [schema, table] if after_from => drop(tables.insert(TableName::new(schema, table))),
                    _ => names.extend(chain.into_iter().next_back()),
                }
                after_from = false;
            }
            Token::Other => after_from = false,
        }
    }
    let mut reads = BTreeMap::new();
    for table in tables {
        let (columns, whole_rows) = match columns(&table) {
            Some(columns) => (columns.filter(|column| names.contains(*column)).map(str::to_owned).collect(), false),
            None => (Vec::new(), true),
        };
        reads.insert(table.clone(), ViewRead { table, columns, whole_rows });
    }
    reads.into_values().collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// Letters without quotes: a keyword, or a function's name.
    Word(String),
    /// Backquoted names with dots between them.
    Name(Vec<String>),
    Open,
    Other,
}

/// The tokens of what is left of the text.
struct Tokens<'a>(&'a str);

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.0 = self.0.trim_start();
        let first = self.0.chars().next()?;
        Some(match first {
            '`' => {
                let mut chain = vec![self.quoted('`')];
                while let Some(rest) = self.0.strip_prefix(".`") {
                    self.0 = self.0.get(self.0.len() - rest.len() - 1..).unwrap_or_default();
                    chain.push(self.quoted('`'));
                }
                Token::Name(chain)
            }
            '\'' | '"' => {
                self.quoted(first);
                Token::Other
            }
            '(' => {
                self.0 = &self.0[1..];
                Token::Open
            }
            first if first.is_alphabetic() || first == '_' => {
                let end = self.0.find(|one: char| !one.is_alphanumeric() && one != '_').unwrap_or(self.0.len());
                let (word, rest) = self.0.split_at(end);
                self.0 = rest;
                Token::Word(word.to_owned())
            }
            first => {
                self.0 = &self.0[first.len_utf8()..];
                Token::Other
            }
        })
    }
}

impl Tokens<'_> {
    /// Takes a quoted text, whose quotes are doubled inside; in texts that are no names a backslash escapes.
    fn quoted(&mut self, quote: char) -> String {
        let mut text = String::new();
        let mut rest = self.0.char_indices().skip(1).peekable();
        while let Some((at, one)) = rest.next() {
            if one == '\\' && quote != '`' {
                rest.next();
            } else if one != quote {
                text.push(one);
            } else if rest.peek().is_some_and(|(_, next)| *next == quote) {
                rest.next();
                text.push(one);
            } else {
                self.0 = &self.0[at + 1..];
                return text;
            }
        }
        self.0 = "";
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(definition: &str) -> Vec<(String, Vec<String>, bool)> {
        let known = |table: &TableName| {
            let columns: &'static [&'static str] = match table.table.as_str() {
                "actor" => &["actor_id", "first_name", "ssn"],
                "fi`lm" => &["title", "a.b"],
                _ => return None,
            };
            Some(columns.iter().copied())
        };
        let reads = reads(definition, known).into_iter();
        reads.map(|read| (read.table.to_string(), read.columns, read.whole_rows)).collect()
    }

    #[test]
    fn tables_and_columns_of_a_join() {
        let text = "select `a`.`actor_id` AS `id`,concat(`a`.`first_name`,' from `s`.`x` it''s ') AS `n`,`f`.`a.b` AS `c` \
                    from ((`s`.`actor` `a` left join `s`.`fi``lm` `f` on((`f`.`title` = 'x\\'y'))) join (select 1 AS `one`) `d`)";
        let actor = ("s.actor".to_owned(), vec!["actor_id".to_owned(), "first_name".to_owned()], false);
        let film = ("s.fi`lm".to_owned(), vec!["title".to_owned(), "a.b".to_owned()], false);
        assert_eq!(read(text), [actor, film]);
    }

    #[test]
    fn another_database_s_table_is_read_as_a_whole() {
        assert_eq!(read("select count(0) AS `n` from `other`.`t`"), [("other.t".to_owned(), vec![], true)]);
        assert_eq!(read("select 1 AS `one`"), []);
    }

    #[test]
    fn any_text_comes_to_an_end() {
        for text in ["`", "'\\", "`a`.`", "from `a`.", "\u{e9}`\u{e9}", "from (`a`.`b"] {
            read(text);
        }
    }
}
