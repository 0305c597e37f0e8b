//! What can be chosen: the keys, the requests, the nodes and shards.

use yew::prelude::*;

use super::config::{
    ACCESSES, AccessKind, N_NODES_MAX, PlacementConfig, SOURCES, Source, ZIPF_MAX, parse_weights, show_weights,
    show_zipf,
};
use super::view::Shown;
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::settings::parse_seed;
use crate::ui::number::grouped;
use crate::ui::panel::{button, nothing, panel};
use crate::ui::setting::{choice, count, on_new_seed, text};
use crate::ui::slider::{Drag, Slider, slider};

type Placements = Session<PlacementConfig>;

/// The numbers of keys on the slider.
const N_KEYS: [u32; 13] =
    [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
/// The numbers of shards on the slider.
const N_SHARDS: [u32; 17] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 64, 96, 128, 256, 384, 512, 1_024];

/// The settings beside the picture.
pub fn settings(session: &Placements, drag: &Drag) -> Html {
    let config = &session.config;
    let n_keys = match config.source {
        Source::Made(_) => {
            steps(session, drag, ("n", words::N_KEYS), &N_KEYS, config.n_keys, |config, n| config.n_keys = n)
        }
        Source::Own => nothing(),
    };
    html! {
        <div class="fields">
            { choice(words::DATA, SOURCES, config.source, words::source, session, |config, it| config.source = it) }
            { n_keys }
            { choice(words::ACCESS, ACCESSES, config.access, words::access, session, |config, it| config.access = it) }
            { knob(session, drag) }
            { count(("nodes", words::NODES, ""), config.n_nodes.into(), [1, N_NODES_MAX.into()], session, drag,
                |config, n| config.n_nodes = n as u8) }
            { steps(session, drag, ("shards", words::SHARDS), &N_SHARDS, config.n_shards, |config, n| config.n_shards = n) }
        </div>
    }
}

/// What the kind of access leaves open.
fn knob(session: &Placements, drag: &Drag) -> Html {
    let PlacementConfig { access, zipf, percent, .. } = session.config;
    let (named, max, value, said) = match access {
        AccessKind::Uniform => return nothing(),
        AccessKind::Zipf => (("zipf", words::ZIPF), i32::from(ZIPF_MAX) / 5, i32::from(zipf) / 5, show_zipf(&zipf)),
        AccessKind::Celebrity => (("percent", words::CELEBRITY), 100, percent.into(), format!("{percent}\u{a0}%")),
    };
    let session = session.clone();
    let on_slide = Callback::from(move |(number, is_gesture): (i32, bool)| {
        session.change(is_gesture, move |config| match config.access {
            AccessKind::Celebrity => config.percent = number as u8,
            _ => config.zipf = number as u16 * 5,
        });
    });
    let (id, label) = named;
    slider(Slider { id, label, min: 0, max, value: value.to_string(), shown: said }, drag, on_slide)
}

/// A slider over a few numbers; the present one may lie between two of them.
fn steps(
    session: &Placements,
    drag: &Drag,
    (id, label): (&'static str, &'static str),
    values: &'static [u32],
    now: u32,
    set: fn(&mut PlacementConfig, u32),
) -> Html {
    let at = values.partition_point(|value| *value < now).min(values.len() - 1);
    let session = session.clone();
    let on_slide = Callback::from(move |(at, is_gesture): (i32, bool)| {
        let value = values[(at.max(0) as usize).min(values.len() - 1)];
        session.change(is_gesture, move |config| set(config, value));
    });
    let field =
        Slider { id, label, min: 0, max: values.len() as i32 - 1, value: at.to_string(), shown: grouped(now.into()) };
    slider(field, drag, on_slide)
}

/// Settings that are needed more rarely.
pub fn more(shown: &Shown) -> Html {
    let (config, session) = (shown.config(), &shown.session);
    let new_seed = on_new_seed(session, |config, seed| config.seed = seed);
    let fields = html! {
        <div class="fields">
            { text(("weights", words::WEIGHTS, words::WEIGHTS_HINT), &config.weights, session, parse_weights,
                |weights| show_weights(weights), |config, weights| config.weights = weights) }
            <div class="fields inline">
                { text(("seed", words::SEED, ""), &config.seed, session, parse_seed, ToString::to_string,
                    |config, seed| config.seed = seed) }
                { button(words::NEW_SEED, new_seed) }
            </div>
        </div>
    };
    panel("more", words::MORE, vec![fields])
}
