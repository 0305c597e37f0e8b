//! The picture of a cluster: replicas and clients, their links, and the messages on their way.
//!
//! Who is up and what is cut is drawn with each rendering; messages move between renderings, a fixed set of marks whose
//! places are set with every frame ([`Film`] gives each message its slot). For a screen reader the picture is one image
//! with a sentence; all that can be clicked in it can be chosen in [`desk`](super::desk).

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::history::Operation;
use faultline_model::ids::Endpoint;
use faultline_model::network::Sites;
use faultline_model::tick::Tick;
use web_sys::Element;
use yew::prelude::*;

use crate::markup::{classes, html};

use super::cluster_layout::{Frame, Layout, Place, Size};
use super::cluster_state::{ClusterState, ReplicaState};
use super::desk::{Desk, Selected, Side};
use super::film::Film;
use super::links::links;
pub use super::marks::{Kind, Shape, legend};
use super::marks::{message_at, moving_marks, still_marks};
use super::play::{IS_LIVE, Playhead};
use super::words;

/// A cluster to draw.
pub struct Cluster<'a> {
    pub film: &'a Rc<Film>,
    /// The kinds of the protocol's messages; others are drawn as stars.
    pub kinds: &'static [Kind],
    /// What each replica holds, in lines of a few characters.
    pub holdings: &'a [Vec<String>],
    pub size: Size,
    /// Where the replicas stand, if not all in one place.
    pub sites: Option<Sites>,
    /// Names the picture; each of a page's has a name of its own.
    pub label: &'static str,
}

/// The width of a letter on a card.
const LETTER: i32 = 7;
const LINE: i32 = 15;

/// The cluster at the playhead, where things can be chosen by click.
pub fn cluster(cluster: &Cluster, playhead: &Playhead, desk: &Desk) -> Html {
    let Cluster { film, kinds, .. } = *cluster;
    let layout = layout_of(cluster);
    let stroke = playhead.keep(format!("stroke {}", cluster.label), Stroke::default);
    let onclick = {
        let (desk, stroke, layout) = (desk.clone(), stroke.clone(), layout.clone());
        let (film, playhead) = (film.clone(), playhead.clone());
        Callback::from(move |event: MouseEvent| {
            // The end of a line is no click.
            if stroke.is_line.take() {
                return;
            }
            let place = place_of(&event, layout.size).filter(|_| desk.cut().is_none());
            let message = place.and_then(|place| message_at(&film, &layout, playhead.now(), place));
            if let Some(selected) = message.map(Selected::Message).or_else(|| picked(&event)) {
                desk.pick(selected);
            }
        })
    };
    let draws = drawing_cut(&stroke, &layout, desk);
    let chosen = match desk.selected() {
        Some(Selected::Message(message)) => Some(message),
        _ => None,
    };
    // Prerendered, the marks stand in the picture. In the browser they move above it, so that it is not painted anew.
    let (within, above) = match IS_LIVE {
        true => (Html::default(), moving_marks(cluster, &layout, playhead, chosen)),
        false => (still_marks(film, kinds, &layout, playhead.at), Html::default()),
    };
    html! {
        <div class="cluster" role="group" tabindex="0" aria-label={words::CLUSTER} onkeydown={playhead.on_key()}
            {onclick} onpointerdown={draws.clone()} onpointermove={draws.clone()} onpointerup={draws}>
            { drawing(cluster, &layout, playhead.at, desk, within) }
            { above }
        </div>
    }
}

/// A line that is being drawn through the picture.
#[derive(Default)]
struct Stroke {
    from: Cell<Option<(i32, i32)>>,
    /// Whether it is longer than a click.
    is_line: Cell<bool>,
}

/// The shortest line that counts, in units of the picture.
const LINE_MIN: i32 = 20;

/// While a cut is drawn, a line through the picture puts who is beyond it on side B.
fn drawing_cut(stroke: &Rc<Stroke>, layout: &Layout, desk: &Desk) -> Callback<PointerEvent> {
    let (stroke, layout, desk) = (stroke.clone(), layout.clone(), desk.clone());
    Callback::from(move |event: PointerEvent| {
        let (Some(cut), Some((x, y))) = (desk.cut(), place_of(&event, layout.size)) else { return };
        match (event.type_().as_str(), stroke.from.get()) {
            ("pointerdown", _) => {
                stroke.from.set(Some((x, y)));
                stroke.is_line.set(false);
            }
            ("pointermove", Some((x0, y0))) if (x - x0).abs() + (y - y0).abs() >= LINE_MIN => {
                stroke.is_line.set(true);
                desk.set_cut(Some(cut.along([(x0, y0), (x, y)], &layout.places)));
            }
            ("pointerup", _) => stroke.from.set(None),
            _ => {}
        }
    })
}

