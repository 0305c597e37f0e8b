//! The program of the single-leader lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::single_leader());
}
