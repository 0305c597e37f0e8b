//! What the service worker keeps: a list of files and the hashes of their bytes, made from the finished site.
//!
//! `static/root/sw.js` is the program; here it gets the line that it expects before its own. The list has everything
//! that some page needs to work: the pages, the hashed assets (programs and words of all labs too), the manifest and
//! the icons. All of it is about 3 MB over a network that compresses, which is little enough to be fetched whole; a
//! choice of parts would have to be explained on every page that is then missing. Downloads (packages, the single
//! file), pictures for other sites' previews and what other people's pages load are not kept.
//!
//! A build without a list gets a worker that takes its stores along and goes: for development, where nothing old may
//! stand in the way, and for a host who wants to be rid of it.

use crate::site;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// The worker, at the site's root.
const WORKER: &str = "sw.js";
/// What the page for installing says, and where its pictures are.
const MANIFEST: &str = "manifest.webmanifest";
const ICONS: &str = "icons/";
/// The kinds of assets that pages work with.
const KINDS: [&str; 7] = [".js", ".css", ".wasm", ".svg", ".bin", ".txt", ".woff2"];

/// Gives the worker in `folder` its list, or what makes it retire.
///
/// `base_path` is where 404.html expects the site: the worker corrects it by where the site turns out to be.
pub fn write(folder: &Path, base_path: &str, is_kept: bool) -> Result<()> {
    let worker = folder.join(WORKER);
    let program = fs::read_to_string(&worker).with_context(|| format!("cannot read {}", worker.display()))?;
    let line = if is_kept { listed(&hashes(folder)?, base_path) } else { "const SITE = null;\n".to_string() };
    fs::write(&worker, line + &program).with_context(|| format!("cannot write {}", worker.display()))
}

/// The hashes of all files that are kept, by path.
fn hashes(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut hashes = BTreeMap::new();
    for path in site::files(folder)?.into_iter().filter(|path| has_place(path)) {
        ensure!(
            path.is_ascii() && !path.contains(['"', '\\', '%', ' ']),
            "`{path}` cannot stand in an address as it is"
        );
        let bytes = fs::read(folder.join(&path)).with_context(|| format!("cannot read {path}"))?;
        hashes.insert(path, hash(&bytes));
    }
    Ok(hashes)
}

/// Whether a file belongs to what is kept.
fn has_place(path: &str) -> bool {
    let is_page = path == "404.html" || path.rsplit('/').next() == Some("index.html");
    let is_asset = path.starts_with("assets/") && KINDS.iter().any(|kind| path.ends_with(kind));
    is_page || is_asset || path == MANIFEST || path.starts_with(ICONS)
}

/// The first eight bytes of a SHA-256, in hexadecimal digits.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The line before the worker. Its version is the hash of the rest, so that equal sites have equal workers.
fn listed(hashes: &BTreeMap<String, String>, base_path: &str) -> String {
    let files: Vec<String> = hashes.iter().map(|(path, hash)| format!("\"{path}\":\"{hash}\"")).collect();
    let rest = format!("\"base\":\"{base_path}\",\"files\":{{{}}}", files.join(","));
    format!("const SITE = {{\"version\":\"{}\",{rest}}};\n", hash(rest.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build;

    const FILES: [(&str, &str); 9] = [
        (WORKER, "go();"),
        ("index.html", "home"),
        ("labs/cap/index.html", "lab"),
        ("404.html", "lost"),
        ("assets/a-1.wasm", "wasm"),
        ("assets/words-1/x.bin", "words"),
        ("icons/icon-192.png", "icon"),
        ("packages/course.zip", "zip"),
        ("faultline.html", "everything"),
    ];

    /// The worker of a site with these files.
    fn worker(name: &str, files: &[(&str, &str)], is_kept: bool) -> String {
        let folder = std::env::temp_dir().join(format!("faultline-{name}-{}", std::process::id()));
        build::empty(&folder).expect("a folder");
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        write(&folder, "/base/", is_kept).expect("the worker is written");
        let text = fs::read_to_string(folder.join(WORKER)).expect("the worker");
        fs::remove_dir_all(folder).expect("the folder goes");
        text
    }

    #[test]
    fn the_list_has_what_pages_need_with_the_hash_of_its_bytes_and_nothing_else() {
        let text = worker("listed", &FILES, true);
        let (line, program) = text.split_once('\n').expect("two lines");
        assert_eq!(program, "go();");
        assert!(line.contains("\"base\":\"/base/\""), "{line}");
        for path in FILES.map(|(path, _)| path) {
            let is_expected = ![WORKER, "packages/course.zip", "faultline.html"].contains(&path);
            assert_eq!(line.contains(&format!("\"{path}\":\"")), is_expected, "{path} in {line}");
        }
        // `printf home | sha256sum`
        assert!(line.contains("\"index.html\":\"4ea140588150773c\""), "{line}");
    }

    #[test]
    fn the_version_follows_the_bytes() {
        let version = |files: &[(&str, &str)], name: &str| {
            worker(name, files, true).split('"').nth(3).expect("a version").to_string()
        };
        let mut other = FILES;
        other[1].1 = "Home";
        let first = version(&FILES, "first");
        assert_eq!(first, version(&FILES, "again"));
        assert_ne!(first, version(&other, "other"));
        other = FILES;
        other[8].1 = "something else that is not kept";
        assert_eq!(first, version(&other, "unkept"));
    }

    #[test]
    fn without_a_list_the_worker_retires() {
        assert_eq!(worker("retired", &FILES, false), "const SITE = null;\ngo();");
    }

    #[test]
    fn a_path_that_would_be_encoded_is_refused() {
        let folder = std::env::temp_dir().join(format!("faultline-odd-{}", std::process::id()));
        build::empty(&folder).expect("a folder");
        fs::create_dir_all(folder.join("icons")).expect("a folder");
        fs::write(folder.join("icons/an icon.png"), "").expect("a file");
        let error = hashes(&folder).expect_err("it has a space").to_string();
        assert!(error.contains("`icons/an icon.png` cannot stand"), "{error}");
        fs::remove_dir_all(folder).expect("the folder goes");
    }
}
