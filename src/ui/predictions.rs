//! Predict first: a lab's presets, each a question about a run that is answered before the run is shown.
//!
//! The answer locks, then the lab opens at the preset's state, so that the picture confirms or contradicts it.

use yew::prelude::*;

use super::choices::{Choices, choices, shuffled};
use crate::browser;
use crate::content::{self, Preset};
use crate::embed;
use crate::hooks::use_state;
use crate::labs;
use crate::link;
use crate::markup::html;
use crate::route::Route;
use crate::site::{Location, use_site};

/// Where a lab has its picture.
pub const PICTURE_ID: &str = "picture";
/// The heading.
pub const PREDICT_FIRST: &str = "Predict first";

#[derive(Properties, PartialEq)]
pub struct PredictionsProps {
    /// The lab's id.
    pub lab: AttrValue,
    /// What is said here until the presets are there.
    pub waiting: AttrValue,
    /// Hears that a run was asked for.
    #[prop_or_default]
    pub on_run: Callback<()>,
}

/// The presets of a lab.
#[component]
pub fn Predictions(props: &PredictionsProps) -> Html {
    let presets = content::presets_of(&props.lab);
    // Until one is opened by hand, the one that the link names.
    let open = use_state(|| None::<usize>);
    // The choices made, by preset: a prediction is final.
    let made = use_state(Vec::<(&'static str, usize)>::new);
    let site = use_site();
    let asked = || embed::preset().and_then(|id| presets.iter().position(|preset| preset.id == id));
    let open_at = open.or_else(asked).unwrap_or_default();
    let Some(preset) = presets.get(open_at) else {
        return html! { <section class="panel predictions"><p role="status">{ props.waiting.clone() }</p></section> };
    };
    let on_run = props.on_run.clone();
    let run = move || {
        on_run.emit(());
        if let Some(lab) = labs::by_id(preset.lab) {
            let query = link::from_readable(preset.scenario);
            site.go_here.emit(Location { route: Route::Lab(lab), query });
        }
    };
    let on_choose = {
        let (made, run) = (made.clone(), run.clone());
        Callback::from(move |at| {
            made.set([made.as_slice(), &[(preset.id, at)]].concat());
            run();
        })
    };
    let chosen = made.iter().find(|(id, _)| *id == preset.id).map(|(_, at)| *at);
    let tab = |(at, preset): (usize, &'static Preset)| {
        let open_setter = open.setter();
        let onclick = Callback::from(move |_| open_setter.set(Some(at)));
        html! {
            <li key={preset.id}>
                <button type="button" {onclick} aria-pressed={(at == open_at).to_string()}>{ preset.title }</button>
            </li>
        }
    };
    html! {
        <section class="panel predictions" aria-label={PREDICT_FIRST}>
            <h2>{ PREDICT_FIRST }</h2>
            <p class="hint">{ "Choose a claim, say what you expect, and the lab shows the run." }</p>
            <ul class="presets">{ for presets.iter().enumerate().map(tab) }</ul>
            { prediction(preset, chosen, &on_choose, Callback::from(move |_| show(&run))) }
        </section>
    }
}

/// Runs the preset again, whatever has been changed since, and brings the picture into view.
fn show(run: &impl Fn()) {
    run();
    browser::scroll_to(PICTURE_ID);
}

fn prediction(
    preset: &'static Preset,
    chosen: Option<usize>,
    on_choose: &Callback<usize>,
    show_me: Callback<MouseEvent>,
) -> Html {
    let order = shuffled(preset.choices.len(), preset.id);
    let correct = order.iter().position(|at| *at == preset.correct).unwrap_or_default();
    let texts = order.iter().map(|at| html! { { preset.choices[*at] } }).collect();
    let offered = Choices { label: "Your prediction", texts, correct, chosen };
    html! {
        <div key={preset.id} class="prediction">
            <p class="prompt">{ preset.question }</p>
            { choices(&offered, on_choose) }
            <div role="status">
                if chosen.is_some() {
                    <p class="claim"><strong>{ preset.claim }</strong></p>
                    <p class="belief">{ preset.belief }</p>
                } else {
                    <p class="hint">{ "The answer locks, then the diagram above changes to the run." }</p>
                }
            </div>
            <p hidden={chosen.is_none()}>
                <button type="button" onclick={show_me}>{ "Show me the run" }</button>
            </p>
        </div>
    }
}
