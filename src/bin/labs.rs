//! The program of the labs; see `faultline::program`.

#[cfg(target_arch = "wasm32")]
fn main() {
    faultline::start::<faultline::program::Labs>();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the browser's part of Faultline. `cargo xtask serve` builds and serves it.");
}
