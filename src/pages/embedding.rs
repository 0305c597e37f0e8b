//! Worked examples: how a lab gets into the pages of the programs that courses are written with.
//!
//! Every example is what the builder writes for the same lab, so none can fall behind it.

use yew::prelude::*;

use crate::browser;
use crate::embedding::Embedding;
use crate::embedding::places::{PLACES, Place, Text};
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, use_site};

/// The lab of the examples: with five replicas, of which readers choose how many answer.
const EXAMPLE: &str = "lab=quorum&n=5&locked=n&hidden=challenges";
/// Where the examples' site is, as long as the page does not know where it is itself.
const ROOT: &str = "https://example.org/faultline/";

/// The page.
#[component]
pub fn EmbeddingPage() -> Html {
    let site = use_site();
    let example = Embedding::from_query(EXAMPLE).0;
    // A prerendered page does not know its host.
    let is_running = cfg!(target_arch = "wasm32");
    let root = if is_running { browser::absolute(&site.href(&Route::Home, "")) } else { ROOT.to_owned() };
    html! {
        <div class="page prose">
            <h1 tabindex="-1">{ Route::Embedding.title() }</h1>
            <p class="lead">
                { "A lab stands in a page of yours by one piece of HTML. The " }
                <Link to={Route::Builder} query={EXAMPLE}>{ "builder" }</Link>
                { " writes it; here is where it goes." }
            </p>
            <ul class="toc">{ for PLACES.iter().map(|(id, place)| html! {
                <li key={*id}><a href={format!("#{id}")}>{ place.name() }</a></li>
            }) }</ul>
            { for PLACES.iter().map(|(id, place)| section(id, *place, &example, &root)) }
            { hosting() }
        </div>
    }
}

fn section(id: &'static str, place: Place, example: &Embedding, root: &str) -> Html {
    let text = |Text { name, text }: Text| {
        html! { <div key={name}><h3>{ name }</h3><pre tabindex="0" aria-label={name}>{ text }</pre></div> }
    };
    html! {
        <section key={id}>
            <h2 {id}>{ place.name() }</h2>
            <ol>{ for place.steps().iter().map(|step| html! { <li key={*step}>{ *step }</li> }) }</ol>
            { for place.texts(example, root).into_iter().map(text) }
        </section>
    }
}

/// What whoever hosts a copy can do for those who embed it.
fn hosting() -> Html {
    html! {
        <section>
            <h2 id="hosting">{ "A site of your own" }</h2>
            <p>
                { "Faultline is a folder of files: any web server hosts it, below any path. Three headers are worth setting." }
            </p>
            <ul>
                <li><code>{ "Access-Control-Allow-Origin: *" }</code>{ " lets labs run in frames with " }
                    <code>{ "sandbox=\"allow-scripts\"" }</code>{ ", whose pages have no origin." }</li>
                <li><code>{ "Cache-Control: max-age=31536000, immutable" }</code>{ " for what lies in " }
                    <code>{ "assets/" }</code>{ ": its names change with its bytes." }</li>
                <li><code>{ "Content-Type: application/wasm" }</code>{ " for programs, so that they compile while they are fetched." }</li>
            </ul>
            <p>
                { "Do not send " }<code>{ "X-Frame-Options" }</code>{ " or a policy with " }<code>{ "frame-ancestors" }</code>
                { ", unless you name there all pages that may embed it." }
            </p>
            <p>
                { "Without a server: " }<Link to={Route::Teachers}>{ "for teachers" }</Link>
                { " there are packages for learning platforms, and the whole site as one file." }
            </p>
        </section>
    }
}
