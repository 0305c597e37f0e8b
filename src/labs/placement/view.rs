//! The lab's page: the strategies side by side on the same keys, the settings beside them, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::challenge::condition;
use super::config::PlacementConfig;
use super::controls::{more, settings};
use super::lanes;
use super::own::{missing, own_keys};
use super::panels::{details, hot_keys, sizing, touches};
use super::picture::Layout;
use super::routing::routes;
use super::run::{self, Measure, Outcome, Placed, Run};
use super::words;
use crate::content;
use crate::hooks::{State, use_memo, use_state};
use crate::loading::use_lessons;
use crate::markup::{classes, html};
use crate::promise::signed;
use crate::session::{Config, Session, use_session};
use crate::site::{Site, use_site};
use crate::ui::challenges::challenges;
use crate::ui::narrow::{Room, use_room};
use crate::ui::notice::link_notes;
use crate::ui::panel::{hint, nothing, once_running};
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::setting::{session_tools, undo_keys};
use crate::ui::slider::Drag;
use crate::ui::still::{Late, Still};
use crate::ui::take::{Said, take, trace_note};
use crate::work::{self, Progress, use_work};

const WORK: work::Words =
    work::Words { doing: words::WORKING, stopped: words::STOPPED, stop: words::STOP, go_on: words::GO_ON };

/// What the parts of the page share.
#[derive(Clone)]
pub struct Shown {
    pub session: Session<PlacementConfig>,
    /// Of the present settings, or of those before while the work goes on.
    pub run: Rc<Run>,
    pub drag: Drag,
}

impl Shown {
    pub fn config(&self) -> &PlacementConfig {
        &self.session.config
    }

    /// The outcome of the strategy that is looked at.
    pub fn chosen(&self) -> &Outcome {
        self.run.outcome(self.config().shown)
    }
}

/// The lab.
#[component]
pub fn PlacementLab() -> Html {
    let session = use_session::<PlacementConfig>();
    let measure = use_state(|| Measure::Data);
    let said = use_state(Said::default);
    let waiting = use_lessons(super::ID);
    let site = use_site();
    let drag = use_memo((), |()| Cell::new(false));
    let room = use_room();
    let work = use_work(session.config.placing(), || Some(run::placing(&session.config)));
    // The nodes move at once, also while the shards of other settings are still on their way.
    let Some(run) = use_nodes(&session.config, work.output.clone()) else {
        return waiting_for_keys(&session, &drag, &work.progress);
    };
    let shown = Shown { session: session.clone(), run, drag };
    html! {
        <div class="placement" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(session.config.trace.as_deref().filter(|_| work.is_settled), || shown.run.fingerprint()) }
            { missing(&shown) }
            <div class="bench">
                { stage(&shown, &measure, room, &work.progress) }
                <section class="panel beside" aria-label={words::SETTINGS}>
                    { once_running(|| settings(&session, &shown.drag)) }
                    { take_along(&shown, &site, &said) }
                </section>
            </div>
            { once_running(|| html! { <Predictions lab={super::ID} {waiting} /> }) }
            { below(&shown, room.is_narrow) }
        </div>
    }
}

/// The strategies, one below the other. A phone has room for one measure, a frame in another page for all three.
fn stage(shown: &Shown, measure: &State<Measure>, room: Room, progress: &Progress) -> Html {
    let (run, is_phone) = (&shown.run, room.is_narrow && !room.is_low);
    let layout = match room.is_narrow {
        true if is_phone => Layout::NARROW,
        true => Layout::MIDDLE,
        false => Layout::WIDE,
    };
    let measures = if is_phone { vec![**measure] } else { Measure::ALL.to_vec() };
    let row = |outcome: &Outcome| strategy(shown, outcome, &measures, &layout);
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            { if is_phone { measure_choice(measure) } else { nothing() } }
            { lanes::heads(run, &measures, &layout) }
            <ul class="strategies">{ for run.outcomes.iter().map(row) }</ul>
            <p class="ends" aria-hidden="true"><span>{ &run.ends.0 }</span><span>{ &run.ends.1 }</span></p>
            { work::bar(progress, &WORK) }
            { hint(words::STAGE_HINT) }
        </section>
    }
}

