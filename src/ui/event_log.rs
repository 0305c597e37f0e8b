//! The event log: the run as sentences, those around the playhead.
//!
//! Only the lines near the playhead are made; a run can have many thousands. What is still to come is there, paler, so
//! that it can be gone to.

use std::rc::Rc;

use faultline_model::step::ms;
use faultline_model::tick::Tick;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::markup::html;

use super::film::Film;
use super::play::Playhead;
use super::still::{Late, Still};
use super::words;
use crate::browser;

/// How many lines are made before the newest, and as many after.
const AROUND: usize = 14;
/// While the run plays: as many as can be seen.
const AROUND_PLAYING: usize = 7;

/// All logs of a page, which stand side by side.
const LOGS: &str = ".log";

/// The lines that are shown.
#[derive(Clone, Copy)]
struct Lines {
    first: usize,
    /// Before this one.
    last: usize,
    /// The line that is current, counted from 0.
    current: Option<usize>,
}

/// The log; `id` is unique on the page, and `of` tells one log from another if there are several.
pub fn event_log(id: &'static str, of: &str, film: &Rc<Film>, playhead: &Playhead) -> Html {
    let n_past = film.n_lines_until(playhead.at);
    let around = if playhead.is_playing { AROUND_PLAYING } else { AROUND };
    let (first, last) = (n_past.saturating_sub(around), (n_past + around).min(film.n_lines()));
    let lines = Lines { first, last, current: n_past.checked_sub(1) };
    let region = NodeRef::default();
    {
        let (region, is_playing) = (region.clone(), playhead.is_playing);
        playhead.watch_last(move || follow(&region, lines.current, is_playing));
    }
    let stamp = format!("{} {first} {n_past} {last}", film.number());
    let late = Late { place: LOGS, is_playing: playhead.is_playing };
    let view = {
        let (film, playhead) = (film.clone(), playhead.clone());
        Callback::from(move |()| view(lines, &film, &playhead))
    };
    html! {
        <div ref={region} class="log" role="region" tabindex="0" aria-label={words::of(words::LOG, of)} {id}
            onkeydown={list_keys(playhead)}>
            <Still {stamp} {view} {late} />
        </div>
    }
}

fn view(lines: Lines, film: &Film, playhead: &Playhead) -> Html {
    let Lines { first, last, current } = lines;
    html! {
        <>
            { jump(words::earlier(first), first.checked_sub(1), film, playhead) }
            <ol start={(first + 1).to_string()}>{ for (first..last).map(|at| line(at, film, playhead, current)) }</ol>
            { jump(words::later(film.n_lines() - last), (last < film.n_lines()).then_some(last), film, playhead) }
        </>
    }
}

fn line(at: usize, film: &Film, playhead: &Playhead, current: Option<usize>) -> Html {
    let Some(event) = film.line(at) else { return Html::default() };
    let onclick = {
        let (playhead, at) = (playhead.clone(), event.at);
        Callback::from(move |_| playhead.go(at))
    };
    let is_current = (current == Some(at)).then_some("true");
    let class = if current.is_none_or(|current| at > current) { "later" } else { "" };
    // One tab stop for all: the arrow keys go from line to line.
    html! {
        <li key={at} {class} aria-current={is_current}>
            <button type="button" tabindex="-1" {onclick}>
                <span class="time">{ ms(event.at) }</span>
                <span>{ film.told().sentence(event) }</span>
            </button>
        </li>
    }
}

/// A button that goes to a line that is not shown.
fn jump(name: String, to: Option<usize>, film: &Film, playhead: &Playhead) -> Html {
    let at = to.and_then(|to| film.line(to)).map(|event| event.at);
    let onclick = {
        let playhead = playhead.clone();
        Callback::from(move |_| playhead.go(at.unwrap_or(Tick::ZERO)))
    };
    html! { <button type="button" class="jump" hidden={at.is_none()} {onclick}>{ name }</button> }
}

/// Up and down go from event to event.
fn list_keys(playhead: &Playhead) -> Callback<KeyboardEvent> {
    let playhead = playhead.clone();
    Callback::from(move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowUp" => playhead.step(false),
            "ArrowDown" => playhead.step(true),
            _ => return,
        }
        event.prevent_default();
    })
}

/// Brings the current line into the middle of the region, once it has become another; the page stays where it is. While
/// the run plays, only where one sees it: what is out of sight need not be laid out.
fn follow(region: &NodeRef, current: Option<usize>, is_playing: bool) {
    let Some(region) = region.cast::<HtmlElement>() else { return };
    if is_playing && !browser::is_panel_in_sight(LOGS) {
        return;
    }
    let name = current.map(|current| current.to_string()).unwrap_or_default();
    if region.get_attribute("data-seen").as_deref() == Some(name.as_str()) {
        return;
    }
    let _ = region.set_attribute("data-seen", &name);
    let line = region.query_selector("[aria-current]").ok().flatten();
    let top = line.and_then(|line| {
        use wasm_bindgen::JsCast;
        line.dyn_into::<HtmlElement>().ok()
    });
    let top = top.map_or(0, |line| line.offset_top() - (region.client_height() - line.offset_height()) / 2);
    region.set_scroll_top(top);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerender::render;
    use crate::ui::told_by_hand::{ByHand, ms, small_run};

    #[component]
    fn LongLog() -> Html {
        let film = ByHand::new(1, 1, "0..400/1 heal").film();
        let playhead = Playhead::standing(std::slice::from_ref(&film), ms(200));
        event_log("log", "", &film, &playhead)
    }

    #[component]
    fn ShortLog() -> Html {
        let film = small_run().film();
        let playhead = Playhead::standing(std::slice::from_ref(&film), ms(5));
        event_log("log", "", &film, &playhead)
    }

    #[test]
    fn only_lines_near_the_playhead_are_made_and_the_others_can_be_gone_to() {
        let html = render::<LongLog>(());
        assert_eq!(html.matches("<li").count(), 2 * AROUND, "{html}");
        assert!(html.contains(&format!("{} earlier", 201 - AROUND)), "{html}");
        assert!(html.contains(&format!("{} later", 200 - AROUND)), "{html}");
    }

    #[test]
    fn one_line_is_current_and_what_follows_is_later() {
        let html = render::<ShortLog>(());
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1);
        let current = html.find("aria-current").expect("a current line");
        assert!(html[current..].find("crash r2").is_some_and(|at| at < 200), "{html}");
        assert!(html[current..].matches("class=\"later\"").count() > 3, "{html}");
    }
}
