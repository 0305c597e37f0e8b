//! The program of the families lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::families());
}
