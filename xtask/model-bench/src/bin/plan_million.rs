//! Plans a node's joining, with a million keys on a ring; counts keys.

use std::hint::black_box;

use faultline_model::job;
use faultline_model::placement::rebalance::{KEYS_MAX, Setup, plan};

fn main() {
    let setup = Setup { n_keys: KEYS_MAX, ..Setup::default() };
    model_bench::measure(|| {
        let plan = plan(black_box(&setup)).expect("the setup is possible");
        assert_eq!(black_box(job::run(plan)).stages.len(), 1);
        KEYS_MAX as usize
    });
}
