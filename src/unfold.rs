//! What a link to a page shows where somebody pastes it: a forum, a wiki, a messenger.
//!
//! Three things, all written at build time. The page's head has its name, its sentence and the address of a picture
//! (Open Graph, <https://ogp.me>). A lab's head also names a file of oEmbed (<https://oembed.com>, version 1.0), which
//! has the HTML of a frame. And for each page there is a picture, drawn by `crates/previews` from what [`sheet`] says.
//!
//! Whoever unfolds a link wants whole addresses, and a folder of files does not know its host. So a build that is told
//! where the site will stand (`--site-url`) writes them; without that the picture's address is relative, which some
//! programs understand, and there are no files of oEmbed, which nobody could use.

use yew::prelude::*;

use crate::content::Topic;
use crate::embedding::Embedding;
use crate::embedding::snippets::{escaped, frame, oembed_address, title};
use crate::labs::{self, EXHIBITS, Lab};
use crate::prerender::render;
use crate::route::Route;

/// The folder of the pictures.
pub const PICTURES: &str = "pictures/";
/// The size of a picture in pixels; `crates/previews` draws it.
const SIZE: (u32, u32) = (1_200, 630);
/// The width that a frame of oEmbed asks for, in pixels; it takes what its page has.
const WIDTH: u32 = 900;

/// The name of a page's picture, without the ending: `labs-quorum`.
pub fn name(route: &Route) -> String {
    match route.path().trim_end_matches('/') {
        "" => "home".to_owned(),
        path => path.replace('/', "-"),
    }
}

/// The elements that a page's head has for others. `site` is the address of the site's root, if that is known.
pub fn head(route: &Route, site: Option<&str>, has_picture: bool) -> String {
    let address = |path: &str| format!("{}{path}", site.unwrap_or("./"));
    let (title, description) = (route.title(), route.description());
    let mut all = vec![
        ("og:site_name", "Faultline".to_owned()),
        ("og:type", "website".to_owned()),
        ("og:title", title.clone()),
        ("og:description", description),
    ];
    if has_picture {
        all.extend([
            ("og:image", address(&format!("{PICTURES}{}.png", name(route)))),
            ("og:image:type", "image/png".to_owned()),
            ("og:image:width", SIZE.0.to_string()),
            ("og:image:height", SIZE.1.to_string()),
            ("og:image:alt", alternative(route)),
        ]);
    }
    all.extend(site.map(|site| ("og:url", format!("{site}{}", route.path()))));
    let mut head: String = all
        .iter()
        .map(|(property, content)| format!("<meta property=\"{property}\" content=\"{}\">", escaped(content)))
        .collect();
    let card = if has_picture { "summary_large_image" } else { "summary" };
    head.push_str(&format!("<meta name=\"twitter:card\" content=\"{card}\">"));
    if let (Some(site), Route::Lab(lab)) = (site, route) {
        head.push_str(&format!(
            "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{}\" title=\"{}\">",
            escaped(&oembed_address(lab, site)),
            escaped(&title)
        ));
    }
    head
}

/// What a page's picture shows, in words.
fn alternative(route: &Route) -> String {
    match lab_of(route) {
        Some(lab) => format!("{}, and a picture from the lab “{}”", route.title(), lab.title),
        None => route.title(),
    }
}

