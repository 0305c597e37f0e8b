//! A lab's page: its question as the title, then whatever the lab shows.

use yew::prelude::*;

use crate::content::CONTENT;
use crate::labs::Exhibit;
use crate::route::Route;
use crate::site::Link;

/// A lab's page.
pub fn lab_page(exhibit: &'static Exhibit) -> Html {
    let lab = &exhibit.lab;
    html! {
        <div class="page lab">
            <header class="lab-head">
                <p class="crumbs">
                    <Link to={Route::Home}>{ "Map" }</Link>
                    if let Some(topic) = CONTENT.topic_of_lab(lab.id) {
                        <span>{ " › " }<Link to={Route::Topic(topic)}>{ topic.title }</Link></span>
                    } else {
                        <span></span>
                    }
                </p>
                <h1 tabindex="-1">{ lab.title }</h1>
                <p class="lead">{ lab.question }</p>
            </header>
            { (exhibit.view)() }
        </div>
    }
}
