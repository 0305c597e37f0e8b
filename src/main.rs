//! Faultline in the browser.
fn main() {}
