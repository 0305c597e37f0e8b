//! The program of the quorum lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::quorum());
}
