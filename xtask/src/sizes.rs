//! Sizes of files as they are and as hosts send them.
//!
//! Node compresses, because it is there anyway and compression in an unoptimised xtask takes minutes. Its zlib stays
//! about 1 % above the `gzip` command: on the safe side of a budget.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::{fmt::Write as _, io::Write as _, iter::Sum, path::Path, process::Stdio};

/// Bytes of a file or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// As it is.
    pub raw: u64,
    /// With gzip at its best, 9.
    pub gzip: u64,
    /// With brotli at its best, 11.
    pub brotli: u64,
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Size>>(sizes: I) -> Size {
        sizes.fold(Size::default(), |a, b| Size {
            raw: a.raw + b.raw,
            gzip: a.gzip + b.gzip,
            brotli: a.brotli + b.brotli,
        })
    }
}

/// Measures files in `folder`, in the order given.
pub fn measure(folder: &Path, files: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Vec<Size>> {
    let mut list = String::new();
    for file in files {
        writeln!(list, "{}", folder.join(file.as_ref()).display())?;
    }
    let step = "measuring file sizes";
    let mut node = shell::command("node")
        .arg("xtask/tools/sizes.mjs")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context(step)?;
    if let Some(mut input) = node.stdin.take() {
        input.write_all(list.as_bytes()).context(step)?;
    }
    let output = node.wait_with_output().context(step)?;
    let sizes = parse(&String::from_utf8_lossy(&output.stdout));
    if !output.status.success() || sizes.len() != list.lines().count() {
        bail!("{step} failed; see above");
    }
    Ok(sizes)
}

/// Bytes for people, in thousands: `12.3 kB`.
pub fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

fn parse(text: &str) -> Vec<Size> {
    let line = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse);
        Some(Size { raw: numbers.next()?.ok()?, gzip: numbers.next()?.ok()?, brotli: numbers.next()?.ok()? })
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_summed() {
        let sizes = parse("10 5 4\n1 2 3\nnonsense\n");
        let (raw, gzip, brotli) = (11, 7, 7);
        assert_eq!(sizes.into_iter().sum::<Size>(), Size { raw, gzip, brotli });
    }
}
