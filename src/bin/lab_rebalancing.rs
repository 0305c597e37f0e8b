//! The program of the rebalancing lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::rebalancing());
}
