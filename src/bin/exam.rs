//! The program of exams and of practice with numbers; see `faultline::program`.

fn main() {
    faultline::run(&faultline::program::EXAMINING);
}
