//! Fetching the texts: at once what the page shows, and what the next one may show once the page stands.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::content::{self, Part};
use crate::embed;
use crate::hooks::{use_effect_with, use_state};
use crate::markup::html;
use crate::route::Route;

/// How long a page stands before it fetches the texts of the others, in milliseconds.
const IDLE_MS: u32 = 1_500;

/// How the fetching of some texts goes. Whether they are there says [`Part::texts`].
#[derive(Clone)]
pub struct Loading {
    failure: Option<Rc<str>>,
    retry: Callback<MouseEvent>,
}

impl Loading {
    /// What stands in the place of the texts.
    pub fn view(&self) -> Html {
        html! {
            if let Some(why) = &self.failure {
                <div role="alert">
                    <p>{ format!("The texts could not be fetched: {why}.") }</p>
                    <p><button type="button" onclick={self.retry.clone()}>{ "Try again" }</button></p>
                </div>
            } else {
                <p role="status">{ "Fetching the texts …" }</p>
            }
        }
    }
}

/// Fetches texts that are shown, and renders anew when they are there.
#[hook]
pub fn use_loading(parts: Vec<Part>) -> Loading {
    let attempt = use_state(|| 0_u32);
    // Of which texts, and why.
    let failure = use_state(|| None::<(Vec<Part>, Rc<str>)>);
    let why = failure.as_ref().filter(|(of, _)| *of == parts).map(|(_, why)| why.clone());
    {
        let failure = failure.setter();
        use_effect_with((parts, *attempt), move |(parts, _)| {
            if parts.iter().any(|part| part.texts().is_none()) {
                let parts = parts.clone();
                spawn_local(async move {
                    let fetched = fetch_texts(parts.clone()).await;
                    // Setting the state renders anew, which is all that success needs.
                    failure.set(fetched.err().map(|why| (parts, Rc::from(why))));
                });
            }
        });
    }
    let retry = Callback::from(move |_| attempt.set(*attempt + 1));
    Loading { failure: why, retry }
}

/// Fetches the texts of the other pages once a page has stood for a moment. A frame stays on its page.
#[hook]
pub fn use_rest(route: &Route) {
    use_effect_with(route.clone(), |_| {
        let timer = (!embed::is_on()).then(|| Timeout::new(IDLE_MS, || spawn_local(fetch_rest())));
        move || drop(timer)
    });
}

/// One after another, so that whatever the visitor asks for meanwhile comes first.
async fn fetch_rest() {
    for part in Part::all() {
        if fetch_texts(vec![part]).await.is_err() {
            return; // asked for again by the page that shows it
        }
    }
}

/// Fetches those of the texts that are not there, side by side.
///
/// # Errors
/// What went wrong first, as the end of a sentence.
pub async fn fetch_texts(parts: Vec<Part>) -> Result<(), String> {
    let missing: Vec<Part> = parts.into_iter().filter(|part| part.texts().is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let folder = browser::named_address("data-words").ok_or("the page does not say where they are")?.href();
    let window = web_sys::window().ok_or("there is no window")?;
    let ask = |part: Part| {
        let answer = window.fetch_with_str(&format!("{folder}{}.bin", part.name()));
        (part, JsFuture::from(answer))
    };
    let mut outcome = Ok(());
    for (part, answer) in missing.into_iter().map(ask).collect::<Vec<_>>() {
        let bytes = read(answer).await;
        outcome = outcome.and(bytes.and_then(|bytes| part.take(&bytes)));
    }
    outcome
}

/// Fetches what a lab asks its visitors, which its page does not wait for, and renders anew; what is said meanwhile.
#[hook]
pub fn use_lessons(lab: &'static str) -> AttrValue {
    let said = use_state(|| AttrValue::from("Fetching the questions …"));
    let setter = said.setter();
    use_effect_with(lab, move |&lab| {
        spawn_local(async move {
            let fetched = fetch_lessons(lab).await;
            setter.set(match fetched {
                Ok(()) => AttrValue::default(),
                Err(why) => format!("The questions could not be fetched: {why}. Reload the page to try again.").into(),
            });
        });
    });
    (*said).clone()
}

async fn fetch_lessons(lab: &'static str) -> Result<(), String> {
    if content::lessons(lab).is_some() {
        return Ok(());
    }
    let folder = browser::named_address("data-words").ok_or("the page does not say where they are")?.href();
    let window = web_sys::window().ok_or("there is no window")?;
    let answer = window.fetch_with_str(&format!("{folder}lessons-{lab}.txt"));
    let mut lines = String::from_utf8(read(answer.into()).await?).map_err(|_| "they are damaged")?;
    lines.push_str(&embed::goal_line().unwrap_or_default());
    content::take_lessons(lab, lines.leak());
    Ok(())
}

async fn read(answer: JsFuture) -> Result<Vec<u8>, String> {
    let unreachable = |_| "the network did not answer".to_owned();
    let response: Response = answer.await.map_err(unreachable)?.unchecked_into();
    if !response.ok() {
        return Err(format!("the server answered with status {}", response.status()));
    }
    let buffer = response.array_buffer().map_err(unreachable)?;
    let buffer = JsFuture::from(buffer).await.map_err(unreachable)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
