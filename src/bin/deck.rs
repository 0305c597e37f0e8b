//! The program of the page of own decks; see `faultline::program`.

fn main() {
    faultline::run(&faultline::program::OWN_DECKS);
}
