//! The words of a line of SHOW GRANTS. Names stand in quotes and may hold any words.

/// A word, a name in quotes without them, or one of `, ( ) . @`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Symbol(char),
}

/// Splits a line. A quote that is left open ends with the line.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(&one) = rest.peek() {
        rest.next();
        match one {
            '`' | '\'' | '"' => {
                let mut name = String::new();
                while let Some(inner) = rest.next() {
                    // Doubled, a quote stands for itself; in a text, not in a name, a backslash does so for the next.
                    if inner == one {
                        if rest.peek() != Some(&one) {
                            break;
                        }
                        rest.next();
                    } else if inner == '\\' && one == '\'' {
                        name.extend(rest.next());
                        continue;
                    }
                    name.push(inner);
                }
                tokens.push(Token::Quoted(name));
            }
            ',' | '(' | ')' | '.' | '@' => tokens.push(Token::Symbol(one)),
            _ if one.is_whitespace() => {}
            _ => {
                let mut word = String::from(one);
                while let Some(&inner) = rest.peek() {
                    if inner.is_whitespace() || matches!(inner, ',' | '(' | ')' | '.' | '@' | '`' | '\'' | '"') {
                        break;
                    }
                    word.push(inner);
                    rest.next();
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    tokens
}
