//! Reads HTML and SVG as strictly as XML: every element is closed, every attribute is quoted and stands once.
//!
//! Stricter than a browser on purpose: what a browser mends silently is a fault here.
//!
//! Left out: namespaces, character references beyond those that the renderer writes.

/// One element, in the order of the document.
#[derive(Debug)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The index of the element around it.
    pub parent: Option<usize>,
    /// All text in it, that of its descendants too.
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split(' ').any(|other| other == class))
    }

    /// Its start tag, for messages.
    pub fn tag(&self) -> String {
        let attributes: String = self.attributes.iter().map(|(key, value)| format!(" {key}={value:?}")).collect();
        format!("<{}{attributes}>", self.name)
    }
}

/// The elements around one, from the inside out.
pub fn ancestors(elements: &[Element], of: usize) -> impl Iterator<Item = &Element> {
    let around = |element: &&Element| element.parent.map(|at| &elements[at]);
    std::iter::successors(elements[of].parent.map(|at| &elements[at]), move |element| around(element))
}

/// Whether `inner` stands in `outer`, both as indices.
pub fn is_within(elements: &[Element], inner: usize, outer: usize) -> bool {
    let mut around = elements[inner].parent;
    while let Some(at) = around {
        if at == outer {
            return true;
        }
        around = elements[at].parent;
    }
    false
}

/// Elements without content, which HTML does not close.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Reads a document or a part of one.
///
/// # Errors
/// The first fault, with the text from there on.
pub fn parse(source: &str) -> Result<Vec<Element>, String> {
    let mut reader = Reader { rest: source, elements: Vec::new(), open: Vec::new() };
    while !reader.rest.is_empty() {
        let at = reader.rest;
        reader.node().map_err(|fault| format!("{fault}, at: {}", at.chars().take(120).collect::<String>()))?;
    }
    match reader.open.last() {
        Some(at) => Err(format!("{} is never closed", reader.elements[*at].tag())),
        None => Ok(reader.elements),
    }
}

struct Reader<'a> {
    rest: &'a str,
    elements: Vec<Element>,
    /// The elements that are not closed yet, outermost first.
    open: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn node(&mut self) -> Result<(), String> {
        if let Some(text) = self.rest.strip_prefix("<!") {
            let (_, rest) = text.split_once('>').ok_or("a declaration does not end")?;
            self.rest = rest;
        } else if let Some(text) = self.rest.strip_prefix("</") {
            let (name, rest) = text.split_once('>').ok_or("a tag does not end")?;
            self.close(name)?;
            self.rest = rest;
        } else if let Some(text) = self.rest.strip_prefix('<') {
            self.rest = text;
            self.element()?;
        } else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let text = decode(&self.rest[..end])?;
            for at in &self.open {
                self.elements[*at].text.push_str(&text);
            }
            self.rest = &self.rest[end..];
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        let open = self.open.pop().map(|at| self.elements[at].name.as_str());
        match open {
            Some(open) if open == name => Ok(()),
            Some(open) => Err(format!("</{name}> closes <{open}>")),
            None => Err(format!("</{name}> closes nothing")),
        }
    }

    /// Reads a start tag from behind its bracket.
    fn element(&mut self) -> Result<(), String> {
        let name = self.word()?;
        let mut attributes: Vec<(String, String)> = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                break;
            }
            let (key, value) = self.attribute()?;
            if attributes.iter().any(|(other, _)| *other == key) {
                return Err(format!("`{key}` stands twice in one tag"));
            }
            attributes.push((key, value));
        }
        let is_void = VOID.contains(&name.as_str());
        let parent = self.open.last().copied();
        self.elements.push(Element { name, attributes, parent, text: String::new() });
        if !is_void {
            self.open.push(self.elements.len() - 1);
        }
        Ok(())
    }

    fn attribute(&mut self) -> Result<(String, String), String> {
        let key = self.word()?;
        let Some(value) = self.rest.strip_prefix("=\"") else {
            // HTML allows `hidden` for `hidden=""`.
            return if self.rest.starts_with('=') {
                Err(format!("`{key}` is not quoted"))
            } else {
                Ok((key, String::new()))
            };
        };
        let (value, rest) = value.split_once('"').ok_or_else(|| format!("`{key}` does not end"))?;
        if value.contains('<') {
            return Err(format!("`{key}` contains a bare <"));
        }
        self.rest = rest;
        Ok((key, decode(value)?))
    }

    fn word(&mut self) -> Result<String, String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err("expected a name".to_owned());
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(word.to_owned())
    }
}

fn decode(text: &str) -> Result<String, String> {
    const KNOWN: &[(&str, char)] =
        &[("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#x27;", '\''), ("#39;", '\''), ("#x2F;", '/')];
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = KNOWN.iter().find_map(|(name, char)| part.strip_prefix(name).map(|rest| (char, rest)));
        let (char, rest) =
            known.ok_or_else(|| format!("`&{}` is a bare &", part.chars().take(12).collect::<String>()))?;
        decoded.push(*char);
        decoded.push_str(rest);
    }
    Ok(decoded)
}

#[test]
fn what_a_browser_would_mend_is_a_fault() {
    fn check(source: &str, fault: Option<&str>) {
        let read = parse(source);
        assert_eq!(read.as_ref().err().and_then(|message| message.split(", at").next()), fault, "{source}");
    }
    check(r#"<!doctype html><p class="a b" hidden>x &amp; <br>y</p>"#, None);
    check("<p><b>x</p></b>", Some("</p> closes <b>"));
    check("<p>x", Some("<p> is never closed"));
    check("</p>", Some("</p> closes nothing"));
    check("<p a=1></p>", Some("`a` is not quoted"));
    check(r#"<p a="1" a="2"></p>"#, Some("`a` stands twice in one tag"));
    check(r#"<p a="<"></p>"#, Some("`a` contains a bare <"));
    check("<p>a & b</p>", Some("`& b` is a bare &"));
}
