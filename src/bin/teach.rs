//! The program of the pages for teachers; see `faultline::program`.

fn main() {
    faultline::run(&faultline::program::TEACHING);
}
