//! The program of the CAP lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::cap());
}
