//! The pages, one file each; `view` picks one by its route.

mod cards;
mod glossary;
mod home;
mod lab;
mod not_found;
mod progress;
mod search;
mod topic;

use yew::prelude::*;

use crate::content::{Words, words};
use crate::loading::Loading;
use crate::route::Route;

/// The page at a route. Its key makes a page start anew when the route changes.
pub fn view(route: &Route, loading: &Loading) -> Html {
    let page = match route {
        Route::Home => html! { <home::Home /> },
        Route::Lab(lab) => lab::lab_page(lab),
        Route::NotFound(path) => not_found::not_found(path),
        _ => match words() {
            Some(words) => reading(route, words),
            None => loading.view(route),
        },
    };
    html! { <div key={route.path()}>{ page }</div> }
}

/// A page that shows texts.
fn reading(route: &Route, words: &'static Words) -> Html {
    match route {
        Route::Topic(topic) => topic::topic_page(topic, words),
        Route::Cards => cards::mixed_cards(words),
        Route::TopicCards(topic) => cards::topic_cards(topic, words),
        Route::Glossary => glossary::glossary(words),
        Route::Search => html! { <search::Search {words} /> },
        Route::Progress => html! { <progress::ProgressPage {words} /> },
        Route::Home | Route::Lab(_) | Route::NotFound(_) => Html::default(),
    }
}
