//! The Markdown that authors may write, and the tree it becomes.
//!
//! A small part of Markdown on purpose: what it leaves out (raw HTML, images, nested lists) is named as a fault and not
//! dropped. Links carry a scheme of our own beside `https:`:
//!
//! ```text
//! [MTBF](term:mtbf)  [quorums](topic:quorums)  [try it](lab:availability?d=a 99% | b 99%)
//! [cards](cards:reliability)  [what holds](doubt:four-nines-a-week)
//! ```

use std::ops::Range;

use crate::words::{Block, Inline, Target};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A fault and the byte offset at which it stands.
pub type TextFault = (usize, String);

/// Parses a card's or a definition's text.
///
/// # Errors
/// Everything that is not running text, such as a list, is a fault.
pub fn parse_inline(text: &str) -> Result<Vec<Inline>, Vec<TextFault>> {
    let mut reader = Reader::new(text);
    let mut parts = Vec::new();
    while let Some((event, at)) = reader.next() {
        match event {
            Event::Start(Tag::Paragraph) if parts.is_empty() => parts = reader.inlines(TagEnd::Paragraph),
            _ => reader.fault(at, "only running text is possible here: one paragraph, no list, table or heading"),
        }
    }
    reader.finish(parts)
}

/// Parses a concept text.
///
/// # Errors
/// Every part of Markdown that is not listed in [`Block`] is a fault.
pub fn parse_blocks(text: &str) -> Result<Vec<Block>, Vec<TextFault>> {
    let mut reader = Reader::new(text);
    let mut blocks = Vec::new();
    while let Some((event, at)) = reader.next() {
        if let Some(block) = reader.block(event, at) {
            blocks.push(block);
        }
    }
    reader.finish(blocks)
}

struct Reader<'a> {
    events: Vec<(Event<'a>, Range<usize>)>,
    position: usize,
    source: &'a str,
    faults: Vec<TextFault>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
        let events = Parser::new_ext(source, options).into_offset_iter().collect();
        Reader { events, position: 0, source, faults: Vec::new() }
    }

    fn next(&mut self) -> Option<(Event<'a>, usize)> {
        let (event, range) = self.events.get(self.position)?.clone();
        self.position += 1;
        Some((event, range.start))
    }

    fn fault(&mut self, at: usize, message: impl Into<String>) {
        self.faults.push((at, message.into()));
    }

    fn finish<T>(self, value: T) -> Result<T, Vec<TextFault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }

    fn block(&mut self, event: Event<'a>, at: usize) -> Option<Block> {
        match event {
            Event::Start(Tag::Paragraph) => Some(Block::Paragraph(self.inlines(TagEnd::Paragraph))),
            Event::Start(Tag::Heading { level, id, attrs, .. }) => Some(self.heading(level, id, &attrs, at)),
            Event::Start(Tag::List(start)) => Some(self.list(start.is_some())),
            Event::Start(Tag::Table(_)) => Some(self.table()),
            Event::Start(Tag::BlockQuote(kind)) => {
                let mut text = Vec::new();
                while let Some((event, at)) = self.next() {
                    match event {
                        Event::Start(Tag::Paragraph) => text.extend(self.inlines(TagEnd::Paragraph)),
                        Event::End(TagEnd::BlockQuote(end)) if end == kind => break,
                        _ => self.fault(at, "a quotation holds paragraphs only"),
                    }
                }
                Some(Block::Quote(text))
            }
            Event::Start(Tag::CodeBlock(_)) => {
                let mut code = String::new();
                while let Some((event, _)) = self.next() {
                    match event {
                        Event::Text(text) => code.push_str(&text),
                        _ => break,
                    }
                }
                Some(Block::Code(code.trim_end().to_owned()))
            }
            other => {
                let message = format!(
                    "{} cannot be shown; use paragraphs, ## and ### headings, lists, tables, quotations and code",
                    name_of(&other)
                );
                self.fault(at, message);
                None
            }
        }
    }

    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        attrs: &[(CowStr<'a>, Option<CowStr<'a>>)],
        at: usize,
    ) -> Block {
        let text = self.inlines(TagEnd::Heading(level));
        let level = match level {
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            _ => {
                self.fault(at, "a heading starts with ## or ###: the page's title is the topic's");
                2
            }
        };
        let Some(id) = id else {
            self.fault(at, "a heading needs an anchor, such as `## The nines {#nines}`");
            return Block::Heading { level, id: String::new(), covers: Vec::new(), text, line: 0 };
        };
        let mut covers = Vec::new();
        for (key, value) in attrs {
            match (key.as_ref(), value) {
                ("covers", Some(ids)) => covers.extend(ids.split(',').map(str::to_owned)),
                _ => self.fault(at, format!("a heading knows `covers=id,id`, not `{key}`")),
            }
        }
        let line = crate::problem::line_at(self.source, at);
        Block::Heading { level, id: id.into_string(), covers, text, line }
    }

    fn list(&mut self, is_ordered: bool) -> Block {
        let mut items = Vec::new();
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.inlines(TagEnd::Item)),
                Event::End(TagEnd::List(_)) => break,
                _ => self.fault(at, "a list holds items only"),
            }
        }
        Block::List { is_ordered, items }
    }

    fn table(&mut self) -> Block {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => row = Vec::new(),
                Event::Start(Tag::TableCell) => row.push(self.inlines(TagEnd::TableCell)),
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => self.fault(at, "a table holds rows only"),
            }
        }
        Block::Table { head, rows }
    }

    /// Reads running text up to `end`. Tight and loose list items read the same.
    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut parts = Vec::new();
        while let Some((event, at)) = self.next() {
            match event {
                Event::End(reached) if reached == end => break,
                Event::Text(text) => push_text(&mut parts, &typeset(&text)),
                Event::SoftBreak | Event::HardBreak => push_text(&mut parts, " "),
                Event::Code(code) => parts.push(Inline::Code(code.into_string())),
                Event::Start(Tag::Emphasis) => parts.push(Inline::Emphasis(self.inlines(TagEnd::Emphasis))),
                Event::Start(Tag::Strong) => parts.push(Inline::Strong(self.inlines(TagEnd::Strong))),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let text = self.inlines(TagEnd::Link);
                    match parse_target(&dest_url) {
                        Ok(target) => parts.push(Inline::Link(target, text)),
                        Err(message) => self.fault(at, message),
                    }
                }
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if end == TagEnd::Item => {}
                other => {
                    let message = format!("{} cannot stand in running text", name_of(&other));
                    self.fault(at, message);
                }
            }
        }
        parts
    }
}

