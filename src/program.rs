//! The programs of the site: one for the pages that are read, and one for each lab.
//!
//! Each page's HTML names the program that runs it, so that a reader downloads no simulator, and a lab neither the
//! cards nor another lab. They share the frame, the look and what is kept in the browser; a link from one to another is
//! a plain page load.
//!
//! A program is data, and what it does are pointers to functions: a binary holds the code of the one program that it
//! names, and of no other.

use std::fmt;

use yew::platform::spawn_local;
use yew::{Html, html};

use crate::labs::{self, Knob, Lab};
use crate::loading::fetch_texts;
use crate::pages;
use crate::route::Route;
use crate::site::Link;

/// What differs between the programs.
pub struct Program {
    /// The id of the lab that it runs; that of [`READING`] is the name of the package.
    pub name: &'static str,
    /// The keys of the lab's links that can be locked where it is embedded; none of other pages.
    pub keys: &'static [Knob],
    /// The parts of the lab's page that can be hidden there; none of other pages.
    pub parts: &'static [Knob],
    lab: Option<(Lab, fn() -> Html)>,
    view: fn(&Program, &Route) -> Html,
    prepare: fn(&Route, Mount),
}

/// Puts the first page in its place.
pub type Mount = Box<dyn FnOnce()>;

/// The map, topics, cards, glossary, search and progress.
pub static READING: Program =
    Program { name: READING_NAME, keys: &[], parts: &[], lab: None, view: reading_view, prepare: fetch_first };

/// See [`Program::name`].
pub const READING_NAME: &str = "faultline";

impl Program {
    /// The program of a lab, from its interactive part alone: what else an exhibit does is for the tests, and its code
    /// would come along.
    pub const fn of_lab(lab: Lab, view: fn() -> Html, keys: &'static [Knob], parts: &'static [Knob]) -> Program {
        let name = lab.id;
        Program { name, keys, parts, lab: Some((lab, view)), view: lab_view, prepare: mount_now }
    }

    /// The page at a route.
    pub fn view(&self, route: &Route) -> Html {
        (self.view)(self, route)
    }

    /// Runs `mount` when all is there that the first page needs.
    pub fn when_ready(&self, route: &Route, mount: Mount) {
        (self.prepare)(route, mount);
    }
}

/// Every program. Naming them all brings the code of all: for the prerenderer and the tests.
pub fn all() -> impl Iterator<Item = &'static Program> {
    std::iter::once(&READING).chain(labs::programs())
}

/// The program that runs a page, found among [`all`].
pub fn of(route: &Route) -> &'static Program {
    all().find(|program| program.name == route.program()).expect("every lab has its program")
}

fn reading_view(_: &Program, route: &Route) -> Html {
    pages::reading_page(route)
}

/// The prerendered text stays until the texts are there; if they do not come, the page says so itself.
fn fetch_first(route: &Route, mount: Mount) {
    let parts = route.parts();
    spawn_local(async move {
        let _ = fetch_texts(parts).await;
        mount();
    });
}

fn lab_view(program: &Program, route: &Route) -> Html {
    match &program.lab {
        Some((lab, view)) if route.program() == program.name => pages::lab_page(lab, *view),
        // No page of another kind names this program.
        _ => html! { <Link to={route.clone()}>{ route.title() }</Link> },
    }
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
