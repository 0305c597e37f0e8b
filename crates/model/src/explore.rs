//! Every order in which messages can arrive: a search through all states that a small cluster can reach.
//!
//! Time is left out: in each state, any message under way may be the next to arrive, any client the next to ask, and,
//! as far as the [`Scope`] allows, any timer may run out, any message be lost and any replica crash and start again.
//! Clients are at their replica, so that an operation lasts exactly from the arrival of its request to the answer.
//! States that were reached before are not visited again, however different the ways there; they are told apart by a
//! hash of what their parts look like when printed.
//!
//! A property that holds in all states of a small scope is no proof for larger ones, yet most mistakes show in small
//! ones (Jackson, "Software Abstractions", 2006, calls this the small scope hypothesis).
//!
//! The number of states grows very fast: three replicas and two or three operations are what one can wait for.

use std::collections::BTreeSet;
use std::fmt::{self, Debug, Write};
use std::rc::Rc;

use crate::history::{Action, Operation, Outcome, Value};
use crate::ids::OpId;
use crate::prng::{Fnv1a, stream};
use crate::protocol::{Answer, Outbox, Protocol, Request, Wish};
use crate::step::Ask;
use crate::tick::Tick;
use crate::version::VersionVector;

/// What may happen.
#[derive(Clone, Debug)]
pub struct Scope {
    pub n_replicas: u8,
    /// What each client asks, one after another.
    pub scripts: Vec<Vec<Ask>>,
    pub faults: Faults,
    /// Whether what a replica sends back arrives with the message that it answers, or is lost: far fewer states.
    pub has_instant_replies: bool,
    /// The search ends after so many states.
    pub n_states_max: usize,
}

/// How often something may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Faults {
    /// How many messages may be lost.
    pub n_losses: u8,
    /// How many timers may run out; those that change nothing do not count.
    pub n_timers: u8,
    /// How many times a replica may crash; it starts again at once.
    pub n_crashes: u8,
}

/// What can be explored: a protocol whose parts can be printed.
pub trait Explorable: Protocol<Replica: Debug, Message: Debug, Timer: Debug + Clone> {}

impl<P: Protocol<Replica: Debug, Message: Debug, Timer: Debug + Clone>> Explorable for P {}

/// A cluster at a moment.
pub struct State<P: Explorable> {
    history: Hashed<Vec<Operation>>,
    replicas: Vec<Hashed<P::Replica>>,
    letters: Vec<Hashed<Letter<P::Message>>>,
    timers: Vec<Hashed<(u8, P::Timer)>>,
    contexts: Hashed<Vec<VersionVector>>,
    /// How far each client is in its script.
    asked: Vec<usize>,
    /// What may still go wrong.
    faults: Faults,
}

/// A part that states share, and its hash.
struct Hashed<T>(Rc<T>, u64);

/// A message on its way.
#[derive(Debug)]
struct Letter<M> {
    from: u8,
    to: u8,
    message: M,
}

/// What happens next, by the places in the state.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Ask(usize),
    Arrive(usize),
    Lose(usize),
    /// It arrives, and what is sent back is lost.
    LoseReply(usize),
    RunOut(usize),
    Crash(u8),
}

/// What came of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explored {
    pub n_states: usize,
    /// Whether these are all.
    pub is_complete: bool,
}

/// Calls `visit` with every state that can be reached.
pub fn explore<P: Explorable>(protocol: &P, scope: &Scope, mut visit: impl FnMut(&State<P>)) -> Explored {
    let start = State::new(protocol, scope);
    let mut known = BTreeSet::from([start.hash()]);
    let mut ahead = vec![start];
    while let Some(state) = ahead.pop() {
        visit(&state);
        for choice in state.choices(scope) {
            let mut next = state.clone();
            next.take(protocol, scope, choice);
            if known.insert(next.hash()) {
                ahead.push(next);
            }
        }
        if known.len() > scope.n_states_max {
            return Explored { n_states: known.len(), is_complete: false };
        }
    }
    Explored { n_states: known.len(), is_complete: true }
}

impl<P: Explorable> State<P> {
    fn new(protocol: &P, scope: &Scope) -> State<P> {
        let mut state = State {
            history: Hashed::new(Vec::new()),
            replicas: (0..scope.n_replicas).map(|id| Hashed::new(protocol.replica(id))).collect(),
            letters: Vec::new(),
            timers: Vec::new(),
            contexts: Hashed::new(vec![VersionVector::default(); scope.scripts.len()]),
            asked: vec![0; scope.scripts.len()],
            faults: scope.faults,
        };
        (0..scope.n_replicas).for_each(|id| state.handle(id, |replica, out| protocol.on_start(replica, out)));
        state
    }

