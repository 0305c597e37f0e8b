//! The checks against other people's checkers and against systems whose behaviour is known.
//!
//! Histories are made by clients that take turns with one copy: each operation takes effect when it begins or when it
//! ends, and an answer may be replaced by another one. So a good part of them is linearizable and a good part is not.
//! `stateright` judges all kinds of operations, `todc-utils` reads and writes that end; a write without an answer is
//! given to the latter as one that ends last, or left out, in all combinations.

use std::cell::Cell;

use faultline_model::checks::linearizable::{Search, search};
use faultline_model::checks::{Explanation, Finding, Kind, Past, Property, Reason, Verdict};
use faultline_model::checks::{
    acked_write_lost, converged, linearizable, monotonic_reads, read_your_writes, stale_read,
};
use faultline_model::history::{Action, Operation, Outcome, Seen, Value};
use faultline_model::ids::{OpId, Word};
use faultline_model::protocol::Holding;
use faultline_model::tick::Tick;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use todc_utils::specifications::Specification;
use todc_utils::{Action as Call, History, WGLChecker};

/// What clients may do.
#[derive(Clone, Copy)]
struct Habits {
    /// Whether they add and withdraw too.
    builds: bool,
    /// Whether clients remember what they have seen, and whether writes say what they found.
    remembers: bool,
    tells: bool,
    /// Whether each write has a value of its own.
    is_unique: bool,
    /// Whether operations may fail, and in how many of 16 answers something wrong is said.
    fails: bool,
    n_wrong: u8,
    /// How many clients there are.
    n_clients: u8,
}

/// The register, as everybody would write it.
#[derive(Clone, Debug, PartialEq)]
struct Copy(Option<Value>);

/// What the register says.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Nothing,
    Saw(Option<Value>),
    Declined(Option<Value>),
}

impl SequentialSpec for Copy {
    type Op = Action;
    type Ret = Told;

    fn invoke(&mut self, action: &Action) -> Told {
        let before = self.0.clone();
        match action {
            Action::Read => {}
            Action::Write(value) => {
                self.0 = Some(value.clone());
                return Told::Nothing;
            }
            Action::Add(word) => {
                let mut words = match &before {
                    Some(Value::Set(words)) => words.to_vec(),
                    _ => Vec::new(),
                };
                words.push(*word);
                words.sort();
                words.dedup();
                self.0 = Some(Value::Set(words.into()));
            }
            Action::Withdraw(amount) => {
                let balance = if let Some(Value::Number(balance)) = before { balance } else { 0 };
                if balance < i64::from(*amount) {
                    return Told::Declined(before);
                }
                self.0 = Some(Value::Number(balance - i64::from(*amount)));
            }
            Action::Increment(amount) => {
                let count = if let Some(Value::Number(count)) = before { count } else { 0 };
                self.0 = Some(Value::Number(count + i64::from(*amount)));
            }
        }
        Told::Saw(before)
    }
}

/// A register for the checker that knows reads and writes only; a read holds what it returned.
struct Plain;

#[derive(Clone, Debug)]
enum PlainOp {
    Read(Option<Value>),
    Write(Value),
}

impl Specification for Plain {
    type State = Option<i64>;
    type Operation = PlainOp;

    fn init() -> Option<i64> {
        None
    }

    fn apply(operation: &PlainOp, state: &Option<i64>) -> (bool, Option<i64>) {
        let number = |value: &Value| if let Value::Number(number) = value { *number } else { panic!("no number") };
        match operation {
            PlainOp::Read(value) => (value.as_ref().map(number) == *state, *state),
            PlainOp::Write(value) => (true, Some(number(value))),
        }
    }
}

/// Clients that take turns with one copy, as a tape of choices tells them.
struct Play<'a> {
    tape: std::slice::Iter<'a, u8>,
    habits: Habits,
    copy: Copy,
    last_write: Option<OpId>,
    history: Vec<Operation>,
    /// What each client waits for, and what it will be told if that is settled.
    open: Vec<Option<(usize, Option<Outcome>)>>,
}

impl<'a> Play<'a> {
    /// The history that a tape makes; some operations are still open in the end.
    fn history(tape: &'a [u8], habits: Habits) -> Vec<Operation> {
        Play::of(tape, habits).0.history
    }

