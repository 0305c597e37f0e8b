//! What replicas send each other and what they note: the words of the trace.

use std::fmt;
use std::rc::Rc;

use crate::history::Value;
use crate::ids::{OpId, Word};
use crate::protocols::versions::{Values, Versions};

/// What replicas send each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// A write, or a read's write-back.
    Store {
        task: OpId,
        key: Word,
        versions: Versions,
    },
    Stored {
        task: OpId,
        key: Word,
    },
    Fetch {
        task: OpId,
        key: Word,
    },
    Fetched {
        task: OpId,
        key: Word,
        versions: Versions,
    },
    /// What a replica missed, from a read's coordinator or from anti-entropy.
    Repair {
        key: Word,
        versions: Versions,
    },
    /// A write for somebody who does not answer.
    Keep {
        task: OpId,
        owner: u8,
        key: Word,
        versions: Versions,
    },
    Kept {
        task: OpId,
        owner: u8,
        key: Word,
    },
    /// What was kept, to whom it belongs.
    HandOff {
        hint: u16,
        key: Word,
        versions: Versions,
    },
    HandedOff {
        hint: u16,
        key: Word,
    },
    /// A short name of what is held under each key.
    Digest {
        keys: Rc<[(Word, u64)]>,
    },
    /// What is held under a key whose digest differed.
    Sync {
        key: Word,
        versions: Versions,
    },
}

/// What a replica decided.
#[derive(Clone, Debug)]
pub enum Note {
    WriteReached {
        key: Word,
        value: Value,
        w: u8,
    },
    ReadReached {
        key: Word,
        values: Versions,
        r: u8,
    },
    WriteFails {
        key: Word,
        value: Value,
        n_answers: u8,
        w: u8,
    },
    ReadFails {
        key: Word,
        n_answers: u8,
        r: u8,
    },
    /// A value whose stamp is earlier than that of one that has not seen it.
    Drops {
        key: Word,
        kept: Value,
        dropped: Value,
    },
    Repairs {
        key: Word,
        replica: u8,
    },
    WritesBack {
        key: Word,
        values: Versions,
    },
    /// What a read answers is where it has to be.
    IsHeld {
        key: Word,
        values: Versions,
        w: u8,
    },
    StandsIn {
        owner: u8,
        key: Word,
    },
    AsksStandIn {
        owner: u8,
        by: u8,
        key: Word,
    },
    HandedOver {
        owner: u8,
        key: Word,
    },
    KeepsSiblings {
        key: Word,
        values: Versions,
    },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Store { key, versions, .. } => write!(f, "Store {key}={}", Values(versions)),
            Message::Stored { key, .. } => write!(f, "Stored {key}"),
            Message::Fetch { key, .. } => write!(f, "Fetch {key}"),
            Message::Fetched { key, versions, .. } => write!(f, "Fetched {key}={}", Values(versions)),
            Message::Repair { key, versions } => write!(f, "Repair {key}={}", Values(versions)),
            Message::Keep { owner, key, versions, .. } => write!(f, "Keep {key}={} for r{owner}", Values(versions)),
            Message::Kept { owner, key, .. } => write!(f, "Kept {key} for r{owner}"),
            Message::HandOff { key, versions, .. } => write!(f, "HandOff {key}={}", Values(versions)),
            Message::HandedOff { key, .. } => write!(f, "HandedOff {key}"),
            Message::Digest { .. } => f.write_str("Digest"),
            Message::Sync { key, versions } => write!(f, "Sync {key}={}", Values(versions)),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::WriteReached { key, value, w } => write!(f, "write {key}={value} reached W={w}"),
            Note::ReadReached { key, values, r } => write!(f, "read {key} reached R={r}: {}", Values(values)),
            Note::WriteFails { key, value, n_answers, w } => {
                write!(f, "gives up write {key}={value}: {n_answers} of W={w}; what arrived stays")
            }
            Note::ReadFails { key, n_answers, r } => write!(f, "gives up read {key}: {n_answers} of R={r}"),
            Note::Drops { key, kept, dropped } => write!(f, "drops {key}={dropped}: {key}={kept} is stamped later"),
            Note::Repairs { key, replica } => write!(f, "repairs {key} on r{replica}"),
            Note::WritesBack { key, values } => write!(f, "writes {key}={} back before it answers", Values(values)),
            Note::IsHeld { key, values, w } => write!(f, "knows {key}={} on W={w} and answers", Values(values)),
            Note::StandsIn { owner, key } => write!(f, "keeps {key} for r{owner} itself"),
            Note::AsksStandIn { owner, by, key } => write!(f, "asks r{by} to keep {key} for r{owner}"),
            Note::HandedOver { owner, key } => write!(f, "has handed {key} over to r{owner}"),
            Note::KeepsSiblings { key, values } => write!(f, "holds siblings of {key}: {}", Values(values)),
        }
    }
}
