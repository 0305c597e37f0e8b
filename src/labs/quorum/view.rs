//! The lab's page: the cluster first, the sliders beside it, everything else below.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use faultline_model::history::Action;
use faultline_model::maths::wars::Evaluated;
use faultline_model::step::{Deed, Step};
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::{State, condition};
use super::config::QuorumConfig;
use super::controls::{network, replication, sizes};
use super::figures::{availability, latencies, staleness};
use super::overlap::overlap;
use super::run::{self, Exact};
use super::sampling::{Sampled, use_samples};
use super::words;
use crate::experiment::stage::{forked, held_details, held_lines, verdict_lines};
use crate::experiment::{Experiment, held_at};
use crate::labs;
use crate::route::Route;
use crate::session::{Config, Session, use_session};
use crate::settings::ours;
use crate::site::{Site, use_site};
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Cluster, Kind, Shape, cluster, legend, still_cluster, summary};
use crate::ui::cluster_layout::Size;
use crate::ui::cluster_state::ClusterState;
use crate::ui::desk::{Desk, Offer, Offers, actions, use_desk};
use crate::ui::event_log::event_log;
use crate::ui::film::Film;
use crate::ui::narrow::use_is_narrow;
use crate::ui::notice::link_notes;
use crate::ui::panel::{once_running, panel};
use crate::ui::play::{Playhead, use_playhead};
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::replica_table::replica_table;
use crate::ui::setting::{session_tools, undo_keys};
use crate::ui::slider::Drag;
use crate::ui::space_time::space_time;
use crate::ui::steps::steps_editor;
use crate::ui::still::Still;
use crate::ui::take::{Said, take, trace_note};
use crate::ui::timeline::{caption, timeline};
use crate::ui::verdicts::verdicts;

type Quorums = Session<QuorumConfig>;

/// How the protocol's messages are drawn.
const KINDS: &[Kind] = &[
    Kind { word: "Store", shape: Shape::Circle, is_answer: false },
    Kind { word: "Stored", shape: Shape::Circle, is_answer: true },
    Kind { word: "Fetch", shape: Shape::Diamond, is_answer: false },
    Kind { word: "Fetched", shape: Shape::Diamond, is_answer: true },
    Kind { word: "Repair", shape: Shape::Triangle, is_answer: false },
    Kind { word: "Keep", shape: Shape::Hexagon, is_answer: false },
    Kind { word: "Kept", shape: Shape::Hexagon, is_answer: true },
];

/// What a run is shown with.
struct Shown<'a> {
    session: &'a Quorums,
    experiment: &'a Experiment,
    film: &'a Rc<Film>,
    playhead: &'a Playhead,
    desk: &'a Desk,
    size: Size,
}

/// The lab.
#[component]
pub fn QuorumLab() -> Html {
    let session = use_session::<QuorumConfig>();
    let said = use_state(Said::default);
    let site = use_site();
    let drag = use_memo((), |()| Cell::new(false));
    let desk = use_desk();
    let size = if use_is_narrow() { Size::SMALL } else { Size::WIDE };
    let config = &session.config;
    let (protocol, setup) = (config.protocol(), config.setup());
    let experiment = use_memo((protocol, setup), |(protocol, setup)| Experiment::of(protocol, setup, protocol.n));
    let film = use_memo((*experiment).clone(), |experiment| Film::of(experiment.told.clone()));
    let on_rest = {
        let session = session.clone();
        Callback::from(move |at| session.note(move |config| config.at = Some(at)))
    };
    let films = [(*film).clone()];
    let playhead = use_playhead(&films, config.shown_at(film.end()), &on_rest);
    let exact = Exact::of(config);
    let sampled = use_samples(config);
    let stamp = use_mut_ref(String::new);
    let shown =
        Shown { session: &session, experiment: &experiment, film: &film, playhead: &playhead, desk: &desk, size };
    html! {
        <div class="simulated quorum" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(config.trace.as_deref(), || experiment.told.fingerprint()) }
            <div class="bench">
                { stage(&shown) }
                <section class="panel beside" aria-label={words::SIZES}>
                    { sizes(&session, &drag) }
                    { overlap(config, &exact) }
                    { verdicts(&verdict_lines(&experiment), &playhead) }
                    { take_along(&shown, &site, &said) }
                </section>
                { deeds(&shown) }
            </div>
            <Predictions lab={super::ID} on_run={playhead.on_run()} />
            <div class="panels">
                { once_running(|| below(&shown)) }
            </div>
            { figures(&session, &experiment, sampled, &drag, &stamp, size == Size::SMALL) }
        </div>
    }
}

/// All that does not move with the playhead. It stays as a whole, with its old `stamp`, until all of it is there: no
/// figure stands beside one of other settings.
fn figures(
    session: &Quorums,
    experiment: &Experiment,
    sampled: Sampled,
    drag: &Drag,
    stamp: &RefCell<String>,
    is_narrow: bool,
) -> Html {
    if sampled.is_settled || stamp.borrow().is_empty() {
        let query = QuorumConfig { at: None, ..session.config.clone() }.to_query();
        *stamp.borrow_mut() = format!("{query} {} {is_narrow}", sampled.evaluated.is_some());
    }
    let stamp = stamp.borrow().clone();
    let (session, experiment, drag) = (session.clone(), experiment.clone(), drag.clone());
    let view = Callback::from(move |()| {
        let exact = Exact::of(&session.config);
        let sampled = sampled.evaluated.as_deref();
        html! {
            <div class="panels">
                <div class="column">
                    { staleness(&session, &exact, sampled, is_narrow) }
                </div>
                <div class="column">
                    { latencies(sampled) }
                    { availability(&session, &exact) }
                </div>
                { once_running(|| replication(&session, &drag)) }
                { once_running(|| network(&session)) }
                { marked(&session.config, &experiment, &exact, sampled) }
            </div>
        }
    });
    html! { <Still {stamp} {view} /> }
}

