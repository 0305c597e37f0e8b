//! The sheet: 1200 × 630 pixels, the size that messengers, forums and wikis show.
//!
//! The page's name and its question, and the picture of a lab on a card, if the page has one: beside the text, or below
//! it where the picture gets larger there. Where a line ends is found by measuring the words in the font that they are
//! drawn in.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Options, Tree, fontdb::Database};

use crate::styles::{Styles, TEXT_FONT, escaped};

/// The size of a sheet in pixels.
pub const SIZE: (u32, u32) = (1_200, 630);
/// From the edge to what stands on the sheet.
const MARGIN: f32 = 64.0;
/// The layouts, of which a picture takes the one in which it is larger.
const LAYOUTS: [Layout; 2] = [
    Layout { text: [MARGIN, 188.0, 400.0], title_px: 46.0, body_px: 24.0, card: [500.0, 56.0, 644.0, 518.0] },
    Layout { text: [MARGIN, 158.0, 1_072.0], title_px: 46.0, body_px: 24.0, card: [56.0, 242.0, 1_088.0, 338.0] },
];
/// The layout of a page without a picture.
const PLAIN: Layout = Layout { text: [MARGIN, 224.0, 800.0], title_px: 72.0, body_px: 36.0, card: [0.0; 4] };
/// From the card's edge to the picture.
const PADDING: f32 = 22.0;

/// Where everything stands, in pixels.
struct Layout {
    /// The left edge, the title's first baseline and the width.
    text: [f32; 3],
    title_px: f32,
    body_px: f32,
    /// The left edge, the top, the width and the height.
    card: [f32; 4],
}

impl Layout {
    /// How much larger than itself a picture of this width and height is drawn.
    fn scale(&self, [width, height]: [f32; 2]) -> f32 {
        ((self.card[2] - 2.0 * PADDING) / width).min((self.card[3] - 2.0 * PADDING) / height)
    }

    /// The layout in which a picture is largest.
    fn of(size: [f32; 2]) -> &'static Layout {
        let [beside, below] = &LAYOUTS;
        if below.scale(size) > beside.scale(size) { below } else { beside }
    }
}

/// What a sheet shows.
#[derive(Debug, PartialEq)]
pub struct Page<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// The class that the picture's styles name, and the picture as SVG; none for a page without a lab.
    pub picture: Option<(&'a str, &'a str)>,
}

/// Draws sheets.
pub struct Painter<'a> {
    styles: Styles<'a>,
    options: Options<'a>,
}

impl<'a> Painter<'a> {
    /// One for the colours and the pictures of these style sheets.
    pub fn new(sheets: &'a [String]) -> Painter<'a> {
        let mut fonts = Database::new();
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF, dejavu::sans_mono::regular(), dejavu::sans_mono::bold()]
        {
            fonts.load_font_data(font.to_vec());
        }
        // Last, for the signs that Noto Sans lacks.
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.load_font_data(dejavu::sans::bold().to_vec());
        let options = Options { font_family: TEXT_FONT.to_owned(), fontdb: fonts.into(), ..Options::default() };
        Painter { styles: Styles::parse(sheets), options }
    }

