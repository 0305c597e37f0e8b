//! The lab's page: the systems side by side at one playhead, what their clients saw, everything else below.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::history::Action;
use faultline_model::protocol::Holding;
use faultline_model::step::{Deed, STEPS_MAX, Step};
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::challenge::condition;
use super::config::{CapConfig, SHOWS, STORIES, Side, Story};
use super::controls::{Drag, settings};
use super::panels::{ca, definitions, delay, known_systems, levels, pacelc};
use super::run::{All, Run, SideRun};
use super::seen::{healing, promises, seen};
use super::words;
use crate::experiment::stage::{forked, held_details};
use crate::experiment::words::holding;
use crate::labs;
use crate::route::Route;
use crate::session::{Config, Session, use_session};
use crate::settings::ours;
use crate::site::use_site;
use crate::ui::challenges::challenges;
use crate::ui::cluster::{Cluster, Kind, Shape, cluster, legend, still_cluster, summary};
use crate::ui::cluster_layout::Size;
use crate::ui::cluster_state::ClusterState;
use crate::ui::desk::{Desk, DeskState, Offer, Offers, Selected, actions};
use crate::ui::event_log::event_log;
use crate::ui::film::Film;
use crate::ui::narrow::use_is_narrow;
use crate::ui::notice::link_notes;
use crate::ui::panel::{hint, once_running, panel};
use crate::ui::play::{Playhead, use_playhead};
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::replica_table::replica_table;
use crate::ui::setting::{choice, session_tools, undo_keys};
use crate::ui::space_time::space_time;
use crate::ui::steps::steps_editor;
use crate::ui::still::Still;
use crate::ui::take::{Said, take, trace_note};
use crate::ui::timeline::{caption, timeline};

/// The size of one of several pictures side by side.
const SIZE: Size = Size { width: 360, height: 330 };
/// The width of a space-time diagram beside another one, and on a narrow page.
const DIAGRAM_WIDTHS: (i32, i32) = (560, 340);
/// The ids of the logs, from left to right.
const LOGS: [&str; 3] = ["log-1", "log-2", "log-3"];

/// How the messages of a majority that agrees are drawn.
const CONSENSUS: &[Kind] = &[
    Kind { word: "Prepare", shape: Shape::Diamond, is_answer: false },
    Kind { word: "Promise", shape: Shape::Diamond, is_answer: true },
    Kind { word: "Accept", shape: Shape::Circle, is_answer: false },
    Kind { word: "Accepted", shape: Shape::Circle, is_answer: true },
    Kind { word: "Nack", shape: Shape::Hexagon, is_answer: true },
];
/// How the messages of replicas that answer alone are drawn.
const LEADERLESS: &[Kind] = &[
    Kind { word: "Store", shape: Shape::Circle, is_answer: false },
    Kind { word: "Stored", shape: Shape::Circle, is_answer: true },
    Kind { word: "Fetch", shape: Shape::Diamond, is_answer: false },
    Kind { word: "Fetched", shape: Shape::Diamond, is_answer: true },
    Kind { word: "HandOff", shape: Shape::Triangle, is_answer: false },
    Kind { word: "HandedOff", shape: Shape::Triangle, is_answer: true },
];

/// What the parts of the page share.
pub struct Shown<'a> {
    pub session: &'a Session<CapConfig>,
    pub all: &'a Rc<All>,
    pub run: &'a Rc<Run>,
    pub films: &'a [Rc<Film>],
    pub playhead: &'a Playhead,
    pub drag: &'a Drag,
}

/// The lab.
#[component]
pub fn CapLab() -> Html {
    let session = use_session::<CapConfig>();
    let said = use_state(Said::default);
    let site = use_site();
    let drag = use_memo((), |()| Cell::new(false));
    let selection = use_state_eq(DeskState::default);
    let is_narrow = use_is_narrow();
    let config = &session.config;
    let all = use_memo(config.scenario(), All::of);
    let run = use_memo((all.cp.clone(), config.show), |(_, show)| all.shown(*show));
    let films = use_memo((*run).clone(), films);
    let on_rest = {
        let session = session.clone();
        Callback::from(move |at| session.note(move |config| config.at = Some(at)))
    };
    let playhead = use_playhead(&films, opening(config, &films), &on_rest);
    let shown = Shown { session: &session, all: &all, run: &run, films: &films, playhead: &playhead, drag: &drag };
    // Made when it is asked for: a fingerprint reads the whole traces.
    let path = {
        let (site, config, run, at) = (site.clone(), config.clone(), run.clone(), playhead.at);
        move || {
            let config = CapConfig { at: Some(at), trace: Some(run.fingerprint()), ..config.clone() };
            site.href(&labs::by_id(super::ID).map_or(Route::Home, Route::Lab), &config.to_query())
        }
    };
    let report = {
        let (config, run) = (config.clone(), run.clone());
        move || words::report(&config, &run)
    };
    html! {
        <div class="simulated cap" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(config.trace.as_deref(), || run.fingerprint()) }
            { stage(&shown, &selection) }
            { still("results", &shown, results) }
            { take(Rc::new(path), Rc::new(report), &said) }
            <Predictions lab={super::ID} on_run={playhead.on_run()} />
            <div class="panels">
                { once_running(|| through_time(&shown, &selection, is_narrow)) }
                { still("panels", &shown, panels) }
                { once_running(|| steps(&shown)) }
                { still("challenges", &shown, marked) }
                { once_running(|| below(&shown)) }
            </div>
        </div>
    }
}