/// Where in the picture, in its units, something points.
fn place_of(event: &MouseEvent, size: Size) -> Option<(i32, i32)> {
    let target = event.target_dyn_into::<Element>()?;
    let picture = target.closest(".cluster").ok()??.first_element_child()?.get_bounding_client_rect();
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let scale = (picture.width() / width).min(picture.height() / height);
    let x = (f64::from(event.client_x()) - picture.left() - picture.width() / 2.0) / scale + width / 2.0;
    let y = (f64::from(event.client_y()) - picture.top() - picture.height() / 2.0) / scale + height / 2.0;
    Some((x as i32, y as i32))
}

/// The cluster to look at.
pub fn still_cluster(cluster: &Cluster, at: Tick) -> Html {
    let layout = layout_of(cluster);
    let marks = still_marks(cluster.film, cluster.kinds, &layout, at);
    drawing(cluster, &layout, at, &Desk::default(), marks)
}

fn layout_of(cluster: &Cluster) -> Layout {
    let told = cluster.film.told();
    match cluster.sites {
        Some(sites) => Layout::at_sites(sites, told.n_clients(), cluster.size),
        None => Layout::new(told.n_replicas(), told.n_clients(), cluster.size),
    }
}

/// What the picture says, for everybody.
pub fn summary(film: &Film, at: Tick) -> Html {
    let state = ClusterState::on(film, at);
    html! { <p class="summary">{ words::summary(film, &state, at) }</p> }
}

fn drawing(cluster: &Cluster, layout: &Layout, at: Tick, desk: &Desk, marks: Html) -> Html {
    let Size { width, height } = layout.size;
    let state = ClusterState::on(cluster.film, at);
    let said = words::summary(cluster.film, &state, at);
    html! {
        <svg class={classes!("cluster-picture", desk.cut().is_some().then_some("cutting"))} role="img"
            aria-label={format!("{}. {said}", cluster.label)} viewBox={format!("0 0 {width} {height}")}>
            { for layout.frames.iter().enumerate().map(site) }
            { links(cluster.film, layout, &state, desk) }
            { for layout.places.iter().map(|place| card(place, cluster, &state, at, desk)) }
            { marks }
        </svg>
    }
}

/// The frame of a site, with its name.
fn site((at, frame): (usize, &Frame)) -> Html {
    let Frame { x, y, width, height } = *frame;
    html! {
        <g key={at} class="site">
            <rect x={x.to_string()} y={y.to_string()} width={width.to_string()} height={height.to_string()} rx="10" />
            <text x={(x + width / 2).to_string()} y={(y + 16).to_string()}>{ words::site(at) }</text>
        </g>
    }
}

fn card(place: &Place, cluster: &Cluster, state: &ClusterState, at: Tick, desk: &Desk) -> Html {
    let selected = match place.endpoint {
        Endpoint::Replica(replica) => Selected::Replica(replica),
        Endpoint::Client(client) => Selected::Client(client),
    };
    let is_selected = desk.selected() == Some(selected);
    let side = desk.cut().and_then(|cut| cut.side_of(place.endpoint));
    let (side_class, side_letter) = match side {
        Some(Side::A) => ("side-a", "A"),
        Some(Side::B) => ("side-b", "B"),
        None => ("", ""),
    };
    let name = selected.name();
    let transform = format!("translate({} {})", place.x, place.y);
    let class = classes!("node", is_selected.then_some("selected"), side_class);
    let content = match place.endpoint {
        Endpoint::Replica(replica) => replica_card(place, replica, cluster, state),
        Endpoint::Client(client) => client_card(place, client, cluster.film, state, at),
    };
    html! {
        <g key={name.clone()} {class} data-pick={name} {transform}>
            { content }
            if !side_letter.is_empty() {
                <text class="side" x={(14 - place.half_width).to_string()} y="5">{ side_letter }</text>
            } else {
                <g></g>
            }
        </g>
    }
}

