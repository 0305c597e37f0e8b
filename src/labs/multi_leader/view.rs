//! The lab's page: the data centres first, what can be chosen beside them, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::history::{Action, Value};
use faultline_model::protocol::Holding;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::condition;
use super::compare::comparing;
use super::config::{MultiConfig, Story};
use super::controls::{network, sizes};
use super::panels::{conflicts, far, topologies};
use super::run::Run;
use super::words;
use crate::experiment::kinds::MULTI_LEADER;
use crate::experiment::scene::{Scene, System, use_scene};
use crate::experiment::script::Scripted;
use crate::experiment::stage::verdict_lines;
use crate::hooks::use_memo;
use crate::markup::html;
use crate::session::use_session;
use crate::settings::ours;
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Cluster, still_cluster};
use crate::ui::cluster_layout::Size;
use crate::ui::desk::{Offer, Offers};
use crate::ui::panel::once_running;
use crate::ui::predictions::PICTURE_ID;
use crate::ui::timeline::timeline;
use crate::ui::verdicts::verdicts;

/// The lab.
#[component]
pub fn MultiLeaderLab() -> Html {
    let session = use_session::<MultiConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let run = use_memo(session.config.scenario(), Run::of);
    let systems = use_memo((*run).clone(), |run| vec![system(&session.config, run)]);
    let scene = use_scene(&session, systems);
    let parts = html! {
        <>
            <div class="bench">
                { stage(&scene) }
                <section class="panel beside" aria-label={words::SIZES}>
                    { sizes(&session, &drag) }
                    { verdicts(&verdict_lines(&run.account.experiment), &scene.playhead) }
                    { take_along(&scene, &run) }
                </section>
                { deeds(&scene) }
            </div>
            { scene.predictions() }
            { figures(&scene, &run) }
            <div class="panels">{ once_running(|| scene.below()) }</div>
        </>
    };
    scene.page("leaders", parts)
}

/// What stands on the stage.
fn system(config: &MultiConfig, run: &Run) -> System {
    let (experiment, config) = (run.account.experiment.clone(), config.clone());
    let sites = config.places();
    let held_at = Rc::new(move |at| Run::held_at(&config, at));
    System::with(words::TITLE, experiment, MULTI_LEADER, held_at).at_sites(sites)
}

/// All that does not move with the playhead.
fn figures(scene: &Scene<MultiConfig>, run: &Rc<Run>) -> Html {
    let of_run = |part: fn(&MultiConfig, &Run) -> Html| {
        let run = run.clone();
        move |scene: &Scene<MultiConfig>| part(scene.config(), &run)
    };
    html! {
        <div class="panels">
            { scene.still("conflicts", of_run(conflicts)) }
            { once_running(|| scene.late(".panel.far", false, of_run(far))) }
            { scene.still("comparing", |scene| comparing(&scene.session)) }
            { once_running(|| scene.late(".panel.topologies", false, |scene| topologies(scene.config()))) }
            { once_running(|| scene.late(".panel.network", false, |scene| network(&scene.session))) }
            { scene.still("challenges", of_run(marked)) }
        </div>
    }
}

fn marked(config: &MultiConfig, run: &Run) -> Html {
    challenges(super::ID, |name, value| condition(name, value, config, run))
}

/// The data centres with their timeline.
fn stage(scene: &Scene<MultiConfig>) -> Html {
    let system = &scene.systems[0];
    let held = cards(scene.config(), scene.playhead.at);
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            { scene.picture(system, &held, scene.room.picture()) }
            { timeline(&scene.playhead, std::slice::from_ref(&system.film)) }
        </section>
    }
}

/// What stands on each replica's card: a line a key, with all different values.
fn cards(config: &MultiConfig, at: Tick) -> Vec<Vec<String>> {
    let card = |(holdings, _): (Vec<Holding>, bool)| {
        let mut lines: Vec<String> = Vec::new();
        for (nth, Holding { key, value, .. }) in holdings.iter().enumerate() {
            let before = &holdings[..nth];
            match before.last().filter(|last| last.key == *key) {
                None => lines.push(format!("{key}={value}")),
                Some(_) if before.iter().any(|other| other.key == *key && other.value == *value) => {}
                Some(_) => {
                    if let Some(line) = lines.last_mut() {
                        line.push_str(", ");
                        line.push_str(&value.to_string());
                    }
                }
            }
        }
        lines
    };
    Run::held_at(config, at).into_iter().map(card).collect()
}

/// What can be done at the playhead, and taken back.
fn deeds(scene: &Scene<MultiConfig>) -> Html {
    let asks = asks(scene.config().story);
    scene.deeds_and_legend(&Offers { asks: &asks, slow: Tick(40_000), skew_us: Some(-50_000) })
}

/// What clients can be told to ask, by the story.
fn asks(story: Story) -> Vec<Offer> {
    let offer = |label, key, action| Offer { label, key: ours(key), action };
    let (label, key) = words::read(story);
    let read = offer(label, key, Some(Action::Read));
    let call = |label, title| offer(label, key, Some(Action::Write(Value::Word(ours(title)))));
    match story {
        Story::Register => vec![offer(words::WRITE, key, None), read],
        Story::Cart => {
            let add = |label, what| offer(label, key, Some(Action::Add(ours(what))));
            vec![add(words::ADD_TEA, "tea"), add(words::ADD_JAM, "jam"), read]
        }
        Story::Likes => vec![offer(words::LIKE, key, Some(Action::Increment(1))), read],
        Story::Text => vec![call(words::CALL_NOON, "noon"), call(words::CALL_NIGHT, "night"), read],
    }
}

fn take_along(scene: &Scene<MultiConfig>, run: &Rc<Run>) -> Html {
    let (config, run) = (scene.config().clone(), run.clone());
    scene.take(move || words::report(&config, &run))
}

/// The picture of a scenario, to look at.
pub fn picture(config: &MultiConfig) -> Html {
    let system = system(config, &Run::of(config));
    let at = config.shown_at(system.film.end());
    let (held, film) = (cards(config, at), &system.film);
    let System { kinds, sites, name: label, .. } = system;
    let picture = Cluster { film, kinds, holdings: &held, size: Size::WIDE, sites, label };
    still_cluster(&picture, at)
}