fn films(run: &Run) -> Vec<Rc<Film>> {
    run.sides.iter().map(|side| Film::of(side.experiment.told.clone())).collect()
}

/// Where the playhead stands at first.
fn opening(config: &CapConfig, films: &[Rc<Film>]) -> Tick {
    let end = films.iter().map(|film| film.end()).fold(Tick::ZERO, Tick::max);
    config.at.or(config.opening()).unwrap_or(end).min(end)
}

/// A part that depends on the runs and not on the playhead.
fn still(name: &str, shown: &Shown, view: fn(&Shown) -> Html) -> Html {
    let Shown { session, all, run, films, playhead, drag } = *shown;
    let config = CapConfig { at: None, trace: None, ..session.config.clone() };
    let stamp = format!("{name}?{}", config.to_query());
    let (session, all, run, films) = (session.clone(), all.clone(), run.clone(), films.to_vec());
    let (playhead, drag) = (playhead.clone(), drag.clone());
    let view = Callback::from(move |()| {
        view(&Shown { session: &session, all: &all, run: &run, films: &films, playhead: &playhead, drag: &drag })
    });
    html! { <Still {stamp} {view} /> }
}

fn results(shown: &Shown) -> Html {
    html! { <div class="results-of-sides">{ seen(shown) }{ healing(shown) }</div> }
}

fn panels(shown: &Shown) -> Html {
    html! {
        <>
            { promises(shown) }
            { ca(shown) }
            { delay(shown) }
            { pacelc(shown) }
            { levels(shown) }
            { definitions(shown) }
            { known_systems() }
            { once_running(|| settings(shown.session)) }
        </>
    }
}

fn marked(shown: &Shown) -> Html {
    challenges(super::ID, |name, value| condition(name, value, &shown.session.config, shown.all))
}

/// The systems side by side, with their timeline, and what can be done to them.
fn stage(shown: &Shown, selection: &UseStateHandle<DeskState>) -> Html {
    let Shown { session, run, films, playhead, .. } = *shown;
    let config = &session.config;
    let desks: Vec<Desk> = films.iter().map(|film| desk(film, selection, films.len())).collect();
    let sides = run.sides.iter().zip(films).zip(&desks);
    let on_deed = {
        let (session, playhead) = (session.clone(), playhead.clone());
        Callback::from(move |deed: Deed| {
            let playhead = playhead.clone();
            session.change(false, move |config| {
                (config.steps, config.at) = (after(config, &playhead, deed), Some(playhead.at));
            });
        })
    };
    let asks = asks(config.story);
    let offers = Offers { asks: &asks, slow: Tick(60_000), skew_us: None };
    let act = match (films.first(), desks.first()) {
        (Some(film), Some(desk)) => actions(film, playhead, desk, &offers, &on_deed),
        _ => Html::default(),
    };
    html! {
        <section id={PICTURE_ID} class="stage" aria-label={words::STAGE}>
            <div class="fields inline">
                { choice(words::SHOW, SHOWS, config.show, words::show, session, |config, show| config.show = show) }
                { choice(words::STORY, STORIES, config.story, words::story, session,
                    |config, story| *config = config.with(config.nodes, story)) }
            </div>
            <div class={format!("sides-of-cap n{}", films.len())}>
                { for sides.map(|((side, film), desk)| picture(config, side, film, playhead, desk)) }
            </div>
            { timeline(playhead, films) }
            { act }
            <p class="tools">{ session_tools(session, words::RESET) }</p>
            { hint(words::FORK_HINT) }
        </section>
    }
}

/// The steps with a deed at the playhead. Later faults were about another run and go; the requests are the traffic that
/// both systems get whatever happens, and stay unless the deed is a request itself.
fn after(config: &CapConfig, playhead: &Playhead, deed: Deed) -> Vec<Step> {
    let is_request = |deed: &Deed| matches!(deed, Deed::Ask(_));
    let is_fault = !is_request(&deed);
    let (mut steps, at) = forked(&config.steps, playhead, deed);
    let later = config.steps.iter().filter(|step| is_fault && step.at > at && is_request(&step.deed));
    steps.extend(later.take(STEPS_MAX - steps.len()).cloned());
    steps
}

/// What can be chosen in one of the pictures. A message belongs to one run alone, so beside another its link is chosen.
fn desk(film: &Rc<Film>, selection: &UseStateHandle<DeskState>, n_sides: usize) -> Desk {
    let (setter, film) = (selection.setter(), film.clone());
    let shared = move |selected: Selected| match selected {
        Selected::Message(message) if n_sides > 1 => {
            let journey = film.told().journeys().get(message.0 as usize)?;
            Some(Selected::Link(journey.from, journey.to))
        }
        other => Some(other),
    };
    let state = DeskState { selected: selection.selected.and_then(&shared), ..**selection };
    Desk::new(
        state,
        Callback::from(move |next: DeskState| {
            setter.set(DeskState { selected: next.selected.and_then(&shared), ..next });
        }),
    )
}

