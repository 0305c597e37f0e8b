//! The search field of the header. Without wasm it is a plain form that leads to the page that lists everything.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::link;
use crate::route::Route;
use crate::site::{Location, use_site};

/// The search field.
#[component]
pub fn SearchBox() -> Html {
    let site = use_site();
    let field = use_node_ref();
    let onsubmit = {
        let (site, field) = (site.clone(), field.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let words = field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let query = link::write(&[("q", words.trim().to_owned())]);
            site.go.emit(Location { route: Route::Search, query });
        })
    };
    html! {
        <form class="search-box" role="search" action={site.href(&Route::Search, "")} {onsubmit}>
            <input ref={field} type="search" name="q" placeholder="Search" aria-label="Search topics, terms and cards"
                maxlength="100" />
        </form>
    }
}
