//! How an embedding gets into a page, for the programs that courses are written with.
//!
//! The examples' texts are those of the builder: whatever it can write, it can write for each of these places.

use super::Embedding;
use super::snippets::{element, escaped, frame, frame_address, markdown, page_address, script, title};
use crate::settings::Choices;

/// A program that pages are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Html,
    Moodle,
    Canvas,
    MdBook,
    JupyterBook,
    Docusaurus,
    Hugo,
    Elsewhere,
}

/// Every place, by its word in links.
pub const PLACES: Choices<Place> = &[
    ("html", Place::Html),
    ("moodle", Place::Moodle),
    ("canvas", Place::Canvas),
    ("mdbook", Place::MdBook),
    ("jupyter-book", Place::JupyterBook),
    ("docusaurus", Place::Docusaurus),
    ("hugo", Place::Hugo),
    ("elsewhere", Place::Elsewhere),
];

/// A text to be copied.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What it is and where it goes, as a heading.
    pub name: &'static str,
    pub text: String,
}

impl Place {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Place::Html => "Plain HTML",
            Place::Moodle => "Moodle",
            Place::Canvas => "Canvas",
            Place::MdBook => "mdBook",
            Place::JupyterBook => "Jupyter Book",
            Place::Docusaurus => "Docusaurus",
            Place::Hugo => "Hugo",
            Place::Elsewhere => "Anywhere else",
        }
    }

    /// What to do with the texts, step by step.
    pub fn steps(self) -> &'static [&'static str] {
        match self {
            Place::Html => &[
                "Paste the element where the lab is to stand. The script is needed once a page, however many labs stand \
                 on it.",
                "If you may not use scripts, take the frame: it does the same, with a fixed height.",
                "If your page has a content security policy, allow this site in frame-src, and in script-src for the \
                 element.",
            ],
            Place::Moodle => &[
                "Add a Page, or a Text and media area, and open the source of its text: the button </> of the editor, \
                 in older versions behind “Show more buttons”.",
                "Paste the frame and save. Moodle takes scripts out of texts, so the element does not work there.",
                "Where frames are taken out too, add a URL with the address below, and choose Embed under Appearance.",
            ],
            Place::Canvas => &[
                "Edit a page, an assignment or a quiz question, and choose the HTML editor, </>, below the text.",
                "Paste the frame, go back, and look at it before you save. Canvas takes scripts out, so the element does \
                 not work there.",
            ],
            Place::MdBook => &[
                "Paste the element into the chapter, with an empty line before and after it. mdBook hands HTML on as it \
                 stands.",
            ],
            Place::JupyterBook => &[
                "Jupyter Book 2 and MyST: take the directive.",
                "Jupyter Book 1: take the raw block, which Sphinx hands on as it stands.",
                "In a notebook: take the cell. Whoever runs it sees the lab below it.",
            ],
            Place::Docusaurus => &[
                "Name the script once, in docusaurus.config.js.",
                "Paste the element into a page, .md or .mdx. Use the frame where only one page has a lab.",
            ],
            Place::Hugo => &[
                "Save the shortcode once, as layouts/shortcodes/faultline.html. Hugo leaves HTML out of Markdown, and a \
                 shortcode is its way in.",
                "Paste the line into a page.",
            ],
            Place::Elsewhere => &[
                "Wikis, forums and messengers: paste the link by itself on a line. Many of them show its title and its \
                 picture.",
                "Programs that ask for the address of a frame, such as Notion’s Embed or a slide’s web object: give them \
                 the address of the frame.",
            ],
        }
    }

    /// The texts, for a site whose root is at an address.
    pub fn texts(self, embedding: &Embedding, root: &str) -> Vec<Text> {
        let text = |name, text: String| Text { name, text };
        let frame = || frame(embedding, root);
        let address = || format!("{}\n", frame_address(embedding, root));
        match self {
            Place::Html => vec![text("Element", element(embedding, root)), text("Frame", frame())],
            Place::Moodle => vec![text("Frame", frame()), text("Address", address())],
            Place::Canvas => vec![text("Frame", frame())],
            Place::MdBook => vec![text("Element", element(embedding, root))],
            Place::JupyterBook => vec![
                text("Directive", directive(embedding, root)),
                text("Raw block", format!("```{{raw}} html\n{}```\n", frame())),
                text("Cell of a notebook", cell(embedding, root)),
            ],
            Place::Docusaurus => vec![
                text("In docusaurus.config.js", format!("scripts: [{{src: '{root}embed.js', async: true}}],\n")),
                text("Element", without_script(embedding, root)),
                text("Frame", frame()),
            ],
            Place::Hugo => vec![
                text("layouts/shortcodes/faultline.html", SHORTCODE.to_owned()),
                text("In the page", shortcode(embedding, root)),
            ],
            Place::Elsewhere => vec![
                text("Link", format!("{}\n", page_address(embedding, root))),
                text("Link in Markdown", markdown(embedding, root)),
                text("Address of the frame", address()),
            ],
        }
    }
}