fn picture(config: &CapConfig, side: &SideRun, film: &Rc<Film>, playhead: &Playhead, desk: &Desk) -> Html {
    let held = held(side, config, playhead.at);
    let name = words::side(side.side);
    let picture = Cluster { film, kinds: kinds(side.side), holdings: &held, size: SIZE, label: name };
    html! {
        <section key={name} class="side-of-cap" aria-label={name}>
            <h2>{ name }<small>{ words::protocol(config, side.side) }</small></h2>
            { cluster(&picture, playhead, desk) }
            { caption(playhead, film) }
            <p class="score">{ words::score(config, side) }</p>
            <details><summary>{ words::LEGEND }</summary>{ legend(kinds(side.side)) }</details>
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

/// The runs as space-time diagrams.
fn through_time(shown: &Shown, selection: &UseStateHandle<DeskState>, is_narrow: bool) -> Html {
    let width = if is_narrow { DIAGRAM_WIDTHS.1 } else { DIAGRAM_WIDTHS.0 };
    let Shown { run, films, playhead, .. } = *shown;
    let diagram = |(side, film): (&SideRun, &Rc<Film>)| {
        let name = words::side(side.side);
        let desk = desk(film, selection, films.len());
        html! {
            <div key={name}><h3>{ name }</h3>{ space_time(film, kinds(side.side), playhead, &desk, width) }</div>
        }
    };
    let diagrams = run.sides.iter().zip(films).map(diagram);
    panel("through-time", words::THROUGH_TIME, vec![html! { <div class="beside-of-cap">{ for diagrams }</div> }])
}

fn steps(shown: &Shown) -> Html {
    let on_steps = {
        let session = shown.session.clone();
        Callback::from(move |(steps, is_gesture): (Vec<Step>, bool)| {
            session.change(is_gesture, move |config| config.steps = steps);
        })
    };
    let editor = steps_editor(&shown.session.config.steps, shown.playhead, &on_steps);
    panel("steps-panel", words::STEPS, vec![editor])
}

/// The runs in other renderings: as sentences, as tables.
fn below(shown: &Shown) -> Html {
    let Shown { session, run, films, playhead, .. } = *shown;
    let config = &session.config;
    let log = |((side, film), id): ((&SideRun, &Rc<Film>), &'static str)| {
        let name = words::side(side.side);
        let parts = html! { <>{ summary(film, playhead.at) }{ event_log(id, name, film, playhead) }</> };
        html! { <div key={name}><h3>{ name }</h3>{ parts }</div> }
    };
    let held = |(side, film): (&SideRun, &Rc<Film>)| {
        let name = words::side(side.side);
        let state = ClusterState::at(film.told(), playhead.at);
        let held = held_details(&side.held_at(config, playhead.at));
        html! { <div key={name}><h3>{ name }</h3>{ replica_table(name, &state, &held) }</div> }
    };
    let sides = || run.sides.iter().zip(films);
    let beside = |parts: Vec<Html>| html! { <div class="beside-of-cap">{ for parts }</div> };
    html! {
        <>
            { panel("log-panel", words::LOG, vec![beside(sides().zip(LOGS).map(log).collect())]) }
            { panel("held", words::HELD, vec![beside(sides().map(held).collect())]) }
        </>
    }
}

/// The pictures of a scenario, to look at.
pub fn still_picture(config: &CapConfig) -> Html {
    let run = Run::of(config);
    let films = films(&run);
    let at = opening(config, &films);
    let width = SIZE.width * films.len() as i32;
    let one = |(n, (side, film)): (i32, (&SideRun, &Rc<Film>))| {
        let held = held(side, config, at);
        let picture =
            Cluster { film, kinds: kinds(side.side), holdings: &held, size: SIZE, label: words::side(side.side) };
        let (x, width, height) = ((n * SIZE.width).to_string(), SIZE.width.to_string(), SIZE.height.to_string());
        html! { <svg key={n} {x} {width} {height}>{ still_cluster(&picture, at) }</svg> }
    };
    let label = format!(
        "{}: {}",
        words::STAGE,
        run.sides.iter().map(|side| words::side(side.side)).collect::<Vec<_>>().join(", ")
    );
    html! {
        <svg role="img" aria-label={label} viewBox={format!("0 0 {width} {}", SIZE.height)}>
            { for (0..).zip(run.sides.iter().zip(&films)).map(one) }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline_model::step::{Step, write_steps};

    fn check(at_ms: u64, step: &str, expect: &str) {
        let query = "do=0+write+c0+x=1;40+partition+r0+|+r1;50+read+c1+x;90+heal;120+read+c1+x";
        let config = CapConfig::from_query(query).0;
        let playhead = Playhead::standing(&films(&Run::of(&config)), Tick(at_ms * 1_000));
        let Step { deed, .. } = step.parse().expect("a step");
        assert_eq!(write_steps(&after(&config, &playhead, deed)), expect);
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
