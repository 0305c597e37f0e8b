//! What a student does to a cluster: chooses a part of it, in the picture or from a list, and then a deed.
//!
//! A deed is a step of the scenario; the lab gives it its time. A cut is drawn by putting every endpoint on one of two
//! sides.

use faultline_model::history::Action;
use faultline_model::ids::{CLIENTS_MAX, Endpoint, MessageId, Word};
use faultline_model::step::{Ask, Deed, Links, Wait};
use faultline_model::tick::Tick;
use yew::prelude::*;

use crate::hooks::use_state_eq;
use crate::markup::html;

use super::cluster_layout::Place;
use super::cluster_state::ClusterState;
use super::film::Film;
use super::panel::{hint, select};
use super::play::Playhead;
use super::words;

/// A part of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selected {
    Replica(u8),
    Client(u8),
    Link(Endpoint, Endpoint),
    Message(MessageId),
}

/// A side of a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

/// A cut that is being drawn: who stands on side B, a bit an endpoint; all others stand on side A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    on_b: u64,
    pub is_one_way: bool,
    /// The line that was drawn through the picture, while the sides are those that it makes.
    pub line: Option<Line>,
}

/// A line in a picture's units.
pub type Line = [(i32, i32); 2];

/// What is chosen, and what is being drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeskState {
    pub selected: Option<Selected>,
    pub cut: Option<Cut>,
    /// Whether the space-time diagram shows the whole run, however long.
    pub is_whole: bool,
}

/// The desk: its state, and who changes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desk {
    state: DeskState,
    on_change: Callback<DeskState>,
}

/// An operation that clients can be told to do: the button's text, the key, and what to do with it; a write without an
/// action has a value of its own.
#[derive(Debug, Clone)]
pub struct Offer {
    pub label: &'static str,
    pub key: Word,
    pub action: Option<Action>,
}

/// What can be done here besides crashes, cuts and holds.
#[derive(Debug, Clone)]
pub struct Offers<'a> {
    pub asks: &'a [Offer],
    /// By how much *Slow down* slows.
    pub slow: Tick,
    /// By how many microseconds *Set the clock back* does so; nothing where clocks do not matter.
    pub skew_us: Option<i64>,
}

/// The desk of this page.
#[hook]
pub fn use_desk() -> Desk {
    let state = use_state_eq(DeskState::default);
    let setter = state.setter();
    Desk { state: *state, on_change: Callback::from(move |next| setter.set(next)) }
}

impl Selected {
    /// A name that [`Selected::of_name`] reads: `r0`, `c1`, `m12`, `r0-r1`.
    pub fn name(self) -> String {
        match self {
            Selected::Replica(replica) => Endpoint::Replica(replica).to_string(),
            Selected::Client(client) => Endpoint::Client(client).to_string(),
            Selected::Link(from, to) => format!("{from}-{to}"),
            Selected::Message(message) => message.to_string(),
        }
    }

    /// What a name stands for.
    pub fn of_name(name: &str) -> Option<Selected> {
        if let Some((from, to)) = name.split_once('-') {
            return Some(Selected::Link(from.parse().ok()?, to.parse().ok()?));
        }
        match name.parse() {
            Ok(Endpoint::Replica(replica)) => Some(Selected::Replica(replica)),
            Ok(Endpoint::Client(client)) => Some(Selected::Client(client)),
            Err(_) => name.parse().ok().map(Selected::Message),
        }
    }

    fn endpoint(self) -> Option<Endpoint> {
        match self {
            Selected::Replica(replica) => Some(Endpoint::Replica(replica)),
            Selected::Client(client) => Some(Endpoint::Client(client)),
            _ => None,
        }
    }
}

impl Cut {
    /// A first proposal: the smaller half of the replicas, the last ones, with the clients that use them.
    pub fn proposed(n_replicas: u8, n_clients: u8) -> Cut {
        let n_apart = n_replicas / 2;
        let is_apart = |replica: u8| replica >= n_replicas - n_apart;
        let mut cut = Cut { on_b: 0, is_one_way: false, line: None };
        for endpoint in endpoints(n_replicas, n_clients) {
            let own = match endpoint {
                Endpoint::Replica(replica) => replica,
                Endpoint::Client(client) => client % n_replicas.max(1),
            };
            if is_apart(own) {
                cut = cut.toggled(endpoint);
            }
        }
        cut
    }

    /// With an endpoint on the other side.
    pub fn toggled(self, endpoint: Endpoint) -> Cut {
        Cut { on_b: self.on_b ^ 1 << endpoint.index(), line: None, ..self }
    }

