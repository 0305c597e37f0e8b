//! One heading, drawn by Yew.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <h1>{ "An empty application" }</h1> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
