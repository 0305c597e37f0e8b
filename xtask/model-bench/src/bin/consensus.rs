//! Simulates the great load with the consensus protocol; counts deliveries.

fn main() {
    model_bench::measure(|| faultline_model::workload::consensus(1).n_deliveries);
}
