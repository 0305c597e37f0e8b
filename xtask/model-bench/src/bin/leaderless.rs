//! Simulates the great load with the leaderless protocol; counts deliveries.

fn main() {
    model_bench::measure(|| faultline_model::workload::leaderless(1).n_deliveries);
}
