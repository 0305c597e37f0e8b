//! Looks up all keys on a ring; counts lookups, from a key's bytes to its node.

use std::cell::OnceCell;
use std::hint::black_box;

use faultline_model::placement::hash;
use faultline_model::placement::keys::Keys;
use faultline_model::placement::ring::Ring;

thread_local! {
    static MADE: OnceCell<(Ring, Keys)> = const { OnceCell::new() };
}

fn main() {
    model_bench::measure(|| {
        MADE.with(|made| {
            let (ring, keys) = made.get_or_init(|| (model_bench::ring(1), model_bench::users()));
            black_box(keys.iter().map(|key| u64::from(ring.owner(hash::of(key)))).sum::<u64>());
            keys.len()
        })
    });
}
