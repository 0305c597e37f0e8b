//! Notes against reality: every statement of the notes that does not hold as written, what holds, and the run that
//! shows it, one click away.
//!
//! The link names one (`?doubt=same-client-same-server`), so that a card can lead to it.

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Doubt, Texts, Topic};
use crate::hooks::use_effect_with;
use crate::link::{self, Fields, Note};
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, use_site};
use crate::ui::notice::link_notes;
use crate::ui::question::evidence_link;
use crate::ui::rich_text::{definitions, rich_text};

#[derive(Properties, PartialEq)]
pub struct DoubtsProps {
    pub texts: &'static Texts,
}

/// The page.
#[component]
pub fn Doubts(props: &DoubtsProps) -> Html {
    let site = use_site();
    let doubts = &props.texts.doubts;
    let (asked, notes) = asked_doubt(&site.location.query, doubts);
    use_effect_with(asked, |asked| {
        if asked.is_some() {
            browser::scroll_to_asked();
        }
    });
    let n_run = doubts.iter().filter(|doubt| doubt.evidence.is_some()).count();
    let section = |topic: &'static Topic| {
        let own: Vec<&'static Doubt> = doubts.iter().filter(|doubt| doubt.topic == topic.id).collect();
        html! {
            <section key={topic.id} class="doubts" hidden={own.is_empty()}>
                <h2>
                    if topic.is_open {
                        <Link to={Route::Topic(topic)}>{ topic.title }</Link>
                    } else {
                        { topic.title }
                    }
                </h2>
                { for own.into_iter().map(|each| doubt(each, asked == Some(each.id.as_str()))) }
            </section>
        }
    };
    html! {
        <div class="page doubts-page">
            <h1 tabindex="-1">{ "Notes against reality" }</h1>
            { link_notes(&notes) }
            <p class="lead">
                { format!("{} statements of the study notes that do not hold as written, and what does. ", doubts.len()) }
                { format!("{n_run} of them can be watched in a lab.") }
            </p>
            { for content::TOPICS.iter().map(section) }
            { definitions(doubts.iter().map(|doubt| doubt.holds.as_slice())) }
        </div>
    }
}

/// The query that leads to a doubt.
pub fn doubt_query(id: &str) -> String {
    link::write(&[("doubt", id.to_owned())])
}

/// The doubt that a link names, and what could not be used.
fn asked_doubt(query: &str, doubts: &'static [Doubt]) -> (Option<&'static str>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    let find = |id: &str| doubts.iter().map(|doubt| doubt.id.as_str()).find(|known| *known == id);
    let asked = fields.take_known("doubt", find, |id| format!("there is no statement `{id}` here"));
    (asked, fields.finish(&["doubt"]))
}

/// What a note says, and what holds.
pub fn doubt(doubt: &'static Doubt, is_asked: bool) -> Html {
    html! {
        <dl key={doubt.id.clone()} id={doubt.id.clone()} class={if is_asked { "doubt here" } else { "doubt" }}
            data-asked={is_asked.then_some("")}>
            <div class="says">
                <dt>{ "The notes say" }</dt>
                <dd>{ &doubt.says }{ " " }<cite>{ &doubt.source }</cite></dd>
            </div>
            <div class="holds">
                <dt>{ "What holds" }</dt>
                <dd>{ rich_text(&doubt.holds) }{ evidence_link(doubt.evidence.as_ref()) }</dd>
            </div>
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Part;

    #[test]
    fn a_link_finds_its_doubt_and_one_to_none_is_named() {
        let doubts = &Part::Doubts.texts().expect("natively there").doubts;
        let id = doubts[1].id.as_str();
        assert_eq!(asked_doubt(&doubt_query(id), doubts), (Some(id), vec![]));
        let (asked, notes) = asked_doubt("doubt=nonsense", doubts);
        assert_eq!((asked, notes.len()), (None, 1));
    }

    #[test]
    fn every_doubt_stands_under_a_topic() {
        for doubt in &Part::Doubts.texts().expect("natively there").doubts {
            assert!(content::topic(&doubt.topic).is_some(), "{}", doubt.id);
        }
    }
}
