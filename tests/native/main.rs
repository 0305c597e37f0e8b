//! The tests that no single module can make: that the content is true, that links and pictures stay what they are, that
//! every page holds together, and that the house keeps its rules.
//!
//! Most of them loop over the rows of [`faultline::labs::LABS`] and over [`faultline::content::CONTENT`], so a new lab,
//! card or page is tested as soon as it is there. Golden files are written anew with `UPDATE_EXPECT=1 cargo test --test
//! native`.

mod content_faults;
mod embed;
mod evidence;
mod knobs;
mod links;
mod markup;
mod pages;
mod parity;
mod pictures;
mod project;
mod syllabus;
mod tidy;
