//! The two programs of the site: one for the pages that are read, one for the labs.
//!
//! Each page's HTML names the program that runs it, so that a reader does not download the simulator and a lab does not
//! download the cards. They share the frame, the look and what is kept in the browser; a link from one to the other is
//! a plain page load.

use yew::platform::spawn_local;
use yew::{Html, html};

use crate::labs;
use crate::loading::fetch_words;
use crate::pages;
use crate::route::Route;
use crate::site::Link;

/// What differs between the programs.
pub trait Program: 'static {
    /// Whether it runs the labs.
    const IS_LABS: bool;

    /// The page at a route.
    fn view(route: &Route) -> Html;

    /// Runs `mount` when all is there that the first page needs.
    fn when_ready(route: &Route, mount: impl FnOnce() + 'static);
}

/// The map, topics, cards, glossary, search and progress.
#[derive(Debug)]
pub struct Reading;

/// The labs.
#[derive(Debug)]
pub struct Labs;

impl Program for Reading {
    const IS_LABS: bool = false;

    fn view(route: &Route) -> Html {
        pages::reading_page(route)
    }

    /// The prerendered text stays until its words are there; if they do not come, the page says so itself.
    fn when_ready(route: &Route, mount: impl FnOnce() + 'static) {
        let is_waiting = route.needs_words();
        spawn_local(async move {
            if is_waiting {
                let _ = fetch_words().await;
            }
            mount();
        });
    }
}

impl Program for Labs {
    const IS_LABS: bool = true;

    fn view(route: &Route) -> Html {
        match route {
            Route::Lab(lab) => labs::exhibit(lab.id).map(pages::lab_page).unwrap_or_default(),
            // No page of another kind names this program.
            _ => html! { <Link to={route.clone()}>{ route.title() }</Link> },
        }
    }

    fn when_ready(_: &Route, mount: impl FnOnce() + 'static) {
        mount();
    }
}
