//! The log in its three kinds: how the leader writes it, and what a follower makes of it.
//!
//! A page has [`SLOTS`] slots, and a row goes into the first that is free. In its slot a row is bytes: the version of
//! the storage, the id, likes and at (four bytes each, highest first) and the author's letters.

use rand_xoshiro::rand_core::Rng;

use super::execute::{Given, Own};
use super::leader::Transaction;
use super::table::{Change, Row, Table};
use super::{LogKind, STORAGE_VERSION, Setting, Substitutes};
use crate::prng::{Stream, stream};

/// How many rows a page holds.
const SLOTS: usize = 4;
/// A follower's clock is wrong by more than this, and by less than that: it applies a statement up to 40 ms after the
/// leader committed it, and the difference is to show.
const SKEW_MS: (i32, i32) = (50, 400);

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The line of the script that it comes from, counted from 0.
    pub line: usize,
    /// The transaction's number, if the line was not alone.
    pub transaction: Option<u8>,
    pub text: String,
}

/// The log as the leader writes it: transactions in the order of their commits.
pub(super) fn write(committed: &[Transaction], kind: LogKind) -> Vec<LogLine> {
    let mut pages = Pages::default();
    let mut lines = Vec::new();
    for transaction in committed {
        for done in &transaction.done {
            let mut add = |text| lines.push(LogLine { line: done.line, transaction: transaction.number, text });
            match kind {
                LogKind::Statement(substitutes) => add(done.statement.with(&substitutes.of(&done.used))),
                LogKind::Row => done.changes.iter().for_each(|change| add(row_line(change))),
                LogKind::WriteAhead => {
                    for change in &done.changes {
                        let written = pages.write(change);
                        add(written.text());
                    }
                }
            }
        }
    }
    lines
}

/// The table of a follower once it has applied the log.
pub(super) fn follow(committed: &[Transaction], setting: &Setting, replica: u8) -> Table {
    match setting.kind {
        LogKind::Statement(substitutes) => again(committed, setting.seed, replica, |used| substitutes.of(used)),
        LogKind::Row => {
            let mut table = Table::default();
            all_changes(committed).for_each(|change| table.apply(change));
            table
        }
        LogKind::WriteAhead => {
            let (mut leader, mut follower) = (Pages::default(), Pages::default());
            for change in all_changes(committed) {
                follower.copy(&leader.write(change));
            }
            follower.table(setting.follower_version)
        }
    }
}

/// What comes of executing all statements once more, on a follower that is given some of the leader's values.
pub(super) fn again(committed: &[Transaction], seed: u64, replica: u8, given: impl Fn(&Given) -> Given) -> Table {
    let name = format!("r{replica}");
    let offset = clock_offset(&mut stream(seed, "clocks", &name));
    let mut own = Own::new(stream(seed, "statements", &name));
    let mut table = Table::default();
    for transaction in committed {
        for done in &transaction.done {
            let now = transaction.at.saturating_add(offset);
            let effect = own.effect(&done.statement, &table, now, &given(&done.used));
            effect.changes.iter().for_each(|change| table.apply(change));
        }
    }
    table
}

/// What a follower's clock shows more than the leader's did at the commit: how late it is, and how wrong its clock.
fn clock_offset(luck: &mut Stream) -> i32 {
    let mut draw = |n: i32| (luck.next_u64() % u64::from(n.unsigned_abs())) as i32;
    let late = 1 + draw(40);
    let wrong = SKEW_MS.0 + 1 + draw(SKEW_MS.1 - SKEW_MS.0);
    if draw(2) == 0 { late + wrong } else { late - wrong }
}

fn all_changes(committed: &[Transaction]) -> impl Iterator<Item = &Change> {
    committed.iter().flat_map(|transaction| &transaction.done).flat_map(|done| &done.changes)
}

fn row_line(change: &Change) -> String {
    match (change.before, change.after) {
        (_, None) => format!("row {} deleted", change.id),
        (None, Some(row)) => format!("row {} new: {row}", change.id),
        (Some(_), Some(row)) => format!("row {} now: {row}", change.id),
    }
}

impl Substitutes {
    /// The values that the log has.
    pub(super) fn of(self, used: &Given) -> Given {
        let is_any = self != Substitutes::Nothing;
        Given {
            now: used.now.filter(|_| is_any),
            random: used.random.filter(|_| is_any),
            id: used.id.filter(|_| self == Substitutes::CallsAndIds),
        }
    }
}

/// What a replica's rows are on its disk: bytes in slots, page after page.
#[derive(Debug, Default)]
struct Pages(Vec<Vec<u8>>);

/// One slot, and the bytes written there; none free it.
struct Written {
    slot: usize,
    bytes: Vec<u8>,
}

impl Pages {
    /// Puts a change where it belongs.
    fn write(&mut self, change: &Change) -> Written {
        let holds = |bytes: &Vec<u8>| decode(bytes, STORAGE_VERSION).is_some_and(|row| row.id == change.id);
        let slot = self.0.iter().position(holds).or_else(|| self.0.iter().position(Vec::is_empty));
        let written = Written {
            slot: slot.unwrap_or(self.0.len()),
            bytes: change.after.map(|row| encode(&row)).unwrap_or_default(),
        };
        self.copy(&written);
        written
    }

    /// Puts bytes where the leader put them.
    fn copy(&mut self, written: &Written) {
        while self.0.len() <= written.slot {
            self.0.push(Vec::new());
        }
        self.0[written.slot].clone_from(&written.bytes);
    }

    /// What a program that stores pages in this version reads in them.
    fn table(&self, version: u8) -> Table {
        let mut table = Table::default();
        for row in self.0.iter().filter_map(|bytes| decode(bytes, version)) {
            table.apply(&Change { id: row.id, before: None, after: Some(row) });
        }
        table
    }
}

impl Written {
    fn text(&self) -> String {
        let (page, slot) = (self.slot / SLOTS, self.slot % SLOTS);
        let mut text = format!("page {page} slot {slot}:");
        if self.bytes.is_empty() {
            text.push_str(" free");
        }
        for (i, byte) in self.bytes.iter().enumerate() {
            // Spaces where one column ends.
            let is_start = matches!(i, 0 | 1 | 2 | 6 | 10);
            text.push_str(&format!("{}{byte:02x}", if is_start { " " } else { "" }));
        }
        text
    }
}

fn encode(row: &Row) -> Vec<u8> {
    let mut bytes = vec![STORAGE_VERSION, row.id];
    bytes.extend(row.likes.to_be_bytes());
    bytes.extend(row.at.to_be_bytes());
    bytes.extend(row.author.as_str().bytes());
    bytes
}

/// The row in a slot, for a program of that version; none where the slot is free or of another version.
fn decode(bytes: &[u8], version: u8) -> Option<Row> {
    let (&[found, id], rest) = bytes.split_first_chunk()?;
    let (likes, rest) = rest.split_first_chunk()?;
    let (at, author) = rest.split_first_chunk()?;
    let author = std::str::from_utf8(author).ok()?.parse().ok()?;
    let row = Row { id, author, likes: i32::from_be_bytes(*likes), at: i32::from_be_bytes(*at) };
    (found == version).then_some(row)
}