    /// With the sides that a line makes; the first place is on side A.
    pub fn along(self, line: Line, places: &[Place]) -> Cut {
        let [(x0, y0), (x1, y1)] = line;
        let is_left = |place: &Place| {
            let across = i64::from(x1 - x0) * i64::from(place.y - y0) - i64::from(y1 - y0) * i64::from(place.x - x0);
            across > 0
        };
        let is_first_left = places.first().is_some_and(is_left);
        let others = places.iter().filter(|place| is_left(place) != is_first_left);
        Cut { on_b: others.fold(0, |on_b, place| on_b | 1 << place.endpoint.index()), line: Some(line), ..self }
    }

    /// Where an endpoint stands.
    pub fn side_of(self, endpoint: Endpoint) -> Option<Side> {
        Some(if self.on_b >> endpoint.index() & 1 == 1 { Side::B } else { Side::A })
    }

    /// The links that the cut cuts; none while a side is empty.
    pub fn links(self, n_replicas: u8, n_clients: u8) -> Option<Links> {
        let of_side = |side| endpoints(n_replicas, n_clients).filter(move |it| self.side_of(*it) == Some(side));
        let (a, b): (Vec<Endpoint>, Vec<Endpoint>) = (of_side(Side::A).collect(), of_side(Side::B).collect());
        match (a.is_empty() || b.is_empty(), self.is_one_way) {
            (true, _) => None,
            (_, true) => Some(Links::From(a, b)),
            (_, false) => Some(Links::Between(vec![a, b])),
        }
    }
}

/// All endpoints of a cluster.
fn endpoints(n_replicas: u8, n_clients: u8) -> impl Iterator<Item = Endpoint> {
    (0..n_replicas).map(Endpoint::Replica).chain((0..n_clients.min(CLIENTS_MAX)).map(Endpoint::Client))
}

impl Desk {
    /// One that shows this state; `on_change` hears of the next.
    pub fn new(state: DeskState, on_change: Callback<DeskState>) -> Desk {
        Desk { state, on_change }
    }

    /// What is chosen.
    pub fn selected(&self) -> Option<Selected> {
        self.state.selected
    }

    /// The cut that is being drawn.
    pub fn cut(&self) -> Option<Cut> {
        self.state.cut
    }

    /// Whether the space-time diagram shows the whole run.
    pub fn is_whole(&self) -> bool {
        self.state.is_whole
    }

    /// Chooses a part, or moves an endpoint to the other side of the cut that is being drawn.
    pub fn pick(&self, selected: Selected) {
        match (self.state.cut, selected.endpoint()) {
            (Some(cut), Some(endpoint)) => self.set_cut(Some(cut.toggled(endpoint))),
            (Some(_), None) => {}
            (None, _) => self.change(|state| state.selected = Some(selected)),
        }
    }

    /// Chooses nothing.
    pub fn unpick(&self) {
        self.change(|state| state.selected = None);
    }

    /// Starts, changes or ends the drawing of a cut.
    pub fn set_cut(&self, cut: Option<Cut>) {
        self.change(|state| state.cut = cut);
    }

    /// Shows the whole run, or what is near the playhead.
    pub fn set_whole(&self, is_whole: bool) {
        self.change(|state| state.is_whole = is_whole);
    }

    fn change(&self, change: impl FnOnce(&mut DeskState)) {
        let mut next = self.state;
        change(&mut next);
        self.on_change.emit(next);
    }
}

/// A deed with the text of its button.
type Choice = (String, Deed);

/// The controls: what to act on, and what can be done to it at the playhead.
pub fn actions(film: &Film, playhead: &Playhead, desk: &Desk, offers: &Offers, on_deed: &Callback<Deed>) -> Html {
    let told = film.told();
    let state = ClusterState::on(film, playhead.at);
    if let Some(cut) = desk.cut() {
        return cut_editor(cut, (told.n_replicas(), told.n_clients()), desk, on_deed);
    }
    let (choices, more) = match desk.selected() {
        None => (Vec::new(), hint(words::CHOOSE_HINT)),
        Some(Selected::Replica(replica)) => {
            (replica_choices(replica, &state, (told.n_replicas(), told.n_clients()), offers), Html::default())
        }
        Some(Selected::Client(client)) => (asks(client, None, offers), Html::default()),
        Some(Selected::Link(from, to)) => (link_choices(from, to, &state), link_fields(film, from, to, desk)),
        Some(Selected::Message(message)) => {
            (message_choices(film, message, &state, playhead.at), message_field(film, message, playhead.at, desk))
        }
    };
    html! {
        <div class="act" role="group" aria-label={words::ACT_ON}>
            { subject(film, playhead.at, desk) }
            { more }
            <div class="deeds">
                { for choices.into_iter().map(|choice| deed_button(choice, on_deed)) }
            </div>
            <div class="deeds everywhere">{ everywhere(film, &state, desk, on_deed) }</div>
        </div>
    }
}

