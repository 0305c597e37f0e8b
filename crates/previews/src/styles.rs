//! Style sheets for a renderer that knows none of their newer parts: what a browser would compute becomes attributes.
//!
//! The labs' pictures take their looks from `static/css/`: classes, custom properties that are inherited, colours for
//! light and dark. Here every rule that matches an element is applied in the order of the cascade, `var()` is filled in
//! from the element's own scope, and of `light-dark()` the light colour is taken. What comes out is plain SVG.
//!
//! Left out, because the pictures do without: nested rules, `!important`, `calc()`, `em`, rules for some media.

use std::collections::BTreeMap;

use resvg::usvg::roxmltree::{Document, Node};
use simplecss::{AttributeOperator, Element, PseudoClass, Selector};

/// What of an element's style a picture shows. Layout is in the picture's own attributes.
const PROPERTIES: [&str; 24] = [
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "mix-blend-mode",
    "opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "vector-effect",
    "visibility",
];
/// How deep variables may name each other, before it is taken for a circle.
const DEPTH_MAX: u8 = 16;

/// The fonts that stand for the system's.
pub const TEXT_FONT: &str = "Noto Sans";
pub const MONO_FONT: &str = "DejaVu Sans Mono";

type Declaration = (String, String);
type Scope = BTreeMap<String, String>;

/// Style sheets, in the order of the cascade.
pub struct Styles<'a> {
    rules: Vec<(Selector<'a>, Vec<Declaration>)>,
    /// The custom properties of the root.
    root: Scope,
}

impl<'a> Styles<'a> {
    /// Reads style sheets, of which later ones win. Rules with selectors that cannot match in a picture are left out.
    pub fn parse(sheets: &'a [String]) -> Styles<'a> {
        let (mut rules, mut root) = (Vec::new(), Scope::new());
        for (selectors, body) in sheets.iter().flat_map(|sheet| blocks(sheet)) {
            let declarations = declarations(body);
            for selector in selectors.split(',').map(str::trim) {
                if selector == ":root" {
                    root.extend(declarations.iter().filter(|(name, _)| name.starts_with("--")).cloned());
                } else if let Some(selector) = parse_selector(selector) {
                    rules.push((selector, declarations.clone()));
                }
            }
        }
        root.extend([("--text".to_owned(), TEXT_FONT.to_owned()), ("--mono".to_owned(), MONO_FONT.to_owned())]);
        rules.sort_by_key(|(selector, _)| selector.specificity());
        Styles { rules, root }
    }

    /// A custom property of the root, such as a colour, filled in.
    pub fn root(&self, name: &str) -> String {
        filled(&format!("var({name})"), &self.root, 0).unwrap_or_default()
    }

    /// An SVG document with its styles as attributes, without names for screen readers and without what is hidden.
    ///
    /// # Errors
    /// The text is no XML.
    pub fn resolve(&self, svg: &str) -> Result<String, String> {
        let document = Document::parse(svg).map_err(|error| error.to_string())?;
        let mut resolved = String::with_capacity(2 * svg.len());
        self.write(document.root_element(), &self.root, &mut resolved);
        Ok(resolved)
    }

    fn write(&self, node: Node, outer: &Scope, out: &mut String) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            return out.push_str(&escaped(text));
        }
        if !node.is_element() || node.has_tag_name("title") {
            return;
        }
        let (scope, style) = self.computed(node, outer);
        if style.get("display").is_some_and(|display| display == "none") {
            return;
        }
        let tag = node.tag_name().name();
        out.push_str(&format!("<{tag}"));
        let is_own = |name: &str| {
            let is_for_pages =
                name == "class" || name == "role" || name.starts_with("aria-") || name.starts_with("data-");
            !is_for_pages && !style.contains_key(name)
        };
        let own = node.attributes().filter(|attribute| is_own(attribute.name()));
        let own = own.map(|attribute| (attribute.name(), attribute.value()));
        let styled = style.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(styled) {
            out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        if node.parent_element().is_none() {
            out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        }
        out.push('>');
        node.children().for_each(|child| self.write(child, &scope, out));
        out.push_str(&format!("</{tag}>"));
    }

    /// The custom properties and the style of an element.
    fn computed(&self, node: Node, outer: &Scope) -> (Scope, Scope) {
        let (mut scope, mut style) = (outer.clone(), Scope::new());
        let matching = self.rules.iter().filter(|(selector, _)| selector.matches(&Styled(node)));
        let declarations: Vec<&Declaration> = matching.flat_map(|(_, declarations)| declarations).collect();
        for (name, value) in declarations.iter().filter(|(name, _)| name.starts_with("--")) {
            scope.insert(name.clone(), value.clone());
        }
        for (name, value) in declarations {
            let Some(value) = filled(value, &scope, 0) else { continue };
            if name == "font" {
                style.extend(font(&value));
            } else if PROPERTIES.contains(&name.as_str()) {
                style.insert(name.clone(), value);
            }
        }
        (scope, style)
    }
}

/// The rules of a sheet, as selectors and body; those for some media only, and other rules with an `@`, are left out.
fn blocks(sheet: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = sheet;
    while let Some(open) = rest.find('{') {
        let mut depth = 0;
        let close = rest.char_indices().skip_while(|(at, _)| *at < open).find(|(_, c)| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            depth == 0
        });
        let Some((close, _)) = close else { break };
        let selectors = without_comments(&rest[..open]);
        if !selectors.starts_with('@') {
            blocks.push((selectors, &rest[open + 1..close]));
        }
        rest = &rest[close + 1..];
    }
    blocks
}

