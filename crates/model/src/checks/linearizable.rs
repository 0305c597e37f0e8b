//! Linearizable: the whole looks like one copy on which each operation takes effect at once, at some moment between its
//! invocation and its answer (Herlihy and Wing 1990).
//!
//! Each key is a register of its own, and a history is linearizable if each key's is (the same paper calls this
//! locality). What counts is what clients saw, by value: a read saw exactly the register's value; an addition or a
//! withdrawal saw the value that it changed; a withdrawal that was declined saw too little. A refused operation has no
//! effect. One that failed, timed out or is pending has its effect at any time after its invocation, or never.
//!
//! # The search
//!
//! Wing and Gong 1993, with the memory of Lowe 2017 ("Testing for linearizability"): put the operations in an order one
//! by one. Next may be any whose turn it can be: nothing that is not yet placed was answered before it began. If none
//! fits, go back. A place in the search is which operations are placed, and what the register holds then; what has been
//! tried from there need not be tried again. Three savings lose nothing:
//!
//! - What changes nothing, such as a read, is placed as soon as it fits: to place it later could not help what follows.
//! - A write without an answer whose value nobody saw is left out, unless additions or withdrawals without an answer
//!   might build on it.
//! - All operations before the first one that is not placed are placed; one word of bits says which of the others are.
//!
//! # What is left out
//!
//! What a write says that it found is not judged: clients ask for a write in order not to care.
//!
//! The search is NP-complete (Gibbons and Korach 1997), so it has limits, and the verdict then is *undecided*: at most
//! [`OPEN_MAX`] operations of a key at once, as many writes without an answer, and [`SPOTS_MAX`] places.

use super::past::{has_read, is_before};
use super::{Explanation, Finding, Kind, Past, Property, Reason, Verdict, Violation};
use super::{monotonic_reads, stale_read};
use crate::history::{Action, Operation, Outcome, Seen, Value};
use crate::ids::{OpId, Word};
use crate::tick::Tick;

/// The most operations of a key between the first one that is not yet placed and the last one whose turn it can be.
pub const OPEN_MAX: usize = 64;
/// The most places of the search, for each key.
pub const SPOTS_MAX: usize = 50_000;

/// What the search for an order of a key's operations came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// This order explains what everybody saw; operations without an answer that had no effect are not in it.
    Order(Vec<OpId>),
    /// There is none.
    NoOrder(Violation),
    /// It was given up.
    GaveUp,
}

/// Judges every key; each that has no order is one violation.
pub fn judge(past: &Past<'_>) -> Verdict {
    let mut found = Vec::new();
    let mut has_given_up = false;
    for key in keys(past) {
        match search(past, key) {
            Search::Order(_) => {}
            Search::NoOrder(violation) => found.push(violation),
            Search::GaveUp => has_given_up = true,
        }
    }
    let n_judged = past.operations.iter().filter(|operation| operation.outcome.is_answer()).count();
    let mut verdict = Verdict::new(Property::Linearizable, n_judged, found);
    if has_given_up && verdict.holds() {
        verdict.finding = Finding::Undecided;
    }
    verdict
}

/// The keys, by first appearance.
pub fn keys(past: &Past<'_>) -> Vec<Word> {
    let mut keys = Vec::new();
    for operation in past.operations {
        if !keys.contains(&operation.key) {
            keys.push(operation.key);
        }
    }
    keys
}

/// Looks for an order of a key's operations.
pub fn search(past: &Past<'_>, key: Word) -> Search {
    let mut register = Register::new(past, key);
    if register.loose.len() > OPEN_MAX {
        return Search::GaveUp;
    }
    match register.run() {
        Some(true) => Search::Order(register.order),
        Some(false) => match register.explain(past) {
            Some(violation) => Search::NoOrder(violation),
            None => Search::GaveUp,
        },
        None => Search::GaveUp,
    }
}

/// A place in the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Spot {
    /// How many of the firm operations are placed without a gap.
    base: usize,
    /// Which of the firm ones from there on are placed; the first one is not.
    placed: u64,
    /// Which of the loose ones are placed.
    used: u64,
    /// What the register holds, by its place among the states.
    state: usize,
}

