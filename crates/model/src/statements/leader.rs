//! The script on the leader: who sees what, what is committed in which order, and what cannot be.
//!
//! A statement sees what is committed and what its own transaction did. A row that an open transaction has changed is
//! locked: whoever else would change it gives up and is rolled back. (A database would make it wait; a script cannot,
//! because the line that would let it go on may be its own.) A rollback gives no ids back to the counter.

use std::fmt;

use super::execute::{Given, Own};
use super::script::{Line, Script};
use super::statement::Statement;
use super::table::{Change, Table};
use crate::prng::stream;

/// The leader's clock between two lines, in milliseconds.
const LINE_MS: i32 = 1_000;

/// What the leader did.
#[derive(Clone, Debug, Default)]
pub(super) struct Execution {
    pub table: Table,
    /// In the order of the commits.
    pub committed: Vec<Transaction>,
    pub remarks: Vec<Remark>,
}

/// What was done at once.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    /// None for a line alone.
    pub number: Option<u8>,
    /// The leader's clock at the commit.
    pub at: i32,
    pub done: Vec<Done>,
}

/// A statement as it went on the leader.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The line of the script, counted from 0.
    pub line: usize,
    pub statement: Statement,
    pub used: Given,
    pub changes: Vec<Change>,
}

/// What did not go as the script has it. Lines are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A statement would change a row that transaction `by` holds, so it and its transaction are undone.
    Locked { line: usize, transaction: Option<u8>, row: u8, by: u8 },
    /// A line of a transaction that was undone before.
    Skipped { line: usize, transaction: u8 },
    /// A transaction had not ended at the script's end, and is undone.
    LeftOpen { transaction: u8 },
}

/// A transaction that has not ended.
struct Open {
    number: u8,
    done: Vec<Done>,
    /// Whether it gave up; then it only waits for its end.
    is_undone: bool,
}

/// Runs the script.
pub(super) fn execute(script: &Script, seed: u64) -> Execution {
    let mut leader =
        Leader { execution: Execution::default(), own: Own::new(stream(seed, "statements", "r0")), open: Vec::new() };
    for (i, line) in script.lines().iter().enumerate() {
        leader.line(i, line);
    }
    let left = leader.open.iter().filter(|open| !open.is_undone);
    let left = left.map(|open| Remark::LeftOpen { transaction: open.number });
    leader.execution.remarks.extend(left);
    leader.execution
}

struct Leader {
    execution: Execution,
    own: Own,
    open: Vec<Open>,
}

impl Leader {
    fn line(&mut self, line: usize, text: &Line) {
        match text {
            Line::Alone(statement) => {
                if let Some(done) = self.try_to(line, None, statement, self.execution.table.clone()) {
                    self.commit(line, None, vec![done]);
                }
            }
            Line::Within(number, statement) => self.within(line, *number, statement),
            Line::Commit(number) | Line::Rollback(number) => {
                let Some(at) = self.open.iter().position(|open| open.number == *number) else { return };
                let open = self.open.remove(at);
                if open.is_undone {
                    self.execution.remarks.push(Remark::Skipped { line, transaction: *number });
                } else if matches!(text, Line::Commit(_)) {
                    self.commit(line, Some(*number), open.done);
                }
            }
        }
    }

    fn within(&mut self, line: usize, number: u8, statement: &Statement) {
        let at = self.open.iter().position(|open| open.number == number).unwrap_or_else(|| {
            self.open.push(Open { number, done: Vec::new(), is_undone: false });
            self.open.len() - 1
        });
        if self.open[at].is_undone {
            return self.execution.remarks.push(Remark::Skipped { line, transaction: number });
        }
        let mut seen = self.execution.table.clone();
        for change in self.open[at].done.iter().flat_map(|done| &done.changes) {
            seen.apply(change);
        }
        match self.try_to(line, Some(number), statement, seen) {
            Some(done) => self.open[at].done.push(done),
            None => self.open[at] = Open { number, done: Vec::new(), is_undone: true },
        }
    }

    /// What the statement does to what it sees; nothing where that is locked.
    fn try_to(&mut self, line: usize, transaction: Option<u8>, statement: &Statement, seen: Table) -> Option<Done> {
        let effect = self.own.effect(statement, &seen, clock(line), &Given::default());
        for change in &effect.changes {
            if let Some(by) = self.holder(change.id, transaction) {
                self.execution.remarks.push(Remark::Locked { line, transaction, row: change.id, by });
                return None;
            }
        }
        Some(Done { line, statement: statement.clone(), used: effect.used, changes: effect.changes })
    }

    /// The open transaction, other than this one, that has changed the row.
    fn holder(&self, row: u8, transaction: Option<u8>) -> Option<u8> {
        let others = self.open.iter().filter(|open| Some(open.number) != transaction);
        let mut holders = others.filter(|open| open.done.iter().flat_map(|done| &done.changes).any(|c| c.id == row));
        holders.next().map(|open| open.number)
    }

    fn commit(&mut self, line: usize, number: Option<u8>, done: Vec<Done>) {
        for change in done.iter().flat_map(|done| &done.changes) {
            self.execution.table.apply(change);
        }
        self.execution.committed.push(Transaction { number, at: clock(line), done });
    }
}

/// The leader's clock at a line.
fn clock(line: usize) -> i32 {
    i32::try_from(line + 1).unwrap_or(i32::MAX).saturating_mul(LINE_MS)
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Locked { line, transaction: Some(number), row, by } => write!(
                f,
                "line {}: T{by} has changed row {row} and is not done, so T{number} gives up and is rolled back",
                line + 1
            ),
            Remark::Locked { line, transaction: None, row, by } => {
                write!(f, "line {}: T{by} has changed row {row} and is not done, so this gives up", line + 1)
            }
            Remark::Skipped { line, transaction } => {
                write!(f, "line {}: skipped, T{transaction} was rolled back", line + 1)
            }
            Remark::LeftOpen { transaction } => write!(f, "T{transaction} is never committed, and is rolled back"),
        }
    }
}
