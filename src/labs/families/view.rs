//! The lab's page: the families side by side at one playhead, the comparison, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::history::Action;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::condition;
use super::config::FamiliesConfig;
use super::controls::settings;
use super::panels::{compared, in_their_labs, peers, throughput, why};
use super::run::{FAMILIES, Family, Run};
use super::words;
use crate::experiment::scene::{Scene, System, end, films, still_pictures, use_scene};
use crate::experiment::script::Scripted;
use crate::experiment::seen::{Named, healing, promises, seen};
use crate::experiment::stage::{held_lines, with_fault};
use crate::hooks::use_memo;
use crate::markup::html;
use crate::session::{Session, use_session};
use crate::settings::ours;
use crate::ui::challenges::challenges;
use crate::ui::cluster::legend;
use crate::ui::cluster_layout::Size;
use crate::ui::desk::{Offer, Offers};
use crate::ui::panel::{hint, once_running};
use crate::ui::play::Playhead;
use crate::ui::predictions::PICTURE_ID;
use crate::ui::slider::Drag;
use crate::ui::timeline::timeline;

/// What the parts of the page share.
#[derive(Clone)]
pub struct Shown {
    pub scene: Scene<FamiliesConfig>,
    pub run: Rc<Run>,
    pub drag: Drag,
}

impl Shown {
    pub fn session(&self) -> &Session<FamiliesConfig> {
        &self.scene.session
    }

    fn playhead(&self) -> &Playhead {
        &self.scene.playhead
    }

    fn named(&self) -> Vec<Named<'_>> {
        FAMILIES.iter().zip(&self.run.sides).map(|(family, side)| (words::family(*family), side)).collect()
    }

    /// A part that depends on the runs and not on the playhead.
    fn still(&self, name: &str, view: fn(&Shown) -> Html) -> Html {
        let shown = self.clone();
        self.scene.still(name, move |scene| view(&Shown { scene: scene.clone(), ..shown.clone() }))
    }
}

/// The lab.
#[component]
pub fn FamiliesLab() -> Html {
    let session = use_session::<FamiliesConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let run = use_memo(session.config.scenario(), Run::of);
    let systems = use_memo((*run).clone(), |run| run.systems(&session.config));
    let scene = use_scene(&session, systems);
    let shown = Shown { scene, run, drag };
    let parts = html! {
        <>
            { stage(&shown) }
            { shown.still("results", results) }
            { take_along(&shown) }
            { shown.scene.predictions() }
            <div class="panels">
                { shown.still("panels", panels) }
                { once_running(|| shown.scene.steps()) }
                { shown.still("challenges", marked) }
                { once_running(|| html! { <>{ shown.scene.logs() }{ shown.scene.held() }</> }) }
            </div>
        </>
    };
    shown.scene.page("families side-by-side", parts)
}

fn take_along(shown: &Shown) -> Html {
    let (config, run) = (shown.session().config.clone(), shown.run.clone());
    shown.scene.take(move || words::report(&config, &run))
}

fn results(shown: &Shown) -> Html {
    html! { <div class="results-of-sides">{ compared(shown) }{ healing(&shown.named()) }</div> }
}

fn panels(shown: &Shown) -> Html {
    html! {
        <>
            { seen(&shown.named(), shown.playhead()) }
            { promises(&shown.named(), shown.playhead()) }
            { why(shown) }
            { throughput(shown) }
            { peers() }
            { in_their_labs() }
            { once_running(|| settings(shown.session(), &shown.drag)) }
        </>
    }
}

fn marked(shown: &Shown) -> Html {
    challenges(super::ID, |name, value| condition(name, value, &shown.session().config, &shown.run))
}

/// The families side by side, with their timeline, and what can be done to them.
fn stage(shown: &Shown) -> Html {
    let Shown { scene, run, .. } = shown;
    let sides = FAMILIES.iter().zip(&run.sides).zip(scene.systems.iter());
    let asks = [
        Offer { label: words::WRITE_X, key: ours("x"), action: None },
        Offer { label: words::READ_X, key: ours("x"), action: Some(Action::Read) },
        Offer { label: words::ADD_TEA, key: ours("cart"), action: Some(Action::Add(ours("tea"))) },
    ];
    let offers = Offers { asks: &asks, slow: Tick(200_000), skew_us: Some(-200_000) };
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            <div class="systems n3">
                { for sides.map(|((family, side), system)| picture(scene, *family, words::score(side), system)) }
            </div>
            { timeline(&scene.playhead, &films(&scene.systems)) }
            { scene.deeds(&offers, |config, playhead, deed| with_fault(&config.script().steps, playhead, deed)) }
            { scene.tools() }
            { hint(words::FORK_HINT) }
        </section>
    }
}

fn picture(scene: &Scene<FamiliesConfig>, family: Family, score: String, system: &System) -> Html {
    let held = held_lines(&(system.held_at)(scene.playhead.at));
    html! {
        <section key={system.name} class="system" aria-label={system.name}>
            <h2>{ system.name }<small>{ words::protocol(scene.config(), family) }</small></h2>
            { scene.picture(system, &held, scene.room.picture_beside()) }
            <p class="score">{ score }</p>
            <details><summary>{ words::LEGEND }</summary>{ legend(system.kinds) }</details>
        </section>
    }
}

/// The pictures of a scenario, to look at.
pub fn still_picture(config: &FamiliesConfig) -> Html {
    let systems = Run::of(config).systems(config);
    let at = config.shown_at(end(&films(&systems)));
    let held: Vec<_> = systems.iter().map(|system| held_lines(&(system.held_at)(at))).collect();
    still_pictures(words::STAGE, &systems, &held, Size::BESIDE, at)
}
