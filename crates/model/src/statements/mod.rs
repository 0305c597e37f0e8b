//! What a leader can write into its replication log: the statements, the rows that they changed, or the bytes of its
//! pages; and what a follower's table looks like after each.
//!
//! A [`Script`] runs on the leader ([`leader`]): a line a second, transactions interleaved, each seeing what is
//! committed and what it did itself (*read committed*). What commits goes into the log, in the order of the commits
//! ([`log`]). Each follower applies the log, one transaction after the other, with a clock, a luck and a counter of
//! ids of its own, and its table is compared with the leader's cell by cell ([`compare`]).
//!
//! Rows and pages say what came out, so followers cannot but agree, if they can read it: pages mean something only to
//! a program that stores its pages alike. A statement says what to do, and the follower does it anew: it may ask its
//! own clock, draw its own number, count its own ids, or find other rows (Kleppmann, *Designing Data-Intensive
//! Applications*, 2017, chapter 5; MySQL Reference Manual, *Replication Formats*).
//!
//! Left out: isolation levels and locks other than on changed rows, statements that pick rows by their place on the
//! disk (`LIMIT`), and calls made anew for each row: here `RANDOM()` is drawn once a statement. A real write-ahead log
//! also holds changes that are not committed yet.

mod compare;
mod execute;
mod leader;
mod log;
mod script;
mod statement;
mod table;

pub use compare::{Cause, Difference};
pub use leader::Remark;
pub use log::LogLine;
pub use script::{BadLine, LINES_MAX, Line, Script, parse_script};
pub use statement::{Condition, NUMBER_MAX, Operator, Set, Statement, StatementError, Term};
pub use table::{Cell, Column, Row, Table};

/// The most followers of a run.
pub const FOLLOWERS_MAX: u8 = 5;
/// How the leader stores its pages: the version that a follower must share to read a write-ahead log.
pub const STORAGE_VERSION: u8 = 1;

/// What the leader writes into its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// What it was told to do.
    Statement(Substitutes),
    /// What each changed row came to be: a logical log.
    Row,
    /// The bytes that it wrote into which slot of which page.
    WriteAhead,
}

/// What the leader replaces in a statement by the value that it came to, before it writes it into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Substitutes {
    /// Nothing: statements are logged as they came.
    Nothing,
    /// `NOW()` and `RANDOM()`.
    Calls,
    /// These, and the ids that its counter gave, as MySQL does.
    CallsAndIds,
}

/// All that a run depends on, beside its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub kind: LogKind,
    /// 1 to [`FOLLOWERS_MAX`]; more count as so many.
    pub n_followers: u8,
    /// How the followers store their pages.
    pub follower_version: u8,
    /// What the replicas' clocks and random numbers come from.
    pub seed: u64,
}

/// What a script comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub leader: Table,
    /// In the order in which the followers read it.
    pub log: Vec<LogLine>,
    /// `r1` first.
    pub followers: Vec<Table>,
    /// By follower, row and column.
    pub differences: Vec<Difference>,
    /// What did not go as the script has it.
    pub remarks: Vec<Remark>,
    /// Whether the followers cannot read the log, and have stopped before its first line.
    pub is_unreadable: bool,
}

impl Setting {
    /// Two followers, storing as the leader does.
    pub fn new(kind: LogKind, seed: u64) -> Setting {
        Setting { kind, n_followers: 2, follower_version: STORAGE_VERSION, seed }
    }
}

/// Runs the script on the leader, and its log on each follower.
pub fn run(script: &Script, setting: &Setting) -> Outcome {
    let execution = leader::execute(script, setting.seed);
    let is_unreadable = setting.kind == LogKind::WriteAhead && setting.follower_version != STORAGE_VERSION;
    let (mut followers, mut differences) = (Vec::new(), Vec::new());
    for replica in 1..=setting.n_followers.clamp(1, FOLLOWERS_MAX) {
        let table = log::follow(&execution.committed, setting, replica);
        differences.extend(compare::differences(&execution, &table, setting, replica));
        followers.push(table);
    }
    let log = log::write(&execution.committed, setting.kind);
    Outcome { leader: execution.table, log, followers, differences, remarks: execution.remarks, is_unreadable }
}
