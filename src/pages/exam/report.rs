//! What came of it, to look at, to print, and to send.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::desk::said;
use super::keeper::SittingHandle;
use crate::browser;
use crate::content::misconception;
use crate::exam::{Item, Mark, Report};
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::Site;
use crate::ui::panel::{hint, nothing, once_running};
use crate::ui::question::evidence_link;
use crate::ui::rich_text::definition;
use crate::ui::table::{head, row, table};

/// The report of a sitting that was handed in.
pub fn report(site: &Site, report: &Report, handle: &SittingHandle) -> Html {
    let (n_right, n) = report.score();
    let percent = (100 * n_right + n / 2).checked_div(n).unwrap_or_default();
    let topics = report.by_topic().into_iter();
    let topics = topics.map(|(topic, n_right, n)| row(topic.title, vec![format!("{n_right} of {n}")])).collect();
    html! {
        <div class="report">
            <p class="lead" role="status">
                <strong>{ format!("{n_right} of {n} right ({percent} %)") }</strong>
                { format!(" in {}", report.time()) }
            </p>
            <p class="soft">{ report.conditions() }</p>
            { once_running(|| actions(site, report, handle)) }
            { table("Score by topic", &head(&["Topic", "Right"]), topics) }
            <ol class="marked">{ for report.items().map(|(item, mark)| marked(item, mark)) }</ol>
        </div>
    }
}

fn actions(site: &Site, report: &Report, handle: &SittingHandle) -> Html {
    let text = report.text(&browser::absolute(&site.href(&Route::Exam, &site.location.query)));
    let on_copy = Callback::from(move |event: MouseEvent| {
        let text = text.clone();
        let button: web_sys::HtmlElement = event.target_unchecked_into();
        spawn_local(async move {
            let said = match browser::copy(&text).await {
                Ok(()) => "Copied",
                Err(()) => "The browser did not let the page copy",
            };
            button.set_inner_text(said);
        });
    });
    let on_print = Callback::from(|_: MouseEvent| browser::print());
    let handle = handle.clone();
    let on_leave = Callback::from(move |_: MouseEvent| {
        handle.leave();
    });
    html! {
        <div>
            <p class="transfer actions">
                <button type="button" onclick={on_copy}>{ "Copy the report" }</button>
                <button type="button" onclick={on_print}>{ "Print" }</button>
                <button type="button" onclick={on_leave}>{ "Close the report" }</button>
            </p>
            { hint("The answers count as reviews now: what was not right comes again today.") }
        </div>
    }
}

fn marked(item: &Item, mark: &Mark) -> Html {
    let (class, sign) = match (mark.is_right, &mark.given) {
        (true, _) => ("right", "✓ Right"),
        (false, Some(_)) => ("wrong", "✗ Not so"),
        (false, None) => ("open", "○ No answer"),
    };
    html! {
        <li key={item.card.id.clone()} class={classes!("marked-one", class)}>
            <h2>{ definition(&item.text(&item.card.prompt)) }</h2>
            <div>
                <strong class="sign">{ sign }</strong>
                { mark.given.as_ref().map(|given| html! { <>{ ": " }{ said(given) }</> }) }
            </div>
            if mark.is_right {
                { nothing() }
            } else {
                <div>{ "Right: " }{ said(&mark.right) }</div>
            }
            { belief(mark) }
            if item.card.why.is_empty() {
                { nothing() }
            } else {
                <p class="why">{ definition(&item.text(&item.card.why)) }</p>
            }
            { evidence_link(item.evidence().as_ref()) }
        </li>
    }
}

fn belief(mark: &Mark) -> Html {
    match mark.misconception.and_then(misconception) {
        Some(belief) if !belief.name.is_empty() || !belief.explanation.is_empty() => {
            html! {
                <p class="misconception">
                    <strong>{ belief.quoted() }</strong>
                    { definition(&belief.explanation) }
                </p>
            }
        }
        _ => nothing(),
    }
}
