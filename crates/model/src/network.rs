//! The links between endpoints: how long a message takes, which are lost, cut or held back.
//!
//! Each directed link has streams of its own for latency, loss and duplication, named by its ends, so that one more
//! message on a link changes no other link's luck and two settings can be compared on the same luck.
//!
//! A cut link loses what is sent and what arrives; a held one keeps what arrives at its destination's door. Messages
//! between a client and a replica take a constant time and are never lost by chance.
//!
//! Left out: bandwidth, queues, and networks that corrupt what they carry.

use rand_xoshiro::rand_core::Rng;

use crate::ids::Endpoint;
use crate::maths::latency::{Latency, Leg};
use crate::prng::{Stream, stream};
use crate::step::Links;
use crate::tick::Tick;

/// What a network is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkSetup {
    /// From replica to replica, one way.
    pub latency: Latency,
    /// Between client and replica, one way.
    pub client_delay: Tick,
    /// The chance that a message between replicas is lost, in millionths.
    pub loss_ppm: u32,
    /// The chance that a message between replicas arrives twice, in millionths.
    pub duplication_ppm: u32,
    /// Where replicas and clients stand, if not all in one place.
    pub sites: Option<Sites>,
    /// Whether the messages of a link arrive in the order they were sent, unless a step holds or copies one of them.
    pub is_fifo: bool,
}

/// Data centres, with the same number of replicas each: `r0` and those after it stand at the first, and so on. Clients
/// stand at one after the other in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sites {
    /// At least 1.
    pub n: u8,
    /// Replicas of a site, at least 1.
    pub size: u8,
    /// How much longer a message takes between two sites, one way.
    pub between: Tick,
}

impl Sites {
    /// The site of a replica.
    pub fn of_replica(self, replica: u8) -> u8 {
        (replica / self.size).min(self.n - 1)
    }

    /// The site of a client.
    pub fn of_client(self, client: u8) -> u8 {
        client % self.n
    }

    fn of(self, end: Endpoint) -> u8 {
        match end {
            Endpoint::Replica(replica) => self.of_replica(replica),
            Endpoint::Client(client) => self.of_client(client),
        }
    }
}

impl NetworkSetup {
    /// How much longer a message takes because its ends are far apart.
    fn apart(&self, from: Endpoint, to: Endpoint) -> Tick {
        self.sites.filter(|sites| sites.of(from) != sites.of(to)).map_or(Tick::ZERO, |sites| sites.between)
    }
}

impl Default for NetworkSetup {
    /// A millisecond everywhere, nothing lost.
    fn default() -> NetworkSetup {
        NetworkSetup {
            latency: Latency::Constant(Tick::MILLISECOND),
            client_delay: Tick::MILLISECOND,
            loss_ppm: 0,
            duplication_ppm: 0,
            sites: None,
            is_fifo: false,
        }
    }
}

/// What the network does with a message that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ride {
    /// How long it takes.
    pub delay: Tick,
    pub is_lost: bool,
    /// After how long a copy arrives, if the link makes one.
    pub copy: Option<Tick>,
}

/// A link's luck and the latest arrival on it.
#[derive(Debug)]
struct Link {
    latency: Stream,
    loss: Stream,
    duplication: Stream,
    latest: Tick,
}

/// All links.
#[derive(Debug)]
pub(crate) struct Network {
    setup: NetworkSetup,
    seed: u64,
    n_replicas: usize,
    /// By sender and receiver, for replicas; made at the first message.
    links: Vec<Option<Box<Link>>>,
    /// A bit for each receiver, by sender.
    cut: [u64; Endpoint::COUNT],
    held: [u64; Endpoint::COUNT],
    /// What is added to messages to a replica.
    slow: [Tick; Endpoint::COUNT],
}

impl Network {
    pub fn new(setup: NetworkSetup, seed: u64, n_replicas: u8) -> Network {
        let n_replicas = usize::from(n_replicas);
        Network {
            setup,
            seed,
            n_replicas,
            links: std::iter::repeat_with(|| None).take(n_replicas * n_replicas).collect(),
            cut: [0; Endpoint::COUNT],
            held: [0; Endpoint::COUNT],
            slow: [Tick::ZERO; Endpoint::COUNT],
        }
    }

