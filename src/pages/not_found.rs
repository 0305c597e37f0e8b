//! No page here: what was asked for, and the ways on.

use yew::prelude::*;

use crate::content;
use crate::labs;
use crate::link::shortened;
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;

/// The page for paths that lead nowhere.
pub fn not_found(path: &str) -> Html {
    html! {
        <div class="page">
            <h1 tabindex="-1">{ "There is no page at this address" }</h1>
            <p class="lead">
                { "The link may be mistyped, or the page has moved. " }
                <code>{ shortened(path) }</code>
            </p>
            <p>{ "What there is:" }</p>
            <ul>
                <li><Link to={Route::Home}>{ "The map of all topics" }</Link></li>
                { for content::open_topics().map(|topic| html! {
                    <li key={topic.id}><Link to={Route::Topic(topic)}>{ topic.title }</Link></li>
                }) }
                { for labs::LABS.iter().map(|lab| html! {
                    <li key={lab.id}><Link to={Route::Lab(lab)}>{ format!("{} lab", lab.title) }</Link></li>
                }) }
                <li><Link to={Route::Search}>{ "Search everything" }</Link></li>
            </ul>
        </div>
    }
}
