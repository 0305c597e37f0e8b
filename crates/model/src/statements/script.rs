//! What the leader is told to do, line by line: statements, alone or in transactions that take turns.
//!
//! ```text
//! insert author=ann at=NOW()                   alone: committed at once
//! T1: update likes=likes+1 where author=ann    the first line of T1 begins it
//! T2: insert author=ann
//! commit T2                                    the log has T2 first
//! commit T1                                    or `rollback T1`
//! ```
//!
//! Lines stand on lines of their own, or between semicolons. The names of transactions are `T1` to `T9`; one that has
//! ended may begin anew.

use std::fmt;
use std::str::FromStr;

use super::statement::{Statement, StatementError, shortened};

/// The most lines of a script.
pub const LINES_MAX: usize = 40;

/// What the leader is told to do, first to last. Transactions end after they have begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script(Vec<Line>);

/// One line; transactions by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A transaction of its own.
    Alone(Statement),
    Within(u8, Statement),
    Commit(u8),
    Rollback(u8),
}

/// A line that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
    pub error: StatementError,
}

impl Script {
    /// The lines, first to last.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }
}

/// Reads a script. Lines that are none are left out and told; empty ones are nothing.
pub fn parse_script(text: &str) -> (Script, Vec<BadLine>) {
    let (mut lines, mut bad, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for (i, text) in text.split(['\n', ';']).enumerate() {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let parsed = if lines.len() < LINES_MAX { text.parse() } else { Err(StatementError::TooMany) };
        match parsed.and_then(|line| in_turn(line, &mut open)) {
            Ok(line) => lines.push(line),
            Err(error) => bad.push(BadLine { line: i + 1, text: text.into(), error }),
        }
    }
    (Script(lines), bad)
}

/// The line, if a transaction that it ends is open.
fn in_turn(line: Line, open: &mut Vec<u8>) -> Result<Line, StatementError> {
    match line {
        Line::Within(number, _) if !open.contains(&number) => open.push(number),
        Line::Commit(number) | Line::Rollback(number) => {
            let at = open.iter().position(|begun| *begun == number).ok_or(StatementError::NotBegun(number))?;
            open.remove(at);
        }
        Line::Alone(_) | Line::Within(..) => {}
    }
    Ok(line)
}

impl FromStr for Line {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Line, StatementError> {
        let text = text.trim();
        if let Some((name, statement)) = text.split_once(':') {
            return Ok(Line::Within(parse_transaction(name)?, statement.parse()?));
        }
        let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match verb {
            "commit" => Ok(Line::Commit(parse_transaction(rest)?)),
            "rollback" => Ok(Line::Rollback(parse_transaction(rest)?)),
            _ => Ok(Line::Alone(text.parse()?)),
        }
    }
}

fn parse_transaction(text: &str) -> Result<u8, StatementError> {
    let text = text.trim();
    match text.as_bytes() {
        [b'T' | b't', digit @ b'1'..=b'9'] => Ok(digit - b'0'),
        _ => Err(StatementError::Transaction(shortened(text))),
    }
}

/// Reads a script in which every line is one; the first that is none is the error.
impl FromStr for Script {
    type Err = BadLine;

    fn from_str(text: &str) -> Result<Script, BadLine> {
        let (script, bad) = parse_script(text);
        bad.into_iter().next().map_or(Ok(script), Err)
    }
}

/// The script as one line, for links.
impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, line) in self.0.iter().enumerate() {
            write!(f, "{}{line}", if i > 0 { ";" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Alone(statement) => write!(f, "{statement}"),
            Line::Within(number, statement) => write!(f, "T{number}: {statement}"),
            Line::Commit(number) => write!(f, "commit T{number}"),
            Line::Rollback(number) => write!(f, "rollback T{number}"),
        }
    }
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.error)
    }
}

impl std::error::Error for BadLine {}
