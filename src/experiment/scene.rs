//! The page of a lab on the simulator: one system, or several side by side, at one playhead.
//!
//! A lab says which [`System`]s its configuration puts on the stage, and where each part stands on its page; what the
//! parts are is the same everywhere.

use std::rc::Rc;

use faultline_model::network::Sites;
use faultline_model::protocol::{Holding, Protocol};
use faultline_model::step::{Deed, Step};
use faultline_model::tick::Tick;
use faultline_model::world::Setup;
use yew::prelude::*;

use super::script::Scripted;
use super::stage::{forked, held_details};
use super::{Experiment, held_at, words};
use crate::content;
use crate::hooks::{State, use_state, use_state_eq};
use crate::loading::use_lessons;
use crate::markup::{classes, html};
use crate::promise::signed;
use crate::session::Session;
use crate::site::{Site, use_site};
use crate::ui::cluster::{Cluster, Kind, cluster, legend, still_cluster, summary};
use crate::ui::cluster_layout::Size;
use crate::ui::cluster_state::ClusterState;
use crate::ui::desk::{Desk, DeskState, Offers, Selected, actions};
use crate::ui::event_log::event_log;
use crate::ui::film::Film;
use crate::ui::narrow::{Room, use_room};
use crate::ui::notice::link_notes;
use crate::ui::panel::{once_running, panel};
use crate::ui::play::{Playhead, use_playhead};
use crate::ui::predictions::Predictions;
use crate::ui::replica_table::replica_table;
use crate::ui::setting::{session_tools, undo_keys};
use crate::ui::space_time::space_time;
use crate::ui::steps::steps_editor;
use crate::ui::still::{Late, Still};
use crate::ui::take::{Said, take, trace_note};
use crate::ui::timeline::caption;

/// What each replica holds, and whether it is up.
pub type Held = Vec<(Vec<Holding>, bool)>;

/// A cluster under a protocol, with what came of the scenario.
#[derive(Clone)]
pub struct System {
    /// Names it beside others, and its picture.
    pub name: &'static str,
    pub experiment: Experiment,
    pub film: Rc<Film>,
    pub kinds: &'static [Kind],
    /// Where its replicas stand, if not all in one place.
    pub sites: Option<Sites>,
    /// What its replicas hold at a time.
    pub held_at: Rc<dyn Fn(Tick) -> Held>,
}

/// The ids of the logs, from left to right.
const LOGS: [&str; 3] = ["log", "log-2", "log-3"];
/// The width of a space-time diagram: alone, beside another one, and on a narrow page.
const DIAGRAM_WIDTHS: [i32; 3] = [1_180, 560, 340];

impl System {
    /// Runs a scenario under a protocol. The first `n_homes` replicas hold every key.
    pub fn of<P: Protocol + 'static>(
        name: &'static str,
        protocol: P,
        setup: Setup,
        n_homes: u8,
        kinds: &'static [Kind],
    ) -> System {
        let experiment = Experiment::of(&protocol, &setup, n_homes);
        System::with(name, experiment, kinds, Rc::new(move |at| held_at(&protocol, &setup, at)))
    }

    /// One whose scenario was run already.
    pub fn with(
        name: &'static str,
        experiment: Experiment,
        kinds: &'static [Kind],
        held_at: Rc<dyn Fn(Tick) -> Held>,
    ) -> System {
        let film = Film::of(experiment.told.clone());
        System { name, experiment, film, kinds, sites: None, held_at }
    }

    /// Its replicas stand at sites, and are drawn so.
    pub fn at_sites(self, sites: Sites) -> System {
        System { sites: Some(sites), ..self }
    }
}

/// The same run, not an equal one.
impl PartialEq for System {
    fn eq(&self, other: &System) -> bool {
        self.name == other.name && Rc::ptr_eq(&self.film, &other.film)
    }
}

/// A visit to the page of a lab.
#[derive(Clone)]
pub struct Scene<C: Scripted> {
    pub session: Session<C>,
    pub systems: Rc<Vec<System>>,
    pub playhead: Playhead,
    pub room: Room,
    selection: State<DeskState>,
    said: State<Said>,
    site: Site,
    /// What is said in the place of the lessons until they are there.
    waiting: AttrValue,
}

/// The page's state, with these systems on the stage.
#[hook]
pub fn use_scene<C: Scripted>(session: &Session<C>, systems: Rc<Vec<System>>) -> Scene<C> {
    let said = use_state(Said::default);
    let site = use_site();
    let selection = use_state_eq(DeskState::default);
    let room = use_room();
    let on_rest = {
        let session = session.clone();
        Callback::from(move |at| session.note(move |config| config.script_mut().at = Some(at)))
    };
    let films = films(&systems);
    let playhead = use_playhead(&films, session.config.shown_at(end(&films)), &on_rest);
    let waiting = use_lessons(C::LAB);
    Scene { session: session.clone(), systems, playhead, room, selection, said, site, waiting }
}