fn frame(class: &'static str, place: &Place, radius: i32) -> Html {
    let (width, height) = (place.half_width, place.half_height);
    html! {
        <rect {class} x={(-width).to_string()} y={(-height).to_string()} width={(2 * width).to_string()}
            height={(2 * height).to_string()} rx={radius.to_string()} />
    }
}

fn text_line(class: &'static str, y: i32, text: &str, place: &Place) -> Html {
    html! { <text key={y} {class} y={y.to_string()}>{ shorten(text, n_letters(place)) }</text> }
}

/// How many letters fit on a card.
fn n_letters(place: &Place) -> usize {
    ((2 * place.half_width - 8) / LETTER).max(2) as usize
}

fn replica_card(place: &Place, replica: u8, cluster: &Cluster, state: &ClusterState) -> Html {
    let Some(own) = state.replicas.get(usize::from(replica)) else { return Html::default() };
    let held: &[String] = cluster.holdings.get(usize::from(replica)).map_or(&[], Vec::as_slice);
    let name = Endpoint::Replica(replica).to_string();
    let title = format!("{name}, {}: {}", words::replica_state(own), words::list(held.iter().cloned()));
    let n_lines = usize::try_from((2 * place.half_height - 8) / LINE - 1).unwrap_or_default();
    let (role, lines) = card_lines(own, held, n_lines, n_letters(place));
    let top = 5 - lines.len() as i32 * LINE / 2;
    let line = |(at, (class, text)): (usize, &(&'static str, String))| {
        text_line(class, top + LINE * (at as i32 + 1), text, place)
    };
    let (width, height) = (place.half_width, place.half_height);
    let class = match (own.is_up, own.term) {
        (true, None) => "card",
        (true, Some(_)) => "card leads",
        (false, _) => "card down",
    };
    let cross = format!("M{} {}L{width} {height}M{width} {}L{} {height}", -width, -height, -height, -width);
    html! {
        <>
            <title>{ title }</title>
            { frame(class, place, 6) }
            <path class="cross" d={if own.is_up { String::new() } else { cross }} />
            <text class="name" y={top.to_string()}>{ name }{ role }</text>
            <g>{ for lines.iter().enumerate().map(line) }</g>
        </>
    }
}

/// What stands on a card beside the name, and below it with its class: that the replica is down, or that it leads, its
/// troubles and what it holds.
fn card_lines(
    own: &ReplicaState,
    held: &[String],
    n_max: usize,
    n_letters: usize,
) -> (String, Vec<(&'static str, String)>) {
    let (mut beside_name, mut lines) = (String::new(), Vec::new());
    match own.is_up {
        false => lines.push(("down-word", words::DOWN.to_owned())),
        true => {
            // A card has room for the figure; the title has the whole sentence.
            let short = |trouble: String| trouble.strip_prefix("clock ").map_or_else(|| trouble.clone(), str::to_owned);
            let troubles = words::troubles(own).into_iter().map(short);
            let troubles = words::list(troubles);
            lines.extend((!troubles.is_empty()).then_some(("trouble", troubles)));
            lines.extend(held.iter().map(|line| ("held", line.clone())));
            if let Some(term) = own.term {
                let whole = words::leader(term);
                match lines.len() < n_max && whole.len() <= n_letters {
                    true => lines.insert(0, ("role", whole)),
                    false => beside_name = format!(" {}", words::LEADS),
                }
            }
        }
    }
    if lines.len() > n_max && n_max > 1 {
        let more = words::more(lines.len() + 1 - n_max);
        lines.truncate(n_max - 1);
        lines.push(("held", more));
    }
    lines.truncate(n_max);
    (beside_name, lines)
}

fn client_card(place: &Place, client: u8, film: &Film, state: &ClusterState, at: Tick) -> Html {
    let name = Endpoint::Client(client).to_string();
    let newest = state.clients.get(usize::from(client)).copied().flatten();
    let operation = newest.and_then(|op| film.told().operations().get(op.0 as usize));
    let (short, whole) = operation.map(|operation| client_lines(operation, at)).unwrap_or_default();
    html! {
        <>
            <title>{ format!("{name}: {whole}") }</title>
            { frame("card client", place, place.half_height) }
            <text class="name" y={if short.is_empty() { "5" } else { "-2" }}>{ name }</text>
            { text_line("held", 12, &short, place) }
        </>
    }
}

/// What a client waits for or got: in the few letters of a card, and in full.
fn client_lines(operation: &Operation, at: Tick) -> (String, String) {
    let asked = operation.to_string();
    let asked = asked.split_once(' ').map_or("", |(_, asked)| asked);
    if operation.returned.is_none_or(|returned| returned > at) {
        return (format!("{asked} …"), format!("{asked} …"));
    }
    let answer = words::answer(operation);
    let short = match operation.outcome.is_answer() {
        true => format!("{}: {answer}", asked.split(' ').next().unwrap_or_default()),
        false => format!("✗ {}", answer.split(':').next().unwrap_or_default()),
    };
    (short, format!("{asked} → {answer}"))
}

/// A text of at most so many characters.
pub fn shorten(text: &str, n_max: usize) -> String {
    match text.chars().count() > n_max {
        true => text.chars().take(n_max.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

/// What of the picture a click hit.
fn picked(event: &MouseEvent) -> Option<Selected> {
    let hit = event.target_dyn_into::<Element>()?.closest("[data-pick]").ok()??;
    Selected::of_name(&hit.get_attribute("data-pick")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerender::render;
    use crate::ui::cluster_layout::Phase;
    use crate::ui::told_by_hand::{ms, small_run};

    const KINDS: &[Kind] = &[Kind { word: "Fetch", shape: Shape::Diamond, is_answer: false }];

    #[derive(Properties, PartialEq)]
    struct PageProps {
        at: Tick,
    }

    #[component]
    fn Page(props: &PageProps) -> Html {
        let film = small_run().film();
        let holdings = vec![vec!["x=7".to_owned()], vec!["a=1".to_owned(), "b=2".to_owned(), "c=3".to_owned()]];
        let picture =
            Cluster { film: &film, kinds: KINDS, holdings: &holdings, size: Size::WIDE, sites: None, label: "Cluster" };
        cluster(&picture, &Playhead::standing(std::slice::from_ref(&film), props.at), &Desk::default())
    }

    fn page(at: Tick) -> String {
        let html = render::<Page>(PageProps { at });
        assert!(!html.contains("style="), "{html}");
        html
    }

    #[test]
    fn the_picture_is_also_a_sentence() {
        let html = page(ms(8));
        let sentence = "Cluster. At 8 ms: r0, r1 up; r2 down; some links are cut; some messages are held back; \
                        2 messages in flight: r1 → r0 Fetched x=7, r2 → r1 Gossip.";
        assert!(html.contains(sentence), "{html}");
    }

    #[test]
    fn faults_are_drawn_and_not_only_coloured() {
        let html = page(ms(8));
        assert!(html.contains("class=\"card down\"") && html.contains(">down</text>"), "{html}");
        assert!(html.contains("d=\"M-54 -31L54 31"), "the card is crossed: {html}");
        assert!(html.contains("glyph star held") && html.contains(Phase::Held.sign()), "{html}");
        assert!(html.contains("glyph star lost") && html.contains(Phase::Lost.sign()), "{html}");
        let is_marked = |html: &str, class: &str| {
            let end = html.find(&format!("\" class=\"{class}\"")).expect("the marks are one path");
            !html[..end].ends_with("d=\"")
        };
        assert!(is_marked(&html, "cut-mark") && is_marked(&html, "held-mark"), "{html}");
        let sound = page(ms(12));
        assert!(!is_marked(&sound, "cut-mark") && !sound.contains("card down"), "{sound}");
    }

    #[test]
    fn a_message_has_the_shape_of_its_kind_and_its_label() {
        let html = page(ms(3));
        assert!(html.contains(Shape::Diamond.path()) && html.contains(">Fetch x</text>"), "{html}");
    }

    #[test]
    fn clients_show_what_they_wait_for_and_then_what_they_got() {
        assert!(page(ms(8)).contains(">read x …</text>"));
        assert!(page(ms(12)).contains(">read: 7</text>"));
    }

    #[test]
    fn what_does_not_fit_on_a_card_is_counted() {
        let html = page(ms(3));
        assert!(html.contains(">a=1</text>") && html.contains(">+ 2 more</text>"), "{html}");
        assert!(html.contains("r1, up: a=1, b=2, c=3"), "all of it in the title: {html}");
    }
}
