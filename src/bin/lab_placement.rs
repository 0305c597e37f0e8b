//! The program of the placement lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::placement());
}
