//! The development server: builds, serves, watches, rebuilds, and tells the open pages to reload.
//!
//! The site is built into `target/site/dev`, so that `dist/` holds nothing but what `build` put there. A failing build
//! keeps the last good site and says so in the terminal and in a bar on the page. Changes are noticed by looking at the
//! files' times a few times a second: hundreds of files are nothing, and it works on every file system.
//!
//! Left out: compression, caching, ranges; this is no server for the public.

use crate::{build, setup, shell};
use anyhow::{Result, anyhow};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant, SystemTime},
};
use tiny_http::{Header, Request, Response, Server};

/// What a change of leads to a new build.
const WATCHED: &[&str] =
    &["src", "crates", "content", "static", "index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock", "build.rs"];
/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(300);
/// How long a page's question for news is kept open.
const WAIT_MAX: Duration = Duration::from_secs(25);

const RELOAD: &str = include_str!("../tools/reload.js");
const RELOAD_TAG: &str = "<script type=\"module\" src=\"/__dev/reload.js\"></script>";

/// Which build the site is from.
#[derive(Default)]
struct News {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
    build: u64,
    failed: bool,
}

/// Builds and serves until stopped.
pub fn run(port: u16) -> Result<()> {
    let server = listen(port)?;
    setup::ensure(setup::BUILD)?;
    let out = crate::root().join("target/site/dev");
    let plan = build::Plan { dev: true, base_path: "/".into(), site_url: None, is_kept: false, out };
    let news = Arc::new(News::default());
    // A start later than all earlier ones: a page left open from yesterday notices the restart.
    let first = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_secs());
    news.tell(|state| state.build = first);
    let mut seen = looked();
    rebuild(&plan, &news);

    println!("serving http://127.0.0.1:{port}/ (stop with Ctrl-C)");
    let (folder, shared) = (plan.out.clone(), news.clone());
    thread::spawn(move || answer_all(&server, &folder, &shared));
    loop {
        thread::sleep(LOOK);
        let now = looked();
        if now != seen {
            seen = settled(now);
            println!("\nsomething changed");
            rebuild(&plan, &news);
        }
    }
}

/// Serves a folder on a free port, in the background until the program ends; gives the address.
pub fn serve_folder(folder: PathBuf) -> Result<String> {
    let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("cannot open a port: {error}"))?;
    let address = server.server_addr();
    thread::spawn(move || answer_each(&server, move |request| answer_file(request, &folder, false)));
    Ok(format!("http://{address}/"))
}

fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| {
        let other = if port == u16::MAX { port - 1 } else { port + 1 };
        anyhow!("cannot use port {port} ({error}); choose another: cargo xtask serve --port {other}")
    })
}

fn rebuild(plan: &build::Plan, news: &News) {
    let start = Instant::now();
    let result = build::build(plan);
    match &result {
        Ok(()) => println!("built in {}", shell::duration(start.elapsed())),
        Err(error) => eprintln!("\nerror: {error:#}\n(the last good build stays; waiting for a change)"),
    }
    news.tell(|state| {
        state.build += 1;
        state.failed = result.is_err();
    });
}

// --- Watching

/// Paths, times and sizes of all watched files.
fn looked() -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let mut found = Vec::new();
    for name in WATCHED {
        look(&crate::root().join(name), &mut found);
    }
    found
}

fn look(path: &Path, found: &mut Vec<(PathBuf, Option<SystemTime>, u64)>) {
    let Ok(data) = fs::metadata(path) else {
        return; // it went while we looked
    };
    if data.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| look(entry, found));
    } else {
        found.push((path.to_path_buf(), data.modified().ok(), data.len()));
    }
}

/// Waits until nothing changes any more: an editor saves several files one after another.
fn settled(mut last: Vec<(PathBuf, Option<SystemTime>, u64)>) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    loop {
        thread::sleep(LOOK / 2);
        let now = looked();
        if now == last {
            return now;
        }
        last = now;
    }
}

// --- Answering

