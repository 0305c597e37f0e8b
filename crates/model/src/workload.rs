//! Runs that are large on purpose, for the bench: nine replicas, and nine clients that never rest.

use std::fmt::Write;

use crate::maths::latency::Latency;
use crate::network::NetworkSetup;
use crate::protocol::Protocol;
use crate::protocols::consensus::Consensus;
use crate::protocols::leaderless::{Leaderless, Repair};
use crate::step::parse_steps;
use crate::tick::Tick;
use crate::trace::{Event, Told, What};
use crate::world::{EVENTS_MAX, Setup, run};

/// What a run amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    pub n_operations: usize,
    pub n_events: usize,
    /// How many messages arrived.
    pub n_deliveries: usize,
    pub fingerprint: String,
}

/// Each client writes its own key 500 times and reads its neighbour's as often, and a majority agrees on each.
pub fn consensus(seed: u64) -> Load {
    let protocol = Consensus { timeout: Tick::SECOND, retry_pause_max: Tick(50_000), n_tries_max: 50 };
    measure(&protocol, &setup(seed))
}

/// The same with quorums of five of nine, and read repair.
pub fn leaderless(seed: u64) -> Load {
    let protocol = Leaderless { repair: Repair::Async, ..Leaderless::new(9, 5, 5) };
    measure(&protocol, &setup(seed))
}

fn measure<P: Protocol>(protocol: &P, setup: &Setup) -> Load {
    let trace = run(protocol, setup).trace;
    let is_delivery = |event: &&Event| matches!(event.what, What::Delivered(_));
    Load {
        n_operations: trace.operations.len(),
        n_events: trace.events.len(),
        n_deliveries: trace.events.iter().filter(is_delivery).count(),
        fingerprint: trace.fingerprint(),
    }
}

fn setup(seed: u64) -> Setup {
    let latency = Latency::Uniform { min: Tick(2_000), max: Tick(8_000) };
    let mut steps = String::new();
    for client in 0..9 {
        let neighbour = (client + 1) % 9;
        let _ = write!(steps, "0..9980/20 write c{client} k{client};0..9980/20 read c{client} k{neighbour};");
    }
    Setup {
        seed,
        n_replicas: 9,
        n_clients: 9,
        network: NetworkSetup { latency, ..NetworkSetup::default() },
        n_events_max: EVENTS_MAX,
        steps: parse_steps(&steps).0,
        ..Setup::default()
    }
}