    /// What clients have asked and were told. Times are counted in requests and answers.
    pub fn history(&self) -> &[Operation] {
        &self.history.0
    }

    /// Equal for equal histories.
    pub fn history_hash(&self) -> u64 {
        self.history.1
    }

    /// The replicas as they are now.
    pub fn replicas(&self) -> impl Iterator<Item = &P::Replica> {
        self.replicas.iter().map(|replica| &*replica.0)
    }

    /// Whether no message is under way.
    pub fn is_quiet(&self) -> bool {
        self.letters.is_empty()
    }

    fn choices(&self, scope: &Scope) -> Vec<Choice> {
        let is_open = |op: &Operation| op.returned.is_none();
        let is_idle = |client: &usize| {
            let has_more = self.asked[*client] < scope.scripts[*client].len();
            has_more && !self.history().iter().any(|op| usize::from(op.client) == *client && is_open(op))
        };
        let mut choices: Vec<Choice> = (0..scope.scripts.len()).filter(is_idle).map(Choice::Ask).collect();
        choices.extend((0..self.letters.len()).map(Choice::Arrive));
        let Faults { n_losses, n_timers, n_crashes } = self.faults;
        let up_to = |count: usize, n_left: u8| 0..if n_left > 0 { count } else { 0 };
        choices.extend(up_to(self.letters.len(), n_losses).map(Choice::Lose));
        if scope.has_instant_replies {
            choices.extend(up_to(self.letters.len(), n_losses).map(Choice::LoseReply));
        }
        choices.extend(up_to(self.timers.len(), n_timers).map(Choice::RunOut));
        choices.extend(up_to(self.replicas.len(), n_crashes).map(|id| Choice::Crash(id as u8)));
        choices
    }

    fn take(&mut self, protocol: &P, scope: &Scope, choice: Choice) {
        match choice {
            Choice::Ask(client) => self.ask(protocol, scope, client),
            Choice::Arrive(at) => {
                let letter = self.letters.swap_remove(at);
                let n_before = self.letters.len();
                self.arrive(protocol, &letter);
                if scope.has_instant_replies {
                    let replies = self.take_replies(n_before, &letter);
                    replies.iter().for_each(|reply| self.arrive(protocol, reply));
                }
            }
            Choice::LoseReply(at) => {
                let letter = self.letters.swap_remove(at);
                let n_before = self.letters.len();
                self.arrive(protocol, &letter);
                self.take_replies(n_before, &letter);
                self.faults.n_losses -= 1;
            }
            Choice::Lose(at) => {
                self.letters.swap_remove(at);
                self.faults.n_losses -= 1;
            }
            Choice::RunOut(at) => {
                let (id, timer) = &*self.timers.swap_remove(at).0;
                let before = self.hash();
                self.handle(*id, |replica, out| protocol.on_timer(replica, timer.clone(), out));
                self.faults.n_timers -= u8::from(self.hash() != before);
            }
            Choice::Crash(id) => {
                self.faults.n_crashes -= 1;
                self.timers.retain(|timer| timer.0.0 != id);
                self.handle(id, |replica, out| {
                    protocol.on_crash(replica);
                    protocol.on_start(replica, out);
                });
            }
        }
    }

    fn arrive(&mut self, protocol: &P, letter: &Hashed<Letter<P::Message>>) {
        let Letter { from, to, message } = &*letter.0;
        self.handle(*to, |replica, out| protocol.on_message(replica, *from, message, out));
    }

    /// Takes out what was sent back, among the letters from a place on.
    fn take_replies(&mut self, n_before: usize, to: &Hashed<Letter<P::Message>>) -> Vec<Hashed<Letter<P::Message>>> {
        let new = self.letters.split_off(n_before);
        let (replies, others) = new.into_iter().partition(|letter| letter.0.to == to.0.from);
        self.letters.extend::<Vec<_>>(others);
        replies
    }

