//! What the simulator did: every event in order, the journey of every message, and all of it as sentences.
//!
//! An event is a few bytes and refers to a message, an operation, a step or a note by number; texts are made when
//! somebody reads them. Equal scenarios give equal traces, which [`Trace::fingerprint`] makes short.
//!
//! [`Told`] is a trace for whoever shows it and need not know its protocol.

use std::fmt::Write;

use crate::history::{Action, Operation, Outcome};
use crate::ids::{Endpoint, MessageId, OpId};
use crate::prng::{Fnv1a, short_name};
use crate::protocol::{Answer, Protocol, Request};
use crate::step::{Deed, Step, ms};
use crate::tick::Tick;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Tick,
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The step of that place in the scenario took effect.
    Step(u16),
    /// A client invoked an operation.
    Invoked(OpId),
    /// A client got its answer or gave up.
    Returned(OpId),
    /// A message was sent. Its [`Journey`] says how it went on.
    Sent(MessageId),
    /// A message arrived.
    Delivered(MessageId),
    /// A message was lost.
    Lost(MessageId),
    /// A message arrived at a door that is held shut.
    Held(MessageId),
    /// An answer came after the client had given up.
    TooLate(MessageId),
    /// The replica noted a decision, by the note's number.
    Noted { replica: u8, note: u32 },
    /// The replica leads from now on.
    Leads { replica: u8, term: u16 },
    /// The replica leads no more.
    Follows { replica: u8 },
}

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Journey {
    pub from: Endpoint,
    pub to: Endpoint,
    pub sent: Tick,
    /// When it arrives, or would.
    pub due: Tick,
    /// When it was delivered or lost; none if it is still on its way.
    pub ended: Option<Tick>,
    pub fate: Fate,
    /// Whether it waited at a shut door.
    pub was_held: bool,
}

/// How a message's journey ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has not.
    Underway,
    Delivered,
    /// The link was cut.
    Cut,
    /// By chance.
    Lost,
    /// A step dropped it.
    Dropped,
    /// The receiver was down.
    Down,
}

/// What is in a message. Most are between replicas; those of clients are boxed, since all take the room of the largest.
#[derive(Debug)]
pub enum Parcel<M> {
    Request(Box<Request>),
    Answer(Box<Answer>),
    Peer(M),
    /// A second copy of that message.
    Copy(MessageId),
}

/// Everything that happened in a run.
pub struct Trace<P: Protocol> {
    pub events: Vec<Event>,
    pub journeys: Vec<Journey>,
    /// The content of each message.
    pub parcels: Vec<Parcel<P::Message>>,
    pub notes: Vec<P::Note>,
    pub operations: Vec<Operation>,
    pub steps: Vec<Step>,
    pub n_replicas: u8,
    pub n_clients: u8,
    /// When the run ended.
    pub end: Tick,
    /// Whether a limit ended the run before it was quiet.
    pub is_cut_short: bool,
}

/// A trace, for whoever shows it.
pub trait Told {
    fn events(&self) -> &[Event];
    fn journeys(&self) -> &[Journey];
    fn operations(&self) -> &[Operation];
    fn steps(&self) -> &[Step];
    fn n_replicas(&self) -> u8;
    fn n_clients(&self) -> u8;
    /// When the run ended.
    fn end(&self) -> Tick;
    /// Whether a limit ended the run before it was quiet.
    fn is_cut_short(&self) -> bool;
    /// The message in a few words, such as `Store x=7`.
    fn label(&self, message: MessageId) -> String;
    /// The event as a sentence without its time, such as `r0 → r1 Store x=7 (arrives 2)`.
    fn sentence(&self, event: &Event) -> String;
    /// A short name of the whole trace: equal traces have equal ones.
    fn fingerprint(&self) -> String;

    /// Whether the event deserves a line of its own: an arrival stands in the line of its sending, a client's request
    /// in that of its invocation, and a client's answer in that of its return.
    fn is_told(&self, event: &Event) -> bool {
        match event.what {
            What::Step(step) => !matches!(self.steps()[usize::from(step)].deed, Deed::Ask(_)),
            What::Sent(message) => {
                let journey = self.journey(message);
                let has_client = [journey.from, journey.to].iter().any(|end| matches!(end, Endpoint::Client(_)));
                !has_client || journey.was_held || journey.fate != Fate::Delivered
            }
            What::Delivered(message) => self.journey(message).was_held,
            What::Lost(_) => false,
            _ => true,
        }
    }

    /// How the message went.
    fn journey(&self, message: MessageId) -> &Journey {
        &self.journeys()[message.0 as usize]
    }

