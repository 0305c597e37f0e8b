//! The program of the availability lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::availability());
}
