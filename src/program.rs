//! The two programs of the site: one for the pages that are read, one for the labs.
//!
//! Each page's HTML names the program that runs it, so that a reader does not download the simulator and a lab does not
//! download the cards. They share the frame, the look and what is kept in the browser; a link from one to the other is
//! a plain page load.

use yew::Html;

use crate::labs;
use crate::pages;
use crate::route::Route;

/// What differs between the programs.
pub trait Program: 'static {
    /// Whether it runs the labs.
    const IS_LABS: bool;

    /// The page at a route.
    fn view(route: &Route) -> Html;
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
}

impl Program for Labs {
    const IS_LABS: bool = true;

    fn view(route: &Route) -> Html {
        match route {
            Route::Lab(lab) => labs::exhibit(lab.id).map_or_else(|| pages::not_found(&route.path()), pages::lab_page),
            _ => pages::not_found(&route.path()),
        }
    }
}
