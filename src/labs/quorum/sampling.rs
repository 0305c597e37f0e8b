//! Drawing the operations while the page stays responsive: a little at a time, and once for each network.
//!
//! Evaluating them takes most of a frame for nine replicas. So a slider moves first, with the run and its picture, and
//! the figures follow together in a later frame; a drag does not wait for them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use faultline_model::maths::wars::Evaluated;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_memo, use_state};

use super::config::{N_MAX, QuorumConfig};
use super::run;

/// How much is drawn at once, in random words: some five milliseconds' worth.
const DRAWS: u32 = 200_000;
/// How long the page has to paint what a slider changed before anything is evaluated, in milliseconds: a frame.
const PAINT_MS: u32 = 20;

/// What is sampled.
pub struct Sampled {
    /// None until all of this size is drawn.
    pub evaluated: Option<Rc<Evaluated>>,
    /// Whether that is of the present configuration; else it follows in a moment.
    pub is_settled: bool,
}

/// What is sampled of this configuration, once it is drawn. Other sizes are drawn ahead, so that sliders find them.
#[hook]
pub fn use_samples(config: &QuorumConfig) -> Sampled {
    let n_news = use_state(|| 0_u32);
    let timer = use_mut_ref(|| None::<Timeout>);
    let news = use_memo((), |()| Cell::new(0));
    {
        let (config, n_news, timer) = (config.clone(), n_news.setter(), timer.clone());
        use_effect_with((config.latency, config.script.seed), move |_| {
            let on_news = Rc::new(move || {
                news.set(news.get() + 1);
                n_news.set(news.get());
            });
            draw(config.n..=N_MAX, config, on_news, &timer);
            move || *timer.borrow_mut() = None
        });
    }
    let key = (config.latency, config.script.seed, config.n, config.r, config.w, run::is_drawn(config));
    let done = use_state(|| (None, None));
    {
        let (config, done) = (config.clone(), done.setter());
        use_effect_with(key, move |key| {
            let key = *key;
            let evaluate = move || done.set((Some(key), run::sampled_whole(&config).map(Rc::new)));
            let timer = Timeout::new(PAINT_MS, evaluate);
            move || drop(timer)
        });
    }
    Sampled { evaluated: done.1.clone(), is_settled: done.0 == Some(key) }
}

/// Draws on, again and again, until all sizes are there; tells when another one is.
fn draw(
    mut sizes: std::ops::RangeInclusive<u8>,
    config: QuorumConfig,
    on_news: Rc<dyn Fn()>,
    timer: &Rc<RefCell<Option<Timeout>>>,
) {
    let Some(n) = sizes.next() else { return };
    let next = timer.clone();
    *timer.borrow_mut() = Some(Timeout::new(0, move || {
        let of_size = QuorumConfig { n, ..config };
        let is_drawn = run::draw(&of_size, DRAWS);
        if is_drawn {
            on_news();
        }
        let left = if is_drawn { sizes } else { n..=N_MAX };
        draw(left, of_size, on_news, &next);
    }));
}