/// The films of systems.
pub fn films(systems: &[System]) -> Vec<Rc<Film>> {
    systems.iter().map(|system| system.film.clone()).collect()
}

/// When the last of them ends.
pub fn end(films: &[Rc<Film>]) -> Tick {
    films.iter().map(|film| film.end()).fold(Tick::ZERO, Tick::max)
}

impl<C: Scripted> Scene<C> {
    /// The configuration.
    pub fn config(&self) -> &C {
        &self.session.config
    }

    /// The parts of the page, with what a link said that cannot be used or has another outcome now. `class` names the
    /// lab for the style sheet.
    pub fn page(&self, class: &'static str, parts: Html) -> Html {
        let trace = self.config().script().trace.as_deref();
        html! {
            <div class={classes!("simulated", class)} onkeydown={undo_keys(&self.session)}>
                { link_notes(&self.session.notes) }
                { trace_note(trace, || fingerprint(&self.systems)) }
                { parts }
            </div>
        }
    }

    /// What can be chosen in the picture of a system. A message belongs to one run alone, so beside another its link is
    /// chosen.
    pub fn desk(&self, system: &System) -> Desk {
        let (setter, film, n_systems) = (self.selection.setter(), system.film.clone(), self.systems.len());
        let shared = move |selected: Selected| match selected {
            Selected::Message(message) if n_systems > 1 => {
                let journey = film.told().journeys().get(message.0 as usize)?;
                Some(Selected::Link(journey.from, journey.to))
            }
            other => Some(other),
        };
        let state = DeskState { selected: self.selection.selected.and_then(&shared), ..*self.selection };
        Desk::new(
            state,
            Callback::from(move |next: DeskState| {
                setter.set(DeskState { selected: next.selected.and_then(&shared), ..next });
            }),
        )
    }

    /// A system's cluster with what happens in it now. `holdings` are the lines on the replicas' cards.
    pub fn picture(&self, system: &System, holdings: &[Vec<String>], size: Size) -> Html {
        let System { film, kinds, sites, name, .. } = system;
        let picture = Cluster { film, kinds, holdings, size, sites: *sites, label: name };
        html! {
            <>
                { cluster(&picture, &self.playhead, &self.desk(system)) }
                { caption(&self.playhead, film) }
            </>
        }
    }

    /// What can be done to the clusters at the playhead; `after` gives the steps with a deed.
    pub fn deeds(&self, offers: &Offers, after: fn(&C, &Playhead, Deed) -> Vec<Step>) -> Html {
        let (session, playhead) = (self.session.clone(), self.playhead.clone());
        let on_deed = Callback::from(move |deed: Deed| {
            let playhead = playhead.clone();
            session.change(false, move |config| {
                let steps = after(config, &playhead, deed);
                let script = config.script_mut();
                (script.steps, script.at) = (steps, Some(playhead.at));
            });
        });
        match self.systems.first() {
            Some(system) => actions(&system.film, &self.playhead, &self.desk(system), offers, &on_deed),
            None => Html::default(),
        }
    }

    /// What can be done to the only cluster, what can be taken back, and what the shapes mean.
    pub fn deeds_and_legend(&self, offers: &Offers) -> Html {
        let after = |config: &C, playhead: &Playhead, deed| forked(&config.script().steps, playhead, deed).0;
        let kinds = self.systems.first().map_or(&[][..], |system| system.kinds);
        html! {
            <section class="deeds-of-lab" aria-label={words::DEEDS}>
                { self.deeds(offers, after) }
                { self.tools() }
                { legend(kinds) }
            </section>
        }
    }

    /// Undo, redo, start over.
    pub fn tools(&self) -> Html {
        html! { <p class="tools">{ session_tools(&self.session, words::RESET) }</p> }
    }

    /// The link and the report, to be copied.
    pub fn take(&self, report: impl Fn() -> String + 'static) -> Html {
        let (mut config, systems) = (self.config().clone(), self.systems.clone());
        config.script_mut().at = Some(self.playhead.at);
        let query = move || {
            let mut config = config.clone();
            config.script_mut().trace = Some(signed(&fingerprint(&systems)));
            config.to_query()
        };
        take(C::LAB, query, report, &self.site, &self.said)
    }

    /// The preset's question, if one is open: whoever answers it sees the run.
    pub fn predictions(&self) -> Html {
        let (on_run, waiting) = (self.playhead.on_run(), self.waiting.clone());
        once_running(|| html! { <Predictions lab={C::LAB} {on_run} {waiting} /> })
    }

    /// A part that depends on the runs and not on the playhead.
    pub fn still(&self, name: &str, view: impl Fn(&Scene<C>) -> Html + 'static) -> Html {
        let stamp = format!("{name}?{}", self.stamp());
        let scene = self.clone();
        html! { <Still {stamp} view={Callback::from(move |()| view(&scene))} /> }
    }

