//! What can be chosen: the scheme and its size, and what is done to the cluster.

use faultline_model::placement::rebalance::{Change, parse_changes, write_changes};
use yew::prelude::*;

use super::config::{
    GB_MAX, KINDS, Kind, MBS_MAX, N_KEYS_MAX, Named, RebalancingConfig, SPLIT_GB_MAX, parse_key, parse_node,
    parse_weights, show_weights,
};
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::settings::{parse_seed, parse_whole};
use crate::ui::panel::{button, tool};
use crate::ui::setting::{choice, on_new_seed, session_tools, setting, stepped, text};
use crate::ui::slider::Drag;
use crate::ui::text_field::TextField;

type Rebalancing = Session<RebalancingConfig>;

const NODES: &[u32] =
    &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 50, 75, 100, 200, 300, 500, 1_000];
const VNODES: &[u32] = &[1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50, 64, 80, 100, 128, 160, 200, 256];
const SHARDS: &[u32] =
    &[1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048, 4096, 16384, 65536];
const KEYS: &[u32] =
    &[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/// The scheme and what it depends on.
pub fn settings(session: &Rebalancing, drag: &Drag) -> Html {
    let config = &session.config;
    html! {
        <div class="fields">
            { choice(words::SCHEME, KINDS, config.kind, words::scheme, session, |config, kind| config.kind = kind) }
            { stepped(("n", words::NODES, ""), config.n.into(), NODES, session, drag,
                |config, n| config.set_n(n as u16)) }
            { own(session, drag) }
            { stepped(("keys", words::KEYS, ""), config.n_keys, KEYS, session, drag, |config, n| config.n_keys = n) }
        </div>
    }
}

/// What the scheme that is drawn has of its own; a scheme without a setting keeps the place.
fn own(session: &Rebalancing, drag: &Drag) -> Html {
    let config = &session.config;
    match config.kind {
        Kind::Ring => stepped(("v", words::VNODES, ""), config.vnodes.into(), VNODES, session, drag, |config, v| {
            config.vnodes = v as u16;
        }),
        Kind::PerNode => {
            stepped(("per", words::PER_NODE, ""), config.per_node.into(), VNODES, session, drag, |config, n| {
                config.per_node = n as u16;
            })
        }
        Kind::Fixed => stepped(("shards", words::SHARDS, ""), config.shards, SHARDS, session, drag, |config, n| {
            config.shards = n;
        }),
        Kind::Dynamic => text(
            ("split", words::SPLIT, words::SPLIT_HINT),
            &config.split_gb,
            session,
            |text| parse_whole(text, 1, SPLIT_GB_MAX),
            u32::to_string,
            |config, split| config.split_gb = split,
        ),
        Kind::ModN | Kind::Rendezvous | Kind::Jump => {
            html! { <p class="hint">{ words::no_setting(config.kind) }</p> }
        }
    }
}

/// The rest: how much data, how fast, how powerful, and the luck of it.
pub fn more(session: &Rebalancing) -> Html {
    let config = &session.config;
    html! {
        <div class="fields">
            { text(("gb", words::GB, ""), &config.gb, session, |text| parse_whole(text, 1, GB_MAX), u32::to_string,
                |config, gb| config.gb = gb) }
            { text(("mbs", words::MBS, words::MBS_HINT), &config.mbs, session, |text| parse_whole(text, 1, MBS_MAX),
                u32::to_string, |config, mbs| config.mbs = mbs) }
            { text(("w", words::WEIGHTS, words::WEIGHTS_HINT), &config.weights, session, parse_weights,
                |weights| show_weights(weights), |config, weights| {
                    config.weights = weights;
                    config.set_n(config.n);
                }) }
            { text(("keys-text", words::KEYS_TEXT, ""), &config.n_keys, session,
                |text| parse_whole(text, 1, N_KEYS_MAX), u32::to_string, |config, n| config.n_keys = n) }
            <div class="seed">
                { text(("seed", words::SEED, ""), &config.seed, session, parse_seed, u64::to_string,
                    |config, seed| config.seed = seed) }
                { button(words::NEW_SEED, on_new_seed(session, |config, seed| config.seed = seed)) }
            </div>
        </div>
    }
}

/// What can be done to the cluster: each is appended to the changes.
pub fn deeds(session: &Rebalancing) -> Html {
    let node = session.config.node;
    let deed = |name: &'static str, change: Change| {
        let is_possible = session.config.can_change();
        let session = session.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            session.change(false, move |config| {
                if config.can_change() {
                    config.set_changes(config.changes.iter().copied().chain([change]).collect());
                }
            });
        });
        tool(name, is_possible, onclick)
    };
    let (read, on_give) =
        setting(session, parse_node, |node| Named(*node).to_string(), |config, node| config.node = node);
    html! {
            <div class="deeds" role="group" aria-label={words::DEEDS}>
                { deed(words::ADD, Change::Add { n: 1, weight: 1 }) }
                <TextField id="node" label={words::NODE} value={Named(node).to_string()} {read} {on_give} chars_max=5 />
                { deed(words::REMOVE, Change::Remove(node)) }
                { deed(words::FAIL, Change::Fail(node)) }
                { deed(words::GROW, Change::Grow { factor_tenths: 20 }) }
                <span class="tools">{ session_tools(session, words::RESET) }</span>
            </div>
    }
}

/// The changes as text.
pub fn changes_text(session: &Rebalancing) -> Html {
    let parse = |text: &str| parse_changes(text).map_err(|error| format!("{error}"));
    let show = |changes: &Vec<Change>| write_changes(changes);
    let (read, on_give) = setting(session, parse, show, RebalancingConfig::set_changes);
    let value = write_changes(&session.config.changes);
    html! {
        <TextField id="do" label={words::CHANGES} hint={words::CHANGES_HINT} {value} {read} {on_give} chars_max=400 />
    }
}

/// The key that is told of.
pub fn key_field(session: &Rebalancing) -> Html {
    let (read, on_give) = setting(session, parse_key, String::clone, |config, key| config.key = key);
    html! {
        <TextField id="key" label={words::KEY} value={session.config.key.clone()} {read} {on_give} chars_max=40 />
    }
}
