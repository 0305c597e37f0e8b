//! Evaluates a diagram of 64 components a hundred times.

use std::hint::black_box;

use faultline_model::diagram::Diagram;
use faultline_model::maths::availability::{CommonCause, evaluate};

const N_EVALUATIONS: usize = 100;

fn main() {
    let diagram: Diagram = sixty_four().parse().expect("the text is a diagram");
    assert_eq!(diagram.names().len(), 64);
    model_bench::measure(|| {
        for _ in 0..N_EVALUATIONS {
            let result = evaluate(black_box(&diagram), CommonCause::NONE);
            assert!(black_box(result).is_ok());
        }
        N_EVALUATIONS
    });
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