    /// A part that may come when the rest has been painted; `place` is a selector of it. It depends on the playhead too
    /// if it `moves`.
    pub fn late(&self, place: &'static str, moves: bool, view: impl Fn(&Scene<C>) -> Html + 'static) -> Html {
        let scene = self.clone();
        self.later(place, moves, Callback::from(move |()| view(&scene)))
    }

    /// The same, compiled once.
    fn later(&self, place: &'static str, moves: bool, view: Callback<(), Html>) -> Html {
        let playhead = &self.playhead;
        let at = if moves { playhead.at.0 } else { 0 };
        let stamp = format!("{at} {}", self.stamp());
        let late = Late { place, is_playing: playhead.is_playing };
        html! { <Still {stamp} {view} {late} /> }
    }

    /// Names all that a part depends on, besides the playhead.
    fn stamp(&self) -> String {
        let has_lessons = content::lessons(C::LAB).is_some();
        format!("{} {} {has_lessons}", self.config().timeless().to_query(), self.room.is_narrow)
    }

    /// The runs through time.
    pub fn through_time(&self) -> Html {
        let width = DIAGRAM_WIDTHS[if self.room.is_narrow { 2 } else { usize::from(self.systems.len() > 1) }];
        let diagram = |system: &System, _: &'static str| {
            space_time(&system.film, system.kinds, &self.playhead, &self.desk(system), width)
        };
        panel("through-time", words::THROUGH_TIME, vec![self.renderings(diagram)])
    }

    /// The runs as sentences.
    pub fn logs(&self) -> Html {
        let log = |system: &System, id| {
            let name = if self.systems.len() > 1 { system.name } else { "" };
            let (film, playhead) = (&system.film, &self.playhead);
            html! { <>{ summary(film, playhead.at) }{ event_log(id, name, film, playhead) }</> }
        };
        panel("log-panel", words::LOG, vec![self.renderings(log)])
    }

    /// What the replicas hold at the playhead.
    pub fn held(&self) -> Html {
        panel("held", words::HELD, vec![self.late(".panel.held", true, Scene::tables)])
    }

    fn tables(&self) -> Html {
        let table = |system: &System, _: &'static str| {
            let name = if self.systems.len() > 1 { system.name } else { "" };
            let state = ClusterState::at(system.film.told(), self.playhead.at);
            replica_table(name, &state, &held_details(&(system.held_at)(self.playhead.at)))
        };
        self.renderings(table)
    }

    /// The steps as text.
    pub fn steps(&self) -> Html {
        let session = self.session.clone();
        let on_steps = Callback::from(move |(steps, is_gesture): (Vec<Step>, bool)| {
            session.change(is_gesture, move |config| config.script_mut().steps = steps);
        });
        let editor = steps_editor(&self.config().script().steps, &self.playhead, &on_steps);
        panel("steps-panel", words::STEPS, vec![editor])
    }

    /// The only run in other renderings: through time, as sentences, as tables.
    pub fn below(&self) -> Html {
        html! {
            <>
                { self.through_time() }
                <div class="column">{ self.logs() }</div>
                <div class="column">{ self.held() }{ self.steps() }</div>
            </>
        }
    }

    /// A rendering of each system, under its name where there are several.
    fn renderings(&self, part: impl Fn(&System, &'static str) -> Html) -> Html {
        match self.systems.as_slice() {
            [only] => part(only, LOGS[0]),
            several => {
                let part = |(system, id): (&System, &'static str)| {
                    html! { <div key={system.name}><h3>{ system.name }</h3>{ part(system, id) }</div> }
                };
                html! { <div class="beside-systems">{ for several.iter().zip(LOGS).map(part) }</div> }
            }
        }
    }
}

/// A short name of all traces together; of one alone its own.
pub fn fingerprint(systems: &[System]) -> String {
    super::fingerprint(systems.iter().map(|system| &system.experiment))
}

/// Pictures side by side, to look at; `holdings` are the lines on the cards of each.
pub fn still_pictures(title: &str, systems: &[System], holdings: &[Vec<Vec<String>>], size: Size, at: Tick) -> Html {
    let names: Vec<&str> = systems.iter().map(|system| system.name).collect();
    let label = format!("{title}: {}", names.join(", "));
    let one = |(n, (system, holdings)): (i32, (&System, &Vec<Vec<String>>))| {
        let System { film, kinds, sites, name, .. } = system;
        let picture = Cluster { film, kinds, holdings, size, sites: *sites, label: name };
        let (x, width, height) = ((n * size.width).to_string(), size.width.to_string(), size.height.to_string());
        html! { <svg key={n} {x} {width} {height}>{ still_cluster(&picture, at) }</svg> }
    };
    let width = size.width * systems.len() as i32;
    html! {
        <svg role="img" aria-label={label} viewBox={format!("0 0 {width} {}", size.height)}>
            { for (0..).zip(systems.iter().zip(holdings)).map(one) }
        </svg>
    }
}
