//! The lab's page: what moves and the comparison beside it, the settings, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::challenge::condition;
use super::config::{Kind, RebalancingConfig};
use super::controls::{changes_text, deeds, key_field, more, settings};
use super::curves::{even, moved, tokens};
use super::overload::{Both, overloaded};
use super::panels::{clients, compared, figures, loads};
use super::picture::{PictureVm, Shape, picture};
use super::run::{self, Compare, Run};
use super::sampling::{Curves, use_curves};
use super::words;
use crate::content;
use crate::hooks::{State, use_memo, use_state};
use crate::link;
use crate::loading::use_lessons;
use crate::markup::{classes, html};
use crate::promise::signed;
use crate::session::{Config, Session, use_session};
use crate::site::{Site, use_site};
use crate::ui::cell_map;
use crate::ui::challenges::challenges;
use crate::ui::narrow::use_room;
use crate::ui::notice::link_notes;
use crate::ui::panel::{nothing, once_running, panel};
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::ring::{Ring, ring};
use crate::ui::setting::undo_keys;
use crate::ui::slider::Drag;
use crate::ui::still::{Late, Still};
use crate::ui::take::{Said, take, trace_note};
use crate::work::{self, Work, use_work};

/// What the bar of the work says.
const WORK: work::Words =
    work::Words { doing: words::DOING, stopped: words::STOPPED, stop: words::STOP, go_on: words::GO_ON };

type Rebalancing = Session<RebalancingConfig>;

/// The lab.
#[component]
pub fn RebalancingLab() -> Html {
    let session = use_session::<RebalancingConfig>();
    let drag = use_memo((), |()| Cell::new(false));
    let said = use_state(Said::default);
    let waiting = use_lessons(super::ID);
    let site = use_site();
    let config = &session.config;
    let work = use_work(config.scenario(), || Some(Compare::new(config)));
    let curves = use_curves(config);
    let room = use_room();
    // Until the new run is there, everything shown belongs to the old one.
    let shown = work.output.as_ref().map(|run| if work.is_settled { config.clone() } else { run.shown_as(config) });
    let both = work.output.clone().zip(shown);
    let cause = both.as_ref().map(|(run, of)| (Rc::as_ptr(run) as usize, of.kind, of.at, of.key.clone()));
    let scene = use_memo(cause, |_| both.as_ref().map(|(run, shown)| Scene::of(shown, run)));
    let (Some((run, shown)), Some(scene)) = (both, &*scene) else {
        return html! { <div class="rebalancing">{ work::bar(&work.progress, &WORK) }</div> };
    };
    html! {
        <div class="rebalancing" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(config.trace.as_deref().filter(|_| work.is_settled), || run.fingerprint()) }
            <div class="bench">
                { stage(&session, &shown, &run, scene, &work) }
                <section class="panel beside" aria-label={words::SETTINGS}>
                    { settings(&session, &drag) }
                    { take_along(&shown, &run, &site, &said) }
                </section>
            </div>
            { once_running(|| html! { <Predictions lab={super::ID} {waiting} /> }) }
            { below(&session, &shown, &run, &curves, &drag, room.is_narrow) }
        </div>
    }
}

/// All that does not stand in the first screenful: it follows once that is painted, and stays while nothing changes it.
fn below(
    session: &Rebalancing,
    shown: &RebalancingConfig,
    run: &Rc<Run>,
    curves: &Work<Curves>,
    drag: &Drag,
    is_narrow: bool,
) -> Html {
    let has_lessons = content::lessons(super::ID).is_some();
    // Of two outcomes at one place, one is gone.
    let place = curves.output.as_ref().map_or(0, |curves| Rc::as_ptr(curves) as usize);
    let stamp = format!("{} {place} {} {is_narrow} {has_lessons}", shown.to_query(), Rc::as_ptr(run) as usize);
    let (session, shown, run, drag) = (session.clone(), shown.clone(), run.clone(), drag.clone());
    let curves = curves.output.clone();
    let view = Callback::from(move |()| {
        let curves = curves.as_deref();
        html! {
            <div class="panels">
                { figures(&shown, &run) }
                <div class="column">
                    { loads(run.side(shown.kind), shown.at) }
                    { once_running(|| panel("more", words::MORE, vec![changes_text(&session), more(&session)])) }
                </div>
                <div class="column">
                    { clients(&shown, &run) }
                    { once_running(|| tokens(&shown, curves)) }
                </div>
                { once_running(|| moved(curves, is_narrow)) }
                { once_running(|| even(&shown, curves, is_narrow)) }
                { once_running(|| overload(&session, &drag, is_narrow)) }
                { challenges(super::ID, |name, value| condition(name, value, &shown, &run)) }
            </div>
        }
    });
    html! { <Still {stamp} {view} late={Late { place: ".panels", is_playing: false }} /> }
}

/// The panel on overload has a run of its own, and nothing else changes it.
fn overload(session: &Rebalancing, drag: &Drag, is_narrow: bool) -> Html {
    let settings = session.config.overload();
    let stamp = format!("{} {} {is_narrow}", link::write(&super::overload::config::pairs(&settings)), settings.seed);
    let (session, drag) = (session.clone(), drag.clone());
    let view = Callback::from(move |()| overloaded(&session, &Both::of(&settings), &drag, is_narrow));
    html! { <Still {stamp} {view} /> }
}