fn deed_button((name, deed): Choice, on_deed: &Callback<Deed>) -> Html {
    let onclick = {
        let on_deed = on_deed.clone();
        Callback::from(move |_| on_deed.emit(deed.clone()))
    };
    html! { <button key={name.clone()} type="button" {onclick}>{ name }</button> }
}

/// The list of what can be acted on, the same as can be clicked in the picture.
fn subject(film: &Film, at: Tick, desk: &Desk) -> Html {
    let told = film.told();
    let of = |endpoint: Endpoint| (endpoint.to_string(), words::endpoint(endpoint));
    let mut options = vec![(String::new(), words::CHOOSE.to_owned())];
    options.extend(endpoints(told.n_replicas(), told.n_clients()).map(of));
    let link = match desk.selected() {
        Some(Selected::Link(from, to)) => Selected::Link(from, to),
        _ => Selected::Link(Endpoint::Replica(0), Endpoint::Replica(1)),
    };
    if told.n_replicas() > 1 {
        options.push((link.name(), words::A_LINK.to_owned()));
    }
    let message = match desk.selected() {
        Some(Selected::Message(message)) => Some(message),
        _ => film.in_flight(at).first().copied(),
    };
    options.extend(message.map(|message| (message.to_string(), words::A_MESSAGE.to_owned())));
    let selected = desk.selected().map(Selected::name).unwrap_or_default();
    let on_select = {
        let desk = desk.clone();
        Callback::from(move |name: String| match Selected::of_name(&name) {
            Some(selected) => desk.pick(selected),
            None => desk.unpick(),
        })
    };
    select(words::ACT_ON, options, &selected, on_select)
}

fn replica_choices(
    replica: u8,
    state: &ClusterState,
    (n_replicas, n_clients): (u8, u8),
    offers: &Offers,
) -> Vec<Choice> {
    let Some(own) = state.replicas.get(usize::from(replica)) else { return Vec::new() };
    let mut choices = Vec::new();
    match own.is_up {
        true => choices.push((words::CRASH.to_owned(), Deed::Crash(replica))),
        false => choices.push((words::RESTART.to_owned(), Deed::Restart(replica))),
    }
    match own.slow {
        Tick::ZERO => choices.push((words::slow_down(offers.slow), Deed::Slow(replica, offers.slow))),
        _ => choices.push((words::SPEED_UP.to_owned(), Deed::Slow(replica, Tick::ZERO))),
    }
    match (own.skew_us, offers.skew_us) {
        (0, Some(skew_us)) => choices.push((words::set_clock(skew_us), Deed::Skew(replica, skew_us))),
        (0, None) => {}
        _ => choices.push((words::RIGHT_CLOCK.to_owned(), Deed::Skew(replica, 0))),
    }
    // The client whose own replica this is, or the first.
    let client = (0..n_clients).find(|client| client % n_replicas.max(1) == replica).unwrap_or(0);
    choices.extend(asks(client, Some(replica), offers));
    choices
}

fn asks(client: u8, replica: Option<u8>, offers: &Offers) -> Vec<Choice> {
    let ask = |offer: &Offer| {
        let name = if replica.is_some() { words::ask_here(offer.label, client) } else { offer.label.to_owned() };
        (name, Deed::Ask(Ask { client, replica, key: offer.key, action: offer.action.clone() }))
    };
    offers.asks.iter().map(ask).collect()
}

fn link_choices(from: Endpoint, to: Endpoint, state: &ClusterState) -> Vec<Choice> {
    let both = Links::Between(vec![vec![from], vec![to]]);
    let way = |from: Endpoint, to: Endpoint| Links::From(vec![from], vec![to]);
    let mut choices = Vec::new();
    let is_cut = [(from, to), (to, from)].map(|(from, to)| state.is_cut(from, to));
    if is_cut != [true, true] {
        choices.push((words::CUT_BOTH.to_owned(), Deed::Partition(both.clone())));
    }
    if is_cut == [false, false] {
        choices.push((words::cut_way(from, to), Deed::Partition(way(from, to))));
        choices.push((words::cut_way(to, from), Deed::Partition(way(to, from))));
    } else {
        choices.push((words::HEAL.to_owned(), Deed::Heal(Some(both))));
    }
    for (from, to) in [(from, to), (to, from)] {
        let wait = Wait::Links(way(from, to));
        match state.is_held(from, to) {
            false => choices.push((words::hold_way(from, to), Deed::Hold(wait))),
            true => choices.push((words::release_way(from, to), Deed::Release(Some(wait)))),
        }
    }
    choices
}