/// The element where the page names the script elsewhere.
fn without_script(embedding: &Embedding, root: &str) -> String {
    let element = element(embedding, root);
    element.strip_prefix(&script(root)).unwrap_or(&element).trim_start().to_owned()
}

/// A frame as MyST has it, with its caption.
fn directive(embedding: &Embedding, root: &str) -> String {
    format!(":::{{iframe}} {}\n:width: 100%\n{}\n:::\n", frame_address(embedding, root), title(embedding))
}

/// A frame below the cell of a notebook.
fn cell(embedding: &Embedding, root: &str) -> String {
    // In an address of ours there is no quote and no backslash.
    let address = frame_address(embedding, root);
    format!("from IPython.display import IFrame\nIFrame(\"{address}\", width=\"100%\", height={})\n", embedding.height)
}

/// Hugo encodes what it fills in for the place where it stands.
const SHORTCODE: &str = "<iframe src=\"{{ .Get \"src\" }}\" title=\"{{ .Get \"title\" }}\" width=\"100%\" \
                         height=\"{{ .Get \"height\" }}\"\n  loading=\"lazy\" \
                         allow=\"clipboard-write; fullscreen\"></iframe>\n";

fn shortcode(embedding: &Embedding, root: &str) -> String {
    let (address, title, height) = (frame_address(embedding, root), title(embedding), embedding.height);
    format!("{{{{< faultline src=\"{address}\" title=\"{}\" height=\"{height}\" >}}}}\n", escaped(&title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const ROOT: &str = "https://example.org/faultline/";

    fn check(place: Place, expect: Expect) {
        let embedding = Embedding::from_query("lab=cap&side=ap&locked=side").0;
        let texts = place.texts(&embedding, ROOT);
        let shown: Vec<String> = texts.iter().map(|Text { name, text }| format!("# {name}\n{text}")).collect();
        expect.assert_eq(&shown.concat());
    }

    #[test]
    fn a_book_of_myst_has_a_directive() {
        check(
            Place::JupyterBook,
            expect![[r##"
            # Directive
            :::{iframe} https://example.org/faultline/labs/cap/?embed=1&side=ap&lock=side
            :width: 100%
            CAP: When the network is cut: refuse to answer, or risk a wrong answer?
            :::
            # Raw block
            ```{raw} html
            <iframe src="https://example.org/faultline/labs/cap/?embed=1&amp;side=ap&amp;lock=side" title="CAP: When the network is cut: refuse to answer, or risk a wrong answer?" width="100%" height="640" loading="lazy" allow="clipboard-write; fullscreen"></iframe>
            ```
            # Cell of a notebook
            from IPython.display import IFrame
            IFrame("https://example.org/faultline/labs/cap/?embed=1&side=ap&lock=side", width="100%", height=640)
        "##]],
        );
    }

    #[test]
    fn hugo_has_a_shortcode() {
        check(
            Place::Hugo,
            expect![[r##"
            # layouts/shortcodes/faultline.html
            <iframe src="{{ .Get "src" }}" title="{{ .Get "title" }}" width="100%" height="{{ .Get "height" }}"
              loading="lazy" allow="clipboard-write; fullscreen"></iframe>
            # In the page
            {{< faultline src="https://example.org/faultline/labs/cap/?embed=1&side=ap&lock=side" title="CAP: When the network is cut: refuse to answer, or risk a wrong answer?" height="640" >}}
        "##]],
        );
    }

    #[test]
    fn docusaurus_names_the_script_in_its_settings() {
        check(
            Place::Docusaurus,
            expect![[r##"
            # In docusaurus.config.js
            scripts: [{src: 'https://example.org/faultline/embed.js', async: true}],
            # Element
            <faultline-lab lab="cap" side="ap" lock="side" height="640">
              <a href="https://example.org/faultline/labs/cap/?side=ap">CAP: When the network is cut: refuse to answer, or risk a wrong answer?</a>
            </faultline-lab>
            # Frame
            <iframe src="https://example.org/faultline/labs/cap/?embed=1&amp;side=ap&amp;lock=side" title="CAP: When the network is cut: refuse to answer, or risk a wrong answer?" width="100%" height="640" loading="lazy" allow="clipboard-write; fullscreen"></iframe>
        "##]],
        );
    }

    #[test]
    fn every_place_says_what_to_do_and_has_a_text_for_it() {
        for (_, place) in PLACES {
            let texts = place.texts(&Embedding::default(), ROOT);
            assert!(!place.steps().is_empty() && !texts.is_empty(), "{place:?}");
            for Text { name, text } in texts {
                assert!(text.ends_with('\n') && !text.contains("\n\n"), "{place:?}, {name}");
            }
        }
    }
}
