//! One line of SHOW GRANTS. It is read because no view of the catalogue tells everything: PUBLIC, proxies and partial
//! revokes are in none of them, and a role's rights are in few.
//!
//! <https://dev.mysql.com/doc/refman/9.0/en/show-grants.html>, <https://mariadb.com/kb/en/show-grants/>

use std::collections::BTreeSet;

use super::token::{Token, tokens};

/// What a right is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::mysql) enum Level {
    Global,
    /// A pattern as LIKE reads it, with `\` before a character that stands for itself.
    Database(String),
    Table {
        database: String,
        table: String,
    },
    /// A procedure, a function, a package.
    Routine {
        kind: String,
        database: String,
        name: String,
    },
}

/// On what part of its object a right is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::mysql) struct Extent {
    pub(in crate::mysql) whole: bool,
    pub(in crate::mysql) columns: BTreeSet<String>,
}

/// What a line says. Nothing else of it is kept: MariaDB's hold the password's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mysql) enum Line {
    /// `WITH GRANT OPTION` is one more right.
    Rights {
        rights: Vec<(String, Extent)>,
        level: Level,
        to: String,
    },
    /// A partial revoke.
    Revoked,
    /// The right to act as another account.
    Proxy,
    /// Roles that are granted, or the default role: told better by other means.
    Roles,
    Unreadable,
}

/// Reads a line; what cannot be read is said to be so.
pub(in crate::mysql) fn read(line: &str) -> Line {
    let tokens = tokens(line);
    let mut reader = Reader { tokens: &tokens };
    match reader.word() {
        Some("GRANT") => reader.grant().unwrap_or(Line::Unreadable),
        Some("REVOKE") => Line::Revoked,
        Some("SET") => Line::Roles,
        _ => Line::Unreadable,
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn word(&mut self) -> Option<&'a str> {
        match self.tokens.first()? {
            Token::Word(word) => {
                self.next();
                Some(word)
            }
            _ => None,
        }
    }

    fn takes(&mut self, symbol: char) -> bool {
        let found = self.tokens.first() == Some(&Token::Symbol(symbol));
        if found {
            self.next();
        }
        found
    }

    /// A name, quoted or not.
    fn name(&mut self) -> Option<&'a str> {
        match self.next()? {
            Token::Word(name) | Token::Quoted(name) => Some(name),
            Token::Symbol(_) => None,
        }
    }

    fn grant(&mut self) -> Option<Line> {
        if matches!(self.tokens.first(), Some(Token::Quoted(_))) {
            return Some(Line::Roles);
        }
        let mut rights = Vec::new();
        loop {
            match self.right()? {
                Ending::On(right) => {
                    rights.push(right);
                    break;
                }
                Ending::Comma(right) => rights.push(right),
                // Roles whose names needed no quotes.
                Ending::To => return Some(Line::Roles),
            }
        }
        if rights.iter().any(|(name, _)| name == "PROXY") {
            return Some(Line::Proxy);
        }
        let level = self.level()?;
        let to = self.grantee()?;
        if self.passes_on() {
            rights.push(("GRANT OPTION".into(), Extent { whole: true, ..Extent::default() }));
        }
        Some(Line::Rights { rights, level, to })
    }

    /// One right, of one or several words, perhaps with columns.
    fn right(&mut self) -> Option<Ending> {
        let mut words: Vec<&str> = Vec::new();
        let mut extent = Extent { whole: true, ..Extent::default() };
        loop {
            match self.next()? {
                Token::Word(word) if word == "ON" => return Some(Ending::On((words.join(" "), extent))),
                Token::Word(word) if word == "TO" => return Some(Ending::To),
                Token::Symbol('@') => return Some(Ending::To),
                Token::Word(word) => words.push(word),
                Token::Symbol(',') => return Some(Ending::Comma((words.join(" "), extent))),
                Token::Symbol('(') => extent = self.columns()?,
                _ => return None,
            }
        }
    }

    fn columns(&mut self) -> Option<Extent> {
        let mut columns = BTreeSet::new();
        loop {
            columns.insert(self.name()?.to_owned());
            if self.takes(')') {
                return Some(Extent { whole: false, columns });
            }
            if !self.takes(',') {
                return None;
            }
        }
    }

    fn level(&mut self) -> Option<Level> {
        let mut kind: Option<String> = None;
        let first = loop {
            let quoted = matches!(self.tokens.first()?, Token::Quoted(_));
            let name = self.name()?;
            if self.takes('.') {
                break (quoted, name);
            }
            // PROCEDURE, PACKAGE BODY: words before the name.
            if quoted {
                return None;
            }
            kind = Some(kind.map_or_else(|| name.to_owned(), |before| format!("{before} {name}")));
        };
        let every = self.tokens.first() == Some(&Token::Word("*".into()));
        let second = self.name()?;
        Some(match (first, every, kind.filter(|kind| kind != "TABLE")) {
            ((false, "*"), true, _) => Level::Global,
            ((_, database), true, _) => Level::Database(database.to_owned()),
            ((_, database), false, None) => Level::Table { database: database.to_owned(), table: second.to_owned() },
            ((_, database), false, Some(kind)) => {
                Level::Routine { kind, database: database.to_owned(), name: second.to_owned() }
            }
        })
    }

    /// `user@host`, a role's name, or PUBLIC.
    fn grantee(&mut self) -> Option<String> {
        if self.word()? != "TO" {
            return None;
        }
        let name = self.name()?.to_owned();
        if self.takes('@') { Some(format!("{name}@{}", self.name()?)) } else { Some(name) }
    }

    fn passes_on(&self) -> bool {
        self.tokens.windows(2).any(|pair| pair == [Token::Word("GRANT".into()), Token::Word("OPTION".into())])
    }
}

enum Ending {
    On((String, Extent)),
    Comma((String, Extent)),
    To,
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