/// What may come next.
#[derive(Clone, Copy, Debug)]
enum Choice {
    /// The firm operation so far from the base.
    Firm(usize),
    Loose(usize),
}

/// A place with what is still to be tried there.
struct Frame {
    spot: Spot,
    /// How many operations are in order at this place.
    n_ordered: usize,
    /// The last one is next.
    choices: Vec<Choice>,
}

/// The search for one key.
struct Register<'a> {
    /// The operations that were answered, by invocation.
    firm: Vec<&'a Operation>,
    /// Those that may have had an effect.
    loose: Vec<&'a Operation>,
    states: Vec<Option<Value>>,
    order: Vec<OpId>,
    tried: Spots,
    /// The place with the most firm operations in order, their number, and the order.
    deepest: (Spot, usize, Vec<OpId>),
    is_too_wide: bool,
}

impl<'a> Register<'a> {
    fn new(past: &Past<'a>, key: Word) -> Register<'a> {
        let all = || past.operations.iter().filter(move |operation| operation.key == key);
        let is_loose = |operation: &&Operation| {
            operation.action.is_write() && operation.outcome.may_have_effect() && !operation.outcome.is_answer()
        };
        let builds = |operation: &Operation| !matches!(operation.action, Action::Write(_));
        let builds_on_any = all().filter(is_loose).any(builds);
        let saw = |operation: &Operation, value: &Value| {
            has_read(operation) && operation.outcome.seen().iter().any(|seen| seen.value == *value)
        };
        let matters = |operation: &&Operation| match &operation.action {
            Action::Write(value) => builds_on_any || all().any(|other| saw(other, value)),
            _ => true,
        };
        Register {
            firm: all().filter(|operation| operation.outcome.is_answer()).collect(),
            loose: all().filter(is_loose).filter(matters).collect(),
            states: vec![None],
            order: Vec::new(),
            tried: Spots::default(),
            deepest: (Spot::default(), 0, Vec::new()),
            is_too_wide: false,
        }
    }

    /// Whether there is an order, which then is in `order`; none if the search was given up.
    fn run(&mut self) -> Option<bool> {
        let mut frames = Vec::new();
        let start = self.settle(Spot::default());
        self.enter(start, &mut frames);
        while let Some(frame) = frames.last_mut() {
            if frame.spot.base == self.firm.len() {
                return Some(true);
            }
            if self.is_too_wide || self.tried.n > SPOTS_MAX {
                return None;
            }
            self.order.truncate(frame.n_ordered);
            let (spot, choice) = (frame.spot, frame.choices.pop());
            match choice {
                None => drop(frames.pop()),
                Some(choice) => {
                    if let Some(next) = self.place(spot, choice) {
                        let next = self.settle(next);
                        self.enter(next, &mut frames);
                    }
                }
            }
        }
        Some(false)
    }

    /// Goes to a place, if it is new.
    fn enter(&mut self, spot: Spot, frames: &mut Vec<Frame>) {
        if !self.tried.insert(spot) {
            return;
        }
        let n_placed = spot.base + spot.placed.count_ones() as usize;
        if n_placed > self.deepest.1 {
            self.deepest = (spot, n_placed, self.order.clone());
        }
        let mut choices: Vec<Choice> = self.open_loose(spot).map(Choice::Loose).collect();
        let open = self.open_firm(spot);
        // What was answered first is tried first: it most likely came first.
        let n_loose = choices.len();
        for at in open {
            let end = |at: usize| self.firm[spot.base + at].returned;
            let later = |choice: &Choice| matches!(choice, Choice::Firm(other) if end(*other) > end(at));
            let place = n_loose + choices[n_loose..].iter().take_while(|choice| later(choice)).count();
            choices.insert(place, Choice::Firm(at));
        }
        frames.push(Frame { spot, n_ordered: self.order.len(), choices });
    }

    /// The firm operations whose turn it can be, from the base.
    fn open_firm(&mut self, spot: Spot) -> Vec<usize> {
        let mut waiting: Vec<&Operation> = Vec::new();
        let mut open = Vec::new();
        let mut horizon: Option<Tick> = None;
        for (at, operation) in self.firm[spot.base..].iter().enumerate() {
            if horizon.is_some_and(|horizon| operation.invoked > horizon) {
                break;
            }
            if at == OPEN_MAX {
                self.is_too_wide = true;
                break;
            }
            if spot.placed >> at & 1 == 1 {
                continue;
            }
            if !waiting.iter().any(|other| is_before(other, operation)) {
                open.push(at);
            }
            waiting.push(operation);
            horizon = earlier(horizon, operation.returned);
        }
        open
    }

    /// The loose operations whose turn it can be.
    fn open_loose(&self, spot: Spot) -> impl Iterator<Item = usize> {
        let is_placed = move |at: usize| at < OPEN_MAX && spot.placed >> at & 1 == 1;
        let firm = self.firm[spot.base..].iter().enumerate().filter(move |(at, _)| !is_placed(*at));
        let waits = move |operation: &Operation| {
            let mut begun = firm.clone().take_while(|(_, other)| other.invoked <= operation.invoked);
            begun.any(|(_, other)| is_before(other, operation))
        };
        let unused = self.loose.iter().enumerate().filter(move |(at, _)| spot.used >> at & 1 == 0);
        unused.filter(move |(_, operation)| !waits(operation)).map(|(at, _)| at)
    }

    /// Places all that fits and changes nothing.
    fn settle(&mut self, mut spot: Spot) -> Spot {
        loop {
            let open = self.open_firm(spot);
            let is_silent = |at: &usize| {
                let operation = self.firm[spot.base + at];
                let changes = operation.action.is_write() && operation.outcome.is_done();
                !changes && fits(operation, &self.states[spot.state])
            };
            let Some(at) = open.into_iter().find(is_silent) else { return spot };
            spot = self.mark(spot, at);
        }
    }

    /// The place after an operation, if it fits; a loose one must change something.
    fn place(&mut self, spot: Spot, choice: Choice) -> Option<Spot> {
        let operation = match choice {
            Choice::Firm(at) => self.firm[spot.base + at],
            Choice::Loose(at) => self.loose[at],
        };
        let state = &self.states[spot.state];
        if matches!(choice, Choice::Firm(_)) && !fits(operation, state) {
            return None;
        }
        let after = match operation.outcome {
            Outcome::Declined(_) => None,
            _ => operation.action.apply(state.as_ref()),
        };
        let state = match after {
            None => spot.state,
            after => self.intern(after),
        };
        match choice {
            Choice::Firm(at) => Some(Spot { state, ..self.mark(spot, at) }),
            Choice::Loose(_) if state == spot.state => None,
            Choice::Loose(at) => {
                self.order.push(operation.id);
                Some(Spot { state, used: spot.used | 1 << at, ..spot })
            }
        }
    }

    /// Takes note that a firm operation is placed.
    fn mark(&mut self, mut spot: Spot, at: usize) -> Spot {
        self.order.push(self.firm[spot.base + at].id);
        spot.placed |= 1 << at;
        while spot.placed & 1 == 1 {
            spot.placed >>= 1;
            spot.base += 1;
        }
        spot
    }

    fn intern(&mut self, state: Option<Value>) -> usize {
        self.states.iter().position(|known| *known == state).unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        })
    }

    /// Why there is no order: where the longest beginning stops, and the simplest witnesses.
    fn explain(&mut self, past: &Past<'_>) -> Option<Violation> {
        let (spot, _, order) = std::mem::take(&mut self.deepest);
        let open = self.open_firm(spot);
        let stuck = open.into_iter().map(|at| self.firm[spot.base + at]).min_by_key(|open| (open.returned, open.id))?;
        let mut could_hold = vec![self.states[spot.state].clone()];
        for at in self.open_loose(spot) {
            let made = self.loose[at].action.apply(could_hold[0].as_ref());
            if made.is_some() && !could_hold.contains(&made) {
                could_hold.push(made);
            }
        }
        let mut others: Vec<&Operation> = self.firm.iter().copied().filter(|other| other.id != stuck.id).collect();
        others.insert(0, stuck);
        let simple = others.iter().find_map(|read| self.reason(past, read));
        let (reason, operations) = simple.unwrap_or((Reason::NoPlace, vec![stuck.id]));
        let first = past.get(operations[0])?;
        let explanation = Explanation { order, stuck: stuck.id, could_hold, reason };
        let at = first.returned.unwrap_or(first.invoked);
        Some(Violation { at, operations, kind: Kind::NotLinearizable(explanation) })
    }

    /// What is wrong with what an operation saw, if one or two operations show it.
    fn reason(&self, past: &Past<'_>, read: &Operation) -> Option<(Reason, Vec<OpId>)> {
        if !has_read(read) {
            return None;
        }
        if read.outcome.seen().len() > 1 {
            return Some((Reason::Siblings, vec![read.id]));
        }
        if !self.is_clear(read) {
            return None;
        }
        if let Some(write) = stale_read::missed(past, read) {
            return Some((Reason::OldAfterWrite, vec![read.id, write.id]));
        }
        let others = || self.firm.iter().copied().filter(|other| has_read(other) && other.id != read.id);
        let is_newer = |other: &&Operation| monotonic_reads::newer(past, read, &[*other]).is_some();
        if let Some(other) = others().find(|other| is_before(other, read) && self.is_clear(other) && is_newer(other)) {
            return Some((Reason::OldAfterNew, vec![read.id, other.id]));
        }
        let found_the_same = |other: &&Operation| other.outcome.seen() == read.outcome.seen();
        let other = others().take_while(|other| other.id < read.id).filter(found_the_same).find(changes)?;
        changes(&read).then(|| (Reason::SameBefore, vec![read.id, other.id]))
    }

    /// Whether no other write puts the value that was seen, so that to see it is to see this write.
    fn is_clear(&self, read: &Operation) -> bool {
        let is_other_source = |operation: &Operation, seen: &Seen| match &operation.action {
            Action::Write(value) => operation.id != seen.write && *value == seen.value,
            _ => false,
        };
        let mut all = self.firm.iter().chain(&self.loose);
        !all.any(|operation| read.outcome.seen().iter().any(|seen| is_other_source(operation, seen)))
    }
}