    /// The same, but all operations end; and what the copy holds then.
    fn whole(tape: &'a [u8], habits: Habits) -> (Vec<Operation>, Option<Seen>) {
        let (mut play, now) = Play::of(tape, habits);
        for client in 0..play.open.len() {
            if let Some((place, settled)) = play.open[client].take() {
                play.answer(place, settled, now + Tick::MILLISECOND);
            }
        }
        let held = play.seen().pop();
        (play.history, held)
    }

    /// Plays a tape to its end; each turn takes a millisecond.
    fn of(tape: &'a [u8], habits: Habits) -> (Play<'a>, Tick) {
        let open = vec![None; usize::from(habits.n_clients)];
        let mut play =
            Play { tape: tape.iter(), habits, copy: Copy(None), last_write: None, history: Vec::new(), open };
        let mut now = Tick::ZERO;
        while let Some(turn) = play.tape.next() {
            let client = usize::from(turn % habits.n_clients);
            now = now + Tick::MILLISECOND;
            match play.open[client].take() {
                None => play.invoke(client, now),
                Some((place, settled)) => play.answer(place, settled, now),
            }
        }
        (play, now)
    }

    fn draw(&mut self) -> u8 {
        self.tape.next().copied().unwrap_or(0)
    }

    fn invoke(&mut self, client: usize, now: Tick) {
        let id = OpId(self.history.len() as u32);
        let action = self.action(id);
        let mine = |other: &&Operation| usize::from(other.client) == client;
        let mut after = Vec::new();
        for other in self.history.iter().filter(mine).filter(|_| action.is_write() && self.habits.remembers) {
            let own = (other.action.is_write() && other.outcome.is_done()).then_some(other.id);
            after.extend(other.outcome.seen().iter().map(|seen| seen.write).chain(own));
        }
        let place = self.history.len();
        self.history.push(Operation {
            id,
            client: client as u8,
            replica: 0,
            key: word("x"),
            action,
            invoked: now,
            received: None,
            returned: None,
            outcome: Outcome::Pending,
            after,
        });
        let settled = self.draw().is_multiple_of(2).then(|| self.settle(place));
        self.open[client] = Some((place, settled));
    }

    fn action(&mut self, id: OpId) -> Action {
        let (kind, value) = (self.draw() % 8, self.draw());
        let number = if self.habits.is_unique { i64::from(id.0) } else { i64::from(value % 3) };
        match kind {
            0..4 => Action::Read,
            6 if self.habits.builds => Action::Add(word(["a", "b", "c"][usize::from(value % 3)])),
            7 if self.habits.builds && value.is_multiple_of(5) => Action::Increment(u32::from(value % 3)),
            7 if self.habits.builds => Action::Withdraw(u32::from(value % 2) + 1),
            _ => Action::Write(Value::Number(number)),
        }
    }

    /// The operation takes effect; says what its client is to be told.
    fn settle(&mut self, place: usize) -> Outcome {
        let operation = &self.history[place];
        let (id, action) = (operation.id, operation.action.clone());
        let is_silent = matches!(action, Action::Write(_)) && !self.habits.tells;
        let seen = if is_silent { Vec::new() } else { self.seen() };
        let told = self.copy.invoke(&action);
        if action.is_write() && !matches!(told, Told::Declined(_)) {
            self.last_write = Some(id);
        }
        if matches!(told, Told::Declined(_)) { Outcome::Declined(seen) } else { Outcome::Done(seen) }
    }

