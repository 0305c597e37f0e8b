//! A run made by hand, for the tests of the pictures: they know no protocol.

use std::rc::Rc;

use faultline_model::history::{Action, Operation, Outcome, Seen, Value};
use faultline_model::ids::{Endpoint, MessageId, OpId, Word};
use faultline_model::step::{Step, parse_steps};
use faultline_model::tick::Tick;
use faultline_model::trace::{Event, Fate, Journey, Told, What};

use super::film::Film;

/// Times are in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct ByHand {
    events: Vec<Event>,
    journeys: Vec<Journey>,
    labels: Vec<String>,
    operations: Vec<Operation>,
    steps: Vec<Step>,
    n_replicas: u8,
    n_clients: u8,
}

/// A time.
pub fn ms(ms: u64) -> Tick {
    Tick(ms * 1_000)
}

impl ByHand {
    /// A run in which these steps happen and nothing else does.
    pub fn new(n_replicas: u8, n_clients: u8, steps: &str) -> ByHand {
        let (steps, bad) = parse_steps(steps);
        assert_eq!(bad, []);
        let mut run = ByHand { n_replicas, n_clients, ..ByHand::default() };
        for (number, step) in (0..).zip(&steps) {
            step.times().for_each(|at| run.tell(at, What::Step(number)));
        }
        ByHand { steps, ..run }
    }

    fn tell(&mut self, at: Tick, what: What) {
        let place = self.events.partition_point(|event| event.at <= at);
        self.events.insert(place, Event { at, what });
    }

    /// A message from `r0 > r1`, sent and due at these times, with its fate and when that came.
    pub fn message(
        mut self,
        way: &str,
        label: &str,
        (sent, due): (u64, u64),
        fate: Fate,
        ended: Option<u64>,
    ) -> ByHand {
        let (from, to) = way.split_once(" > ").expect("two ends");
        let end = |text: &str| text.parse::<Endpoint>().expect("an endpoint");
        let id = MessageId(self.journeys.len() as u32);
        let was_held = ended.is_none_or(|ended| ended > due);
        let (sent, due, ended) = (ms(sent), ms(due), ended.map(ms));
        self.journeys.push(Journey { from: end(from), to: end(to), sent, due, ended, fate, was_held });
        self.labels.push(label.to_owned());
        self.tell(sent, What::Sent(id));
        if was_held {
            self.tell(due, What::Held(id));
        }
        if let Some(ended) = ended {
            self.tell(ended, if fate == Fate::Delivered { What::Delivered(id) } else { What::Lost(id) });
        }
        self
    }

    /// A read of `x` by a client, which saw 7, or got no answer.
    pub fn read(mut self, client: u8, invoked: u64, returned: Option<u64>) -> ByHand {
        let id = OpId(self.operations.len() as u32);
        let seen = Seen { value: Value::Number(7), write: id };
        self.operations.push(Operation {
            id,
            client,
            replica: client % self.n_replicas,
            key: "x".parse::<Word>().expect("a word"),
            action: Action::Read,
            invoked: ms(invoked),
            received: None,
            returned: returned.map(ms),
            outcome: if returned.is_some() { Outcome::Done(vec![seen]) } else { Outcome::Pending },
            after: Vec::new(),
        });
        self.tell(ms(invoked), What::Invoked(id));
        if let Some(returned) = returned {
            self.tell(ms(returned), What::Returned(id));
        }
        self
    }

    /// The run, ready to be shown.
    pub fn film(self) -> Rc<Film> {
        Film::of(Rc::new(self))
    }
}

impl Told for ByHand {
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
        self.events.last().map_or(Tick::ZERO, |event| event.at)
    }

    fn is_cut_short(&self) -> bool {
        false
    }

    fn label(&self, message: MessageId) -> String {
        self.labels[message.0 as usize].clone()
    }

    fn sentence(&self, event: &Event) -> String {
        match event.what {
            What::Step(step) => self.steps[usize::from(step)].deed.to_string(),
            What::Sent(message) => format!("{message} {} is sent", self.label(message)),
            What::Invoked(op) | What::Returned(op) => format!("{}", self.operations[op.0 as usize]),
            other => format!("{other:?}"),
        }
    }

    fn fingerprint(&self) -> String {
        String::new()
    }
}

/// A small run in which a message arrives, one is lost at once, one on arrival, one waits, and one does so for ever.
pub fn small_run() -> ByHand {
    ByHand::new(3, 2, "0 hold r1 > r0;2 partition r0 c0 | r2;5 crash r2;9 release;10 restart r2;11 heal")
        .message("c0 > r0", "read x", (0, 1), Fate::Delivered, Some(1))
        .message("r0 > r1", "Fetch x", (1, 4), Fate::Delivered, Some(4))
        .message("r0 > r2", "Fetch x", (2, 6), Fate::Cut, Some(2))
        .message("r1 > r0", "Fetched x=7", (4, 7), Fate::Delivered, Some(9))
        .message("r1 > r2", "Gossip", (4, 8), Fate::Down, Some(8))
        .message("r2 > r1", "Gossip", (4, 12), Fate::Underway, None)
        .message("r0 > c0", "7", (9, 12), Fate::Delivered, Some(12))
        .read(0, 0, Some(12))
        .read(1, 3, None)
}
