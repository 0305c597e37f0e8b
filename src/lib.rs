//! Faultline: a playground for reliable distributed systems that runs in the browser.
//!
//! ```text
//! link ⇄ Scenario ──run──▶ Run ──▶ view-model ──▶ SVG and sentences
//! ```
//!
//! Inputs are the state: what a link says is all that a result depends on. The knowledge lives in `faultline-model`,
//! the words in `content/`; here are the pages, the labs and the parts they share. ARCHITECTURE.md is the map.

pub mod app;
mod browser;
pub mod content;
#[cfg(not(target_arch = "wasm32"))]
pub mod courses;
pub mod embed;
pub mod embedding;
pub mod exam;
mod experiment;
pub mod export;
mod hooks;
pub mod labs;
pub mod link;
mod loading;
mod markup;
pub mod own;
mod pages;
pub mod practice;
#[cfg(not(target_arch = "wasm32"))]
pub mod prerender;
pub mod program;
pub mod promise;
pub mod route;
pub mod session;
mod settings;
pub mod site;
pub mod store;
pub mod study;
pub mod ui;
#[cfg(not(target_arch = "wasm32"))]
pub mod unfold;
pub mod work;

#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
pub use start::run;

/// What a program does outside a browser: it says how to get it into one.
#[cfg(not(target_arch = "wasm32"))]
pub fn run(_: &'static program::Program) {
    eprintln!("This is the browser's part of Faultline. `cargo xtask serve` builds and serves it.");
}