    /// What the copy holds.
    fn seen(&self) -> Vec<Seen> {
        match (self.copy.0.clone(), self.last_write) {
            (Some(value), Some(write)) => vec![Seen { value, write }],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, place: usize, settled: Option<Outcome>, now: Tick) {
        let luck = self.draw();
        let outcome = match settled {
            Some(_) | None if self.habits.fails && luck >= 240 => Outcome::TimedOut,
            None if self.habits.fails && luck >= 224 => Outcome::Refused { n_answers: 1, n_needed: 2 },
            None => self.settle(place),
            Some(outcome) => outcome,
        };
        let is_read = !matches!(self.history[place].action, Action::Write(_));
        let is_wrong = is_read && luck % 16 < self.habits.n_wrong;
        let outcome = match outcome {
            Outcome::Done(seen) if is_wrong => Outcome::Done(self.wrong(seen)),
            other => other,
        };
        (self.history[place].returned, self.history[place].outcome) = (Some(now), outcome);
    }

    /// Something else that was written, or nothing.
    fn wrong(&mut self, seen: Vec<Seen>) -> Vec<Seen> {
        let choice = usize::from(self.draw());
        let numbers = |write: &Operation| match &write.action {
            Action::Write(value) => Some(Seen { value: value.clone(), write: write.id }),
            _ => None,
        };
        let all: Vec<Seen> = self.history.iter().filter_map(numbers).collect();
        match all.len() {
            0 => seen,
            n if choice % (n + 1) == n => Vec::new(),
            n => vec![all[choice % (n + 1)].clone()],
        }
    }
}

fn word(text: &str) -> Word {
    text.parse().expect(text)
}

fn value(seen: &[Seen]) -> Option<Value> {
    seen.first().map(|seen| seen.value.clone())
}

/// What the client was told, if it was answered.
fn told(operation: &Operation) -> Option<Told> {
    match &operation.outcome {
        Outcome::Done(_) if matches!(operation.action, Action::Write(_)) => Some(Told::Nothing),
        Outcome::Done(seen) => Some(Told::Saw(value(seen))),
        Outcome::Declined(seen) => Some(Told::Declined(value(seen))),
        _ => None,
    }
}

/// The verdict of `stateright`. A client that gives up goes on as a new thread.
fn by_stateright(history: &[Operation]) -> bool {
    let mut tester = LinearizabilityTester::new(Copy(None));
    let mut ends: Vec<(Tick, bool, usize)> = Vec::new();
    for (place, operation) in history.iter().enumerate() {
        if matches!(operation.outcome, Outcome::Refused { .. }) {
            continue;
        }
        ends.push((operation.invoked, true, place));
        ends.extend(operation.returned.filter(|_| told(operation).is_some()).map(|end| (end, false, place)));
    }
    ends.sort();
    let mut n_given_up = [0; 8];
    for (_, is_begin, place) in ends {
        let operation = &history[place];
        let client = usize::from(operation.client);
        let thread = (client, n_given_up[client]);
        match told(operation) {
            Some(told) if !is_begin => drop(tester.on_return(thread, told).expect("it was invoked")),
            told => {
                tester.on_invoke(thread, operation.action.clone()).expect("the thread is free");
                n_given_up[client] += usize::from(told.is_none());
            }
        }
    }
    tester.is_consistent()
}

/// The verdict of `todc-utils`, on reads and writes.
fn by_todc(history: &[Operation]) -> bool {
    let is_loose = |operation: &Operation| {
        told(operation).is_none() && operation.action.is_write() && operation.outcome.may_have_effect()
    };
    let loose: Vec<OpId> = history.iter().filter(|operation| is_loose(operation)).map(|write| write.id).collect();
    (0..1u32 << loose.len()).any(|choice| {
        let is_chosen = |id: OpId| loose.iter().position(|other| *other == id).is_some_and(|at| choice >> at & 1 == 1);
        let mut ends = Vec::new();
        for (place, operation) in history.iter().enumerate() {
            let end = match told(operation) {
                Some(_) => operation.returned.expect("it was answered"),
                None if is_chosen(operation.id) => Tick(u64::MAX),
                None => continue,
            };
            let call = match &operation.action {
                Action::Write(value) => PlainOp::Write(value.clone()),
                _ => PlainOp::Read(value(operation.outcome.seen())),
            };
            ends.push((operation.invoked, place, Call::Call(call.clone())));
            ends.push((end, place, Call::Response(call)));
        }
        ends.sort_by_key(|(at, place, _)| (*at, *place));
        let calls: Vec<_> = ends.into_iter().map(|(_, place, call)| (place, call)).collect();
        calls.is_empty() || WGLChecker::<Plain>::is_linearizable(History::from_actions(calls))
    })
}

/// Whether operations in this order are what one copy would tell, and none stands before one that was over when it
/// began.
fn is_legal(history: &[Operation], order: &[OpId]) -> bool {
    let mut copy = Copy(None);
    let all: Vec<&Operation> = order.iter().map(|id| &history[id.0 as usize]).collect();
    all.iter().enumerate().all(|(at, operation)| {
        let told_now = copy.invoke(&operation.action);
        let is_right = told(operation).is_none_or(|told| told == told_now);
        let was_over =
            |later: &&Operation| told(later).is_some() && later.returned.is_some_and(|end| end <= operation.invoked);
        is_right && !all[at + 1..].iter().any(was_over)
    })
}

/// Judges a history by all checkers, and what our search says about it.
fn compare(history: &[Operation], habits: Habits) -> Result<bool, TestCaseError> {
    let past = Past::of(history);
    let expect = by_stateright(history);
    if !habits.builds {
        prop_assert_eq!(by_todc(history), expect, "the oracles disagree");
    }
    match search(&past, word("x")) {
        Search::Order(order) => {
            prop_assert!(expect, "ours finds an order");
            let answered = history.iter().filter(|operation| told(operation).is_some());
            prop_assert!(answered.clone().all(|operation| order.contains(&operation.id)));
            prop_assert!(is_legal(history, &order), "{:?}", order);
        }
        Search::NoOrder(violation) => {
            prop_assert!(!expect, "ours finds no order");
            let Kind::NotLinearizable(why) = violation.kind else { panic!("of another kind") };
            explained(history, &why, &violation.operations, habits)?;
        }
        Search::GaveUp => prop_assert!(false, "ours gives up"),
    }
    Ok(expect)
}

/// Whether the explanation is true: the beginning is an order, what follows does not fit, and the witnesses alone
/// break the promise.
fn explained(
    history: &[Operation],
    why: &Explanation,
    witnesses: &[OpId],
    habits: Habits,
) -> Result<(), TestCaseError> {
    prop_assert!(is_legal(history, &why.order), "{:?}", why.order);
    prop_assert!(!why.order.contains(&why.stuck));
    let stuck = &history[why.stuck.0 as usize];
    if stuck.action == Action::Read {
        prop_assert!(!why.could_hold.contains(&value(stuck.outcome.seen())), "{:?}", why);
    }
    if why.reason != Reason::NoPlace && !habits.builds && !habits.remembers {
        let is_kept = |operation: &&Operation| operation.action.is_write() || witnesses.contains(&operation.id);
        let part: Vec<Operation> = history.iter().filter(is_kept).cloned().collect();
        prop_assert!(!by_stateright(&part), "{:?}", witnesses);
    }
    Ok(())
}

/// Runs histories of clients with these habits, of which at least a tenth are to be true and a tenth false.
fn run(n_cases: u32, n_turns: usize, habits: Habits, check: impl Fn(&[Operation]) -> Result<bool, TestCaseError>) {
    let counts = [Cell::new(0), Cell::new(0)];
    let mut runner = TestRunner::new(Config { cases: n_cases, failure_persistence: None, ..Config::default() });
    let tapes = prop::collection::vec(any::<u8>(), n_turns / 2..n_turns);
    let result = runner.run(&tapes, |tape| {
        let history = Play::history(&tape, habits);
        let count = &counts[usize::from(check(&history)?)];
        count.set(count.get() + 1);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(counts.iter().all(|count| count.get() * 10 >= n_cases), "{counts:?}");
}

const PLAIN: Habits =
    Habits { builds: false, remembers: false, tells: false, is_unique: false, fails: false, n_wrong: 5, n_clients: 3 };

#[test]
fn reads_and_writes_are_judged_as_two_other_checkers_judge_them() {
    run(4_000, 50, PLAIN, |history| compare(history, PLAIN));
    let four = Habits { n_clients: 4, ..PLAIN };
    run(4_000, 70, four, |history| compare(history, four));
}

#[test]
fn operations_without_an_answer_are_judged_as_two_other_checkers_judge_them() {
    let fails = Habits { fails: true, ..PLAIN };
    run(4_000, 50, fails, |history| compare(history, fails));
    let unique = Habits { is_unique: true, remembers: true, tells: true, ..fails };
    run(4_000, 70, unique, |history| compare(history, unique));
}

#[test]
fn additions_and_withdrawals_are_judged_as_another_checker_judges_them() {
    let builds = Habits { builds: true, remembers: true, tells: true, fails: true, n_wrong: 5, ..PLAIN };
    run(4_000, 50, builds, |history| compare(history, builds));
}

/// The verdicts of the checks that read the history only.
fn session_verdicts(past: &Past<'_>) -> [Verdict; 3] {
    [stale_read::judge(past), read_your_writes::judge(past), monotonic_reads::judge(past)]
}

#[test]
fn a_linearizable_history_keeps_the_weaker_promises_too() {
    let habits = Habits { remembers: true, is_unique: true, fails: true, n_wrong: 5, ..PLAIN };
    run(8_000, 70, habits, |history| {
        let past = Past::of(history);
        let is_linearizable = linearizable::judge(&past).holds();
        for verdict in session_verdicts(&past) {
            let holds = verdict.holds() || !is_linearizable;
            prop_assert!(holds, "{:?} {:?}", verdict, history);
        }
        Ok(is_linearizable)
    });
}

/// Three replicas that hold what one copy holds.
fn holdings(held: Option<Seen>) -> Vec<(Vec<Holding>, bool)> {
    let key = word("x");
    let holding = held.map(|Seen { value, write }| Holding { key, value, write, about: String::new(), is_hint: false });
    vec![(holding.into_iter().collect(), true); 3]
}

/// Every verdict but availability, which is not about values.
fn verdicts(history: &[Operation], replicas: &[(Vec<Holding>, bool)]) -> Vec<Verdict> {
    let past = Past::of(history);
    let others = [
        acked_write_lost::judge(&past, replicas, Tick::ZERO),
        converged::judge(replicas, Tick::ZERO),
        linearizable::judge(&past),
    ];
    others.into_iter().chain(session_verdicts(&past)).collect()
}

/// One client after the other, writing and reading a copy that does not take the write at `forgotten`. Returns what it
/// holds in the end, too.
fn sequential(turns: &[(u8, bool)], forgotten: usize) -> (Vec<Operation>, Option<Seen>) {
    let mut held: Option<Seen> = None;
    let mut history: Vec<Operation> = Vec::new();
    for (place, (client, is_write)) in turns.iter().enumerate() {
        let (id, value) = (OpId(place as u32), Value::Number(place as i64));
        let seen = if *is_write { Vec::new() } else { held.iter().cloned().collect() };
        if *is_write && place != forgotten {
            held = Some(Seen { value: value.clone(), write: id });
        }
        let begin = Tick(2_000 * place as u64);
        history.push(Operation {
            id,
            client: *client,
            replica: 0,
            key: word("x"),
            action: if *is_write { Action::Write(value) } else { Action::Read },
            invoked: begin,
            received: Some(begin),
            returned: Some(begin + Tick::MILLISECOND),
            outcome: Outcome::Done(seen),
            after: Vec::new(),
        });
    }
    (history, held)
}

proptest! {
    #[test]
    fn one_copy_keeps_every_promise(tape in prop::collection::vec(any::<u8>(), 10..120)) {
        let habits = Habits { builds: true, remembers: true, tells: true, n_wrong: 0, ..PLAIN };
        let (history, held) = Play::whole(&tape, habits);
        for verdict in verdicts(&history, &holdings(held)) {
            prop_assert_eq!(verdict.finding, Finding::Holds, "{:?} {:?}", verdict, history);
        }
    }

    #[test]
    fn a_write_without_effect_is_found_by_whoever_can_see_it(
        turns in prop::collection::vec((0u8..3, any::<bool>()), 1..30),
        pick in any::<prop::sample::Index>(),
    ) {
        let writes: Vec<usize> = (0..turns.len()).filter(|place| turns[*place].1).collect();
        prop_assume!(!writes.is_empty());
        let forgotten = *pick.get(&writes);
        let (history, held) = sequential(&turns, forgotten);
        let later = &turns[forgotten + 1..];
        let n_readers = later.iter().take_while(|(_, is_write)| !is_write).count();
        let is_last = later.len() == n_readers;
        let has_own_reader = later[..n_readers].iter().any(|(client, _)| *client == turns[forgotten].0);
        for verdict in verdicts(&history, &holdings(held)) {
            let is_broken = match verdict.property {
                Property::NoAckedWriteLost => is_last,
                Property::NoStaleRead | Property::Linearizable => n_readers > 0,
                Property::ReadYourWrites => has_own_reader,
                _ => false,
            };
            prop_assert_eq!(verdict.is_violated(), is_broken, "{:?} {:?}", verdict, history);
            let lost = OpId(forgotten as u32);
            prop_assert!(verdict.violations.iter().all(|found| found.operations.contains(&lost)));
        }
    }
}
