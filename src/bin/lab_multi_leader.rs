//! The program of the multi-leader lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::multi_leader());
}
