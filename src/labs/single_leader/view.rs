//! The lab's page: the cluster first, the sliders beside it, everything else below.

use std::cell::Cell;

use faultline_model::history::Action;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::condition;
use super::config::LeaderConfig;
use super::controls::{network, reading, replacing, sizes};
use super::failover::failover_panel;
use super::logs::log_panel;
use super::{run, words};
use crate::experiment::held_at;
use crate::experiment::kinds::SINGLE_LEADER;
use crate::experiment::scene::{Held, Scene, System, use_scene};
use crate::experiment::script::Scripted;
use crate::experiment::stage::{held_lines, verdict_lines};
use crate::hooks::use_memo;
use crate::markup::html;
use crate::session::use_session;
use crate::settings::ours;
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Cluster, still_cluster};
use crate::ui::cluster_layout::Size;
use crate::ui::desk::{Offer, Offers};
use crate::ui::film::Film;
use crate::ui::panel::{hint, once_running};
use crate::ui::predictions::PICTURE_ID;
use crate::ui::timeline::timeline;
use crate::ui::verdicts::verdicts;

type Shown = Scene<LeaderConfig>;

/// The lab.
#[component]
pub fn SingleLeaderLab() -> Html {
    let session = use_session::<LeaderConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let config = &session.config;
    let systems = use_memo((config.protocol(), config.setup()), {
        let config = config.clone();
        move |_| vec![system(config)]
    });
    let scene = use_scene(&session, systems.clone());
    let parts = html! {
        <>
            <div class="bench">
                { stage(&scene) }
                <section class="panel beside" aria-label={words::SIZES}>
                    { sizes(&session, &drag) }
                    { hint(words::acknowledged(config)) }
                    { verdicts(&verdict_lines(&systems[0].experiment), &scene.playhead) }
                    { take_along(&scene) }
                </section>
                { deeds(&scene) }
            </div>
            { scene.predictions() }
            <div class="panels">
                { once_running(|| scene.late(".panel.logs", true, |scene| log_panel(scene.config(), scene.playhead.at))) }
                { once_running(|| scene.late(".panel.reading", false, settings)) }
                { once_running(|| scene.late(".panel.costs", false, costs)) }
                { once_running(|| scene.below()) }
                { scene.late(".panel.challenges", false, marked) }
            </div>
        </>
    };
    scene.page("single-leader", parts)
}

fn system(config: LeaderConfig) -> System {
    let experiment = run::experiment(&config);
    let (protocol, setup) = (config.protocol(), config.setup());
    System::with(words::TITLE, experiment, SINGLE_LEADER, std::rc::Rc::new(move |at| held_at(&protocol, &setup, at)))
}

/// What is chosen less often.
fn settings(scene: &Shown) -> Html {
    html! {
        <>
            <div class="column">{ reading(&scene.session) }{ network(&scene.session) }</div>
            <div class="column">{ replacing(&scene.session) }</div>
        </>
    }
}

fn costs(scene: &Shown) -> Html {
    failover_panel(scene.config(), &scene.systems[0].experiment)
}

/// The cluster with its timeline.
fn stage(scene: &Shown) -> Html {
    let system = &scene.systems[0];
    let held = cards((system.held_at)(scene.playhead.at));
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            { scene.picture(system, &held, scene.room.picture()) }
            { timeline(&scene.playhead, std::slice::from_ref(&system.film)) }
        </section>
    }
}

/// What stands on each replica's card: all on one line, since a leader's card says that it leads.
fn cards(held: Held) -> Vec<Vec<String>> {
    let line = |lines: Vec<String>| if lines.is_empty() { Vec::new() } else { vec![lines.join(" ")] };
    held_lines(&held).into_iter().map(line).collect()
}

/// What can be done to the cluster at the playhead, and taken back.
fn deeds(scene: &Shown) -> Html {
    let key = ours("x");
    let asks = [
        Offer { label: words::WRITE, key, action: None },
        Offer { label: words::READ, key, action: Some(Action::Read) },
    ];
    scene.deeds_and_legend(&Offers { asks: &asks, slow: Tick(20_000), skew_us: None })
}

fn take_along(scene: &Shown) -> Html {
    let (config, experiment) = (scene.config().clone(), scene.systems[0].experiment.clone());
    scene.take(move || words::report(&config, &experiment))
}

fn marked(scene: &Shown) -> Html {
    let (config, experiment) = (scene.config(), &scene.systems[0].experiment);
    challenges(super::ID, |name, value| condition(name, value, config, experiment))
}

/// The picture of a scenario, to look at.
pub fn picture(config: &LeaderConfig) -> Html {
    let experiment = run::experiment(config);
    let film = Film::of(experiment.told.clone());
    let at = config.shown_at(film.end());
    let held = cards(held_at(&config.protocol(), &config.setup(), at));
    let picture = Cluster {
        film: &film,
        kinds: SINGLE_LEADER,
        holdings: &held,
        size: Size::WIDE,
        sites: None,
        label: words::TITLE,
    };
    still_cluster(&picture, at)
}
