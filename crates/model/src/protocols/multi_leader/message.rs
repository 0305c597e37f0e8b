//! What replicas send each other and what they note: the words of the trace.

use std::fmt;
use std::rc::Rc;

use super::{Conflicts, Entry, Version};
use crate::history::Value;
use crate::ids::Word;
use crate::protocol::Request;
use crate::protocols::versions::{Values, Versions};

/// What replicas send each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// A client's write, from a follower to its leader.
    Forward(Rc<Request>),
    /// The update of that number on this line.
    Update { number: u32, way: Way, entry: Rc<Entry> },
    /// All updates of this line up to that number are taken.
    Updated { upto: u32, way: Way },
}

/// Where an update is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a leader to its follower.
    Follower,
    /// From the leader that took the write to another one.
    Leader,
    /// From a leader that passes it on to the next one.
    Onwards,
}

/// What a replica decided.
#[derive(Clone, Debug)]
pub enum Note {
    /// A write of its site, with what it is going to be compared by.
    Takes {
        key: Word,
        version: Version,
        conflicts: Conflicts,
    },
    /// An update whose turn has not come.
    Waits {
        key: Word,
        value: Value,
        from: u8,
    },
    /// A version that arrived with one that it holds.
    Compares {
        key: Word,
        new: Version,
        held: Version,
    },
    /// Of two writes, neither of which replaces the other, the one stamped earlier.
    Drops {
        key: Word,
        kept: Version,
        dropped: Version,
    },
    Merges {
        key: Word,
        value: Value,
    },
    KeepsSiblings {
        key: Word,
        values: Versions,
    },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Forward(request) => write!(f, "Forward {}", request.action.about(request.key)),
            Message::Update { way, entry, .. } => {
                let Entry { key, version: Version { value, dot, .. } } = &**entry;
                match way {
                    Way::Follower => write!(f, "Append {key}={value}"),
                    Way::Leader => write!(f, "Update {key}={value}"),
                    Way::Onwards => write!(f, "Update {key}={value} of r{}", dot.replica),
                }
            }
            Message::Updated { upto, way: Way::Follower } => write!(f, "Appended {upto}"),
            Message::Updated { upto, .. } => write!(f, "Updated {upto}"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Takes { key, version, conflicts } => {
                let how = if *conflicts == Conflicts::LastWriteWins { "stamped" } else { "as" };
                write!(f, "takes {key}={} {how} {}", version.value, version.about(*conflicts))
            }
            Note::Waits { key, value, from } => {
                write!(f, "keeps {key}={value} until it has what r{from} sent before")
            }
            Note::Compares { key, new, held } => {
                let (mine, theirs) = (held.vector(), new.vector());
                let order = theirs.compare(&mine);
                write!(f, "compares {key}={} {theirs} with {key}={} {mine}: {order}", new.value, held.value)
            }
            Note::Drops { key, kept, dropped } => {
                write!(f, "drops {key}={}: {key}={} is stamped later", dropped.value, kept.value)
            }
            Note::Merges { key, value } => write!(f, "merges {key} to {value}"),
            Note::KeepsSiblings { key, values } => write!(f, "holds siblings of {key}: {}", Values(values)),
        }
    }
}