fn earlier(left: Option<Tick>, right: Option<Tick>) -> Option<Tick> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

/// Whether an operation that was answered could have seen what it saw.
fn fits(operation: &Operation, state: &Option<Value>) -> bool {
    if !has_read(operation) {
        return true;
    }
    let is_seen = match operation.outcome.seen() {
        [] => state.is_none(),
        [seen] => state.as_ref() == Some(&seen.value),
        _ => false,
    };
    let is_declined = operation.action.is_write() && operation.action.apply(state.as_ref()).is_none();
    is_seen && is_declined == (operation.action.is_write() && !operation.outcome.is_done())
}

/// Whether the operation replaced the one value that it saw by another one.
fn changes(operation: &&Operation) -> bool {
    let before = match operation.outcome.seen() {
        [] => None,
        [seen] => Some(&seen.value),
        _ => return false,
    };
    let after = operation.action.apply(before);
    operation.outcome.is_done() && after.is_some() && after.as_ref() != before
}

/// The places that were tried: a table of spots by hash, of which at most half is used.
#[derive(Default)]
struct Spots {
    table: Vec<Option<Spot>>,
    n: usize,
}

impl Spots {
    /// Takes note of a place, and says whether it is new.
    fn insert(&mut self, spot: Spot) -> bool {
        if self.n * 2 >= self.table.len() {
            let size = (self.table.len() * 2).max(64);
            let old = std::mem::replace(&mut self.table, vec![None; size]);
            for spot in old.into_iter().flatten() {
                let at = self.seek(spot);
                self.table[at] = Some(spot);
            }
        }
        let at = self.seek(spot);
        let is_new = self.table[at].is_none();
        if is_new {
            self.table[at] = Some(spot);
            self.n += 1;
        }
        is_new
    }

