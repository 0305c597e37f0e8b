//! Evaluates a diagram of 64 components a hundred times per call of `main`.
//!
//! Natively it prints how long a call takes. In wasm, which has no clock and no output of its own, the page calls the
//! exported `main` and measures.

use faultline_model::diagram::Diagram;
use faultline_model::maths::availability::{CommonCause, evaluate};
use std::hint::black_box;

/// `bench.rs` divides by this.
const EVALUATIONS_PER_CALL: usize = 100;

fn main() {
    let diagram: Diagram = sixty_four().parse().expect("the text is a diagram");
    assert_eq!(diagram.names().len(), 64);
    #[cfg(not(target_arch = "wasm32"))]
    print_median(&diagram);
    #[cfg(target_arch = "wasm32")]
    call(&diagram);
}

/// Eight zones in series, each of which needs two of five branches.
fn sixty_four() -> String {
    let zone = |z: usize| {
        let name = |i: usize| format!("z{z}c{i} 99.9%");
        let [a, b, c, d, e, f, g, h] = std::array::from_fn(name);
        format!("2 of ({a} | {b} | {c} > {d} | {e} | {f} > {g} > {h})")
    };
    (0..8).map(zone).collect::<Vec<_>>().join(" > ")
}

fn call(diagram: &Diagram) {
    for _ in 0..EVALUATIONS_PER_CALL {
        let result = evaluate(black_box(diagram), CommonCause::NONE);
        assert!(black_box(result).is_ok());
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn print_median(diagram: &Diagram) {
    let time = |_| {
        let start = std::time::Instant::now();
        call(diagram);
        start.elapsed()
    };
    let mut times: Vec<_> = (0..11).map(time).collect();
    times.sort();
    println!("call-ms {}", times[times.len() / 2].as_secs_f64() * 1000.0);
}
