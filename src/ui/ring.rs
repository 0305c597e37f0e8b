//! A ring of hashes, drawn: who owns which arc before and after a change, what moves, and some keys on their way.
//!
//! Nodes are told by the number beside their arcs, by the pattern of the arcs, and by their colour.

use yew::prelude::*;

use super::ring_layout::{Band, EDGE, KeyVm, Label, RingVm};
use crate::markup::{classes, html};

/// What a ring says beside what it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring<'a> {
    pub vm: &'a RingVm,
    /// The picture in a sentence.
    pub label: String,
    /// What stands in its middle: a figure, and lines below it.
    pub middle: &'a [String],
    /// The names of the keys, in the order in which they were laid out.
    pub keys: &'a [String],
    /// Which of the keys is told of.
    pub selected: Option<usize>,
}

/// The picture; `on_select` hears which key was clicked.
pub fn ring(ring: &Ring, on_select: Option<&Callback<usize>>) -> Html {
    let vm = ring.vm;
    let band = |(at, band): (usize, &Band)| {
        html! { <path key={at} class={format!("arc look-{}", band.look)} d={band.path.clone()} /> }
    };
    let label = |(at, label): (usize, &Label)| {
        let class = format!("node-name look-{}", super::ring_layout::look(label.node));
        html! { <text key={at} {class} x={label.x.clone()} y={label.y.clone()}>{ format!("n{}", label.node) }</text> }
    };
    html! {
        <svg class="ring" role="img" aria-label={ring.label.clone()} viewBox={format!("0 0 {EDGE} {EDGE}")}>
            <g class="lap before">{ for vm.before.iter().enumerate().map(band) }</g>
            <path class="moved" d={vm.moved.clone()} />
            <g class="lap after">{ for vm.after.iter().enumerate().map(band) }</g>
            <path class="ticks" d={vm.ticks.clone()} />
            <g class="node-names">{ for vm.labels.iter().enumerate().map(label) }</g>
            <g class="keys">{ for vm.keys.iter().map(|key| dot(ring, key, on_select)) }</g>
            <g class="middle">{ for ring.middle.iter().enumerate().map(middle_line) }</g>
        </svg>
    }
}

fn middle_line((at, line): (usize, &String)) -> Html {
    let middle = EDGE / 2;
    let y = match at {
        0 => middle,
        at => middle + 6 + 18 * at as i32,
    };
    let class = if at == 0 { "figure" } else { "said" };
    html! { <text key={at} {class} x={middle.to_string()} y={y.to_string()}>{ line }</text> }
}

fn dot(ring: &Ring, key: &KeyVm, on_select: Option<&Callback<usize>>) -> Html {
    let is_selected = ring.selected == Some(key.at);
    let class = classes!("key", key.is_moved.then_some("is-moved"), is_selected.then_some("selected"));
    let onclick = on_select.map(|on_select| {
        let (on_select, at) = (on_select.clone(), key.at);
        Callback::from(move |_: MouseEvent| on_select.emit(at))
    });
    let (x, y) = (key.x.clone(), key.y.clone());
    html! {
        <g key={key.at} {class} {onclick}>
            <path class="walk" d={key.walk.clone()} />
            <circle class="reach" cx={x.clone()} cy={y.clone()} r="11" />
            <circle class="dot" cx={x} cy={y} r={if is_selected { "6" } else { "4" }} />
            <title>{ ring.keys.get(key.at).cloned().unwrap_or_default() }</title>
        </g>
    }
}
