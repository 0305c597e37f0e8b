//! The run that a card had predicted: its lab in a frame, asked what came of it.
//!
//! The frame says when it stands, is asked for its report, and the choice is what happened whose line the report has.
//! If nothing comes, as where frames are not allowed, the card's own answer stands: the tests run every prediction.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::prelude::*;

use crate::browser;
use crate::content::Predict;
use crate::hooks::{use_effect_with, use_state};
use crate::labs;
use crate::link;
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, use_site};

/// How long a frame may take to load and to run, in milliseconds.
const PATIENCE_MS: u32 = 20_000;
/// The version of the messages.
const VERSION: f64 = 1.0;
/// What a frame may ask for, in pixels.
const HEIGHT_MIN: f64 = 200.0;
const HEIGHT_MAX: f64 = 1_600.0;

/// The run's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The choice by its place in the card: 0 is the answer.
    pub choice: usize,
    /// Whether the frame said so; otherwise the card does.
    pub is_seen: bool,
}

#[derive(Properties, PartialEq)]
pub struct RunFrameProps {
    pub predict: &'static Predict,
    /// Told once.
    pub on_outcome: Callback<Outcome>,
}

/// The lab in a frame, with a link to it.
#[component]
pub fn RunFrame(props: &RunFrameProps) -> Html {
    let site = use_site();
    let predict = props.predict;
    let frame = use_node_ref();
    let is_over = use_state(|| false);
    let has_frames = !site.root.is_one_file();
    {
        let (frame, on_outcome, is_over) = (frame.clone(), props.on_outcome.clone(), is_over.setter());
        use_effect_with((), move |()| {
            let window = web_sys::window().expect("effects run in a browser");
            let settle = {
                let told = std::cell::Cell::new(false);
                std::rc::Rc::new(move |outcome: Outcome| {
                    if !told.replace(true) {
                        is_over.set(true);
                        on_outcome.emit(outcome);
                    }
                })
            };
            let late = {
                let settle = settle.clone();
                Timeout::new(if has_frames { PATIENCE_MS } else { 0 }, move || {
                    settle(Outcome { choice: 0, is_seen: false })
                })
            };
            let listener = EventListener::new(&window, "message", move |event| {
                let Some(element) = frame.cast::<Element>() else { return };
                if let Some(report) = heard(event, &element) {
                    settle(outcome(&report, predict));
                }
            });
            move || drop((late, listener))
        });
    }
    let Some(lab) = labs::by_id(&predict.lab) else { return html! { <p hidden=true></p> } };
    let query = link::from_readable(&predict.scenario);
    let src = with_file(site.href(&Route::Lab(lab), &format!("{query}&embed=1")));
    html! {
        <div class="run-frame">
            <p role="status">{ if *is_over { "" } else { "The run is being made …" } }</p>
            if has_frames {
                <iframe ref={frame} {src} title={format!("The run, in the {} lab", lab.title)} height="640"></iframe>
            } else {
                <p hidden=true></p>
            }
            <p class="evidence">
                <Link to={Route::Lab(lab)} {query} class="to-lab">{ "Open the run in the lab" }</Link>
            </p>
        </div>
    }
}

/// The address by the name of its file where this page was asked for by that: hosts of courses serve no folders.
fn with_file(address: String) -> String {
    const FILE: &str = "index.html";
    match browser::address() {
        Some((path, _)) if path.ends_with(FILE) => address.replacen("/?", &format!("/{FILE}?"), 1),
        _ => address,
    }
}

/// Which choice's line a report has; the card's own answer where it has none or several.
fn outcome(report: &str, predict: &Predict) -> Outcome {
    let mut shown = predict.shows.iter().enumerate().filter(|(_, line)| report.contains(line.as_str()));
    match (shown.next(), shown.next()) {
        (Some((choice, _)), None) => Outcome { choice, is_seen: true },
        _ => Outcome { choice: 0, is_seen: false },
    }
}

/// Takes a message: the report, if it is that of this frame. A frame that stands is asked for it.
fn heard(event: &Event, frame: &Element) -> Option<String> {
    let get = |of: &JsValue, key: &str| Reflect::get(of, &JsValue::from_str(key)).ok();
    let target = get(frame.as_ref(), "contentWindow").filter(JsValue::is_object)?;
    let data = get(event.as_ref(), "data").filter(JsValue::is_object)?;
    if !Object::is(&get(event.as_ref(), "source")?, &target) || get(&data, "faultline")?.as_f64() != Some(VERSION) {
        return None;
    }
    match get(&data, "type")?.as_string()?.as_str() {
        "ready" => {
            let question = Object::new();
            for (key, value) in [("faultline", VERSION.into()), ("type", "ask".into()), ("what", "result".into())] {
                Reflect::set(&question, &JsValue::from_str(key), &value).ok()?;
            }
            let post: Function = get(&target, "postMessage")?.dyn_into().ok()?;
            // To this site's own pages and no other.
            post.call2(&target, &question, &JsValue::from_str("/")).ok()?;
            None
        }
        "height" => {
            let height = get(&data, "height")?.as_f64()?.clamp(HEIGHT_MIN, HEIGHT_MAX);
            frame.set_attribute("height", &(height as u32).to_string()).ok()?;
            None
        }
        "result" => get(&data, "report")?.as_string(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_the_choice_whose_line_the_report_has() {
        let shows = ["c1 read x: 1", "c1 read x: 2"].map(str::to_owned).to_vec();
        let predict = Predict { lab: "quorum".to_owned(), scenario: String::new(), shows };
        let check = |report, choice, is_seen| assert_eq!(outcome(report, &predict), Outcome { choice, is_seen });
        check("Log:\nc1 read x: 2\n", 1, true);
        check("Log:\nc1 read x: 1\n", 0, true);
        check("nothing of it", 0, false);
        check("c1 read x: 1, c1 read x: 2", 0, false);
    }
}
