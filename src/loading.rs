//! Fetching the words: at once where the page shows texts, otherwise once the page stands.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::content::{take_words, words};
use crate::route::Route;

/// How long a page that needs no texts waits before it fetches them for the next one, in milliseconds.
const IDLE_MS: u32 = 1_500;

/// How far the words are. Whether they are there says `content::words`.
#[derive(Clone)]
pub struct Loading {
    failure: Option<Rc<str>>,
    retry: Callback<MouseEvent>,
}

impl Loading {
    /// What stands in the place of a page whose texts are not there yet.
    pub fn view(&self, route: &Route) -> Html {
        html! {
            <div class="page">
                <h1 tabindex="-1">{ route.title() }</h1>
                if let Some(failure) = &self.failure {
                    <div role="alert">
                        <p>{ format!("The texts could not be fetched: {failure}.") }</p>
                        <p><button type="button" onclick={self.retry.clone()}>{ "Try again" }</button></p>
                    </div>
                } else {
                    <p role="status">{ "Fetching the texts …" }</p>
                }
            </div>
        }
    }
}

/// Fetches the words and renders anew when they are there.
#[hook]
pub fn use_loading(route: &Route) -> Loading {
    let attempt = use_state(|| 0_u32);
    let failure = use_state(|| None::<Rc<str>>);
    {
        let failure = failure.setter();
        use_effect_with((route.needs_words(), *attempt), move |(is_needed, _)| {
            let delay_ms = if *is_needed { 0 } else { IDLE_MS };
            let timer = words().is_none().then(|| {
                Timeout::new(delay_ms, move || {
                    spawn_local(async move {
                        let fetched = fetch_words().await;
                        // Setting the state renders anew, which is all that success needs.
                        failure.set(fetched.err().map(Rc::from));
                    });
                })
            });
            move || drop(timer)
        });
    }
    let retry = Callback::from(move |_| attempt.set(*attempt + 1));
    Loading { failure: (*failure).clone(), retry }
}

/// Fetches the words, unless they are there.
///
/// # Errors
/// What went wrong, as the end of a sentence.
pub async fn fetch_words() -> Result<(), String> {
    if words().is_some() {
        return Ok(());
    }
    let address = browser::named_address("data-words").ok_or("the page does not say where they are")?.href();
    let window = web_sys::window().ok_or("there is no window")?;
    let unreachable = |_| "the network did not answer".to_owned();
    let response = JsFuture::from(window.fetch_with_str(&address)).await.map_err(unreachable)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("the server answered with status {}", response.status()));
    }
    let buffer = response.array_buffer().map_err(unreachable)?;
    let buffer = JsFuture::from(buffer).await.map_err(unreachable)?;
    take_words(&js_sys::Uint8Array::new(&buffer).to_vec())
}
