//! Running text as HTML on its own, for programs that show it outside of this site.

use std::fmt::Write;

use crate::content::{Inline, Target};
use crate::link;

/// A text as HTML, with links to the site at `root`. Terms are plain words: their definitions do not travel along.
pub fn html(text: &[Inline], root: &str) -> String {
    let mut html = String::new();
    text.iter().for_each(|part| push(&mut html, part, root));
    html
}

/// A text as it stands in HTML, also within quotes.
pub fn escaped(text: &str) -> String {
    let mut html = String::new();
    for letter in text.chars() {
        match letter {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            letter => html.push(letter),
        }
    }
    html
}

fn push(html: &mut String, part: &Inline, root: &str) {
    let mut within = |tag: &str, parts: &[Inline]| {
        let _ = write!(html, "<{tag}>{}</{tag}>", self::html(parts, root));
    };
    match part {
        Inline::Text(text) => *html += &escaped(text),
        Inline::Emphasis(parts) => within("em", parts),
        Inline::Strong(parts) => within("strong", parts),
        Inline::Code(code) => {
            let _ = write!(html, "<code>{}</code>", escaped(code));
        }
        Inline::Link(target, parts) => {
            let shown = self::html(parts, root);
            let _ = match address(target, root) {
                Some(address) => write!(html, "<a href=\"{}\">{shown}</a>", escaped(&address)),
                None => write!(html, "{shown}"),
            };
        }
    }
}

fn address(target: &Target, root: &str) -> Option<String> {
    match target {
        Target::Term(_) => None,
        Target::Doubt(id) => Some(format!("{root}doubts/?doubt={id}")),
        Target::Topic(id) => Some(format!("{root}topics/{id}/")),
        Target::Cards(id) => Some(format!("{root}cards/{id}/")),
        Target::Lab(id, query) => Some(format!("{root}labs/{id}/?{}", link::from_readable(query))),
        Target::Web(url) => Some(url.clone()),
    }
}
