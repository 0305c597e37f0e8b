//! Small names for what takes part: replicas `r0`, clients `c0`, messages `m0`, operations `o0`, and words for keys and
//! values.
//!
//! All are a few bytes and cheap to copy, since a trace holds hundreds of thousands of them.

use std::fmt;
use std::str::FromStr;

/// The most replicas of a run.
pub const REPLICAS_MAX: u8 = 25;
/// The most clients of a run.
pub const CLIENTS_MAX: u8 = 9;
/// The most bytes of a [`Word`].
pub const WORD_MAX: usize = 8;

/// Who sends and receives messages: a replica, which holds a copy, or a client, which issues operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// A replica, counted from 0.
    Replica(u8),
    /// A client, counted from 0.
    Client(u8),
}

/// A message of a run, by the order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(pub u32);

/// An operation of a run, by the order of invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpId(pub u32);

/// A key, or a value: 1 to [`WORD_MAX`] of `a`–`z`, `0`–`9` and `-`, kept in place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word([u8; WORD_MAX]);

/// Why a text names nobody, or is no word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdError {
    /// Neither a replica nor a client; holds the text.
    Endpoint(String),
    /// Not the name of a message; holds the text.
    Message(String),
    /// Not a word; holds the text.
    Word(String),
}

impl Endpoint {
    /// How many different endpoints there can be.
    pub const COUNT: usize = (REPLICAS_MAX + CLIENTS_MAX) as usize;

    /// A number of its own, below [`Endpoint::COUNT`].
    pub fn index(self) -> usize {
        match self {
            Endpoint::Replica(replica) => usize::from(replica),
            Endpoint::Client(client) => usize::from(REPLICAS_MAX + client),
        }
    }
}

impl FromStr for Endpoint {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Endpoint, IdError> {
        let number = |digits: &str, max: u8| digits.parse().ok().filter(|n| *n < max && !digits.starts_with('+'));
        let endpoint = match text.split_at_checked(1) {
            Some(("r", digits)) => number(digits, REPLICAS_MAX).map(Endpoint::Replica),
            Some(("c", digits)) => number(digits, CLIENTS_MAX).map(Endpoint::Client),
            _ => None,
        };
        endpoint.ok_or_else(|| IdError::Endpoint(text.into()))
    }
}

impl FromStr for MessageId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<MessageId, IdError> {
        let digits = text.strip_prefix('m').filter(|digits| !digits.starts_with('+'));
        let number = digits.and_then(|digits| digits.parse().ok());
        number.map(MessageId).ok_or_else(|| IdError::Message(text.into()))
    }
}

impl FromStr for Word {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Word, IdError> {
        let is_sound = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > WORD_MAX || !text.bytes().all(is_sound) {
            return Err(IdError::Word(text.into()));
        }
        let mut bytes = [0; WORD_MAX];
        for (place, byte) in bytes.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        Ok(Word(bytes))
    }
}

impl Word {
    /// Its text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(WORD_MAX);
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// Its bytes as one number, for fingerprints.
    pub fn bits(self) -> u64 {
        u64::from_le_bytes(self.0)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Endpoint::Replica(replica) => write!(f, "r{replica}"),
            Endpoint::Client(client) => write!(f, "c{client}"),
        }
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "o{}", self.0)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdError::Endpoint(text) => {
                write!(f, "expected a replica such as `r0` or a client such as `c0`, not `{text}`")
            }
            IdError::Message(text) => write!(f, "expected a message such as `m12`, not `{text}`"),
            IdError::Word(text) => {
                write!(
                    f,
                    "expected 1 to {WORD_MAX} small letters, digits or hyphens, such as `x` or `milk`, not `{text}`"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_read_as_they_are_written() {
        for text in ["r0", "r24", "c0", "c8"] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        assert_eq!("m12".parse::<MessageId>().unwrap().to_string(), "m12");
        assert_eq!("milk".parse::<Word>().unwrap().to_string(), "milk");
    }

    #[test]
    fn every_endpoint_has_a_number_of_its_own() {
        let replicas = (0..REPLICAS_MAX).map(Endpoint::Replica);
        let all = replicas.chain((0..CLIENTS_MAX).map(Endpoint::Client));
        assert!(all.map(Endpoint::index).eq(0..Endpoint::COUNT));
    }

    #[test]
    fn what_is_no_name_is_refused_with_the_fix() {
        for text in ["", "r", "r25", "c9", "r+1", "r-1", "x0", "ré"] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
        for text in ["", "ninechars", "X", "a b", "é"] {
            assert!(text.parse::<Word>().is_err(), "{text}");
        }
        let error = "q7".parse::<Endpoint>().unwrap_err().to_string();
        assert_eq!(error, "expected a replica such as `r0` or a client such as `c0`, not `q7`");
    }

    proptest! {
        #[test]
        fn any_word_survives_its_notation(text in "[a-z0-9-]{1,8}") {
            let word: Word = text.parse().unwrap();
            prop_assert_eq!(word.as_str(), text);
        }
    }
}