    fn ask(&mut self, protocol: &P, scope: &Scope, number: usize) {
        let ask = scope.scripts[number][self.asked[number]].clone();
        self.asked[number] += 1;
        let op = OpId(self.history().len() as u32);
        let action = ask.action.unwrap_or(Action::Write(Value::Number(op.0.into())));
        let (client, key, context, now) = (number as u8, ask.key, self.contexts.0[number], self.now());
        let replica = ask.replica.unwrap_or(client) % scope.n_replicas;
        let is_own_write =
            |earlier: &Operation| (earlier.client, earlier.key) == (client, key) && earlier.action.is_write();
        let has_written = self.history().iter().any(is_own_write);
        let operation = Operation {
            id: op,
            client,
            replica,
            key,
            action: action.clone(),
            invoked: now,
            received: Some(now),
            returned: None,
            outcome: Outcome::Pending,
            after: Vec::new(),
        };
        self.history.change(|history| history.push(operation));
        let request = Request { op, client, key, action, context, has_written };
        self.handle(replica, |replica, out| protocol.on_request(replica, &request, out));
    }

    /// The number of requests and answers so far.
    fn now(&self) -> Tick {
        let n_answers = self.history().iter().filter(|operation| operation.returned.is_some()).count();
        Tick((self.history().len() + n_answers) as u64)
    }

    fn handle(&mut self, id: u8, call: impl FnOnce(&mut P::Replica, &mut Outbox<P>)) {
        // No luck, and a clock that only goes on with the requests: states that differ in nothing else are one.
        let (mut luck, mut wishes) = (stream(0, "explore", ""), Vec::new());
        let (clock, n_replicas) = (self.now(), self.replicas.len() as u8);
        let mut out = Outbox { me: id, n_replicas, clock, luck: &mut luck, wishes: &mut wishes };
        self.replicas[usize::from(id)].change(|replica| call(replica, &mut out));
        for wish in wishes {
            match wish {
                Wish::Send(to, message) => self.letters.push(Hashed::new(Letter { from: id, to, message })),
                Wish::Timer(_, timer) | Wish::Background(_, timer) => self.timers.push(Hashed::new((id, timer))),
                Wish::Note(_) | Wish::Lead(_) | Wish::Follow => {}
                Wish::Answer(client, answer) => self.answer(client, answer),
            }
        }
    }

    fn answer(&mut self, client: u8, Answer { op, outcome, context }: Answer) {
        if self.history()[op.0 as usize].returned.is_some() {
            return;
        }
        let now = self.now();
        self.contexts.change(|contexts| contexts[usize::from(client)].join(&context));
        self.history.change(|history| {
            let operation = &mut history[op.0 as usize];
            (operation.returned, operation.outcome) = (Some(now), outcome);
        });
    }

    /// Equal for equal states, whatever the order in which their messages were sent.
    fn hash(&self) -> u64 {
        let mut hash = Fnv1a::default();
        self.replicas.iter().for_each(|replica| hash.word(replica.1));
        hash.word(self.letters.iter().fold(0, |sum, letter| sum.wrapping_add(letter.1)));
        hash.word(self.timers.iter().fold(0, |sum, timer| sum.wrapping_add(timer.1)));
        hash.word(self.history.1);
        hash.word(self.contexts.1);
        self.asked.iter().for_each(|asked| hash.word(*asked as u64));
        let Faults { n_losses, n_timers, n_crashes } = self.faults;
        hash.bytes(&[n_losses, n_timers, n_crashes]);
        hash.mixed()
    }
}

impl<T: Debug> Hashed<T> {
    fn new(part: T) -> Hashed<T> {
        let hash = printed(&part);
        Hashed(Rc::new(part), hash)
    }

    fn change(&mut self, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        change(Rc::make_mut(&mut self.0));
        self.1 = printed(&*self.0);
    }
}

/// The hash of what something looks like when printed.
fn printed(part: &impl Debug) -> u64 {
    struct Reader(Fnv1a);

    impl Write for Reader {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.bytes(text.as_bytes());
            Ok(())
        }
    }

    let mut reader = Reader(Fnv1a::default());
    let _ = write!(reader, "{part:?}");
    reader.0.mixed()
}

impl<T> Clone for Hashed<T> {
    fn clone(&self) -> Hashed<T> {
        Hashed(self.0.clone(), self.1)
    }
}

impl<P: Explorable> Clone for State<P> {
    fn clone(&self) -> State<P> {
        State {
            history: self.history.clone(),
            replicas: self.replicas.clone(),
            letters: self.letters.clone(),
            timers: self.timers.clone(),
            contexts: self.contexts.clone(),
            asked: self.asked.clone(),
            faults: self.faults,
        }
    }
}
