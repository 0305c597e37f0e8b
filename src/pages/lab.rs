//! A lab's page: its question as the title, then whatever the lab shows.

use yew::prelude::*;

use crate::content;
use crate::labs::Lab;
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;

/// A lab's page.
pub fn lab_page(lab: &Lab, view: fn() -> Html) -> Html {
    html! {
        <div class="page lab">
            <header class="lab-head">
                <p class="crumbs">
                    <Link to={Route::Home}>{ "Map" }</Link>
                    if let Some(topic) = content::topic_of_lab(lab.id) {
                        <span>{ " › " }<Link to={Route::Topic(topic)}>{ topic.title }</Link></span>
                    } else {
                        <span></span>
                    }
                </p>
                <h1 tabindex="-1">{ lab.title }</h1>
                <p class="lead">{ lab.question }</p>
            </header>
            { view() }
            { onward(lab) }
        </div>
    }
}

/// From the lab to the words of its topic.
fn onward(lab: &Lab) -> Html {
    match content::topic_of_lab(lab.id) {
        Some(topic) => html! {
            <p class="onward">
                { "Now put it into words: " }
                <Link to={Route::TopicCards(topic)}>{ format!("{} cards", topic.n_cards) }</Link>
                { " on " }
                <Link to={Route::Topic(topic)}>{ topic.title }</Link>
                { "." }
            </p>
        },
        None => html! { <p hidden=true></p> },
    }
}
