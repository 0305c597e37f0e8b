//! The lab's page: the cluster first, the sliders beside it, everything else below.

use std::cell::{Cell, RefCell};

use faultline_model::history::Action;
use faultline_model::maths::wars::Evaluated;
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
use crate::content;
use crate::experiment::kinds::LEADERLESS;
use crate::experiment::scene::{Scene, System, use_scene};
use crate::experiment::script::Scripted;
use crate::experiment::stage::{held_lines, verdict_lines};
use crate::experiment::{Experiment, held_at};
use crate::hooks::use_memo;
use crate::markup::html;
use crate::session::{Config, Session, use_session};
use crate::settings::ours;
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Cluster, still_cluster};
use crate::ui::cluster_layout::Size;
use crate::ui::desk::{Offer, Offers};
use crate::ui::film::Film;
use crate::ui::panel::once_running;
use crate::ui::predictions::PICTURE_ID;
use crate::ui::slider::Drag;
use crate::ui::still::Still;
use crate::ui::timeline::timeline;
use crate::ui::verdicts::verdicts;

type Quorums = Session<QuorumConfig>;

/// The lab.
#[component]
pub fn QuorumLab() -> Html {
    let session = use_session::<QuorumConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let config = &session.config;
    let systems = use_memo((config.protocol(), config.setup()), |(protocol, setup)| {
        vec![System::of(words::TITLE, protocol.clone(), setup.clone(), protocol.n, LEADERLESS)]
    });
    let scene = use_scene(&session, systems.clone());
    let experiment = &systems[0].experiment;
    let sampled = use_samples(config);
    let stamp = use_mut_ref(String::new);
    let parts = html! {
        <>
            <div class="bench">
                { stage(&scene) }
                <section class="panel beside" aria-label={words::SIZES}>
                    { beside(&scene, &drag) }
                    { take_along(&scene) }
                </section>
                { deeds(&scene) }
            </div>
            { scene.predictions() }
            <div class="panels">{ once_running(|| scene.below()) }</div>
            { figures(&session, experiment, sampled, &drag, &stamp, scene.room.is_narrow) }
        </>
    };
    scene.page("quorum", parts)
}

/// What stands beside the picture: the sizes and what follows from them.
fn beside(scene: &Scene<QuorumConfig>, drag: &Drag) -> Html {
    let drag = drag.clone();
    scene.still("beside", move |scene| {
        html! {
            <>
                { sizes(&scene.session, &drag) }
                { overlap(scene.config(), &Exact::of(scene.config())) }
                { verdicts(&verdict_lines(&scene.systems[0].experiment), &scene.playhead) }
            </>
        }
    })
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
    let has_lessons = content::lessons(super::ID).is_some();
    if sampled.is_settled || stamp.borrow().is_empty() {
        let query = session.config.timeless().to_query();
        *stamp.borrow_mut() = format!("{query} {} {is_narrow} {has_lessons}", sampled.evaluated.is_some());
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
fn stage(scene: &Scene<QuorumConfig>) -> Html {
    let (config, system) = (scene.config(), &scene.systems[0]);
    let held = cards(config, scene.playhead.at);
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            { scene.picture(system, &held, scene.room.picture()) }
            { timeline(&scene.playhead, std::slice::from_ref(&system.film)) }
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
fn deeds(scene: &Scene<QuorumConfig>) -> Html {
    let key = ours("x");
    let asks = [
        Offer { label: words::WRITE, key, action: None },
        Offer { label: words::READ, key, action: Some(Action::Read) },
    ];
    scene.deeds_and_legend(&Offers { asks: &asks, slow: Tick(20_000), skew_us: Some(-50_000) })
}

fn take_along(scene: &Scene<QuorumConfig>) -> Html {
    let (config, experiment) = (scene.config().clone(), scene.systems[0].experiment.clone());
    scene.take(move || words::report(&config, &Exact::of(&config), &experiment, run::sampled(&config).as_ref()))
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
    let picture =
        Cluster { film: &film, kinds: LEADERLESS, holdings: &held, size: Size::WIDE, sites: None, label: words::TITLE };
    still_cluster(&picture, at)
}