/// On a narrow page one measure is drawn at a time.
fn measure_choice(measure: &State<Measure>) -> Html {
    let now = **measure;
    let one = |which: Measure| {
        let setter = measure.setter();
        let onclick = Callback::from(move |_| setter.set(which));
        html! {
            <button key={words::measure(which)} type="button" {onclick} aria-pressed={(which == now).to_string()}>
                { words::measure(which) }
            </button>
        }
    };
    html! { <div class="measures" role="group" aria-label={words::MEASURES}>{ for Measure::ALL.map(one) }</div> }
}

fn strategy(shown: &Shown, outcome: &Outcome, measures: &[Measure], layout: &Layout) -> Html {
    let strategy = outcome.strategy;
    let is_chosen = shown.config().shown == strategy;
    let session = shown.session.clone();
    let onclick = Callback::from(move |_| session.note(move |config| config.shown = strategy));
    html! {
        <li key={words::strategy(strategy)} class={classes!("strategy", is_chosen.then_some("chosen"))}>
            <p class="name">
                <button type="button" {onclick} aria-pressed={is_chosen.to_string()}>{ words::strategy(strategy) }</button>
                <span class="gist">{ words::gist(strategy) }</span>
            </p>
            { lanes::lanes(&shown.run, outcome, measures, layout) }
        </li>
    }
}

/// Everything below the picture: it follows once that is painted.
fn below(shown: &Shown, is_narrow: bool) -> Html {
    let has_lessons = content::lessons(super::ID).is_some();
    let stamp = format!("{} {} {has_lessons} {is_narrow}", shown.session.config.to_query(), shown.run.fingerprint());
    let shown = shown.clone();
    let view = Callback::from(move |()| {
        html! {
            <div class="panels">
                { details(&shown) }
                { touches(&shown) }
                { hot_keys(&shown) }
                { once_running(|| html! { <div class="column">{ own_keys(&shown) }{ more(&shown) }</div> }) }
                { sizing(&shown) }
                { once_running(|| routes(&shown, is_narrow)) }
                { challenges(super::ID, |name, value| condition(name, value, shown.config(), &shown.run)) }
            </div>
        }
    });
    html! { <Still {stamp} {view} late={Late { place: ".panels", is_playing: false }} /> }
}

/// Copies the result as text, or the link with the fingerprint of what it shows.
fn take_along(shown: &Shown, site: &Site, said: &State<Said>) -> Html {
    let query = {
        let (config, run) = (shown.config().clone(), shown.run.clone());
        move || PlacementConfig { trace: Some(signed(&run.fingerprint())), ..config.clone() }.to_query()
    };
    let (config, run) = (shown.config().clone(), shown.run.clone());
    html! {
        <>
            { take(super::ID, query, move || words::report(&config, &run), site, said) }
            <div class="tools">{ session_tools(&shown.session, words::RESET) }</div>
        </>
    }
}

/// What comes of the shards on the present nodes.
#[hook]
fn use_nodes(config: &PlacementConfig, placed: Option<Rc<Placed>>) -> Option<Rc<Run>> {
    // A run holds on to its shards, so no others come to stand at the same address meanwhile.
    let address = placed.as_ref().map(|placed| Rc::as_ptr(placed) as usize);
    let config = config.clone();
    let key = (address, config.n_nodes, config.weights.clone());
    (*use_memo(key, move |_| placed.map(|placed| Rc::new(Run::on(&config, placed))))).clone()
}

/// The page before there is any picture: many keys take a while, and can be stopped or made fewer.
fn waiting_for_keys(session: &Session<PlacementConfig>, drag: &Drag, progress: &Progress) -> Html {
    html! {
        <div class="placement" onkeydown={undo_keys(session)}>
            { link_notes(&session.notes) }
            <div class="bench">
                <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>{ work::bar(progress, &WORK) }</section>
                <section class="panel beside" aria-label={words::SETTINGS}>{ settings(session, drag) }</section>
            </div>
        </div>
    }
}
