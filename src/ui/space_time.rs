//! The space-time diagram of a run. All arrows of a kind are one path; the parts that can be pointed at are there only
//! while they are few enough to be told apart. A click brings the playhead there.

use std::rc::Rc;

use faultline_model::ids::Endpoint;
use faultline_model::step::ms;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::markup::{classes, html};

use super::cluster::shorten;
use super::cluster_state::Trouble;
use super::desk::Desk;
use super::film::Film;
use super::marks::{Kind, kind_of, tenths};
use super::play::Playhead;
use super::space_time_layout::{Arrow, Bar, End, FOOT, GUTTER, HEAD, SpaceTime, Stretch, Window};
use super::still::{Late, Still};
use super::words;

/// How many messages can be pointed at.
const HITS_MAX: usize = 120;
/// How many messages have their label beside them.
const LABELS_MAX: usize = 14;
/// The width of a letter, in tenths.
const LETTER: i32 = 64;

/// The diagram, so many units wide, and the choice of what it shows.
pub fn space_time(film: &Rc<Film>, kinds: &'static [Kind], playhead: &Playhead, desk: &Desk, width: i32) -> Html {
    let window = match desk.is_whole() {
        true => Window::whole(film),
        false => Window::near(film, playhead.at),
    };
    let name = format!("space-time {} {} {} {width}", film.number(), window.from.0, window.to.0);
    let picture = playhead.keep(name.clone(), || SpaceTime::new(film, window, width));
    let onclick = {
        let (playhead, picture) = (playhead.clone(), picture.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target_dyn_into::<Element>();
            if let Some(svg) = target.and_then(|target| target.closest(".space-time").ok()?) {
                let area = svg.get_bounding_client_rect();
                let share = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
                playhead.go(picture.time_at(share));
            }
        })
    };
    let now = now(&picture, playhead);
    let late = Late { place: ".space-time-box", is_playing: playhead.is_playing };
    let view = {
        let film = film.clone();
        Callback::from(move |()| drawing(&film, kinds, &picture))
    };
    html! {
        <div class="space-time-box" role="group" tabindex="0" aria-label={words::SPACE_TIME}
            onkeydown={playhead.on_key()}>
            { zoom(film, desk) }
            <div class="stack" {onclick}>
                <Still stamp={name} {view} {late} />
                { now }
            </div>
        </div>
    }
}

/// The playhead and a veil over what is to come. It is moved as a whole by the style sheet's own means, so that the
/// browser paints nothing anew.
fn now(picture: &Rc<SpaceTime>, playhead: &Playhead) -> Html {
    let line = NodeRef::default();
    {
        let (line, picture) = (line.clone(), picture.clone());
        playhead.watch(move |at, _| {
            if let Some(line) = line.cast::<HtmlElement>() {
                // In hundredths of a percent of the picture's width.
                let share = i64::from(picture.x(at)) * 1_000 / i64::from(picture.width.max(1));
                let moved = format!("translateX({}.{:02}%)", share / 100, share % 100);
                // Fails for styles that cannot be changed, and these can.
                let _ = line.style().set_property("transform", &moved);
            }
        });
    }
    html! { <div class="veil" aria-hidden="true"><div ref={line} class="now"></div></div> }
}

/// The diagram of a whole run, to look at.
pub fn still_space_time(film: &Rc<Film>, kinds: &'static [Kind], width: i32) -> Html {
    drawing(film, kinds, &SpaceTime::new(film, Window::whole(film), width))
}

/// Near the playhead or the whole run; no choice where both are the same.
fn zoom(film: &Film, desk: &Desk) -> Html {
    let is_short = Window::near(film, film.end()) == Window::whole(film);
    let choice = |name: &'static str, is_whole: bool| {
        let onclick = {
            let desk = desk.clone();
            Callback::from(move |_| desk.set_whole(is_whole))
        };
        let is_pressed = (desk.is_whole() == is_whole).to_string();
        html! { <button key={name} type="button" {onclick} aria-pressed={is_pressed}>{ name }</button> }
    };
    html! {
        <div class="tools" hidden={is_short}>
            { choice(words::NEAR, false) }
            { choice(words::WHOLE, true) }
        </div>
    }
}

fn drawing(film: &Rc<Film>, kinds: &[Kind], picture: &SpaceTime) -> Html {
    let SpaceTime { width, height, .. } = *picture;
    let plot_width = width - GUTTER;
    let said = words::space_time(film, picture);
    let is_easy = picture.arrows.len() <= HITS_MAX;
    // A picture within the picture: what reaches beyond the window is cut off.
    html! {
        <svg class={if is_easy { "space-time" } else { "space-time dense" }} role="img" aria-label={said}
            viewBox={format!("0 0 {width} {height}")}>
            { lane_lines(picture) }
            <svg x={GUTTER.to_string()} width={plot_width.to_string()} height={height.to_string()}
                viewBox={format!("{GUTTER} 0 {plot_width} {height}")}>
                { for stretches(picture) }
                { arrows(film, kinds, picture) }
                { for picture.bars.iter().map(|bar| operation(bar, film)) }
                { notes(film, picture) }
                if is_easy {
                    <g class="hits">{ for picture.arrows.iter().map(|arrow| hit(arrow, film)) }</g>
                } else {
                    <g></g>
                }
            </svg>
            { axis(picture) }
        </svg>
    }
}

