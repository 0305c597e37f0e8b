//! A linearizability test by trying every order: an oracle for small histories, written without the model's own check.

use std::collections::BTreeSet;

use faultline_model::history::{Action, Operation, Outcome, Seen};
use faultline_model::ids::Word;

/// Whether one copy that changes at once could have given these answers. At most 60 operations for each key.
pub fn is_linearizable(history: &[Operation]) -> bool {
    let keys: BTreeSet<Word> = history.iter().map(|operation| operation.key).collect();
    keys.into_iter().all(|key| {
        let is_judged = |operation: &&Operation| operation.key == key && has_said_or_done(operation);
        let operations: Vec<&Operation> = history.iter().filter(is_judged).collect();
        has_order(&operations, 0, None, &mut BTreeSet::new())
    })
}

/// Whether there is anything to explain or that explains: not a read without an answer, nor what was refused.
fn has_said_or_done(operation: &Operation) -> bool {
    operation.outcome.is_answer() || operation.action.is_write() && operation.outcome.may_have_effect()
}

/// Whether what is not yet in `done` can follow on what the copy holds.
fn has_order(all: &[&Operation], done: u64, now: Option<&Seen>, tried: &mut BTreeSet<(u64, String)>) -> bool {
    let is_open = |at: usize| done >> at & 1 == 0;
    if (0..all.len()).all(|at| !is_open(at) || !all[at].outcome.is_answer()) {
        return true;
    }
    if !tried.insert((done, format!("{now:?}"))) {
        return false;
    }
    // Nothing may come before what had ended when it began.
    let first_end = (0..all.len()).filter(|at| is_open(*at)).filter_map(|at| end(all[at])).min();
    let can_be_next = |at: usize| is_open(at) && first_end.is_none_or(|end| all[at].invoked <= end);
    (0..all.len()).filter(|at| can_be_next(*at)).any(|at| {
        let operation = all[at];
        let made = operation.action.apply(now.map(|seen| &seen.value));
        let made = made.map(|value| Seen { value, write: operation.id });
        let is_told = match (&operation.outcome, &operation.action) {
            (Outcome::Done(_), Action::Write(_)) => true,
            (Outcome::Done(seen), Action::Read) => seen.iter().eq(now),
            (Outcome::Done(seen), _) => seen.iter().eq(now) && made.is_some(),
            (Outcome::Declined(seen), _) => seen.iter().eq(now) && made.is_none(),
            _ => true,
        };
        is_told && has_order(all, done | 1 << at, made.as_ref().or(now), tried)
    })
}

/// When it had ended for sure.
fn end(operation: &Operation) -> Option<faultline_model::tick::Tick> {
    operation.returned.filter(|_| operation.outcome.is_answer())
}
