//! Makes the ring anew; counts rings, and natively the bytes of a virtual node.

use std::hint::black_box;

const N_RINGS: u64 = 20;

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    {
        let ring = model_bench::ring(1);
        println!("bytes {}", ring.n_bytes() as f64 / ring.n_tokens() as f64);
    }
    model_bench::measure(|| {
        (0..N_RINGS).for_each(|seed| {
            black_box(model_bench::ring(black_box(seed)));
        });
        N_RINGS as usize
    });
}
