//! The program of the pages that ask cards and keep the answers; see `faultline::program`.

fn main() {
    faultline::run(&faultline::program::STUDYING);
}
