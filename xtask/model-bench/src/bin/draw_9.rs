//! Draws the trials of 9 replicas; counts latencies.

fn main() {
    model_bench::measure(|| model_bench::draw(9));
}
