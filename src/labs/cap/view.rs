//! The lab's page: the systems side by side at one playhead, what their clients saw, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::history::Action;
use faultline_model::protocol::Holding;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::condition;
use super::config::{CapConfig, SHOWS, STORIES, Side, Story};
use super::controls::{Drag, settings};
use super::panels::{ca, definitions, delay, known_systems, levels, pacelc};
use super::run::{All, Run, SideRun};
use super::words;
use crate::experiment::kinds::{CONSENSUS, LEADERLESS};
use crate::experiment::scene::{Scene, System, end, films, still_pictures, use_scene};
use crate::experiment::script::Scripted;
use crate::experiment::seen::{Named, healing, promises, seen};
use crate::experiment::stage::with_fault;
use crate::experiment::words::holding;
use crate::hooks::use_memo;
use crate::markup::html;
use crate::session::{Session, use_session};
use crate::settings::ours;
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Kind, legend};
use crate::ui::cluster_layout::Size;
use crate::ui::desk::{Offer, Offers};
use crate::ui::panel::{hint, once_running};
use crate::ui::play::Playhead;
use crate::ui::predictions::PICTURE_ID;
use crate::ui::setting::choice;
use crate::ui::timeline::timeline;

/// What the parts of the page share.
#[derive(Clone)]
pub struct Shown {
    pub scene: Scene<CapConfig>,
    pub all: Rc<All>,
    pub run: Rc<Run>,
    pub drag: Drag,
}

impl Shown {
    pub fn session(&self) -> &Session<CapConfig> {
        &self.scene.session
    }

    pub fn playhead(&self) -> &Playhead {
        &self.scene.playhead
    }

    fn named(&self) -> Vec<Named<'_>> {
        self.run.sides.iter().map(|side| (words::side(side.side), &side.account)).collect()
    }

    /// A part that depends on the runs and not on the playhead.
    fn still(&self, name: &str, view: fn(&Shown) -> Html) -> Html {
        let shown = self.clone();
        self.scene.still(name, move |scene| view(&Shown { scene: scene.clone(), ..shown.clone() }))
    }
}

/// The lab.
#[component]
pub fn CapLab() -> Html {
    let session = use_session::<CapConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let config = &session.config;
    let all = use_memo(config.scenario(), All::of);
    let run = use_memo((all.cp.clone(), config.show), |(_, show)| all.shown(*show));
    let systems = use_memo((*run).clone(), |run| systems(config, run));
    let scene = use_scene(&session, systems);
    let shown = Shown { scene, all, run, drag };
    let parts = html! {
        <>
            { stage(&shown) }
            { shown.still("results", results) }
            { take_along(&shown) }
            { shown.scene.predictions() }
            <div class="panels">
                { once_running(|| shown.scene.through_time()) }
                { shown.still("panels", panels) }
                { once_running(|| shown.scene.steps()) }
                { shown.still("challenges", marked) }
                { once_running(|| html! { <>{ shown.scene.logs() }{ shown.scene.held() }</> }) }
            </div>
        </>
    };
    shown.scene.page("cap side-by-side", parts)
}

/// What stands on the stage.
fn systems(config: &CapConfig, run: &Run) -> Vec<System> {
    let system = |side: &SideRun| {
        let (own, config) = (side.clone(), config.clone());
        let held_at = Rc::new(move |at| own.held_at(&config, at));
        System::with(words::side(side.side), side.account.experiment.clone(), kinds(side.side), held_at)
    };
    run.sides.iter().map(system).collect()
}

fn take_along(shown: &Shown) -> Html {
    let (config, run) = (shown.session().config.clone(), shown.run.clone());
    shown.scene.take(move || words::report(&config, &run))
}

fn results(shown: &Shown) -> Html {
    html! { <div class="results-of-sides">{ seen(&shown.named(), shown.playhead()) }{ healing(&shown.named()) }</div> }
}

fn panels(shown: &Shown) -> Html {
    html! {
        <>
            { promises(&shown.named(), shown.playhead()) }
            { ca(shown) }
            { delay(shown) }
            { pacelc(shown) }
            { levels(shown) }
            { definitions(shown) }
            { known_systems() }
            { once_running(|| settings(shown.session())) }
        </>
    }
}

fn marked(shown: &Shown) -> Html {
    challenges(super::ID, |name, value| condition(name, value, &shown.session().config, &shown.all))
}

