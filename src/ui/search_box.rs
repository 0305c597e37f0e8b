//! The search field of the header: a plain form that leads to the page that lists everything, with or without wasm.

use yew::prelude::*;

use crate::markup::html;
use crate::route::Route;
use crate::site::Site;

/// The search field.
pub fn search_box(site: &Site) -> Html {
    html! {
        <form class="search-box" role="search" action={site.href(&Route::Search, "")}>
            <input type="search" name="q" placeholder="Search" aria-label="Search topics, terms and cards" maxlength="100" />
        </form>
    }
}