/// Keeps a number, or the name in braces that stands for one, and its unit on one line: the space between them becomes
/// one that does not break.
fn typeset(text: &str) -> String {
    const UNITS: [&str; 8] = ["%", "ms", "s", "min", "h", "d", "kB", "nines"];
    let mut words = text.split(' ');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let unit = word.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '%');
        let is_bound = out.ends_with(|c: char| c.is_ascii_digit() || c == '}') && UNITS.contains(&unit);
        out.push(if is_bound { '\u{a0}' } else { ' ' });
        out.push_str(word);
    }
    out
}

fn push_text(parts: &mut Vec<Inline>, text: &str) {
    match parts.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => parts.push(Inline::Text(text.to_owned())),
    }
}

fn parse_target(url: &str) -> Result<Target, String> {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    let rest = rest.to_owned();
    match scheme {
        "term" => Ok(Target::Term(rest)),
        "topic" => Ok(Target::Topic(rest)),
        "cards" => Ok(Target::Cards(rest)),
        "doubt" => Ok(Target::Doubt(rest)),
        "lab" => {
            let (id, query) = rest.split_once('?').unwrap_or((&rest, ""));
            Ok(Target::Lab(id.to_owned(), query.to_owned()))
        }
        "https" => Ok(Target::Web(url.to_owned())),
        _ => Err(format!(
            "a link leads to term:, topic:, lab:, cards:, doubt: or https:, such as `term:mtbf`, not to `{url}`"
        )),
    }
}

fn name_of(event: &Event<'_>) -> &'static str {
    match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => "raw HTML",
        Event::Start(Tag::Image { .. }) => "an image",
        Event::Start(Tag::List(_)) => "a list inside a list",
        Event::Rule => "a rule",
        _ => "this",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(source: &str, expect: Expect) {
        expect.assert_debug_eq(&parse_blocks(source));
    }

    #[test]
    fn a_heading_carries_its_anchor_and_the_entries_it_covers() {
        check(
            "## The *nines* {#nines covers=rp-nines,rp-series}",
            expect![[r#"
                Ok(
                    [
                        Heading {
                            level: 2,
                            id: "nines",
                            covers: [
                                "rp-nines",
                                "rp-series",
                            ],
                            text: [
                                Text(
                                    "The ",
                                ),
                                Emphasis(
                                    [
                                        Text(
                                            "nines",
                                        ),
                                    ],
                                ),
                            ],
                            line: 1,
                        },
                    ],
                )
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_shown_is_a_fault_and_not_dropped() {
        check(
            "<b>x</b>\n\n![x](y)\n\n[x](ftp://y)\n\n- a\n  - b\n",
            expect![[r#"
                Err(
                    [
                        (
                            0,
                            "raw HTML cannot stand in running text",
                        ),
                        (
                            4,
                            "raw HTML cannot stand in running text",
                        ),
                        (
                            10,
                            "an image cannot stand in running text",
                        ),
                        (
                            10,
                            "this cannot stand in running text",
                        ),
                        (
                            19,
                            "a link leads to term:, topic:, lab:, cards:, doubt: or https:, such as `term:mtbf`, not to `ftp://y`",
                        ),
                        (
                            39,
                            "a list inside a list cannot stand in running text",
                        ),
                        (
                            39,
                            "this cannot stand in running text",
                        ),
                        (
                            33,
                            "this cannot be shown; use paragraphs, ## and ### headings, lists, tables, quotations and code",
                        ),
                        (
                            33,
                            "this cannot be shown; use paragraphs, ## and ### headings, lists, tables, quotations and code",
                        ),
                    ],
                )
            "#]],
        );
    }

    #[test]
    fn a_number_and_its_unit_stay_on_one_line() {
        assert_eq!(
            typeset("A is 99.9 %, B 5 ms (or 3 nines), C 7 servers, D {d} h."),
            "A is 99.9\u{a0}%, B 5\u{a0}ms (or 3\u{a0}nines), C 7 servers, D {d}\u{a0}h."
        );
    }

    #[test]
    fn a_lab_link_keeps_its_readable_query() {
        check(
            "[try](<lab:availability?d=a 99% | b 99%>)",
            expect![[r#"
                Ok(
                    [
                        Paragraph(
                            [
                                Link(
                                    Lab(
                                        "availability",
                                        "d=a 99% | b 99%",
                                    ),
                                    [
                                        Text(
                                            "try",
                                        ),
                                    ],
                                ),
                            ],
                        ),
                    ],
                )
            "#]],
        );
    }
}
