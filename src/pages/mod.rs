//! The pages, one file each.

mod cards;
mod decks;
pub mod doubts;
mod embed_builder;
mod embedding;
mod exam;
pub mod glossary;
mod home;
mod lab;
mod not_found;
mod packages;
mod practice;
mod progress;
mod search;
mod study;
mod teachers;
mod topic;
mod topic_boxes;

use yew::prelude::*;

use crate::browser;
use crate::content::Part;
use crate::hooks::use_effect_with;
use crate::loading::{Loading, use_loading, use_rest};
use crate::markup::html;
use crate::program::Program;
use crate::route::Route;
use crate::store::{ProgressHandle, use_keeper};

pub use lab::lab_page;
pub use not_found::not_found;

/// A program's page at a route, which is made of texts. Its key makes a page start anew when the route changes.
pub fn text_page(program: &'static Program, route: &Route) -> Html {
    html! { <TextPage {program} route={route.clone()} /> }
}

/// A page of the program that is read.
pub fn reading_page(route: &Route) -> Option<Html> {
    let page = match route {
        Route::Home => html! { <home::Home /> },
        Route::Topic(topic) => topic::topic_page(topic, Part::Concept(topic).texts()?),
        Route::Glossary => html! { <glossary::Glossary /> },
        Route::Doubts => html! { <doubts::Doubts texts={Part::Doubts.texts()?} /> },
        Route::Search => html! { <search::Search /> },
        _ => not_found(&route.path()),
    };
    Some(page)
}

/// A page of the program that asks and keeps.
pub fn studying_page(route: &Route) -> Option<Html> {
    let page = match route {
        Route::Study => html! { <study::Study /> },
        Route::Cards => cards::all_cards(),
        Route::TopicCards(topic) => cards::topic_cards(topic, Part::Cards(topic).texts()?),
        Route::Progress => html! { <progress::ProgressPage /> },
        _ => return None,
    };
    Some(page)
}

/// A page of the program that tests.
pub fn examining_page(route: &Route) -> Option<Html> {
    let page = match route {
        Route::Exam => html! { <exam::ExamPage /> },
        Route::Practice => html! { <practice::PracticePage /> },
        _ => return None,
    };
    Some(page)
}

/// The page of the program for decks of the reader's own.
pub fn own_decks_page(route: &Route) -> Option<Html> {
    match route {
        Route::Deck => Some(html! { <decks::DecksPage /> }),
        _ => None,
    }
}

/// A page of the program for teachers.
pub fn teaching_page(route: &Route) -> Option<Html> {
    let page = match route {
        Route::Teachers => html! { <teachers::TeachersPage /> },
        Route::Builder => html! { <embed_builder::EmbedBuilder /> },
        Route::Embedding => html! { <embedding::EmbeddingPage /> },
        _ => return None,
    };
    Some(page)
}

#[derive(Properties, PartialEq)]
struct TextPageProps {
    program: &'static Program,
    route: Route,
}

#[component]
fn TextPage(props: &TextPageProps) -> Html {
    let route = &props.route;
    let loading = use_loading(route.parts());
    use_rest(route);
    let progress = use_keeper();
    // The heading of the page that waited is not that of the page itself: whoever stood on it stands on it again.
    let shown = with_texts(props.program, route);
    let was_waiting = use_mut_ref(|| false);
    use_effect_with((route.clone(), shown.is_some()), move |(_, is_there)| {
        if was_waiting.replace(!is_there) && *is_there {
            browser::focus_if_lost("h1");
        }
    });
    html! {
        <ContextProvider<ProgressHandle> context={progress}>
            <div key={route.path()}>{ shown.unwrap_or_else(|| waiting(route, &loading)) }</div>
        </ContextProvider<ProgressHandle>>
    }
}

/// What stands in the place of a page whose texts are not there yet.
fn waiting(route: &Route, loading: &Loading) -> Html {
    html! {
        <div class="page">
            <h1 tabindex="-1">{ route.title() }</h1>
            { loading.view() }
        </div>
    }
}

/// The page, if the texts that it shows are there.
fn with_texts(program: &Program, route: &Route) -> Option<Html> {
    let has_texts = route.parts().into_iter().all(|part| part.texts().is_some());
    if has_texts { program.text_page(route) } else { None }
}