    /// The whole run as lines of time and sentence.
    fn story(&self) -> String {
        let mut story = String::new();
        for event in self.events().iter().filter(|event| self.is_told(event)) {
            let _ = writeln!(story, "{:<7} {}", ms(event.at), self.sentence(event));
        }
        story
    }
}

impl<P: Protocol> Told for Trace<P> {
    fn events(&self) -> &[Event] {
        &self.events
    }

    fn journeys(&self) -> &[Journey] {
        &self.journeys
    }

    fn operations(&self) -> &[Operation] {
        &self.operations
    }

    fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn n_replicas(&self) -> u8 {
        self.n_replicas
    }

    fn n_clients(&self) -> u8 {
        self.n_clients
    }

    fn end(&self) -> Tick {
        self.end
    }

    fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    fn label(&self, message: MessageId) -> String {
        match &self.parcels[message.0 as usize] {
            Parcel::Request(request) => request.action.about(request.key),
            Parcel::Answer(answer) => told(&self.operations[answer.op.0 as usize].action, &answer.outcome),
            Parcel::Peer(message) => message.to_string(),
            Parcel::Copy(original) => format!("{} (copy)", self.label(*original)),
        }
    }

    fn sentence(&self, event: &Event) -> String {
        let arrow = |message: MessageId| {
            let journey = self.journey(message);
            format!("{} → {} {}", journey.from, journey.to, self.label(message))
        };
        match event.what {
            What::Step(step) => self.steps[usize::from(step)].deed.to_string(),
            What::Invoked(op) => {
                let operation = &self.operations[op.0 as usize];
                format!("{operation} (asks r{})", operation.replica)
            }
            What::Returned(op) => {
                let operation = &self.operations[op.0 as usize];
                format!("{operation}: {}", told(&operation.action, &operation.outcome))
            }
            What::Sent(message) => format!("{} ({})", arrow(message), self.ending(message)),
            What::Delivered(message) => format!("{} arrives", arrow(message)),
            What::Lost(message) => format!("{} is lost", arrow(message)),
            What::Held(message) => format!("{} is held", arrow(message)),
            What::TooLate(message) => format!("{} comes too late", arrow(message)),
            What::Noted { replica, note } => format!("r{replica} {}", self.notes[note as usize]),
            What::Leads { replica, term } => format!("r{replica} leads, term {term}"),
            What::Follows { replica } => format!("r{replica} leads no more"),
        }
    }

    fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        for event in &self.events {
            let (kind, number) = event.what.bits();
            hash.word(event.at.0);
            hash.word(u64::from(kind) << 32 | u64::from(number));
        }
        for journey in &self.journeys {
            hash.word(journey.due.0);
            hash.word((journey.from.index() << 16 | journey.to.index() << 8 | journey.fate as usize) as u64);
        }
        for operation in &self.operations {
            hash.bytes(told(&operation.action, &operation.outcome).as_bytes());
        }
        short_name(hash.mixed())
    }
}

impl<P: Protocol> Trace<P> {
    /// How the journey ends, for the line of its sending.
    fn ending(&self, message: MessageId) -> String {
        let journey = self.journey(message);
        match journey.fate {
            Fate::Delivered if journey.was_held => format!("due {}, held", ms(journey.due)),
            Fate::Delivered => format!("arrives {}", ms(journey.due)),
            Fate::Underway => format!("due {}", ms(journey.due)),
            Fate::Cut => "lost: the link is cut".into(),
            Fate::Lost => "lost".into(),
            Fate::Dropped => "dropped".into(),
            Fate::Down => format!("lost: {} is down", journey.to),
        }
    }
}

impl What {
    /// A number for the kind and the number in it.
    fn bits(self) -> (u8, u32) {
        match self {
            What::Step(step) => (0, step.into()),
            What::Invoked(op) => (1, op.0),
            What::Returned(op) => (2, op.0),
            What::Sent(message) => (3, message.0),
            What::Delivered(message) => (4, message.0),
            What::Lost(message) => (5, message.0),
            What::Held(message) => (6, message.0),
            What::TooLate(message) => (7, message.0),
            What::Noted { replica, note } => (8, u32::from(replica) << 24 | note),
            What::Leads { replica, term } => (9, u32::from(replica) << 24 | u32::from(term)),
            What::Follows { replica } => (10, replica.into()),
        }
    }
}

/// What a client is told: `done`, or what it read.
fn told(action: &Action, outcome: &Outcome) -> String {
    match (action, outcome) {
        (Action::Read, _) => outcome.to_string(),
        (_, Outcome::Done(_)) => "done".into(),
        _ => outcome.to_string(),
    }
}
