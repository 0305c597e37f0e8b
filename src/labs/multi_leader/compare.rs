//! Two version vectors that are set by hand, and which of the four answers comparing them gives.
//!
//! With two leaders a version is a point: to the right the writes of the one that it has, upwards those of the other.
//! What is before it lies to the left and below, what is after it to the right and above, and everything else is
//! concurrent.

use faultline_model::version::Order;
use yew::prelude::*;

use super::config::{COUNT_MAX, Counts, MultiConfig};
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::ui::panel::{hint, nothing, panel, status};
use crate::ui::table::{Row, head, table, text};

type Leaders = Session<MultiConfig>;

/// The distance of two counts, and where 0 stands, from the left and from the top.
const STEP: i32 = 34;
const ORIGIN: (i32, i32) = (40, 208);
/// The edge of the picture.
const EDGE: i32 = 18;

/// The panel.
pub fn comparing(session: &Leaders) -> Html {
    let config = &session.config;
    let (a, b) = config.compared;
    let size = 1 + config.followers;
    let order = a.vector(config.sites, size).compare(&b.vector(config.sites, size));
    // Three leaders would need a room; the table tells them.
    let picture = if config.sites == 2 { plane(config, order) } else { nothing() };
    panel(
        "comparing",
        words::COMPARING,
        vec![
            hint(words::COMPARING_HINT),
            html! { <div class="compared">{ vectors(session) }{ picture }</div> },
            status(words::order(order)),
        ],
    )
}

/// A row a leader: A's number, how it compares, B's number.
fn vectors(session: &Leaders) -> Html {
    let (a, b) = session.config.compared;
    let row = |site: u8| {
        let at = usize::from(site);
        let leader = format!("r{}", site * (1 + session.config.followers));
        let sign = html! { <b class="sign">{ words::sign(a.0[at], b.0[at]) }</b> };
        let cells = vec![stepper(session, "A", site, &leader), sign, stepper(session, "B", site, &leader)];
        Row { class: "", name: text(words::of(&leader)), cells }
    };
    table(words::COMPARING, &head(&words::COMPARED), (0..session.config.sites).map(row).collect())
}

/// A number with a button on either side.
fn stepper(session: &Leaders, name: &'static str, site: u8, leader: &str) -> Html {
    let (a, b) = session.config.compared;
    let Counts(counts) = if name == "A" { a } else { b };
    let count = counts[usize::from(site)];
    let button = |to: Option<u8>, label: String, sign: &'static str| {
        let session = session.clone();
        let onclick = Callback::from(move |_| {
            let Some(to) = to else { return };
            session.change(false, move |config| {
                let (a, b) = &mut config.compared;
                (if name == "A" { a } else { b }).0[usize::from(site)] = to;
            });
        });
        html! {
            <button type="button" aria-label={label} aria-disabled={to.is_none().to_string()} {onclick}>{ sign }</button>
        }
    };
    html! {
        <span class="stepper">
            { button(count.checked_sub(1), words::fewer(name, leader), "−") }
            <b>{ count.to_string() }</b>
            { button((count < COUNT_MAX).then_some(count + 1), words::more(name, leader), "+") }
        </span>
    }
}

/// Where a version with these counts stands.
fn place(Counts([right, up, _]): Counts) -> (i32, i32) {
    (ORIGIN.0 + STEP * i32::from(right), ORIGIN.1 - STEP * i32::from(up))
}

/// The plane of two leaders, with what is before, after and concurrent to B, and A in it.
fn plane(config: &MultiConfig, order: Order) -> Html {
    let (a, b) = config.compared;
    let ((ax, ay), (bx, by)) = (place(a), place(b));
    let (left, right) = (ORIGIN.0 - EDGE, ORIGIN.0 + STEP * i32::from(COUNT_MAX) + EDGE);
    let (top, bottom) = (ORIGIN.1 - STEP * i32::from(COUNT_MAX) - EDGE, ORIGIN.1 + EDGE);
    let area = |class: &'static str, (x0, y0): (i32, i32), (x1, y1): (i32, i32), name: &'static str| {
        let (width, height) = (x1 - x0, y1 - y0);
        let has_room = width > 70 && height > 20;
        // In the corner that is farthest from B.
        let (is_right, is_low) = (x1 == right, y1 == bottom);
        let (x, end) = if is_right { (x1 - 6, "end") } else { (x0 + 6, "start") };
        let y = if is_low { y1 - 7 } else { y0 + 15 };
        html! {
            <g {class}>
                <rect x={x0.to_string()} y={y0.to_string()} width={width.to_string()} height={height.to_string()} />
                <text class={end} x={x.to_string()} y={y.to_string()}>{ if has_room { name } else { "" } }</text>
            </g>
        }
    };
    let dots: String = (0..=COUNT_MAX)
        .flat_map(|right| (0..=COUNT_MAX).map(move |up| place(Counts([right, up, 0]))))
        .map(|(x, y)| format!("M{x} {y}h0"))
        .collect();
    let mark = |class: &'static str, (x, y): (i32, i32), name: &'static str| {
        html! {
            <g {class} transform={format!("translate({x} {y})")}>
                <circle r="11" /><text y="5">{ name }</text>
            </g>
        }
    };
    let is_one = a.0[..2] == b.0[..2];
    let label = words::plane(config, order);
    html! {
        <svg class="plane" viewBox={format!("0 0 {} {}", right + 6, bottom + 26)} role="img" aria-label={label}>
            { area("area before", (left, by), (bx, bottom), words::BEFORE_B) }
            { area("area after", (bx, top), (right, by), words::AFTER_B) }
            { area("area concurrent", (left, top), (bx, by), words::CONCURRENT_B) }
            { area("area concurrent", (bx, by), (right, bottom), words::CONCURRENT_B) }
            <path class="dots" d={dots} />
            <text class="name" x={left.midpoint(right).to_string()} y={(bottom + 18).to_string()}>
                { words::writes_of("r0") }
            </text>
            <text class="name" transform={format!("translate(13 {}) rotate(-90)", top.midpoint(bottom))}>
                { words::writes_of(&format!("r{}", 1 + config.followers)) }
            </text>
            { mark("mark b", (bx, by), if is_one { "" } else { "B" }) }
            { mark("mark a", (ax, ay), if is_one { "A=B" } else { "A" }) }
        </svg>
    }
}