    /// A sheet as a PNG.
    ///
    /// # Errors
    /// The picture is no SVG.
    pub fn png(&self, page: &Page) -> Result<Vec<u8>, String> {
        let tree = Tree::from_str(&self.svg(page)?, &self.options).map_err(|error| error.to_string())?;
        let mut pixels = Pixmap::new(SIZE.0, SIZE.1).ok_or("a sheet has a size")?;
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| error.to_string())
    }

    fn svg(&self, page: &Page) -> Result<String, String> {
        let (width, height) = SIZE;
        let paper = self.styles.root("--paper");
        let (layout, picture) = match page.picture {
            Some(picture) => self.card(picture)?,
            None => (&PLAIN, self.mark(800.0, 120.0, 22.0, 0.1)),
        };
        let text = self.text(page, layout);
        let brand = self.mark(MARGIN, MARGIN - 8.0, 1.6, 1.0);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>{picture}{brand}{text}</svg>"
        ))
    }

    /// The site's sign: a ring and the fault through it.
    fn mark(&self, x: f32, y: f32, scale: f32, opacity: f32) -> String {
        let (ring, fault) = (self.styles.root("--link"), self.styles.root("--bad"));
        format!(
            "<g transform=\"translate({x} {y}) scale({scale})\" opacity=\"{opacity}\" fill=\"none\" stroke-width=\"2.4\">\
             <path stroke=\"{ring}\" d=\"M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18\"/>\
             <path stroke=\"{fault}\" stroke-linejoin=\"round\" d=\"M13.5 1 10 9.5l4.5 3L10.5 23\"/></g>"
        )
    }

    /// The site's name, the page's, and the sentence about it.
    fn text(&self, page: &Page, layout: &Layout) -> String {
        let (ink, soft) = (self.styles.root("--ink"), self.styles.root("--soft"));
        let [x, mut y, width] = layout.text;
        let (title_px, body_px) = (layout.title_px, layout.body_px);
        let mut text = self.line("Faultline", MARGIN + 50.0, MARGIN + 22.0, 26.0, "700", &ink);
        for line in self.lines(page.title, width, title_px, "700") {
            text.push_str(&self.line(&line, x, y, title_px, "700", &ink));
            y += title_px * 1.16;
        }
        y += body_px * 1.95 - title_px * 1.16;
        for line in self.lines(page.description, width, body_px, "400") {
            text.push_str(&self.line(&line, x, y, body_px, "400", &soft));
            y += body_px * 1.42;
        }
        text
    }

    fn line(&self, text: &str, x: f32, y: f32, px: f32, weight: &str, colour: &str) -> String {
        format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{px}\" font-weight=\"{weight}\" fill=\"{colour}\">{}</text>",
            escaped(text)
        )
    }

    /// A text in lines of at most a width; a word that is longer has a line of its own.
    fn lines(&self, text: &str, width: f32, px: f32, weight: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|longer| self.width(longer, px, weight) <= width) {
                Some(longer) => *lines.last_mut().expect("there is one to be longer") = longer,
                None => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// How wide a text is drawn.
    fn width(&self, text: &str, px: f32, weight: &str) -> f32 {
        let line = self.line(text, 0.0, 0.0, px, weight, "black");
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{line}</svg>");
        Tree::from_str(&svg, &self.options).map_or(0.0, |tree| tree.root().abs_bounding_box().width())
    }

    /// A picture on its card, as large as it gets, and the layout in which it is.
    fn card(&self, (class, svg): (&str, &str)) -> Result<(&'static Layout, String), String> {
        let picture = self.styles.resolve(&format!("<svg class=\"{class}\">{svg}</svg>"))?;
        let inner = inner(&picture).ok_or("the picture is empty")?;
        let [left, top, view_width, view_height] = view_box(svg).ok_or("the picture has no viewBox")?;
        let layout = Layout::of([view_width, view_height]);
        let scale = layout.scale([view_width, view_height]);
        let [x, y, width, height] = layout.card;
        let (drawn_width, drawn_height) = (view_width * scale, view_height * scale);
        let (drawn_x, drawn_y) = (x + (width - drawn_width) / 2.0, y + (height - drawn_height) / 2.0);
        let (sheet, line) = (self.styles.root("--sheet"), self.styles.root("--line"));
        let card = format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"12\" fill=\"{sheet}\" stroke=\"{line}\" \
             stroke-width=\"1.5\"/>\
             <svg x=\"{drawn_x}\" y=\"{drawn_y}\" width=\"{drawn_width}\" height=\"{drawn_height}\" \
             viewBox=\"{left} {top} {view_width} {view_height}\">{inner}</svg>"
        );
        Ok((layout, card))
    }
}

/// What a document's root holds: the picture in it, and in that, what it draws.
fn inner(document: &str) -> Option<&str> {
    let picture = document.get(document.find('>')? + 1..document.rfind("</svg>")?)?;
    picture.get(picture.find('>')? + 1..picture.rfind("</svg>")?)
}

/// The viewBox of a document's root.
fn view_box(svg: &str) -> Option<[f32; 4]> {
    let document = usvg::roxmltree::Document::parse(svg).ok()?;
    let view: Vec<f32> =
        document.root_element().attribute("viewBox")?.split(' ').filter_map(|number| number.parse().ok()).collect();
    view.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = ":root { --paper: #fbfaf6; --sheet: #fff; --line: #ddd; --ink: #000; --soft: #555; \
                       --link: #00f; --bad: #f00 } .a rect { fill: teal }";

    fn painted(page: &Page) -> Vec<u8> {
        let sheets = [CSS.to_owned()];
        Painter::new(&sheets).png(page).expect("a sheet")
    }

    #[test]
    fn a_sheet_is_a_png_of_its_size_and_the_same_each_time() {
        let svg = "<svg viewBox=\"0 0 40 20\"><rect width=\"40\" height=\"20\"></rect></svg>";
        let page = Page { title: "Quorums", description: "How many?", picture: Some(("a", svg)) };
        let png = painted(&page);
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((&png[1..4], number(16), number(20)), (&b"PNG"[..], SIZE.0, SIZE.1));
        assert!(png == painted(&page), "reproducible");
        assert!(png != painted(&Page { picture: None, ..page }), "the picture is on it");
    }

    #[test]
    fn lines_are_as_wide_as_their_words() {
        let sheets = [CSS.to_owned()];
        let painter = Painter::new(&sheets);
        let lines = painter.lines("How many replicas must answer before a read can be trusted?", 300.0, 30.0, "400");
        assert!(lines.len() > 2, "{lines:?}");
        for line in &lines {
            let width = painter.width(line, 30.0, "400");
            assert!(width > 40.0 && width <= 300.0, "{line}: {width}");
        }
        assert_eq!(painter.lines("Unbreakable", 10.0, 30.0, "400"), ["Unbreakable"]);
    }

    #[test]
    fn a_wide_picture_stands_below_the_text_and_a_high_one_beside_it() {
        assert_eq!(Layout::of([400.0, 400.0]).card, LAYOUTS[0].card);
        assert_eq!(Layout::of([830.0, 200.0]).card, LAYOUTS[1].card);
    }

    #[test]
    fn a_picture_that_is_none_is_refused() {
        let sheets = [CSS.to_owned()];
        for svg in ["<svg", "<svg></svg>"] {
            let page = Page { title: "", description: "", picture: Some(("a", svg)) };
            assert!(Painter::new(&sheets).png(&page).is_err(), "{svg}");
        }
    }
}
