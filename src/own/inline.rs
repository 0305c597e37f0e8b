//! The running text of own decks: a small part of Markdown.
//!
//! ```text
//! *emphasis*  **strong**  `code`  [text](https://example.org/)  \*
//! ```
//!
//! Nothing is a fault: what has no meaning here stands as it was written, HTML above all. An address is shown as text
//! and not as a link, because nobody has read what it leads to.

use crate::content::Inline;

/// How deep emphasis is looked for within emphasis.
const DEPTH_MAX: usize = 4;

/// Reads a text.
pub fn parse(text: &str) -> Vec<Inline> {
    within(text, DEPTH_MAX)
}

fn within(text: &str, depth: usize) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let found = match letter {
            '\\' => escaped(rest),
            '`' => code(rest),
            '*' if depth > 0 => emphasis(rest, depth - 1),
            '[' => address(rest),
            _ => None,
        };
        let (part, length) = found.unwrap_or_else(|| {
            let plain = rest[letter.len_utf8()..].find(['\\', '`', '*', '[']);
            let length = plain.map_or(rest.len(), |at| at + letter.len_utf8());
            (Inline::Text(rest[..length].to_owned()), length)
        });
        push(&mut parts, part);
        rest = &rest[length..];
    }
    parts
}

fn push(parts: &mut Vec<Inline>, part: Inline) {
    match (parts.last_mut(), part) {
        (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
        (_, part) => parts.push(part),
    }
}

/// A part and how many bytes it takes, or none where it is not one.
type Found = Option<(Inline, usize)>;

fn escaped(rest: &str) -> Found {
    let letter = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
    Some((Inline::Text(letter.to_string()), 2))
}

fn code(rest: &str) -> Found {
    let length = rest[1..].find('`').filter(|length| *length > 0)?;
    Some((Inline::Code(rest[1..=length].to_owned()), length + 2))
}

fn emphasis(rest: &str, depth: usize) -> Found {
    let mark = if rest.starts_with("**") { "**" } else { "*" };
    let inner = &rest[mark.len()..];
    let length = closing(inner, mark)?;
    let text = &inner[..length];
    // Between spaces a star multiplies.
    if text.is_empty() || text.starts_with(' ') || text.ends_with(' ') {
        return None;
    }
    let parts = within(text, depth);
    let part = if mark == "*" { Inline::Emphasis(parts) } else { Inline::Strong(parts) };
    Some((part, length + 2 * mark.len()))
}

/// Where a mark closes: not in code, not escaped, and one star is none of two.
fn closing(text: &str, mark: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => at += code(&text[at..]).map_or(1, |(_, length)| length),
            b'*' => {
                let n = bytes[at..].iter().take_while(|byte| **byte == b'*').count();
                if n == mark.len() || (n > 2 && mark.len() == 2) {
                    return Some(at);
                }
                at += n;
            }
            _ => at += 1,
        }
    }
    None
}

fn address(rest: &str) -> Found {
    let (name, after) = rest[1..].split_once("](")?;
    let (address, _) = after.split_once(')')?;
    let is_ours = address.starts_with("https://") && !name.contains('[') && !address.contains([' ', '(']);
    is_ours.then(|| (Inline::Text(format!("{name} ({address})")), name.len() + address.len() + 4))
}

/// A text as somebody would write it, for a file. Links lose where they lead to, but for those to other sites.
pub fn write(text: &[Inline]) -> String {
    use crate::content::Target;
    let part = |part: &Inline| match part {
        Inline::Text(text) => guarded(text),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Emphasis(parts) => format!("*{}*", write(parts)),
        Inline::Strong(parts) => format!("**{}**", write(parts)),
        Inline::Link(Target::Web(address), parts) => format!("[{}]({address})", write(parts)),
        Inline::Link(_, parts) => write(parts),
    };
    text.iter().map(part).collect()
}

/// A text in which nothing has a meaning.
fn guarded(text: &str) -> String {
    let mut guarded = String::new();
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '[') {
            guarded.push('\\');
        }
        guarded.push(letter);
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::plain;
    use proptest::prelude::*;

    /// The parts, each in brackets of its own.
    fn shown(parts: &[Inline]) -> String {
        let part = |part: &Inline| match part {
            Inline::Text(text) => text.clone(),
            Inline::Code(code) => format!("‹{code}›"),
            Inline::Emphasis(parts) => format!("⟨{}⟩", shown(parts)),
            Inline::Strong(parts) => format!("⟪{}⟫", shown(parts)),
            Inline::Link(..) => "a link".to_owned(),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn emphasis_code_and_addresses_are_understood() {
        for (text, expect) in [
            ("plain", "plain"),
            ("*a* and **b** and `c*d`", "⟨a⟩ and ⟪b⟫ and ‹c*d›"),
            ("**a *b* c**", "⟪a ⟨b⟩ c⟫"),
            ("*a **b** c*", "⟨a ⟪b⟫ c⟩"),
            ("see [RFC 9110](https://example.org/9110)", "see RFC 9110 (https://example.org/9110)"),
            (r"2 \* 3 \` \\ \n", r"2 * 3 ` \ \n"),
            ("`r + w > n`, *n*", "‹r + w > n›, ⟨n⟩"),
        ] {
            assert_eq!(shown(&parse(text)), expect, "{text}");
        }
    }

    #[test]
    fn what_has_no_meaning_stands_as_it_is() {
        for text in [
            "2 * 3 * 4",
            "a*",
            "**",
            "****",
            "`",
            "``",
            "*a",
            "[x]",
            "[x](javascript:alert(1))",
            "[x](http://example.org)",
            "<b onclick=alert(1)>bold</b>",
            "a_b_c",
        ] {
            assert_eq!(shown(&parse(text)), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\*|`|\\[|\\]\\(|\\)|https://|\\\\|ö|a| ){0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn a_plain_text_survives_being_written(text in "[a-z*`\\[\\]()\\\\ <>&ö]{0,40}") {
            let parts = parse(&write(&[Inline::Text(text.clone())]));
            prop_assert_eq!(plain(&parts), text);
        }
    }
}
