//! Draws the trials of 3 replicas; counts latencies.

fn main() {
    model_bench::measure(|| model_bench::draw(3));
}