/// The cluster with its timeline.
fn stage(shown: &Shown) -> Html {
    let Shown { session, film, playhead, desk, size, .. } = *shown;
    let config = &session.config;
    let held = cards(config, playhead.at);
    let picture = Cluster { film, kinds: KINDS, holdings: &held, size, label: words::TITLE };
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            { cluster(&picture, playhead, desk) }
            { caption(playhead, film) }
            { timeline(playhead, std::slice::from_ref(film)) }
        </section>
    }
}

/// What stands on each replica's card: what it holds, and whether it only stands in for others.
fn cards(config: &QuorumConfig, at: Tick) -> Vec<Vec<String>> {
    let mut held = held_lines(&held_at(&config.protocol(), &config.setup(), at));
    for spare in held.iter_mut().skip(config.n.into()) {
        spare.insert(0, words::SPARE.to_owned());
    }
    held
}

/// What can be done to the cluster at the playhead, and taken back.
fn deeds(shown: &Shown) -> Html {
    let Shown { session, film, playhead, desk, .. } = *shown;
    let on_deed = {
        let (session, playhead) = (session.clone(), playhead.clone());
        Callback::from(move |deed: Deed| {
            let (steps, at) = forked(&session.config.steps, &playhead, deed);
            session.change(false, move |config| (config.steps, config.at) = (steps, Some(at)));
        })
    };
    let key = ours("x");
    let asks = [
        Offer { label: words::WRITE, key, action: None },
        Offer { label: words::READ, key, action: Some(Action::Read) },
    ];
    let offers = Offers { asks: &asks, slow: Tick(20_000), skew_us: Some(-50_000) };
    html! {
        <section class="deeds-of-lab" aria-label={words::DEEDS}>
            { actions(film, playhead, desk, &offers, &on_deed) }
            <p class="tools">{ session_tools(session, words::RESET) }</p>
            { legend(KINDS) }
        </section>
    }
}

/// The run in other renderings: through time, as sentences, as tables.
fn below(shown: &Shown) -> Html {
    let Shown { session, film, playhead, desk, size, .. } = *shown;
    let config = &session.config;
    let state = ClusterState::at(film.told(), playhead.at);
    let held = held_details(&held_at(&config.protocol(), &config.setup(), playhead.at));
    let on_steps = {
        let session = session.clone();
        Callback::from(move |(steps, is_gesture): (Vec<Step>, bool)| {
            session.change(is_gesture, move |config| config.steps = steps);
        })
    };
    let width = if size == Size::SMALL { 360 } else { 1_180 };
    html! {
        <>
            { panel("through-time", words::THROUGH_TIME, vec![space_time(film, KINDS, playhead, desk, width)]) }
            <div class="column">
                { panel("log-panel", words::LOG, vec![summary(film, playhead.at), event_log("log", "", film, playhead)]) }
            </div>
            <div class="column">
                { panel("held", words::HELD, vec![replica_table("", &state, &held)]) }
                { panel("steps-panel", words::STEPS, vec![steps_editor(&config.steps, playhead, &on_steps)]) }
            </div>
        </>
    }
}

fn take_along(shown: &Shown, site: &Site, said: &UseStateHandle<Said>) -> Html {
    let Shown { session, experiment, playhead, .. } = *shown;
    // Made when it is asked for: a fingerprint reads the whole trace.
    let path = {
        let (site, config, experiment, at) = (site.clone(), session.config.clone(), experiment.clone(), playhead.at);
        move || {
            let trace = Some(experiment.told.fingerprint());
            let query = QuorumConfig { at: Some(at), trace, ..config.clone() }.to_query();
            site.href(&labs::by_id(super::ID).map_or(Route::Home, Route::Lab), &query)
        }
    };
    let (config, experiment) = (session.config.clone(), experiment.clone());
    let report = move || words::report(&config, &Exact::of(&config), &experiment, run::sampled(&config).as_ref());
    take(Rc::new(path), Rc::new(report), said)
}

fn marked(config: &QuorumConfig, experiment: &Experiment, exact: &Exact, sampled: Option<&Evaluated>) -> Html {
    let state = State { config, exact, experiment, sampled };
    challenges(super::ID, |name, value| condition(name, value, &state))
}

/// The picture of a scenario, to look at.
pub fn picture(config: &QuorumConfig) -> Html {
    let experiment = run::experiment(config);
    let film = Film::of(experiment.told.clone());
    let at = config.shown_at(film.end());
    let held = cards(config, at);
    let picture = Cluster { film: &film, kinds: KINDS, holdings: &held, size: Size::WIDE, label: words::TITLE };
    still_cluster(&picture, at)
}
