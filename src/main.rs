//! Faultline in the browser: finds out where it is and takes over the prerendered page.

#[cfg(target_arch = "wasm32")]
fn main() {
    faultline::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the browser's part of Faultline. `cargo xtask serve` builds and serves it.");
}
