//! What can be taken along: the course packages, for whoever runs a course system, and the site in one file.
//!
//! The build puts them beside the pages (`xtask/src/course`, `xtask/src/single.rs`); here are their names. In the one
//! file nothing stands beside the pages: there it hides what has the class `on-a-host`.

use yew::prelude::*;

use crate::content::{self, Topic};
use crate::markup::html;

/// The standards that a topic has a package of its own in: in names of files, and for people.
const STANDARDS: [(&str, &str); 2] = [("scorm12", "SCORM 1.2"), ("scorm2004", "SCORM 2004")];
/// The site in one file.
const ONE_FILE: &str = "faultline.html";
/// The standard of which there is the whole course alone.
const WHOLE: (&str, &str) = ("cmi5", "cmi5 (xAPI)");

/// The section. `root` is the address of the site's root, seen from the page.
pub fn packages(root: &str) -> Html {
    let wholes = STANDARDS.into_iter().chain([WHOLE]);
    html! {
        <section class="packages on-a-host" aria-labelledby="packages">
            <h2 id="packages">{ "Course packages" }</h2>
            <p>
                { "For Moodle, Canvas, Blackboard and other course systems: upload a package, and each student reads, \
                   tries the labs and answers the cards inside your course. It reports the share of cards known, each \
                   answer, and when all are answered, and it goes on where the student left off. A package works by \
                   itself: nothing is loaded from here." }
            </p>
            <p class="transfer">{ for wholes.map(|(word, name)| {
                file(root, word, "", [&format!("The whole course, {name}"), ""], "button")
            }) }</p>
            <details>
                <summary>{ "A package for each topic" }</summary>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ "Topic" }</th>
                            { for STANDARDS.iter().map(|(word, name)| html! {
                                <th key={*word} scope="col">{ *name }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>{ for content::open_topics().map(|topic| row(root, topic)) }</tbody>
                </table>
            </details>
        </section>
    }
}

/// The section about the site in one file.
pub fn one_file(root: &str) -> Html {
    html! {
        <section class="packages on-a-host" aria-labelledby="one-file">
            <h2 id="one-file">{ "The whole site in one file" }</h2>
            <p>
                { "For a USB stick or a room without a network: every lab, text and card in a single page of some \
                   megabytes, which a browser opens from the disk and which asks the network for nothing. Where a browser \
                   can visit this site once, no file is needed: afterwards the site works without a network, too." }
            </p>
            <p class="transfer">
                <a class="button" href={format!("{root}{ONE_FILE}")} download={ONE_FILE}>{ "Faultline in one file" }</a>
            </p>
        </section>
    }
}

fn row(root: &str, topic: &Topic) -> Html {
    let cell = |(word, name): &(&'static str, &'static str)| {
        let said = format!(" of {}, {name}", topic.title);
        let link = file(root, word, &format!("-{}", topic.id), ["Package", &said], "");
        html! { <td key={*word}>{ link }</td> }
    };
    html! {
        <tr key={topic.id}>
            <th scope="row">{ topic.title }</th>
            { for STANDARDS.iter().map(cell) }
        </tr>
    }
}

/// A link to a package: what is shown of its name, and what only a screen reader says because a table shows it.
fn file(root: &str, word: &str, ending: &str, [shown, said]: [&str; 2], class: &'static str) -> Html {
    let name = format!("faultline-{word}{ending}.zip");
    html! {
        <a key={name.clone()} href={format!("{root}packages/{name}")} download={name} {class}>
            { shown }<span class="hidden-name">{ said }</span>
        </a>
    }
}
