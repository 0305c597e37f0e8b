//! Just enough HTML to look at tags: names, attributes, and whether a script or style has a body.
//!
//! Left out: everything that our own pages do not contain, such as CDATA and attributes without quotes that hold `>`.

/// An opening tag.
#[derive(Debug, PartialEq)]
pub struct Tag<'a> {
    /// Line in the file, from 1.
    pub line: usize,
    /// Name as written.
    pub name: &'a str,
    /// Attributes in order; one without a value has an empty one.
    pub attributes: Vec<(&'a str, &'a str)>,
    /// The text up to the end tag, for `script` and `style` only.
    pub body: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.attributes.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| *value)
    }
}

/// All opening tags of a page in order; those inside comments, scripts and styles are none.
pub fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = page[at..].find('<').map(|i| at + i) {
        let rest = &page[open..];
        if rest.starts_with("<!--") {
            at = after(page, open, "-->");
        } else if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
        } else {
            let (mut tag, end) = read_tag(page, open);
            at = end;
            if matches!(tag.name, "script" | "style") {
                let close = page[end..].find("</").map_or(page.len(), |i| end + i);
                tag.body = &page[end..close];
                at = close;
            }
            tags.push(tag);
        }
    }
    tags
}

/// Reads the tag at `open` and tells where it ends.
fn read_tag(page: &str, open: usize) -> (Tag<'_>, usize) {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=');
    let word = |from: usize| page[from..].find(ends_name).map_or(page.len(), |i| from + i);
    let mut at = word(open + 1);
    let mut tag = Tag {
        line: page[..open].matches('\n').count() + 1,
        name: &page[open + 1..at],
        attributes: Vec::new(),
        body: "",
    };
    loop {
        at += page[at..].len() - page[at..].trim_start_matches(|c: char| c.is_whitespace() || c == '/').len();
        match page[at..].chars().next() {
            None => return (tag, page.len()),
            Some('>') => return (tag, at + 1),
            Some('=') => at += 1, // a stray one
            Some(_) => {
                let end = word(at);
                let key = &page[at..end];
                let (value, next) = read_value(page, end);
                tag.attributes.push((key, value));
                at = next;
            }
        }
    }
}

/// Reads `="value"` at `at`, if there is one, and tells where it ends.
fn read_value(page: &str, at: usize) -> (&str, usize) {
    let Some(value) = page[at..].trim_start().strip_prefix('=') else {
        return ("", at);
    };
    let value = value.trim_start();
    let start = page.len() - value.len();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = value[1..].find(quote).map_or(page.len(), |i| start + 1 + i);
            (&page[start + 1..end], (end + 1).min(page.len()))
        }
        _ => {
            let ends = |c: char| c.is_whitespace() || c == '>';
            let end = value.find(ends).map_or(page.len(), |i| start + i);
            (&page[start..end], end)
        }
    }
}

fn after(page: &str, from: usize, mark: &str) -> usize {
    page[from..].find(mark).map_or(page.len(), |i| from + i + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expect: &[&str]) {
        let shown: Vec<String> = tags(page)
            .iter()
            .map(|tag| {
                let attributes: String = tag.attributes.iter().map(|(k, v)| format!(" {k}={v}")).collect();
                format!("{} {}{attributes}|{}", tag.line, tag.name, tag.body)
            })
            .collect();
        assert_eq!(shown, expect, "{page}");
    }

    #[test]
    fn tags_have_lines_names_and_attributes() {
        check(
            "<!doctype html>\n<html lang=\"en\">\n<a href='x > y' hidden>t</a><br/>",
            &["2 html lang=en|", "3 a href=x > y hidden=|", "3 br|"],
        );
        check("<input value=7 disabled><p\n id = \"z\">", &["1 input value=7 disabled=|", "1 p id=z|"]);
    }

    #[test]
    fn comments_and_scripts_hide_what_looks_like_a_tag() {
        check("<!-- <a> --><b>", &["1 b|"]);
        check("<script src=x>if (a<b) 1</script><i>", &["1 script src=x|if (a<b) 1", "1 i|"]);
        check("1 < 2 <u>", &["1 u|"]);
    }

    #[test]
    fn a_page_that_breaks_off_ends_the_search() {
        check("<a href=\"x", &["1 a href=x|"]);
        check("<a", &["1 a|"]);
        check("<!-- ", &[]);
        check("<", &[]);
    }
}
