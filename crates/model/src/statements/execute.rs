//! What a statement does to the rows that it finds, on whichever replica it runs.

use rand_xoshiro::rand_core::Rng;

use super::statement::{Condition, NUMBER_MAX, Operator, Statement, Term};
use super::table::{Cell, Change, Row, Table};
use crate::prng::Stream;

/// How many numbers `RANDOM()` can come to, from 0.
const RANDOM_N: u64 = 100;

/// Values that need not be found out again: what a leader has come to, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    pub now: Option<i32>,
    pub random: Option<i32>,
    pub id: Option<u8>,
}

/// What a replica finds values with.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub luck: Stream,
    /// The id of the next row.
    pub next_id: u8,
}

impl Own {
    pub(super) fn new(luck: Stream) -> Own {
        Own { luck, next_id: 1 }
    }

    /// What a statement does to a table at a time of the replica's clock, and with which values.
    pub(super) fn effect(&mut self, statement: &Statement, table: &Table, now: i32, given: &Given) -> Effect {
        let used = Given {
            now: statement.calls(Term::Now).then(|| given.now.unwrap_or(now)),
            random: statement.calls(Term::Random).then(|| given.random.unwrap_or_else(|| self.draw())),
            id: matches!(statement, Statement::Insert(..)).then(|| given.id.unwrap_or(self.next_id)),
        };
        if let Some(id) = used.id {
            self.next_id = self.next_id.max(id.saturating_add(1));
        }
        let changes = match statement {
            Statement::Insert(author, _) => {
                let row = Row { id: used.id.unwrap_or_default(), author: *author, likes: 0, at: 0 };
                vec![Change { id: row.id, before: None, after: Some(set(row, statement, table, &used)) }]
            }
            Statement::Update(_, condition) | Statement::Delete(condition) => {
                let found = table.rows().iter().filter(|row| is_meant(condition.as_ref(), row));
                found.map(|row| changed(statement, table, &used, row)).collect()
            }
        };
        Effect { changes, used }
    }

    fn draw(&mut self) -> i32 {
        (self.luck.next_u64() % RANDOM_N) as i32
    }
}

/// What a statement did.
pub(super) struct Effect {
    pub changes: Vec<Change>,
    /// The values of its calls, and of its new row's id.
    pub used: Given,
}

fn changed(statement: &Statement, table: &Table, used: &Given, row: &Row) -> Change {
    let is_deleted = matches!(statement, Statement::Delete(_));
    let after = (!is_deleted).then(|| set(*row, statement, table, used));
    Change { id: row.id, before: Some(*row), after }
}

/// The row with what the statement sets, all of it from the row as it was.
fn set(before: Row, statement: &Statement, table: &Table, used: &Given) -> Row {
    let mut row = before;
    for set in statement.sets() {
        row.put(set.column, value(set.to, before.cell(set.column), table, used));
    }
    row
}

fn value(term: Term, before: Cell, table: &Table, used: &Given) -> Cell {
    let number = match (term, before) {
        (Term::Cell(cell), _) => return cell,
        (Term::Plus(by), Cell::Number(number)) => number.saturating_add(by),
        (Term::Times(by), Cell::Number(number)) => number.saturating_mul(by),
        (Term::Now, _) => used.now.unwrap_or_default(),
        (Term::Random, _) => used.random.unwrap_or_default(),
        (Term::Count, _) => i32::try_from(table.rows().len()).unwrap_or(NUMBER_MAX),
        (Term::Plus(_) | Term::Times(_), Cell::Word(_)) => return before,
    };
    Cell::Number(number.clamp(-NUMBER_MAX, NUMBER_MAX))
}

fn is_meant(condition: Option<&Condition>, row: &Row) -> bool {
    let Some(condition) = condition else { return true };
    let cell = row.cell(condition.column);
    match (cell, condition.cell) {
        (Cell::Number(left), Cell::Number(right)) => match condition.operator {
            Operator::Less => left < right,
            Operator::LessOrEqual => left <= right,
            Operator::Equal => left == right,
            Operator::GreaterOrEqual => left >= right,
            Operator::Greater => left > right,
            Operator::NotEqual => left != right,
        },
        (left, right) => (left == right) == (condition.operator == Operator::Equal),
    }
}