fn lane_lines(picture: &SpaceTime) -> Html {
    let lines: String = picture.lanes.iter().map(|(_, y)| format!("M{GUTTER} {y}H{}", picture.width)).collect();
    let name = |(endpoint, y): &(Endpoint, i32)| {
        let name = endpoint.to_string();
        let (x, y) = ((GUTTER - 8).to_string(), (y + 4).to_string());
        html! { <text key={name.clone()} class="lane" {x} {y}>{ name }</text> }
    };
    html! { <g class="lanes"><path d={lines} />{ for picture.lanes.iter().map(name) }</g> }
}

fn axis(picture: &SpaceTime) -> Html {
    let y = picture.height - FOOT;
    let lines: String = picture.ticks.iter().map(|(_, x)| format!("M{} {y}v5", tenths(*x))).collect();
    let label = |(at, (tick, x)): (usize, &(faultline_model::tick::Tick, i32))| {
        let unit = if at + 1 == picture.ticks.len() { " ms" } else { "" };
        let (x, y, text) = (tenths(*x), (y + 18).to_string(), format!("{}{unit}", ms(*tick)));
        html! { <text key={at} class="tick" {x} {y}>{ text }</text> }
    };
    html! {
        <g class="axis" aria-hidden="true">
            <path d={format!("M{GUTTER} {y}H{}{lines}", picture.width)} />
            { for picture.ticks.iter().enumerate().map(label) }
        </g>
    }
}

/// What spans all lanes lies below what shades one.
fn stretches(picture: &SpaceTime) -> impl Iterator<Item = Html> {
    let is_wide = |stretch: &Stretch| matches!(stretch.trouble, Trouble::Cut | Trouble::Held);
    let (wide, narrow): (Vec<&Stretch>, Vec<&Stretch>) = picture.stretches.iter().partition(|it| is_wide(it));
    wide.into_iter().chain(narrow).enumerate().map(|(at, stretch)| trouble(at, stretch, picture))
}

/// A crash shades a lane, a cut all of the time that it lasts.
fn trouble(at: usize, stretch: &Stretch, picture: &SpaceTime) -> Html {
    let (x, width) = (tenths(stretch.x), tenths(stretch.width));
    let half = picture.lane_height / 2;
    let of_lane = |replica: u8| (picture.lane(Endpoint::Replica(replica)) - half + 1, 2 * half - 2);
    let (class, name, (y, height)) = match stretch.trouble {
        Trouble::Down(replica) => ("down", words::DOWN, of_lane(replica)),
        Trouble::Slow(replica) => ("slow", words::SLOW, of_lane(replica)),
        Trouble::Cut => ("cut", words::CUT, (0, picture.height - FOOT)),
        Trouble::Held => ("held", words::HELD, (0, HEAD)),
    };
    let text_y = if matches!(stretch.trouble, Trouble::Cut | Trouble::Held) { 12 } else { y + 11 };
    let has_room = stretch.width > name.len() as i32 * LETTER + 60;
    html! {
        <g key={at} class={classes!("trouble", class)}>
            <rect x={x.clone()} y={y.to_string()} {width} height={height.to_string()} />
            <text x={tenths(stretch.x + 40)} y={text_y.to_string()}>{ if has_room { name } else { "" } }</text>
        </g>
    }
}

/// All arrows of a kind as one path, and their ends as three more.
fn arrows(film: &Rc<Film>, kinds: &[Kind], picture: &SpaceTime) -> Html {
    let mut by_kind: Vec<(Kind, String, String)> = Vec::new();
    let (mut crosses, mut waits) = (String::new(), String::new());
    let mut labels = Vec::new();
    let n_labels = if picture.arrows.len() <= LABELS_MAX { LABELS_MAX } else { 0 };
    for arrow in &picture.arrows {
        let kind = kind_of(film, kinds, arrow.message);
        let known = by_kind.iter().position(|(other, _, _)| *other == kind).unwrap_or_else(|| {
            by_kind.push((kind, String::new(), String::new()));
            by_kind.len() - 1
        });
        let (_, lines, heads) = &mut by_kind[known];
        lines.push_str(&line(arrow));
        if let Some(until) = arrow.waits_until {
            let (x, y) = (tenths(arrow.to.0), arrow.to.1);
            waits.push_str(&format!("M{x} {y}H{}M{x} {}v10m4-10v10", tenths(until), y - 5));
        }
        match arrow.end {
            End::Arrived => heads.push_str(&head(arrow)),
            End::Lost => crosses.push_str(&format!("M{} {}l8 8m0-8l-8 8", tenths(arrow.to.0 - 40), arrow.to.1 - 4)),
            End::Open => {}
        }
        if labels.len() < n_labels {
            labels.push(label(arrow, film));
        }
    }
    let of_kind = |(kind, lines, heads): (Kind, String, String)| {
        html! {
            <g key={kind.word} class={classes!("glyph", kind.shape.class(), kind.is_answer.then_some("hollow"))}>
                <path class="way" d={lines} />
                <path class="head" d={heads} />
            </g>
        }
    };
    html! {
        <g class="arrows">
            { for by_kind.into_iter().map(of_kind) }
            <path key="waits" class="waits" d={waits} />
            <path key="crosses" class="crosses" d={crosses} />
            <g key="labels" class="labels">{ for labels }</g>
        </g>
    }
}

