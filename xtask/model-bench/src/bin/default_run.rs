//! The run that the quorum lab shows at first, many times.

use std::hint::black_box;

use faultline_model::maths::latency::Latency;
use faultline_model::network::NetworkSetup;
use faultline_model::protocols::leaderless::Leaderless;
use faultline_model::step::parse_steps;
use faultline_model::tick::Tick;
use faultline_model::world::{Setup, run};

/// The steps of the lab.
const STEPS: &str = "0 write c0 r0 x=1;30 write c0 r0 x=2;33 read c1 r1 x;60 read c2 r2 x";
const N_RUNS: usize = 200;

fn main() {
    let latency = Latency::Uniform { min: Tick(2_000), max: Tick(8_000) };
    let setup = Setup {
        n_clients: 3,
        network: NetworkSetup { latency, ..NetworkSetup::default() },
        patience: Tick(100_000),
        settle: Tick(10_000),
        steps: parse_steps(STEPS).0,
        ..Setup::default()
    };
    let protocol = Leaderless { timeout: Tick(50_000), ..Leaderless::new(3, 2, 2) };
    model_bench::measure(|| {
        for _ in 0..N_RUNS {
            let run = run(black_box(&protocol), black_box(&setup));
            assert_eq!(black_box(run).trace.operations.len(), 4);
        }
        N_RUNS
    });
}
