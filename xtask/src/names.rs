//! Short names for what a program and its glue call each other by.
//!
//! wasm-bindgen names each function by what it does and a hash: `__wbg_addEventListener_2d985aa8a656f6dc`. Half of that
//! cannot be compressed, and it stands in the wasm file and in the glue: 5 kB of the first load. Once both are made,
//! nobody reads the names any more.
//!
//! Of the wasm format that is the header, sections (a number, a length, bytes), and two of them in detail: imports and
//! exports. Numbers are LEB128.

use anyhow::{Context, Result, bail, ensure};
use std::{collections::BTreeMap, fs, path::Path};

/// What a wasm file begins with: `\0asm` and the version.
const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The kind of an import that is a function; wasm-bindgen makes no other.
const FUNCTION: u8 = 0;
/// How exports begin that the glue alone uses. All others are for whoever loads the program.
const FOR_GLUE: [&str; 3] = ["__wbindgen", "__externref", "wasm_bindgen__"];

/// New names by the old ones.
type Names = BTreeMap<String, String>;

/// Shortens the names in a wasm file and in the script that is its glue.
pub fn shorten(wasm: &Path, glue: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let text = fs::read_to_string(glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let (bytes, text) = shortened(&bytes, &text).with_context(|| format!("in {}", wasm.display()))?;
    fs::write(wasm, bytes).with_context(|| format!("cannot write {}", wasm.display()))?;
    fs::write(glue, text).with_context(|| format!("cannot write {}", glue.display()))
}

fn shortened(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let used: BTreeMap<&str, ()> = identifiers(glue).map(|(word, _)| (word, ())).collect();
    let mut names = Names::new();
    let mut reader = Reader { bytes: wasm, at: 0 };
    let mut result = reader.take(HEADER)?.to_vec();
    while reader.at < wasm.len() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let section = reader.take(length)?;
        let section = match id {
            IMPORTS => imports(section, &mut names)?,
            EXPORTS => exports(section, &used, &mut names)?,
            _ => section.to_vec(),
        };
        result.push(id);
        write_number(&mut result, section.len());
        result.extend(section);
    }
    if let Some(name) = names.keys().find(|name| !used.contains_key(name.as_str())) {
        bail!("the glue does not give the program `{name}`");
    }
    let glue = identifiers(glue).map(|(word, after)| {
        let word = names.get(word).map_or(word, String::as_str);
        format!("{word}{after}")
    });
    Ok((result, glue.collect()))
}

/// The section of imports with names of its own: `i0`, `i1`, …
fn imports(section: &[u8], names: &mut Names) -> Result<Vec<u8>> {
    let mut reader = Reader { bytes: section, at: 0 };
    let n = reader.number()?;
    let mut result = Vec::new();
    write_number(&mut result, n);
    for i in 0..n {
        let (module, name) = (reader.name()?, reader.name()?);
        let kind = reader.byte()?;
        ensure!(kind == FUNCTION, "`{name}` is imported and no function");
        let short = format!("i{i}");
        write_name(&mut result, module);
        write_name(&mut result, &short);
        result.push(kind);
        write_number(&mut result, reader.number()?);
        ensure!(names.insert(name.to_string(), short).is_none(), "`{name}` is imported twice");
    }
    Ok(result)
}

/// The section of exports, where those of the glue that it uses get names of their own: `e0`, `e1`, …
fn exports(section: &[u8], used: &BTreeMap<&str, ()>, names: &mut Names) -> Result<Vec<u8>> {
    let mut reader = Reader { bytes: section, at: 0 };
    let n = reader.number()?;
    let mut result = Vec::new();
    write_number(&mut result, n);
    for i in 0..n {
        let name = reader.name()?;
        let is_for_glue = FOR_GLUE.iter().any(|start| name.starts_with(start)) && used.contains_key(name);
        let short = if is_for_glue { format!("e{i}") } else { name.to_string() };
        write_name(&mut result, &short);
        result.push(reader.byte()?);
        write_number(&mut result, reader.number()?);
        if is_for_glue {
            names.insert(name.to_string(), short);
        }
    }
    Ok(result)
}

/// The words of a script that can be names, each with what stands behind it; the first may be empty.
fn identifiers(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
        let next = rest[end..].find(is_inside).map_or(rest.len(), |at| end + at);
        let (word, after) = (&rest[..end], &rest[end..next]);
        rest = &rest[next..];
        Some((word, after))
    })
}

/// Reads wasm from the front.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let bytes = self.bytes.get(self.at..).and_then(|rest| rest.get(..n)).context("the wasm ends too early")?;
        self.at += n;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number of the wasm has no end")
    }

    fn name(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).context("a name of the wasm is not UTF-8")
    }
}

fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn write_name(bytes: &mut Vec<u8>, name: &str) {
    write_number(bytes, name.len());
    bytes.extend(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "__wbg_call_13410aac570ffff7";

    fn section(id: u8, content: Vec<u8>) -> Vec<u8> {
        let mut bytes = vec![id];
        write_number(&mut bytes, content.len());
        bytes.extend(content);
        bytes
    }

    /// A program that imports a function and exports its memory, a function for the glue, and one that nobody uses.
    fn wasm(import: &str, exports: [&str; 3]) -> Vec<u8> {
        let mut imported = vec![1];
        write_name(&mut imported, "./glue.js");
        write_name(&mut imported, import);
        imported.extend([FUNCTION, 3]);
        let mut exported = vec![3];
        for (name, kind) in exports.into_iter().zip([2, 0, 0]) {
            write_name(&mut exported, name);
            exported.extend([kind, 200, 1]);
        }
        let code = section(10, vec![7; 300]);
        [b"\0asm\x01\0\0\0".to_vec(), section(IMPORTS, imported), section(EXPORTS, exported), code].concat()
    }

    #[test]
    fn names_of_program_and_glue_are_shortened_alike() {
        let glue = format!("const wasm$1 = {{ {LONG}: () => wasm.__wbindgen_malloc(wasm.memory, '…') }};");
        let old = wasm(LONG, ["memory", "__wbindgen_malloc", "__externref_unused"]);
        let (new, text) = shortened(&old, &glue).expect("both are whole");
        assert_eq!(text, "const wasm$1 = { i0: () => wasm.e1(wasm.memory, '…') };");
        assert!(new == wasm("i0", ["memory", "e1", "__externref_unused"]), "{new:?}");
        assert_eq!(shortened(&new, &text).expect("still whole"), (new.clone(), text.clone()), "once is enough");
    }

    #[test]
    fn a_program_and_a_glue_that_do_not_belong_together_are_refused() {
        let old = wasm(LONG, ["memory", "main", "start"]);
        let check = |wasm: &[u8], glue: &str, expect: &str| {
            let error = shortened(wasm, glue).expect_err(expect).to_string();
            assert!(error.contains(expect), "{error}");
        };
        check(&old, "main()", "the glue does not give the program `__wbg_call_13410aac570ffff7`");
        check(&old[..old.len() - 1], LONG, "ends too early");
    }
}
