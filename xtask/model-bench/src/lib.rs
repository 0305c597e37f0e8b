//! What is measured of the model: one program for each measurement, since a wasm program without unsafe code has one
//! function that a page can call, and that is `main`.
//!
//! Natively a program prints how many things a call does, and how many milliseconds it takes. In wasm, which has no
//! clock and no output of its own, the page calls `main` several times and measures. What a program does is the same
//! in both, so the number of things that was printed natively holds in the browser.
//!
//! What counts is the quickest of some calls: whatever else the machine does can only make one longer.

use std::cell::RefCell;
use std::hint::black_box;

use faultline_model::maths::latency::Latency;
use faultline_model::maths::wars::Samples;
use faultline_model::placement::keys::Keys;
use faultline_model::placement::ring::{Ring, equal_nodes};

/// How many trials are drawn and evaluated: as many as the quorum lab has.
pub const N_TRIALS: u32 = 100_000;

/// Measures natively, and does it once in wasm. `call` tells how many things it did.
#[cfg(target_arch = "wasm32")]
pub fn measure(call: impl Fn() -> usize) {
    black_box(call());
}

/// Measures natively, and does it once in wasm. `call` tells how many things it did.
#[cfg(not(target_arch = "wasm32"))]
pub fn measure(call: impl Fn() -> usize) {
    let time = |_| {
        let start = std::time::Instant::now();
        let n = black_box(call());
        (start.elapsed(), n)
    };
    for warm in 0..5 {
        time(warm);
    }
    let (best, n) = (0..21).map(time).min().expect("some calls");
    println!("things {n}\nms {}", best.as_secs_f64() * 1_000.0);
}

/// Draws the trials of `n` replicas anew; gives the number of latencies drawn.
pub fn draw(n: u8) -> usize {
    black_box(drawn(n));
    // There and back, of the write and of the read.
    N_TRIALS as usize * usize::from(n) * 4
}

/// The ring that npm's are compared with: 100 nodes with 100 virtual nodes each.
pub fn ring(seed: u64) -> Ring {
    Ring::new(&equal_nodes(100), 100, seed)
}

/// The keys that are looked up: `user-00000000` and so on.
pub fn users() -> Keys {
    const N: usize = 100_000;
    let mut keys = Keys::with_capacity(N, 13);
    (0..N).for_each(|number| assert!(keys.push(format!("user-{number:08}").as_bytes())));
    keys
}

thread_local! {
    static SAMPLES: RefCell<Option<Samples>> = const { RefCell::new(None) };
}

/// Evaluates trials that the first call draws, with majorities; gives their number.
pub fn replay(n: u8) -> usize {
    SAMPLES.with_borrow_mut(|samples| {
        let samples = samples.get_or_insert_with(|| drawn(n));
        let majority = black_box(n / 2 + 1);
        let evaluated = samples.evaluate(n, majority, majority).expect("there are trials");
        evaluated.n_trials() as usize
    })
}

fn drawn(n: u8) -> Samples {
    let mut samples = Samples::new(black_box(Latency::LnkdSsd), 1);
    assert!(samples.grow(n, N_TRIALS, u32::MAX), "nothing is left to draw");
    samples
}