/// The systems side by side, with their timeline, and what can be done to them.
fn stage(shown: &Shown) -> Html {
    let Shown { scene, run, .. } = shown;
    let config = scene.config();
    let sides = run.sides.iter().zip(scene.systems.iter());
    let asks = asks(config.story);
    let offers = Offers { asks: &asks, slow: Tick(60_000), skew_us: None };
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            <div class="fields inline">
                { choice(words::SHOW, SHOWS, config.show, words::show, shown.session(),
                    |config, show| config.show = show) }
                { choice(words::STORY, STORIES, config.story, words::story, shown.session(),
                    |config, story| *config = config.with(config.nodes, story)) }
            </div>
            <div class={format!("systems n{}", run.sides.len())}>
                { for sides.map(|(side, system)| picture(scene, side, system)) }
            </div>
            { timeline(&scene.playhead, &films(&scene.systems)) }
            { scene.deeds(&offers, |config, playhead, deed| with_fault(&config.script.steps, playhead, deed)) }
            { scene.tools() }
            { hint(words::FORK_HINT) }
        </section>
    }
}

fn picture(scene: &Scene<CapConfig>, side: &SideRun, system: &System) -> Html {
    let (config, name) = (scene.config(), system.name);
    let held = held(side, config, scene.playhead.at);
    html! {
        <section key={name} class="system" aria-label={name}>
            <h2>{ name }<small>{ words::protocol(config, side.side) }</small></h2>
            { scene.picture(system, &held, scene.room.picture_beside()) }
            <p class="score">{ words::score(config, side) }</p>
            <details><summary>{ words::LEGEND }</summary>{ legend(system.kinds) }</details>
        </section>
    }
}

/// What each replica serves, and how much it keeps for others.
fn held(side: &SideRun, config: &CapConfig, at: Tick) -> Vec<Vec<String>> {
    let of_replica = |(holdings, _): &(Vec<Holding>, bool)| {
        let mut lines: Vec<String> = holdings.iter().filter(|holding| !holding.is_hint).map(holding).collect();
        lines.extend(words::hints(holdings.len() - lines.len()));
        lines
    };
    side.held_at(config, at).iter().map(of_replica).collect()
}

fn kinds(side: Side) -> &'static [Kind] {
    match side {
        Side::Cp | Side::Strong => CONSENSUS,
        _ => LEADERLESS,
    }
}

/// What clients can be told to ask, by the story.
fn asks(story: Story) -> Vec<Offer> {
    let offer = |label, key, action| Offer { label, key: ours(key), action };
    match story {
        Story::Register => {
            vec![offer(words::WRITE, "x", None), offer(words::READ, "x", Some(Action::Read))]
        }
        Story::Bank => vec![
            offer(words::WITHDRAW, "balance", Some(Action::Withdraw(80))),
            offer(words::READ_BALANCE, "balance", Some(Action::Read)),
        ],
        Story::Cart => vec![
            offer(words::ADD_TEA, "cart", Some(Action::Add(ours("tea")))),
            offer(words::ADD_JAM, "cart", Some(Action::Add(ours("jam")))),
            offer(words::READ_CART, "cart", Some(Action::Read)),
        ],
    }
}

/// The pictures of a scenario, to look at.
pub fn still_picture(config: &CapConfig) -> Html {
    let run = Run::of(config);
    let systems = systems(config, &run);
    let at = config.shown_at(end(&films(&systems)));
    let held: Vec<_> = run.sides.iter().map(|side| held(side, config, at)).collect();
    still_pictures(words::STAGE, &systems, &held, Size::BESIDE, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;
    use faultline_model::step::{Step, write_steps};

    fn check(at_ms: u64, step: &str, expect: &str) {
        let query = "do=0+write+c0+x=1;40+partition+r0+|+r1;50+read+c1+x;90+heal;120+read+c1+x";
        let config = CapConfig::from_query(query).0;
        let playhead = Playhead::standing(&films(&systems(&config, &Run::of(&config))), Tick(at_ms * 1_000));
        let Step { deed, .. } = step.parse().expect("a step");
        assert_eq!(write_steps(&with_fault(&config.script.steps, &playhead, deed)), expect);
    }

    #[test]
    fn a_fault_drops_later_faults_and_leaves_the_requests() {
        let (before, later) = ("0 write c0 x=1", "50 read c1 x;120 read c1 x");
        check(30, "0 crash r2", &format!("{before};30 crash r2;{later}"));
        check(45, "0 heal", &format!("{before};40 partition r0 | r1;45 heal;{later}"));
    }

    #[test]
    fn a_request_drops_all_that_is_later() {
        check(30, "0 read c2 x", "0 write c0 x=1;30 read c2 x");
    }
}