fn link_fields(film: &Film, from: Endpoint, to: Endpoint, desk: &Desk) -> Html {
    let told = film.told();
    let (n_replicas, n_clients) = (told.n_replicas(), told.n_clients());
    let ends = |other: Endpoint| {
        // Clients talk to replicas only.
        let is_fit = move |end: &Endpoint| {
            *end != other && (matches!(end, Endpoint::Replica(_)) || matches!(other, Endpoint::Replica(_)))
        };
        let names = endpoints(n_replicas, n_clients).filter(is_fit).map(|end| end.to_string());
        names.map(|name| (name.clone(), name)).collect()
    };
    let set = |link: fn(Endpoint, Endpoint) -> Selected, fixed: Endpoint| {
        let desk = desk.clone();
        Callback::from(move |name: String| {
            if let Ok(end) = name.parse() {
                desk.pick(link(fixed, end));
            }
        })
    };
    html! {
        <>
            { select(words::LINK_FROM, ends(to), &from.to_string(), set(|to, from| Selected::Link(from, to), to)) }
            { select(words::LINK_TO, ends(from), &to.to_string(), set(Selected::Link, from)) }
        </>
    }
}

fn message_choices(film: &Film, message: MessageId, state: &ClusterState, at: Tick) -> Vec<Choice> {
    if !film.in_flight(at).contains(&message) {
        return Vec::new();
    }
    let wait = match state.is_held_alone(message) {
        true => (words::RELEASE.to_owned(), Deed::Release(Some(Wait::Message(message)))),
        false => (words::HOLD.to_owned(), Deed::Hold(Wait::Message(message))),
    };
    let drop = (words::DROP.to_owned(), Deed::Drop(message));
    vec![wait, drop, (words::DUPLICATE.to_owned(), Deed::Duplicate(message))]
}

/// How many messages can be chosen from at once.
const MESSAGES_MAX: usize = 60;

fn message_field(film: &Film, message: MessageId, at: Tick, desk: &Desk) -> Html {
    let flying = film.in_flight(at);
    let mut options: Vec<(String, String)> = Vec::new();
    if !flying.contains(&message) && (message.0 as usize) < film.told().journeys().len() {
        options.push((message.to_string(), words::gone(film, message)));
    }
    let named = |message: &MessageId| (message.to_string(), words::flight(film, *message));
    options.extend(flying.iter().take(MESSAGES_MAX).map(named));
    let on_select = {
        let desk = desk.clone();
        Callback::from(move |name: String| {
            if let Some(selected) = Selected::of_name(&name) {
                desk.pick(selected);
            }
        })
    };
    select(words::MESSAGE, options, &message.to_string(), on_select)
}

/// What can be done whatever is chosen.
fn everywhere(film: &Film, state: &ClusterState, desk: &Desk, on_deed: &Callback<Deed>) -> Html {
    let told = film.told();
    let draw = {
        let (desk, cut) = (desk.clone(), Cut::proposed(told.n_replicas(), told.n_clients()));
        Callback::from(move |_| desk.set_cut(Some(cut)))
    };
    let mut choices = Vec::new();
    if state.has_cut() {
        choices.push((words::HEAL_ALL.to_owned(), Deed::Heal(None)));
    }
    if state.has_hold() {
        choices.push((words::RELEASE_ALL.to_owned(), Deed::Release(None)));
    }
    html! {
        <>
            <button key="draw" type="button" onclick={draw}>{ words::DRAW_CUT }</button>
            { for choices.into_iter().map(|choice| deed_button(choice, on_deed)) }
        </>
    }
}

