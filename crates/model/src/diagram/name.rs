//! The names of components: `lb`, `db1`, `data.store-2`.

use std::fmt;
use std::str::FromStr;

/// The greatest length of a name in characters.
pub const NAME_CHARS_MAX: usize = 24;

/// The words that the notation keeps for itself, in whatever case.
pub const RESERVED: [&str; 5] = ["of", "mtbf", "mttr", "down", "nines"];

/// A component's name: a letter, then letters, digits, `_`, `-` and `.`, at most [`NAME_CHARS_MAX`] characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not a [`Name`]; each holds the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// It is empty.
    Empty,
    /// It does not start with a letter.
    NoLetterFirst(String),
    /// It holds a character that names do not.
    BadCharacter(String, char),
    /// It is longer than [`NAME_CHARS_MAX`].
    TooLong(String),
    /// It is one of [`RESERVED`].
    Reserved(String),
}

impl Name {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a name may start with the character.
pub(crate) fn is_name_start(c: char) -> bool {
    c.is_alphabetic()
}

/// Whether a name may go on with the character.
pub(crate) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether the notation keeps the word for itself.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Name, NameError> {
        let first = text.chars().next().ok_or(NameError::Empty)?;
        if !is_name_start(first) {
            return Err(NameError::NoLetterFirst(text.into()));
        }
        if let Some(bad) = text.chars().find(|&c| !is_name_part(c)) {
            return Err(NameError::BadCharacter(text.into(), bad));
        }
        if text.chars().count() > NAME_CHARS_MAX {
            return Err(NameError::TooLong(text.into()));
        }
        if is_reserved(text) {
            return Err(NameError::Reserved(text.into()));
        }
        Ok(Name(text.into()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => write!(f, "expected a name, such as `app`, but there is none"),
            NameError::NoLetterFirst(text) => {
                write!(f, "expected a name that starts with a letter, such as `app2`, not `{text}`")
            }
            NameError::BadCharacter(text, bad) => {
                write!(f, "expected a name of letters, digits, `_`, `-` and `.`, not `{text}`: it holds `{bad}`")
            }
            NameError::TooLong(text) => {
                write!(f, "expected a name of at most {NAME_CHARS_MAX} characters, not `{text}`")
            }
            NameError::Reserved(text) => {
                write!(
                    f,
                    "expected a name, not `{text}`, which is a word of the notation: add a digit, such as `{text}1`"
                )
            }
        }
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: Result<(), &str>) {
        let got = input.parse::<Name>().map(|name| assert_eq!(name.as_str(), input)).map_err(|e| e.to_string());
        assert_eq!(got, expect.map_err(String::from), "{input}");
    }

    #[test]
    fn names_are_letters_and_then_some() {
        for name in ["a", "db1", "data.store-2", "größe", "名前", "of1", "abcdefghijklmnopqrstuvwx"] {
            check(name, Ok(()));
        }
    }

    #[test]
    fn what_is_no_name_is_named_with_the_fix() {
        check("", Err("expected a name, such as `app`, but there is none"));
        check("1a", Err("expected a name that starts with a letter, such as `app2`, not `1a`"));
        check("a b", Err("expected a name of letters, digits, `_`, `-` and `.`, not `a b`: it holds ` `"));
        let long = "expected a name of at most 24 characters, not `abcdefghijklmnopqrstuvwxy`";
        check("abcdefghijklmnopqrstuvwxy", Err(long));
        check("OF", Err("expected a name, not `OF`, which is a word of the notation: add a digit, such as `OF1`"));
    }
}
