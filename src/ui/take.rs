//! Taking a run along: its link, its result as text, its pictures, a sheet of paper; and what a link said that is
//! otherwise now.
//!
//! Pictures and paper are made by scripts that `static/boot.js` fetches when one of their buttons is pressed: they read
//! the page, and ask the other two buttons for link and result.

use std::rc::Rc;

use yew::platform::spawn_local;
use yew::prelude::*;

use super::notice::notice;
use crate::browser;
use crate::hooks::State;
use crate::markup::html;
use crate::promise;
use crate::route::Route;
use crate::site::Site;

/// What all of it is called.
pub const TAKE: &str = "Take it along";
pub const COPY_RESULT: &str = "Copy the result";
pub const COPY_LINK: &str = "Copy the link";
const EMBED: &str = "Embed";
const SAVE_PICTURE: &str = "Save a picture";
const PRINT: &str = "Print";
const COPIED_RESULT: &str = "The result is in the clipboard.";
const COPIED_LINK: &str = "The link is in the clipboard.";
const NOT_COPIED: &str = "The browser did not let the page copy; here it is:";

/// What a press of a button counts as if a script asks for the text: it is told, and not copied.
const ASKED: i32 = -1;

/// What was said last about copying, and the text itself if the browser refused to take it.
pub type Said = (String, String);

/// Buttons that copy the link of a lab's page, whose query holds the fingerprint of what it shows, and the result as
/// text. Both are made when they are asked for: a fingerprint may read whole traces.
pub fn take(
    lab: &'static str,
    query: impl Fn() -> String + 'static,
    report: impl Fn() -> String + 'static,
    site: &Site,
    said: &State<Said>,
) -> Html {
    let copy = |text: Rc<dyn Fn() -> String>, done: &'static str| {
        let said = said.setter();
        Callback::from(move |event: MouseEvent| {
            let (text, said) = (text(), said.clone());
            if event.detail() == ASKED {
                return browser::ask_script("faultline-taken", &[("text", &text)]);
            }
            spawn_local(async move {
                match browser::copy(&text).await {
                    Ok(()) => said.set((done.to_owned(), String::new())),
                    Err(()) => said.set((NOT_COPIED.to_owned(), text)),
                }
            });
        })
    };
    let embed = site.href(&Route::Builder, &format!("lab={lab}&{}", site.location.query));
    let site = site.clone();
    let link = copy(Rc::new(move || browser::absolute(&site.href(&Route::lab(lab), &query()))), COPIED_LINK);
    html! {
        <div class="take">
            <p class="actions">
                <button type="button" name="link" onclick={link} class="primary">{ COPY_LINK }</button>
                <button type="button" name="report" onclick={copy(Rc::new(report), COPIED_RESULT)}>{ COPY_RESULT }</button>
                <button type="button" name="picture">{ SAVE_PICTURE }</button>
                <button type="button" name="print">{ PRINT }</button>
                <a class="button embed-it" href={embed}>{ EMBED }</a>
            </p>
            <div role="status">
                <p class="hint">{ &said.0 }</p>
                <pre hidden={said.1.is_empty()}>{ &said.1 }</pre>
            </div>
        </div>
    }
}

/// Says so where a link's run is another one here, or its version; `now` is asked only where the link names a trace.
pub fn trace_note(then: Option<&str>, now: impl FnOnce() -> String) -> Html {
    match then.and_then(|then| promise::difference(then, &now())) {
        Some((title, text)) => notice(title, html! { <p>{ text }</p> }),
        None => html! { <div hidden=true></div> },
    }
}