/// What follows the last comment: before a selector stands nothing else.
fn without_comments(text: &str) -> &str {
    text.rsplit("*/").next().unwrap_or(text).trim()
}

fn declarations(body: &str) -> Vec<Declaration> {
    let pair = |text: &str| {
        let (name, value) = without_comments(text).split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    };
    body.split(';').filter_map(pair).collect()
}

/// A selector, if all of it was understood.
fn parse_selector(text: &str) -> Option<Selector<'_>> {
    let is_known = !text.contains("::") && !text.contains(":not(") && !text.contains(":is(");
    Selector::parse(text).filter(|_| is_known && !text.is_empty())
}

/// A value with its variables filled in and its light colours; none if a variable is nowhere set.
fn filled(value: &str, scope: &Scope, depth: u8) -> Option<String> {
    let Some((start, name)) = ["var(", "light-dark("].iter().filter_map(|name| Some((value.find(name)?, *name))).min()
    else {
        return Some(value.to_owned());
    };
    if depth > DEPTH_MAX {
        return None;
    }
    let inside = start + name.len();
    let end = inside + closing(&value[inside..])?;
    let (first, rest) = parted(&value[inside..end]);
    let new = match name {
        "var(" => match scope.get(first) {
            Some(value) => filled(value, scope, depth + 1)?,
            None => filled(rest?, scope, depth + 1)?,
        },
        _ => filled(first, scope, depth + 1)?,
    };
    filled(&format!("{}{new}{}", &value[..start], &value[end + 1..]), scope, depth)
}

/// Where the bracket closes that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })
}

/// The first argument, and the others, of a function's.
fn parted(arguments: &str) -> (&str, Option<&str>) {
    let mut depth = 0;
    let comma = arguments.char_indices().find_map(|(at, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0 && c == ',').then_some(at)
    });
    match comma {
        Some(at) => (arguments[..at].trim(), Some(arguments[at + 1..].trim())),
        None => (arguments.trim(), None),
    }
}

/// The parts of `font: 600 12px/1 Noto Sans`.
fn font(value: &str) -> Vec<Declaration> {
    let mut parts = Vec::new();
    let mut words = value.split_whitespace();
    for word in words.by_ref() {
        let size = word.split('/').next().unwrap_or(word);
        if size.ends_with("px") || size.ends_with("rem") {
            parts.push(("font-size".to_owned(), size.to_owned()));
            break;
        }
        parts.push(("font-weight".to_owned(), word.to_owned()));
    }
    let family: Vec<&str> = words.collect();
    parts.push(("font-family".to_owned(), family.join(" ")));
    parts
}

/// A text for XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// An element, as selectors look at it.
struct Styled<'a, 'input>(Node<'a, 'input>);

impl Element for Styled<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Styled)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Styled)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass) -> bool {
        class == PseudoClass::FirstChild && self.prev_sibling_element().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(css: &str, svg: &str, expect: &str) {
        let sheets = [css.to_owned()];
        let resolved = Styles::parse(&sheets).resolve(svg).expect("a document");
        assert_eq!(resolved.replace(" xmlns=\"http://www.w3.org/2000/svg\"", ""), expect, "{css}");
    }

    #[test]
    fn the_more_special_rule_wins_over_the_later_one_and_over_the_attribute() {
        check(
            ".a .b { fill: red } .b { fill: blue; width: 3px }",
            "<svg class=\"a\"><g class=\"b\" fill=\"green\" x=\"1\"/></svg>",
            "<svg><g x=\"1\" fill=\"red\"></g></svg>",
        );
    }

    #[test]
    fn a_variable_is_that_of_the_element_or_of_what_it_stands_in() {
        check(
            ":root { --ink: light-dark(#111, rgb(1 2 3)) } .c { --kind: var(--ink) } .d { --kind: teal } \
             text { fill: var(--kind); stroke: var(--nowhere); opacity: var(--nowhere, 0.5) }",
            "<svg class=\"c\"><text>A</text><g class=\"d\"><text>B</text></g></svg>",
            "<svg><text fill=\"#111\" opacity=\"0.5\">A</text><g><text fill=\"teal\" opacity=\"0.5\">B</text></g></svg>",
        );
    }

    #[test]
    fn what_is_hidden_or_for_screen_readers_is_left_out() {
        check(
            "/* x { } */ .off { display: none } @media print { svg { fill: red } } a:hover { fill: red }",
            "<svg role=\"img\" aria-label=\"x\"><title>T</title><g class=\"off\"><text>A</text></g><a>1 &lt; 2</a></svg>",
            "<svg><a>1 &lt; 2</a></svg>",
        );
    }

    #[test]
    fn a_font_is_taken_apart() {
        check(
            "text { font: 600 11.5px/1.2 var(--mono) }",
            "<svg><text>A</text></svg>",
            "<svg><text font-family=\"DejaVu Sans Mono\" font-size=\"11.5px\" font-weight=\"600\">A</text></svg>",
        );
    }

    #[test]
    fn variables_in_a_circle_end() {
        check("svg { --a: var(--b); --b: var(--a); fill: var(--a) }", "<svg/>", "<svg></svg>");
    }
}
