//! Evaluates drawn trials of 9 replicas; counts trials.

fn main() {
    model_bench::measure(|| model_bench::replay(9));
}