/// A lab as oEmbed has it, for a site whose root is at an address.
pub fn oembed(lab: &'static Lab, site: &str) -> String {
    let embedding = Embedding::of_lab(lab);
    let picture = format!("{site}{PICTURES}{}.png", name(&Route::Lab(lab)));
    let texts = [
        ("version", "1.0"),
        ("type", "rich"),
        ("provider_name", "Faultline"),
        ("provider_url", site),
        ("title", &title(&embedding)),
        ("thumbnail_url", &picture),
        ("html", frame(&embedding, site).trim_end()),
    ]
    .map(|(key, value)| format!("  \"{key}\": {}", quoted(value)));
    let numbers = [
        ("width", WIDTH),
        ("height", embedding.height),
        ("thumbnail_width", SIZE.0),
        ("thumbnail_height", SIZE.1),
        ("cache_age", 86_400),
    ]
    .map(|(key, value)| format!("  \"{key}\": {value}"));
    format!("{{\n{}\n}}\n", [texts.as_slice(), &numbers].concat().join(",\n"))
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if u32::from(c) < 0x20 => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// What stands on a page's picture, as `crates/previews` reads it: the title, the sentence and the lab's class a line
/// each, then the lab's picture.
pub fn sheet(route: &Route) -> String {
    let (class, picture) = match lab_of(route) {
        Some(lab) => (format!("page lab {} simulated", lab.id), render::<Still>(StillProps { lab: lab.id })),
        None => (String::new(), String::new()),
    };
    let title = match route {
        // Its title is a sentence, for the tab.
        Route::Home => "A playground for reliable distributed systems".to_owned(),
        route => route.title(),
    };
    format!("{title}\n{}\n{class}\n{picture}", route.description())
}

/// The lab whose picture stands for a page: its own, or its topic's first.
fn lab_of(route: &Route) -> Option<&'static Lab> {
    let of_topic = |topic: &Topic| topic.labs.first().and_then(|id| labs::by_id(id));
    match route {
        Route::Lab(lab) => Some(lab),
        Route::Topic(topic) | Route::TopicCards(topic) => of_topic(topic),
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct StillProps {
    lab: &'static str,
}

/// A lab's picture as it opens.
#[component]
fn Still(props: &StillProps) -> Html {
    let exhibit = EXHIBITS.iter().find(|exhibit| exhibit.lab.id == props.lab);
    exhibit.map(|exhibit| (exhibit.picture)("")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const SITE: &str = "https://example.org/faultline/";

    #[test]
    fn a_page_says_what_it_is_and_where_its_picture_is() {
        let shown = |head: String| head.replace("><", ">\n<");
        expect![[r#"
            <meta property="og:site_name" content="Faultline">
            <meta property="og:type" content="website">
            <meta property="og:title" content="Glossary">
            <meta property="og:description" content="The terms of reliable distributed systems, each in a sentence or two.">
            <meta property="og:image" content="./pictures/glossary.png">
            <meta property="og:image:type" content="image/png">
            <meta property="og:image:width" content="1200">
            <meta property="og:image:height" content="630">
            <meta property="og:image:alt" content="Glossary">
            <meta name="twitter:card" content="summary_large_image">"#]]
        .assert_eq(&shown(head(&Route::Glossary, None, true)));
    }

    #[test]
    fn addresses_are_whole_where_the_site_is_known() {
        let head = head(&Route::lab("quorum"), Some(SITE), true);
        for part in [
            "og:image\" content=\"https://example.org/faultline/pictures/labs-quorum.png\"",
            "og:url\" content=\"https://example.org/faultline/labs/quorum/\"",
            "json+oembed\" href=\"https://example.org/faultline/oembed/quorum.json\"",
        ] {
            assert!(head.contains(part), "{part} in {head}");
        }
    }

    #[test]
    fn every_page_has_a_picture_of_its_own() {
        let mut names: Vec<String> = Route::all().iter().map(name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Route::all().len());
        for route in Route::all() {
            let sheet = sheet(&route);
            let lines: Vec<&str> = sheet.splitn(4, '\n').collect();
            assert!(!lines[0].is_empty() && lines[1].len() > 20, "{}", route.path());
            assert_eq!(lines[3].starts_with("<svg"), !lines[2].is_empty(), "{}", route.path());
            assert_eq!(lines[2].is_empty(), lab_of(&route).is_none(), "{}", route.path());
            let head = head(&route, None, true);
            for property in ["og:title", "og:description", "og:image", "og:image:alt"] {
                assert!(head.contains(&format!("\"{property}\" content=\"")), "{property} of {}", route.path());
            }
            assert!(!head.contains("content=\"\""), "{}: {head}", route.path());
        }
    }

    #[test]
    fn a_file_of_oembed_has_what_the_format_demands() {
        expect![[r#"
            {
              "version": "1.0",
              "type": "rich",
              "provider_name": "Faultline",
              "provider_url": "https://example.org/faultline/",
              "title": "CAP: When the network is cut: refuse to answer, or risk a wrong answer?",
              "thumbnail_url": "https://example.org/faultline/pictures/labs-cap.png",
              "html": "<iframe src=\"https://example.org/faultline/labs/cap/?embed=1\" title=\"CAP: When the network is cut: refuse to answer, or risk a wrong answer?\" width=\"100%\" height=\"640\" loading=\"lazy\" allow=\"clipboard-write; fullscreen\"></iframe>",
              "width": 900,
              "height": 640,
              "thumbnail_width": 1200,
              "thumbnail_height": 630,
              "cache_age": 86400
            }
        "#]]
        .assert_eq(&oembed(labs::by_id("cap").expect("a lab"), SITE));
    }

    #[test]
    fn json_keeps_its_quotes() {
        assert_eq!(quoted("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\ \\u000a\"");
    }
}