impl News {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// The state as soon as it is another build than `seen`, or after [`WAIT_MAX`].
    fn after(&self, seen: Option<u64>) -> State {
        let unchanged = |state: &mut State| Some(state.build) == seen;
        let waited = self.changed.wait_timeout_while(self.lock(), WAIT_MAX, unchanged);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

fn answer_all(server: &Server, folder: &Path, news: &Arc<News>) {
    let (folder, news) = (folder.to_path_buf(), news.clone());
    answer_each(server, move |request| answer(request, &folder, &news));
}

/// Each request has a thread of its own, because questions for news wait.
fn answer_each(server: &Server, answer: impl Fn(Request) + Clone + Send + 'static) {
    for request in server.incoming_requests() {
        let answer = answer.clone();
        thread::spawn(move || answer(request));
    }
}

fn answer(request: Request, folder: &Path, news: &News) {
    let url = request.url().to_string();
    if url == "/__dev/reload.js" {
        send(request, 200, "text/javascript; charset=utf-8", RELOAD.into());
    } else if let Some(seen) = url.strip_prefix("/__dev/wait?seen=") {
        let state = news.after(seen.parse().ok());
        let json = format!("{{\"build\":{},\"failed\":{}}}", state.build, state.failed);
        send(request, 200, "application/json", json.into_bytes());
    } else {
        answer_file(request, folder, true);
    }
}

fn answer_file(request: Request, folder: &Path, with_reload: bool) {
    match look_up(folder, request.url()) {
        Found::File(path) => send_file(request, 200, &path, with_reload),
        Found::Moved(url) => {
            let mut response = Response::empty(301);
            add_header(&mut response, "Location", &url);
            let _ = request.respond(response);
        }
        Found::Nothing => send_file(request, 404, &folder.join("404.html"), with_reload),
    }
}

/// Where an address leads.
#[derive(Debug, PartialEq)]
enum Found {
    File(PathBuf),
    Moved(String),
    Nothing,
}

fn look_up(folder: &Path, url: &str) -> Found {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (url, String::new()),
    };
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Found::Nothing;
    }
    let file = folder.join(path.trim_start_matches('/'));
    if file.is_file() {
        Found::File(file)
    } else if !file.join("index.html").is_file() {
        Found::Nothing
    } else if path.ends_with('/') {
        Found::File(file.join("index.html"))
    } else {
        Found::Moved(format!("{path}/{query}"))
    }
}

fn send_file(request: Request, status: u16, path: &Path, with_reload: bool) {
    let kind = mime_type(path);
    let is_page = kind.starts_with("text/html");
    match fs::read(path) {
        Ok(bytes) if is_page && with_reload => {
            let page = String::from_utf8_lossy(&bytes).replace("</body>", &format!("{RELOAD_TAG}</body>"));
            send(request, status, kind, page.into_bytes());
        }
        Ok(bytes) => send(request, status, kind, bytes),
        Err(_) => {
            // Before the first good build: a page that waits for one.
            let page = format!("<!doctype html><title>Faultline</title><p>Nothing is built yet.</p>{RELOAD_TAG}");
            send(request, 404, "text/html; charset=utf-8", page.into_bytes());
        }
    }
}

fn send(request: Request, status: u16, kind: &str, bytes: Vec<u8>) {
    let mut response = Response::from_data(bytes).with_status_code(status);
    add_header(&mut response, "Content-Type", kind);
    add_header(&mut response, "Cache-Control", "no-store");
    // A page in a sandboxed frame has no origin, so its own scripts are to it those of another one.
    add_header(&mut response, "Access-Control-Allow-Origin", "*");
    let _ = request.respond(response); // the browser may have gone
}

/// A value that is no ASCII cannot be sent, and is left out.
fn add_header<R: std::io::Read>(response: &mut Response<R>, name: &str, value: &str) {
    if let Ok(header) = Header::from_bytes(name, value) {
        response.add_header(header);
    }
}

fn mime_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files_folders_or_nothing() {
        let folder = std::env::temp_dir().join(format!("faultline-serve-{}", std::process::id()));
        fs::create_dir_all(folder.join("cards")).expect("a folder");
        for file in ["index.html", "cards/index.html", "a.css"] {
            fs::write(folder.join(file), "").expect("a file");
        }
        let check = |url: &str, expect: Found| assert_eq!(look_up(&folder, url), expect, "{url}");
        check("/", Found::File(folder.join("index.html")));
        check("/?x=1", Found::File(folder.join("index.html")));
        check("/a.css", Found::File(folder.join("a.css")));
        check("/cards/", Found::File(folder.join("cards/index.html")));
        check("/cards?x=/1", Found::Moved("/cards/?x=/1".into()));
        check("/nothing/", Found::Nothing);
        check("/../Cargo.toml", Found::Nothing);
        fs::remove_dir_all(folder).expect("the folder goes");
    }

    #[test]
    fn a_question_for_news_is_answered_at_once_when_there_are_some() {
        let news = News::default();
        news.tell(|state| state.build = 7);
        assert_eq!(news.after(None).build, 7);
        assert_eq!(news.after(Some(6)).build, 7);
    }

    #[test]
    fn a_taken_port_names_the_way_out() {
        let first = Server::http("127.0.0.1:0").expect("a free port");
        let port = first.server_addr().to_ip().expect("an address").port();
        let error = listen(port).err().expect("the port is taken").to_string();
        assert!(error.contains("cargo xtask serve --port"), "{error}");
    }
}