/// What moves, drawn and told, and what can be done.
fn stage(session: &Rebalancing, shown: &RebalancingConfig, run: &Run, scene: &Scene, work: &Work<Run>) -> Html {
    let on_choose = {
        let session = session.clone();
        Callback::from(move |kind: Kind| session.note(move |config| config.kind = kind))
    };
    let [figure, rest] = words::outcome(run.side(shown.kind), shown.at);
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            <div class={classes!("scene", (!work.is_settled && work.progress.is_slow).then_some("stale"))}>
                { drawn(session, shown, run, scene) }
                <div class="told">
                    <p role="status"><strong>{ figure }</strong>{ " " }{ rest }</p>
                    { work::bar(&work.progress, &WORK) }
                    { deeds(session) }
                    { changes(session, shown) }
                    { compared(shown, run, &on_choose) }
                </div>
                { asked(session, shown, scene.owners) }
            </div>
        </section>
    }
}

/// The picture, with what it shows in a sentence.
fn drawn(session: &Rebalancing, shown: &RebalancingConfig, run: &Run, scene: &Scene) -> Html {
    let vm = scene.picture.as_ref();
    let on_select = {
        let session = session.clone();
        Callback::from(move |name: String| session.note(move |config| config.key = name))
    };
    let said = vm.map(|vm| words::drawn(vm.drawn)).unwrap_or_default();
    html! {
        <figure class="drawn">
            { vm.map_or_else(nothing, |vm| shape(shown, run, vm, Some(&on_select))) }
            <figcaption>{ said }</figcaption>
        </figure>
    }
}

/// The key that is asked about: where it is, and why.
fn asked(session: &Rebalancing, shown: &RebalancingConfig, owners: Option<[u16; 2]>) -> Html {
    html! {
        <div class="asked">
            { once_running(|| key_field(session)) }
            <p role="status">{ words::key_said(shown.kind, &shown.key, owners) }</p>
        </div>
    }
}

/// What is drawn, and who owns the key that is asked about: with very many tokens not to be found out twice.
struct Scene {
    owners: Option<[u16; 2]>,
    picture: Option<PictureVm>,
}

impl Scene {
    fn of(shown: &RebalancingConfig, run: &Run) -> Scene {
        let side = run.side(shown.kind);
        let owners = run::owners_of(&shown.key, side, shown.at, run::placements(shown, side, shown.at).as_ref());
        Scene { owners, picture: picture(side, shown.at, &shown.key, owners) }
    }
}

fn shape(shown: &RebalancingConfig, run: &Run, vm: &PictureVm, on_select: Option<&Callback<String>>) -> Html {
    let side = run.side(shown.kind);
    let label = format!("{} {}", words::outcome(side, shown.at).join(" "), words::drawn(vm.drawn));
    match &vm.shape {
        Shape::Cells(cells) => cell_map::picture(cells, label),
        Shape::Ring(vm, names) => {
            let middle = words::middle(side, shown.at);
            let drawn = Ring { vm, label, middle: &middle, keys: names, selected: Some(0) };
            let on_select = on_select.map(|on_select| {
                let (on_select, names) = (on_select.clone(), names.clone());
                Callback::from(move |at: usize| on_select.emit(names[at].clone()))
            });
            ring(&drawn, on_select.as_ref())
        }
    }
}

/// The changes, of which one is drawn.
fn changes(session: &Rebalancing, shown: &RebalancingConfig) -> Html {
    let entry = |(at, change): (usize, &faultline_model::placement::rebalance::Change)| {
        let session = session.clone();
        let onclick = Callback::from(move |_: MouseEvent| session.note(move |config| config.at = at));
        let is_drawn = (at == shown.at).to_string();
        html! {
            <li key={at}><button type="button" {onclick} aria-pressed={is_drawn}>{ words::nth(at, *change) }</button></li>
        }
    };
    let is_alone = shown.changes.len() < 2;
    html! {
        <ol class="changes" hidden={is_alone} aria-label={words::CHANGES_LIST}>
            { for shown.changes.iter().enumerate().map(entry) }
        </ol>
    }
}

/// Copies the result as text, or the link with the fingerprint of what it shows.
fn take_along(shown: &RebalancingConfig, run: &Rc<Run>, site: &Site, said: &State<Said>) -> Html {
    let query = {
        let (config, run) = (shown.clone(), run.clone());
        move || RebalancingConfig { trace: Some(signed(&run.fingerprint())), ..config.clone() }.to_query()
    };
    let (config, run) = (shown.clone(), run.clone());
    take(super::ID, query, move || words::report(&config, &run), site, said)
}

/// The picture of a scenario, to look at.
pub fn still_picture(config: &RebalancingConfig) -> Html {
    let run = Run::of(config);
    let side = run.side(config.kind);
    match Scene::of(config, &run).picture {
        Some(vm) => shape(config, &run, &vm, None),
        None => {
            let [label, _] = words::outcome(side, config.at);
            html! { <svg role="img" aria-label={label} viewBox="0 0 1 1"></svg> }
        }
    }
}