    /// What happens to a message that is sent now.
    pub fn ride(&mut self, now: Tick, from: Endpoint, to: Endpoint, leg: Leg) -> Ride {
        let slow = self.slow[to.index()] + self.setup.apart(from, to);
        let (Endpoint::Replica(sender), Endpoint::Replica(receiver)) = (from, to) else {
            return Ride { delay: self.setup.client_delay + slow, is_lost: false, copy: None };
        };
        let setup = self.setup;
        let is_remote = sender != receiver;
        let Link { latency, loss, duplication, latest } = self.link(sender, receiver);
        let mut in_order = |delay: Tick| {
            if !setup.is_fifo {
                return delay;
            }
            *latest = (*latest).max(now + delay);
            *latest - now
        };
        let delay = in_order(setup.latency.draw(leg, is_remote, latency) + slow);
        let is_lost = strikes(setup.loss_ppm, loss);
        let copy = strikes(setup.duplication_ppm, duplication)
            .then(|| in_order(setup.latency.draw(leg, is_remote, duplication) + slow));
        Ride { delay, is_lost, copy }
    }

    fn link(&mut self, sender: u8, receiver: u8) -> &mut Link {
        let seed = self.seed;
        let at = usize::from(sender) * self.n_replicas + usize::from(receiver);
        self.links[at].get_or_insert_with(|| {
            let id = format!("r{sender}>r{receiver}");
            let stream = |purpose| stream(seed, purpose, &id);
            Box::new(Link {
                latency: stream("latency"),
                loss: stream("loss"),
                duplication: stream("duplication"),
                latest: Tick::ZERO,
            })
        })
    }

    pub fn is_cut(&self, from: Endpoint, to: Endpoint) -> bool {
        self.cut[from.index()] >> to.index() & 1 == 1
    }

    pub fn is_held(&self, from: Endpoint, to: Endpoint) -> bool {
        self.held[from.index()] >> to.index() & 1 == 1
    }

    pub fn partition(&mut self, links: &Links) {
        each(links, &mut |from, to| self.cut[from.index()] |= 1 << to.index());
    }

    pub fn heal(&mut self, links: Option<&Links>) {
        match links {
            None => self.cut = [0; Endpoint::COUNT],
            Some(links) => each(links, &mut |from, to| self.cut[from.index()] &= !(1 << to.index())),
        }
    }

    pub fn hold(&mut self, links: &Links) {
        each(links, &mut |from, to| self.held[from.index()] |= 1 << to.index());
    }

    pub fn release(&mut self, links: Option<&Links>) {
        match links {
            None => self.held = [0; Endpoint::COUNT],
            Some(links) => each(links, &mut |from, to| self.held[from.index()] &= !(1 << to.index())),
        }
    }

    pub fn slow(&mut self, replica: u8, by: Tick) {
        self.slow[Endpoint::Replica(replica).index()] = by;
    }
}

/// Whether a chance of so many millionths comes true. The stream serves nothing else, so a chance of 0 draws nothing.
fn strikes(ppm: u32, stream: &mut Stream) -> bool {
    ppm > 0 && stream.next_u64() % 1_000_000 < u64::from(ppm)
}

/// Every directed link of a group of links.
pub fn each(links: &Links, on_link: &mut dyn FnMut(Endpoint, Endpoint)) {
    let mut all = |from: &[Endpoint], to: &[Endpoint]| {
        for sender in from {
            to.iter().for_each(|receiver| on_link(*sender, *receiver));
        }
    };
    match links {
        Links::From(from, to) => all(from, to),
        Links::Between(groups) => {
            for (i, left) in groups.iter().enumerate() {
                for right in &groups[i + 1..] {
                    all(left, right);
                    all(right, left);
                }
            }
        }
    }
}
