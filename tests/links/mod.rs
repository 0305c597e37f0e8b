//! The corpus of links that last: for each version of the model a file of links with what they came to.
//!
//! ```text
//! quorum?n=5&r=3&w=3 gncsjq2      the lab, the query as it stands in a link, the fingerprint of the run
//! ```
//!
//! `v<version>.txt` is written by `cargo run --bin report -- --corpus`, which adds links and changes none; a file of
//! an older version is never touched. The native tests replay all of them, the tests in a browser a sample.

use faultline::labs::{self, Exhibit};
use faultline_model::VERSION;

/// A version and its file's text.
pub const FILES: &[(u32, &str)] = &[(1, include_str!("v1.txt"))];

/// A link of the corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept<'a> {
    pub lab: &'a str,
    pub query: &'a str,
    pub fingerprint: &'a str,
}

impl<'a> Kept<'a> {
    /// Reads a line.
    pub fn read(line: &'a str) -> Option<Kept<'a>> {
        let (link, fingerprint) = line.split_once(' ')?;
        let (lab, query) = link.split_once('?')?;
        Some(Kept { lab, query, fingerprint })
    }

    /// Its lab.
    pub fn exhibit(&self) -> &'static Exhibit {
        labs::exhibit(self.lab).unwrap_or_else(|| panic!("there is no lab `{}` any more", self.lab))
    }
}

/// The links of a file.
pub fn links(text: &str) -> impl Iterator<Item = Kept<'_>> {
    text.lines().map(|line| Kept::read(line).unwrap_or_else(|| panic!("`{line}` is no link with a fingerprint")))
}

/// The links of the present version.
pub fn present() -> impl Iterator<Item = Kept<'static>> {
    let file = FILES.iter().find(|(version, _)| *version == VERSION);
    let (_, text) = file.expect("the present version has its file: `cargo run --bin report -- --corpus`");
    links(text)
}
