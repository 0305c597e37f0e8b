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

use crate::route::Route;

/// The page at a route. Its key makes a page start anew when the route changes.
pub fn view(route: &Route) -> Html {
    let page = match route {
        Route::Home => html! { <home::Home /> },
        Route::Topic(topic) => topic::topic_page(topic),
        Route::Lab(lab) => lab::lab_page(lab),
        Route::Cards => cards::mixed_cards(),
        Route::TopicCards(topic) => cards::topic_cards(topic),
        Route::Glossary => glossary::glossary(),
        Route::Search => html! { <search::Search /> },
        Route::Progress => html! { <progress::ProgressPage /> },
        Route::NotFound(path) => not_found::not_found(path),
    };
    html! { <div key={route.path()}>{ page }</div> }
}