fn line(arrow: &Arrow) -> String {
    let ((x0, y0), (x1, y1)) = (arrow.from, arrow.to);
    format!("M{} {y0}L{} {y1}", tenths(x0), tenths(x1))
}

/// A triangle at the end of the arrow, along its direction.
fn head(arrow: &Arrow) -> String {
    let ((x0, y0), (x1, y1)) = (arrow.from, arrow.to);
    let (x1, y1) = (arrow.waits_until.unwrap_or(x1), y1 * 10);
    let (dx, dy) = if arrow.waits_until.is_some() { (10, 0) } else { (x1 - x0, y1 - y0 * 10) };
    let length = i64::from(dx) * i64::from(dx) + i64::from(dy) * i64::from(dy);
    let length = i32::try_from(length.isqrt()).unwrap_or(i32::MAX).max(1);
    let along = |size: i32| {
        let part = |d: i32| (i64::from(d) * i64::from(size) / i64::from(length)) as i32;
        (part(dx), part(dy))
    };
    let ((ax, ay), (wx, wy)) = (along(80), along(32));
    let point = |x: i32, y: i32| format!("{} {}", tenths(x), tenths(y));
    format!("M{}L{}L{}z", point(x1, y1), point(x1 - ax - wy, y1 - ay + wx), point(x1 - ax + wy, y1 - ay - wx))
}

fn label(arrow: &Arrow, film: &Film) -> Html {
    // Nearer to the start: arrows that fan out do so from there, and those that meet do not hide each other.
    let (x, y) =
        (arrow.from.0 + (arrow.to.0 - arrow.from.0) * 2 / 5, arrow.from.1 + (arrow.to.1 - arrow.from.1) * 2 / 5);
    html! {
        <text key={arrow.message.0} x={tenths(x + 50)} y={(y + 3).to_string()}>
            { film.told().label(arrow.message) }
        </text>
    }
}

fn hit(arrow: &Arrow, film: &Film) -> Html {
    let journey = film.told().journey(arrow.message);
    let title = format!("{} ms: {} ({})", ms(journey.sent), words::flight(film, arrow.message), words::fate(journey));
    html! { <path key={arrow.message.0} class="hit" d={line(arrow)}><title>{ title }</title></path> }
}

fn operation(bar: &Bar, film: &Film) -> Html {
    let Some(operation) = film.told().operations().get(bar.op.0 as usize) else { return Html::default() };
    let asked = operation.to_string();
    let asked = asked.split_once(' ').map_or("", |(_, asked)| asked);
    let (class, sign) = match operation.outcome.is_answer() {
        true => ("bar", ""),
        false => ("bar failed", "✗ "),
    };
    let text = format!("{sign}{asked} → {}", words::answer(operation));
    let n_max = usize::try_from((bar.room - 60) / LETTER).unwrap_or_default();
    let shown = if n_max < 3 { String::new() } else { shorten(&text, n_max) };
    html! {
        <g key={bar.op.0} {class}>
            <title>{ format!("{} ms: {text}", ms(operation.invoked)) }</title>
            <rect x={tenths(bar.x)} y={(bar.lane - 8).to_string()} width={tenths(bar.width)} height="16" rx="4" />
            <text x={tenths(bar.x + 50)} y={(bar.lane + 4).to_string()}>{ shown }</text>
        </g>
    }
}

fn notes(film: &Film, picture: &SpaceTime) -> Html {
    let all: String =
        picture.notes.iter().map(|(_, (x, y))| format!("M{} {}l4 4l-4 4l-4-4z", tenths(*x), y - 4)).collect();
    let note = |(line, (x, y)): &(usize, (i32, i32))| {
        let event = film.line(*line)?;
        let title = format!("{} ms: {}", ms(event.at), film.told().sentence(event));
        let (cx, cy) = (tenths(*x), y.to_string());
        Some(html! { <circle key={*line} class="hit" {cx} {cy} r="6"><title>{ title }</title></circle> })
    };
    let is_easy = picture.notes.len() <= HITS_MAX;
    let hits = picture.notes.iter().filter(|_| is_easy).filter_map(note);
    html! { <g class="notes"><path d={all} />{ for hits }</g> }
}
