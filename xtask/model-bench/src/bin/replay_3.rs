//! Evaluates drawn trials of 3 replicas; counts trials.

fn main() {
    model_bench::measure(|| model_bench::replay(3));
}
