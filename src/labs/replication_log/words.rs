//! The lab's labels, and its outcome in sentences.

use faultline_model::statements::{Cause, Cell as Value, Difference, LogLine, Outcome};

use super::config::{LogConfig, Written};

pub const TITLE: &str = "Replication log";
pub const QUESTION: &str = "A leader ships its log: statements, rows or bytes. Do its followers end up with its table?";

pub const SETTINGS: &str = "Script and log";
pub const STAGE: &str = "The log and the tables";
pub const TWIN: &str = "The log and the tables in full";
pub const FOLLOWERS_LABEL: &str = "Followers";
pub const SCRIPT_LABEL: &str = "What it is told to do";
pub const WRITTEN_LABEL: &str = "What it logs";
pub const STATEMENTS_LABEL: &str = "The same as text, a line a second";
pub const STATEMENTS_NOTATION: &str =
    "insert author=ann at=NOW(); update likes=likes+1 where id=1; delete; T1: …; commit T1";
pub const OWN_SCRIPT: &str = "something of your own";
pub const WRITTEN: &str = "The log";
pub const LEADER: &str = "Leader r0";
pub const SEED_LABEL: &str = "Seed of the replicas' clocks and chances";
pub const NEW_SEED: &str = "New seed";
pub const EMPTY: &str = "The script writes nothing into the log.";
pub const RESET: &str = "Reset";

/// Scripts that each make a point.
pub const SCRIPTS: [(&str, &str); 6] = [
    ("plain updates", "insert author=ann;insert author=bob;update likes=likes+1 where author=ann"),
    ("a time: NOW()", super::config::STATEMENTS),
    (
        "a number by chance: RANDOM()",
        "insert author=ann likes=RANDOM();insert author=bob;update likes=RANDOM() where id=2",
    ),
    (
        "ids in another order",
        "T1: insert author=ann;T2: insert author=bob;commit T2;commit T1;update likes=likes+1 where id=1",
    ),
    (
        "UPDATE … WHERE on what another changes",
        "insert author=ann likes=1;T1: update likes=likes+10 where author=bob;T2: update author=bob where id=1;\
         commit T2;commit T1",
    ),
    ("a time within transactions", "T1: insert author=ann at=NOW();T2: insert author=bob at=NOW();commit T2;commit T1"),
];

pub fn written(written: Written) -> &'static str {
    match written {
        Written::Statement => "the statements",
        Written::Values => "statements, with the values of NOW() and RANDOM()",
        Written::ValuesAndIds => "statements, with these values and the ids",
        Written::Row => "the rows that changed (logical log)",
        Written::WriteAhead => "the bytes of its pages (write-ahead log)",
        Written::WriteAheadUpgrade => "the same, to followers of a later version",
    }
}

pub fn follower(n: u8) -> String {
    format!("Follower r{n}")
}

/// The picture in a sentence.
pub fn picture(outcome: &Outcome) -> String {
    let (n, followers) = (outcome.log.len(), outcome.followers.len());
    format!(
        "A leader's table, its log of {n} entries, and the tables of {followers} followers. {}",
        differences(outcome).join(" ")
    )
}

/// What is not drawn.
pub fn more(n: usize) -> String {
    format!("… and {n} more")
}

/// A line of the log, with its transaction.
pub fn log_line(line: &LogLine) -> String {
    match line.transaction {
        Some(number) => format!("T{number}: {}", line.text),
        None => line.text.clone(),
    }
}

/// Where the followers' tables differ and why, or that they do not; and what went otherwise than the script has it.
pub fn differences(outcome: &Outcome) -> Vec<String> {
    let mut lines: Vec<String> = outcome.remarks.iter().map(ToString::to_string).collect();
    if outcome.is_unreadable {
        lines.push("The followers cannot read the log: its bytes are of another version of the storage.".to_owned());
    } else if outcome.differences.is_empty() {
        lines.push("The followers' tables are the leader's.".to_owned());
    } else {
        lines.extend(outcome.differences.iter().map(difference));
    }
    lines
}

fn difference(found: &Difference) -> String {
    let Difference { replica, row, column, .. } = found;
    let value = |cell: Option<Value>| cell.map_or_else(|| "no such row".to_owned(), |cell| cell.to_string());
    let (own, leader) = (value(found.follower), value(found.leader));
    let causes: Vec<&str> = found.causes.iter().map(|cause| because(*cause)).collect();
    format!("r{replica}, row {row}, {}: {own} instead of {leader}: {}", column.name(), causes.join(" and "))
}

fn because(cause: Cause) -> &'static str {
    match cause {
        Cause::Clock => "it asked its own clock",
        Cause::Random => "it drew its own number",
        Cause::Counter => "it counted its own ids",
        Cause::Order => "it found other rows, since transactions came in another order",
        Cause::Format => "it cannot read the log",
    }
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &LogConfig, outcome: &Outcome) -> String {
    let mut lines = vec![format!("What it logs: {}", written(config.written))];
    lines.extend(outcome.log.iter().map(|line| format!("  {}", log_line(line))));
    lines.extend(differences(outcome));
    lines.join("\n")
}
