//! The programs of the site: one for the pages that are read, one for those where cards are studied, one for decks
//! of the reader's own, one for those of teachers, and one for each lab.
//!
//! Each page's HTML names the program that runs it, so that a reader downloads neither a simulator nor what keeps
//! answers, and a lab neither the cards nor another lab. They share the frame, the look and what the browser keeps; a
//! link from one to another is a plain page load.
//!
//! A program is data, and what it does are pointers to functions: a binary holds the code of the one program that it
//! names, and of no other.

use std::fmt;

use yew::platform::spawn_local;
use yew::{Html, html};

use crate::labs::{self, Lab};
use crate::loading::fetch_texts;
use crate::pages;
use crate::route::Route;
use crate::site::Link;

/// What differs between the programs.
pub struct Program {
    /// The id of the lab that it runs; that of [`READING`] is the name of the package.
    pub name: &'static str,
    lab: Option<(Lab, fn() -> Html)>,
    /// A page that is made of texts, once they are there; none also for the pages of other programs.
    page: fn(&Route) -> Option<Html>,
    view: fn(&'static Program, &Route) -> Html,
    prepare: fn(&Route, Mount),
}

/// Puts the first page in its place.
pub type Mount = Box<dyn FnOnce()>;

/// The map, topics, glossary, doubts and search.
pub static READING: Program = Program::of_pages(READING_NAME, pages::reading_page);
/// The cards, each time that they are asked, and what is kept of the answers.
pub static STUDYING: Program = Program::of_pages(STUDYING_NAME, pages::studying_page);
/// What tests a reader: exams, and practice with numbers.
pub static EXAMINING: Program = Program::of_pages(EXAMINING_NAME, pages::examining_page);
/// Decks of the reader's own: it alone has the parser of their files.
pub static OWN_DECKS: Program = Program::of_pages(OWN_DECKS_NAME, pages::own_decks_page);
/// What teachers take along.
pub static TEACHING: Program = Program::of_pages(TEACHING_NAME, pages::teaching_page);

/// See [`Program::name`].
pub const READING_NAME: &str = "faultline";
/// The name of [`STUDYING`].
pub const STUDYING_NAME: &str = "study";
/// The name of [`EXAMINING`].
pub const EXAMINING_NAME: &str = "exam";
/// The name of [`OWN_DECKS`].
pub const OWN_DECKS_NAME: &str = "deck";
/// The name of [`TEACHING`].
pub const TEACHING_NAME: &str = "teach";

impl Program {
    /// A program of pages that are made of texts.
    const fn of_pages(name: &'static str, page: fn(&Route) -> Option<Html>) -> Program {
        Program { name, lab: None, page, view: text_view, prepare: fetch_first }
    }

    /// The program of a lab, from its interactive part alone: what else an exhibit does is for the tests, and its code
    /// would come along.
    pub const fn of_lab(lab: Lab, view: fn() -> Html) -> Program {
        let name = lab.id;
        Program { name, lab: Some((lab, view)), page: no_page, view: lab_view, prepare: mount_now }
    }

    /// The page at a route.
    pub fn view(&'static self, route: &Route) -> Html {
        (self.view)(self, route)
    }

    /// The page of texts at a route, if it is this program's and its texts are there.
    pub fn text_page(&self, route: &Route) -> Option<Html> {
        (self.page)(route)
    }

    /// Runs `mount` when all is there that the first page needs.
    pub fn when_ready(&self, route: &Route, mount: Mount) {
        (self.prepare)(route, mount);
    }
}

/// Every program. Naming them all brings the code of all: for the prerenderer and the tests.
pub fn all() -> impl Iterator<Item = &'static Program> {
    [&READING, &STUDYING, &EXAMINING, &OWN_DECKS, &TEACHING].into_iter().chain(labs::programs())
}

/// The program that runs a page, found among [`all`].
pub fn of(route: &Route) -> &'static Program {
    all().find(|program| program.name == route.program()).expect("every lab has its program")
}

fn text_view(program: &'static Program, route: &Route) -> Html {
    if route.program() == program.name { pages::text_page(program, route) } else { way_to(route) }
}

/// The prerendered text stays until the texts are there; if they do not come, the page says so itself.
fn fetch_first(route: &Route, mount: Mount) {
    let parts = route.parts();
    spawn_local(async move {
        let _ = fetch_texts(parts).await;
        mount();
    });
}

fn lab_view(program: &'static Program, route: &Route) -> Html {
    match &program.lab {
        Some((lab, view)) if route.program() == program.name => pages::lab_page(lab, *view),
        _ => way_to(route),
    }
}

fn no_page(_: &Route) -> Option<Html> {
    None
}

/// What stands in the place of another program's page; no page names a program that does not run it.
fn way_to(route: &Route) -> Html {
    html! { <Link to={route.clone()}>{ route.title() }</Link> }
}

fn mount_now(_: &Route, mount: Mount) {
    mount();
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program({})", self.name)
    }
}
