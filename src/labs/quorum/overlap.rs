//! The overlap, drawn: the worst case, where those written and those read have as little in common as they can.

use yew::prelude::*;

use crate::markup::html;

use super::config::QuorumConfig;
use super::run::Exact;
use super::words;

/// The distance of two replicas, and where the first one stands.
const STEP: i32 = 46;
const FIRST: i32 = 34;
const ROW: i32 = 52;

/// N replicas in a row, the first W written, the last R read.
pub fn overlap(config: &QuorumConfig, exact: &Exact) -> Html {
    let QuorumConfig { n, r, w, .. } = *config;
    let x = |replica: u8| FIRST + STEP * i32::from(replica);
    let width = x(n - 1) + FIRST;
    let label = words::overlap_label(config, exact);
    let replica = |i: u8| {
        let (is_written, is_read) = (i < w, i >= n - r);
        let class = match (is_written, is_read) {
            (true, true) => "replica both",
            (true, false) => "replica written",
            (false, true) => "replica read",
            (false, false) => "replica",
        };
        html! {
            <g key={i} {class} transform={format!("translate({} {ROW})", x(i))}>
                <circle r="15" />
                <text dy="5">{ format!("r{i}") }</text>
            </g>
        }
    };
    let band = |class: &'static str, from: u8, count: u8, y: i32, height: i32| {
        let width = (STEP * i32::from(count) - 8).to_string();
        let left = (x(from) - STEP / 2 + 4).to_string();
        html! { <rect {class} x={left} y={y.to_string()} {width} height={height.to_string()} rx="10" /> }
    };
    html! {
        <figure class="overlap">
            <svg viewBox={format!("0 0 {width} 104")} role="img" aria-label={label.clone()} width={width.to_string()}>
                { band("band written", 0, w, 22, 50) }
                { band("band read", n - r, r, 32, 50) }
                { for (0..n).map(replica) }
                <text class="name" x="15" y="15">{ format!("W={w}") }</text>
                <text class="name end" x={(width - 15).to_string()} y="99">{ format!("R={r}") }</text>
            </svg>
            <figcaption>{ label }</figcaption>
        </figure>
    }
}
