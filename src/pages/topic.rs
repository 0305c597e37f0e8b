//! A topic: its question, its lab, the concept, what the notes say and what holds, and the way to its cards.

use yew::prelude::*;

use super::doubts::doubt;
use crate::content::{self, Block, Texts, Topic, plain};
use crate::labs;
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;
use crate::ui::rich_text::{blocks, definitions, texts_of};

/// A topic's page.
pub fn topic_page(topic: &'static Topic, texts: &'static Texts) -> Html {
    let Texts { concept, doubts, .. } = texts;
    let texts = concept.iter().flat_map(texts_of).chain(doubts.iter().map(|doubt| doubt.holds.as_slice()));
    let definitions = definitions(texts);
    html! {
        <div class="page topic">
            <p class="crumbs"><Link to={Route::Home}>{ "Map" }</Link></p>
            <h1 tabindex="-1">{ topic.title }</h1>
            <p class="lead">{ content::outline(topic).question }</p>
            { for topic.labs.iter().filter_map(|id| labs::by_id(id)).map(|lab| html! {
                <aside key={lab.id} class="lab-teaser" aria-label={format!("{} lab", lab.title)}>
                    <p><strong>{ format!("{} lab", lab.title) }</strong>{ " " }{ lab.question }</p>
                    <p><Link to={Route::Lab(lab)} class="button primary">{ "Open the lab" }</Link></p>
                </aside>
            }) }
            <div class="with-contents">
                <nav class="contents" aria-label="On this page">{ contents(concept, !doubts.is_empty()) }</nav>
                <div class="prose">
                    { blocks(concept) }
                    <section class="doubts" hidden={doubts.is_empty()}>
                        <h2 id="doubts">{ "The notes say, and what holds" }</h2>
                        { for doubts.iter().map(|each| doubt(each, false)) }
                        <p><Link to={Route::Doubts}>{ "All notes against reality" }</Link></p>
                    </section>
                    <section>
                        <h2 id="cards">{ "Cards" }</h2>
                        <p>
                            { format!("{} questions on this topic. Think first, then look. ", topic.n_cards) }
                            <Link to={Route::TopicCards(topic)} class="button">{ "Start the cards" }</Link>
                        </p>
                    </section>
                    { onward(topic) }
                </div>
            </div>
            { definitions }
        </div>
    }
}

fn contents(concept: &[Block], has_doubts: bool) -> Html {
    let headings = concept.iter().filter_map(|block| match block {
        Block::Heading { level: 2, id, text, .. } => Some((id.clone(), plain(text))),
        _ => None,
    });
    let doubts = has_doubts.then(|| ("doubts".to_owned(), "The notes say, and what holds".to_owned()));
    let all = headings.chain(doubts).chain([("cards".to_owned(), "Cards".to_owned())]);
    html! {
        <ul>{ for all.map(|(id, text)| html! { <li key={id.clone()}><a href={format!("#{id}")}>{ text }</a></li> }) }</ul>
    }
}

/// The next open topic in teaching order.
fn onward(topic: &'static Topic) -> Html {
    let mut after = content::TOPICS.iter().skip_while(|other| other.id != topic.id).skip(1);
    match after.find(|topic| topic.is_open) {
        Some(next) => html! { <p class="onward">{ "Next: " }<Link to={Route::Topic(next)}>{ next.title }</Link></p> },
        None => html! { <p class="onward"><Link to={Route::Home}>{ "Back to the map" }</Link></p> },
    }
}
