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
    let key = route.path();
    match route {
        Route::Home => html! { <home::Home {key} /> },
        Route::Topic(topic) => html! { <topic::TopicPage {key} topic={*topic} /> },
        Route::Lab(lab) => html! { <lab::LabPage {key} lab={*lab} /> },
        Route::Cards => html! { <cards::MixedCards {key} /> },
        Route::TopicCards(topic) => html! { <cards::TopicCards {key} topic={*topic} /> },
        Route::Glossary => html! { <glossary::Glossary {key} /> },
        Route::Search => html! { <search::Search {key} /> },
        Route::Progress => html! { <progress::ProgressPage {key} /> },
        Route::NotFound(path) => html! { <not_found::NotFound {key} path={path.clone()} /> },
    }
}
