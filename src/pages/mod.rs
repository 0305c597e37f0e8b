//! The pages, one file each.

mod cards;
pub mod glossary;
mod home;
mod lab;
mod not_found;
mod progress;
mod search;
mod topic;

use yew::prelude::*;

use crate::browser;
use crate::content::{Words, words};
use crate::loading::{Loading, use_loading};
use crate::route::Route;
use crate::store::{ProgressHandle, use_keeper};

pub use lab::lab_page;
pub use not_found::not_found;

/// The page at a route of the reading program. Its key makes a page start anew when the route changes.
pub fn reading_page(route: &Route) -> Html {
    html! { <ReadingPage route={route.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct ReadingPageProps {
    route: Route,
}

#[component]
fn ReadingPage(props: &ReadingPageProps) -> Html {
    let route = &props.route;
    let loading = use_loading(route);
    let progress = use_keeper();
    // The heading of the page that waited is not that of the page itself: whoever stood on it stands on it again.
    let were_there = use_mut_ref(|| words().is_some());
    use_effect_with(words().is_some(), move |are_there| {
        if *are_there && !were_there.replace(true) {
            browser::focus_if_lost("h1");
        }
    });
    html! {
        <ContextProvider<ProgressHandle> context={progress}>
            <div key={route.path()}>{ page(route, &loading) }</div>
        </ContextProvider<ProgressHandle>>
    }
}

fn page(route: &Route, loading: &Loading) -> Html {
    match route {
        Route::Home => html! { <home::Home /> },
        Route::NotFound(_) | Route::Lab(_) => not_found(&route.path()),
        _ => match words() {
            Some(words) => with_words(route, words),
            None => loading.view(route),
        },
    }
}

/// A page that shows texts.
fn with_words(route: &Route, words: &'static Words) -> Html {
    match route {
        Route::Topic(topic) => topic::topic_page(topic, words),
        Route::Cards => cards::mixed_cards(words),
        Route::TopicCards(topic) => cards::topic_cards(topic, words),
        Route::Glossary => html! { <glossary::Glossary {words} /> },
        Route::Search => html! { <search::Search {words} /> },
        Route::Progress => html! { <progress::ProgressPage {words} /> },
        Route::Home | Route::Lab(_) | Route::NotFound(_) => Html::default(),
    }
}