/// Every endpoint with its side, and the deed.
fn cut_editor(cut: Cut, (n_replicas, n_clients): (u8, u8), desk: &Desk, on_deed: &Callback<Deed>) -> Html {
    let sides = endpoints(n_replicas, n_clients).map(|endpoint| side_toggle(endpoint, cut, desk));
    let set = |next: Option<Cut>| {
        let desk = desk.clone();
        Callback::from(move |_| desk.set_cut(next))
    };
    let one_way = set(Some(Cut { is_one_way: !cut.is_one_way, ..cut }));
    let is_one_way = cut.is_one_way.to_string();
    let links = cut.links(n_replicas, n_clients);
    let is_disabled = links.is_none().to_string();
    let go = {
        let (desk, on_deed) = (desk.clone(), on_deed.clone());
        Callback::from(move |_| {
            if let Some(links) = links.clone() {
                on_deed.emit(Deed::Partition(links));
                desk.set_cut(None);
            }
        })
    };
    html! {
        <div class="act cut" role="group" aria-label={words::DRAW_CUT}>
            { hint(words::CUT_HINT) }
            <ul class="sides">{ for sides }</ul>
            <div class="deeds">
                <button type="button" onclick={one_way} aria-pressed={is_one_way}>{ words::ONE_WAY }</button>
                <button type="button" class="primary" onclick={go} aria-disabled={is_disabled}>
                    { words::CUT_HERE }
                </button>
                <button type="button" onclick={set(None)}>{ words::CANCEL }</button>
            </div>
        </div>
    }
}

fn side_toggle(endpoint: Endpoint, cut: Cut, desk: &Desk) -> Html {
    let onclick = {
        let desk = desk.clone();
        Callback::from(move |_| desk.set_cut(Some(cut.toggled(endpoint))))
    };
    let is_b = cut.side_of(endpoint) == Some(Side::B);
    let (class, letter) = if is_b { ("side-b", "B") } else { ("side-a", "A") };
    html! {
        <li key={endpoint.index()}>
            <button type="button" {class} {onclick} aria-label={words::on_side(endpoint, is_b)}>
                { endpoint.to_string() }{ " " }<b>{ letter }</b>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::cluster_layout::{Layout, Size};

    #[test]
    fn parts_of_the_picture_are_found_by_their_names() {
        for name in ["r0", "c8", "m12", "r0-r1", "c0-r2"] {
            assert_eq!(Selected::of_name(name).map(Selected::name).as_deref(), Some(name));
        }
        for name in ["", "x1", "r0-", "r99", "r0-x"] {
            assert_eq!(Selected::of_name(name), None, "{name}");
        }
    }

    fn check(cut: Cut, (n_replicas, n_clients): (u8, u8), expected: &str) {
        let links = cut.links(n_replicas, n_clients);
        assert_eq!(links.map_or("nothing".to_owned(), |links| links.to_string()), expected);
    }

    #[test]
    fn the_first_proposal_parts_a_minority_with_its_clients() {
        check(Cut::proposed(3, 2), (3, 2), "r0 r1 c0 c1 | r2");
        check(Cut::proposed(5, 5), (5, 5), "r0 r1 r2 c0 c1 c2 | r3 r4 c3 c4");
        check(Cut::proposed(1, 1), (1, 1), "nothing");
    }

    #[test]
    fn a_cut_is_between_the_two_sides_or_one_way() {
        let cut = Cut::proposed(3, 1).toggled(Endpoint::Client(0));
        check(cut, (3, 1), "r0 r1 | r2 c0");
        check(Cut { is_one_way: true, ..cut }, (3, 1), "r0 r1 > r2 c0");
        check(cut.toggled(Endpoint::Client(0)).toggled(Endpoint::Replica(2)), (3, 1), "nothing");
    }

    #[test]
    fn a_line_through_the_picture_parts_who_stands_on_either_side() {
        let layout = Layout::new(3, 3, Size::WIDE);
        let middle = layout.size.height / 2;
        let below_the_first = [(0, middle), (layout.size.width, middle)];
        check(Cut::proposed(3, 3).along(below_the_first, &layout.places), (3, 3), "r0 c0 | r1 r2 c1 c2");
        let other_way = [below_the_first[1], below_the_first[0]];
        check(Cut::proposed(3, 3).along(other_way, &layout.places), (3, 3), "r0 c0 | r1 r2 c1 c2");
    }

    #[test]
    fn a_click_moves_an_endpoint_over_while_a_cut_is_drawn_and_chooses_it_otherwise() {
        let next = std::rc::Rc::new(std::cell::Cell::new(DeskState::default()));
        let desk = |state| {
            let next = next.clone();
            Desk::new(state, Callback::from(move |state| next.set(state)))
        };
        desk(DeskState::default()).pick(Selected::Replica(1));
        assert_eq!(next.get().selected, Some(Selected::Replica(1)));
        let cut = Cut::proposed(3, 0);
        desk(DeskState { cut: Some(cut), ..DeskState::default() }).pick(Selected::Replica(1));
        assert_eq!(next.get().cut, Some(cut.toggled(Endpoint::Replica(1))));
    }
}
