//! The texts that put an embedding into a page: two of HTML, a link, addresses.
//!
//! Whatever a link said stands in them encoded for its place: in an attribute, in an address, in Markdown. Nothing has
//! an empty line, which would end a block of HTML within Markdown.

use super::{Embedding, What};
use crate::labs::Lab;

/// The embedding as an element of our script's: it grows with its content, and is a link until then and without
/// scripts.
pub fn element(embedding: &Embedding, root: &str) -> String {
    format!(
        "{}\n<faultline-lab {}>\n  <a href=\"{}\">{}</a>\n</faultline-lab>\n",
        script(root),
        attributes(embedding),
        escaped(&page_address(embedding, root)),
        escaped(&title(embedding)),
    )
}

/// The script that makes the elements of a page work; once a page is enough.
pub fn script(root: &str) -> String {
    format!("<script src=\"{}embed.js\" async></script>", escaped(root))
}

/// The element's attributes: what stands in it, the scenario, how it is shown.
fn attributes(embedding: &Embedding) -> String {
    let first = match &embedding.what {
        What::Lab { lab, .. } => ("lab", lab.id.to_owned()),
        What::Card { topic, .. } => ("topic", topic.id.to_owned()),
    };
    let mut pairs: Vec<(&str, String)> = vec![first];
    pairs.extend(embedding.scenario().iter().map(|(key, value)| (key.as_str(), value.clone())));
    pairs.extend(embedding.named().map(|(key, value)| (key, value.to_owned())));
    pairs.extend(embedding.settings().map(|(key, value)| (key as &str, value)));
    pairs.push(("height", embedding.height.to_string()));
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
    pairs.join(" ")
}

/// The embedding as a plain frame of fixed height.
pub fn frame(embedding: &Embedding, root: &str) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" \
         allow=\"clipboard-write; fullscreen\"></iframe>\n",
        escaped(&frame_address(embedding, root)),
        escaped(&title(embedding)),
        embedding.height,
    )
}

/// A link in Markdown, for places that take no frame.
pub fn markdown(embedding: &Embedding, root: &str) -> String {
    // Round brackets would end the address, and square ones its text.
    let address = page_address(embedding, root).replace('(', "%28").replace(')', "%29");
    let title = title(embedding).replace('[', "\\[").replace(']', "\\]");
    format!("[{title}]({address})\n")
}

/// The address of the page by itself.
pub fn page_address(embedding: &Embedding, root: &str) -> String {
    let query = embedding.page_query();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{root}{}{mark}{}", embedding.route().path(), strict(&query))
}

/// The address of what stands in the frame.
pub fn frame_address(embedding: &Embedding, root: &str) -> String {
    format!("{root}{}?{}", embedding.route().path(), strict(&embedding.frame_query()))
}

/// The address of a lab's file of oEmbed, on a site that was built for an address.
pub fn oembed_address(lab: &Lab, site: &str) -> String {
    format!("{site}oembed/{}.json", lab.id)
}

/// What a frame is called.
pub fn title(embedding: &Embedding) -> String {
    match &embedding.what {
        What::Lab { lab, .. } => format!("{}: {}", lab.title, lab.question),
        What::Card { topic, .. } => format!("A question on {}", topic.title),
    }
}

/// A query as every program takes it: what browsers let stand in an address, others do not.
fn strict(query: &str) -> String {
    query.replace('|', "%7C").replace('\\', "%5C").replace('^', "%5E").replace('{', "%7B").replace('}', "%7D")
}

/// A text within double quotes or between tags.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    const ROOT: &str = "https://example.org/faultline/";

    fn of(query: &str) -> Embedding {
        Embedding::from_query(query).0
    }

    fn check(query: &str, write: fn(&Embedding, &str) -> String, expect: Expect) {
        expect.assert_eq(&write(&of(query), ROOT));
    }

    #[test]
    fn an_element_carries_its_scenario_as_attributes_and_a_link_inside() {
        check(
            "lab=quorum&n=5&do=0+crash+r1&locked=n&hidden=take",
            element,
            expect![[r#"
                <script src="https://example.org/faultline/embed.js" async></script>
                <faultline-lab lab="quorum" n="5" do="0 crash r1" lock="n" hide="take" height="640">
                  <a href="https://example.org/faultline/labs/quorum/?n=5&amp;do=0+crash+r1">Quorums: How many replicas must answer before a read can be trusted to see the last write?</a>
                </faultline-lab>
            "#]],
        );
    }

    #[test]
    fn a_frame_carries_all_in_its_address() {
        check(
            "lab=availability&d=a+99%25+|+b+99%25&look=dark",
            frame,
            expect![[r#"
                <iframe src="https://example.org/faultline/labs/availability/?embed=1&amp;d=a+99%25+%7C+b+99%25&amp;theme=dark" title="Availability: How available is a system, given how available its parts are?" width="100%" height="640" loading="lazy" allow="clipboard-write; fullscreen"></iframe>
            "#]],
        );
    }

    #[test]
    fn a_link_of_markdown_ends_where_it_should() {
        check(
            "lab=availability&d=a+99%25+>+(b+99%25)",
            markdown,
            expect![[r#"
                [Availability: How available is a system, given how available its parts are?](https://example.org/faultline/labs/availability/?d=a+99%25+%3E+%28b+99%25%29)
            "#]],
        );
    }

    proptest! {
        #[test]
        fn nothing_of_a_link_leaves_its_place(value in "\\PC{0,40}|[<>\"'&\\n()\\[\\]`|]{0,20}") {
            let query = crate::link::write(&[("lab", "placement".to_owned()), ("own", value.clone()), ("aim", value)]);
            let embedding = of(&query);
            for text in [element(&embedding, ROOT), frame(&embedding, ROOT)] {
                let tags = text.matches('<').count();
                prop_assert_eq!(tags, text.matches('>').count(), "{}", text);
                prop_assert_eq!(tags, if text.starts_with("<iframe") { 2 } else { 6 }, "{}", text);
                prop_assert!(!text.contains("\n\n"), "{}", text);
            }
            let link = markdown(&embedding, ROOT);
            let address = link.split_once("](").map_or("", |(_, address)| address);
            prop_assert_eq!(address.find(['(', ')', '\n', ' ']), Some(address.len() - 2), "{}", link);
        }
    }
}
