//! Cell by cell, where a follower's table is not the leader's, and what that comes from.
//!
//! The cause is found by trying: the follower is run again with one of the leader's values given (its time, its random
//! numbers, its ids), then with two, then with all. What first makes the cell agree is the cause. If nothing does, the
//! statement found other rows than on the leader: the order is to blame.

use super::execute::Given;
use super::leader::Execution;
use super::log::again;
use super::table::{Cell, Column, Table};
use super::{LogKind, STORAGE_VERSION, Setting};

/// A cell that a follower has otherwise than the leader; a row that only one of them has differs in its id alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The follower, from 1.
    pub replica: u8,
    /// The row's id.
    pub row: u8,
    pub column: Column,
    /// None where the leader has no such row.
    pub leader: Option<Cell>,
    /// None where the follower has no such row.
    pub follower: Option<Cell>,
    /// The fewest causes that explain it, at least one.
    pub causes: Vec<Cause>,
}

/// What makes a follower come to another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It asked its own clock.
    Clock,
    /// It drew its own random number.
    Random,
    /// It counted its own ids.
    Counter,
    /// It found other rows, because transactions came in another order than they ran in on the leader.
    Order,
    /// It cannot read the log.
    Format,
}

/// One cell of two tables.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Unequal {
    row: u8,
    column: Column,
    leader: Option<Cell>,
    follower: Option<Cell>,
}

/// Where the follower's table is not the leader's.
pub(super) fn differences(execution: &Execution, table: &Table, setting: &Setting, replica: u8) -> Vec<Difference> {
    let unequal = unequal(&execution.table, table);
    if unequal.is_empty() {
        return Vec::new();
    }
    let tried: Vec<_> = match setting.kind {
        LogKind::Statement(_) => SUBSETS.iter().map(|causes| tried(execution, setting, replica, causes)).collect(),
        LogKind::Row | LogKind::WriteAhead => Vec::new(),
    };
    let is_format = setting.kind == LogKind::WriteAhead && setting.follower_version != STORAGE_VERSION;
    let otherwise = if is_format { Cause::Format } else { Cause::Order };
    let explained = |cell: &Unequal| {
        let agrees = |left: &Vec<Unequal>| !left.iter().any(|u| (u.row, u.column) == (cell.row, cell.column));
        let causes = SUBSETS.iter().zip(&tried).find(|(_, left)| agrees(left)).map(|(causes, _)| causes.to_vec());
        causes.unwrap_or_else(|| vec![otherwise])
    };
    let told = |u: &Unequal| Difference {
        replica,
        row: u.row,
        column: u.column,
        leader: u.leader,
        follower: u.follower,
        causes: explained(u),
    };
    unequal.iter().map(told).collect()
}

/// What may be given to a follower, the fewest first.
const SUBSETS: [&[Cause]; 7] = [
    &[Cause::Clock],
    &[Cause::Random],
    &[Cause::Counter],
    &[Cause::Clock, Cause::Random],
    &[Cause::Clock, Cause::Counter],
    &[Cause::Random, Cause::Counter],
    &[Cause::Clock, Cause::Random, Cause::Counter],
];

/// Where the tables still differ if the follower is given these values of the leader, and what its log has.
fn tried(execution: &Execution, setting: &Setting, replica: u8, causes: &[Cause]) -> Vec<Unequal> {
    let LogKind::Statement(substitutes) = setting.kind else { return Vec::new() };
    let given = |used: &Given| {
        let logged = substitutes.of(used);
        Given {
            now: logged.now.or(used.now.filter(|_| causes.contains(&Cause::Clock))),
            random: logged.random.or(used.random.filter(|_| causes.contains(&Cause::Random))),
            id: logged.id.or(used.id.filter(|_| causes.contains(&Cause::Counter))),
        }
    };
    unequal(&execution.table, &again(&execution.committed, setting.seed, replica, given))
}

fn unequal(leader: &Table, follower: &Table) -> Vec<Unequal> {
    let mut unequal = Vec::new();
    let last = |table: &Table| table.rows().last().map_or(0, |row| row.id);
    let id_max = last(leader).max(last(follower));
    for row in 1..=id_max {
        let (left, right) = (leader.row(row), follower.row(row));
        let is_on_both = left.is_some() && right.is_some();
        for column in Column::ALL {
            let (leader, follower) = (left.map(|row| row.cell(column)), right.map(|row| row.cell(column)));
            if leader != follower && (is_on_both || column == Column::Id) {
                unequal.push(Unequal { row, column, leader, follower });
            }
        }
    }
    unequal
}
