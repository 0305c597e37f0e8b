//! The program of the pages that are read; see `faultline::program`.

fn main() {
    faultline::run(&faultline::program::READING);
}