    /// Where it stands, or would.
    fn seek(&self, spot: Spot) -> usize {
        let mask = self.table.len() - 1;
        let mut hash: u64 = 0;
        for word in [spot.base as u64, spot.placed, spot.used, spot.state as u64] {
            // The multiplier is 2^64 over the golden ratio (Knuth's multiplicative hashing).
            hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        let mut at = (hash >> 32) as usize & mask;
        while self.table[at].is_some_and(|other| other != spot) {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::super::notation::{history, violations};
    use super::*;
    use expect_test::{Expect, expect};

    fn check(history: &str, expect: Expect) {
        expect.assert_eq(&violations(history, judge));
    }

    /// The order of the first key, or the explanation.
    fn check_search(text: &str, expect: Expect) {
        let operations = history(text);
        let past = Past::of(&operations);
        let names = |order: &[OpId]| order.iter().map(OpId::to_string).collect::<Vec<_>>().join(" ");
        let got = match search(&past, keys(&past)[0]) {
            Search::Order(order) => names(&order),
            Search::NoOrder(Violation { kind: Kind::NotLinearizable(why), .. }) => {
                let Explanation { order, stuck, could_hold, reason } = why;
                let could_hold = super::super::choice(could_hold.iter().map(Option::as_ref));
                format!("{} | {stuck} finds {could_hold}: {reason:?}", names(&order))
            }
            other => format!("{other:?}"),
        };
        expect.assert_eq(&got);
    }

    #[test]
    fn overlapping_operations_may_take_effect_in_either_order() {
        check_search("c0 write x=1 @1..4 done; c1 write x=2 @2..5 done; c2 read x @6..7 1", expect!["o1 o0 o2"]);
        check_search("c0 write x=1 @1..9 done; c1 read x @2..3 nothing; c1 read x @4..5 1", expect!["o1 o0 o2"]);
    }

    #[test]
    fn a_stale_read_finds_no_place() {
        let stale = "c0 write x=1 @1..2 done; c0 write x=2 @3..4 done; c1 read x @5..6 1";
        check_search(stale, expect!["o0 o1 | o2 finds 2: OldAfterWrite"]);
        check(
            stale,
            expect![[r#"
            6 [o2 o1] c1 read x at 5 saw 1, though c0 write x=2 was done at 4
            3 judged"#]],
        );
    }

    #[test]
    fn new_then_old_is_regular_and_not_linearizable() {
        let text = "c0 write x=1 @1..2 done; c0 write x=2 @3..9 done; c1 read x @4..5 2; c2 read x @6..7 1";
        check_search(text, expect!["o0 o1 o2 | o3 finds 2: OldAfterNew"]);
        check(
            text,
            expect![[r#"
            7 [o3 o2] c2 read x at 6 saw 1, though c1 read x at 4 saw 2 before, which is newer
            4 judged"#]],
        );
    }

    #[test]
    fn a_write_without_an_answer_takes_effect_when_it_is_seen_or_never() {
        check_search("c0 write x=1 @1..2 timed out; c1 read x @3..4 nothing; c1 read x @8..9 1", expect!["o1 o0 o2"]);
        check_search("c0 write x=1 @1..2 failed; c1 read x @3..4 nothing", expect!["o1"]);
        check_search(
            "c0 write x=1 @1..; c1 read x @3..4 1; c1 read x @5..6 nothing",
            expect!["o0 o1 | o2 finds 1: OldAfterNew"],
        );
        check_search(
            "c0 write b=5 @1..2 timed out; c1 withdraw b=2 @3..4 timed out; c2 read b @5..6 3:o1",
            expect!["o0 o1 o2"],
        );
        check_search(
            "c0 write x=1 @1..2 refused; c0 write x=2 @3..4 done; c1 read x @5..6 1",
            expect!["o1 | o2 finds 2: NoPlace"],
        );
    }

    #[test]
    fn several_values_are_no_register() {
        check(
            "c0 write x=1 @1..4 done; c1 write x=2 @2..4 done; c2 read x @5..6 1 and 2",
            expect![[r#"
            6 [o2] c2 read x at 5 saw 1 and 2, and one copy has one value
            3 judged"#]],
        );
    }

    #[test]
    fn two_withdrawals_of_the_same_balance_are_one_too_many() {
        check(
            "c0 write b=100 @0..1 done; c0 withdraw b=80 @2..4 100; c1 withdraw b=80 @3..5 100",
            expect![[r#"
            5 [o2 o1] c1 withdraw b=80 at 3 saw 100, which c0 withdraw b=80 at 2 saw too, and both changed it
            3 judged"#]],
        );
        check(
            "c0 write b=100 @0..1 done; c0 withdraw b=80 @2..4 100; c1 withdraw b=80 @3..5 declined 20:o1",
            expect!["3 judged"],
        );
        check(
            "c0 write b=100 @0..1 done; c1 withdraw b=80 @3..5 declined 100",
            expect![[r#"
            5 [o1] c1 withdraw b=80 at 3 saw 100, where one copy would hold 100
            2 judged"#]],
        );
    }

    #[test]
    fn additions_see_what_they_add_to() {
        check("c0 add x=a @1..4 nothing; c1 add x=b @2..5 {a}:o0; c2 read x @6..7 {a,b}:o1", expect!["3 judged"]);
        check(
            "c0 add x=a @1..4 nothing; c1 add x=b @2..5 nothing",
            expect![[r#"
            5 [o1 o0] c1 add x=b at 2 saw nothing, which c0 add x=a at 1 saw too, and both changed it
            2 judged"#]],
        );
        check("c0 add x=a @1..4 nothing; c1 add x=a @2..5 {a}:o0; c2 add x=a @3..4 {a}:o1", expect!["3 judged"]);
        check("c0 add x=a @1..2 timed out; c1 add x=b @2..5 {a}:o0; c2 read x @6..7 {a,b}:o1", expect!["2 judged"]);
    }

    #[test]
    fn a_circle_of_reads_has_no_simple_witness() {
        check_search(
            "c0 write x=1 @0..1 done; c1 write x=2 @2..9 done; c2 write x=3 @2..9 done; c3 read x @3..4 2; \
             c3 read x @5..6 3; c4 read x @3..4 3; c4 read x @5..6 2",
            expect!["o0 o1 o3 o2 o4 o5 | o6 finds 3: NoPlace"],
        );
    }

    #[test]
    fn keys_are_judged_apart() {
        check(
            "c0 write x=1 @1..2 done; c0 write y=1 @3..4 done; c1 read x @5..6 nothing; c1 read y @7..8 nothing",
            expect![[r#"
                6 [o2 o0] c1 read x at 5 saw nothing, though c0 write x=1 was done at 2
                8 [o3 o1] c1 read y at 7 saw nothing, though c0 write y=1 was done at 4
                4 judged"#]],
        );
    }

    #[test]
    fn a_long_history_is_decided_and_one_that_is_too_wide_is_not() {
        let rounds = (0..200).map(|i| {
            let at = 10 * i;
            let [a, b, c, d] = [at, at + 4, at + 5, at + 9].map(|ms| ms.to_string());
            format!("c0 write x={i} @{a}..{b} done; c1 read x @{a}..{b} {i}; c2 read x @{c}..{d} {i}")
        });
        let long = rounds.collect::<Vec<_>>().join(";");
        check(&long, expect!["600 judged"]);
        let reads = (1..=70).map(|i| format!("c1 read x @{i}..{i} 0"));
        let wide = format!("c0 write x=0 @0..0 done; c2 read x @0..90 1; {}", reads.collect::<Vec<_>>().join(";"));
        check(&format!("{wide}; c0 write x=1 @80..81 done"), expect!["73 judged, undecided"]);
    }
}
