//! Running other programs: with their output on screen, or quietly with a sign of life and a log.
//!
//! A failure is one sentence that names the step, a likely cause where one can be read off the output, and, for a quiet
//! step, the last lines of that output.

use anyhow::{Context, Result, anyhow, bail};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How often a quiet step shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many lines of a failed quiet step are shown.
const LAST_LINES: usize = 20;

/// A command that runs in the repository's root and finds our own tools first.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::root()).env("PATH", search_path());
    command
}

/// Cargo, the one that runs us.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs with the output on screen.
pub fn run(command: &mut Command, step: &str) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command, step))?;
    if status.success() {
        return Ok(());
    }
    bail!("{step} failed ({}): {}", ending(status), shown(command))
}

/// Runs with the output in `.tools/log/<log>.log`, and a line every few seconds with the time and the last line of it.
pub fn run_quietly(command: &mut Command, step: &str, log: &str) -> Result<()> {
    let folder = crate::root().join(".tools/log");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let log = folder.join(format!("{log}.log"));
    let file = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| cannot_start(command, step))?;

    let start = Instant::now();
    let mut next = HEARTBEAT;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(100));
        if start.elapsed() >= next {
            next += HEARTBEAT;
            println!("    {}  {}", duration(start.elapsed()), last_lines(&read(&log), 1));
        }
    };
    if status.success() {
        return Ok(());
    }
    let output = read(&log);
    let cause = cause(&output).map_or(String::new(), |cause| format!(": {cause}"));
    bail!(
        "{step} failed ({}){cause}\n  command: {}\n  last lines of {}:\n{}",
        ending(status),
        shown(command),
        log.display(),
        indented(&last_lines(&output, LAST_LINES)),
    )
}

/// Standard output of a command that succeeds, trimmed; `None` if it is not there or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Where a program stands on the search path (ours first).
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&search_path()).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Whether we are the superuser: the only one who may install system packages, and for whom Chromium needs
/// `--no-sandbox`.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// A length of time for people, such as `1 min 05 s`.
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds < 10 => format!("{:.1} s", time.as_secs_f64()),
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn search_path() -> OsString {
    let own = [crate::root().join(".tools/bin")];
    let system = env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(env::split_paths(&system));
    env::join_paths(all).unwrap_or(system)
}

fn cannot_start(command: &Command, step: &str) -> anyhow::Error {
    anyhow!("{step}: cannot start `{}`", command.get_program().to_string_lossy())
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => "stopped by a signal".into(),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn read(path: &Path) -> String {
    fs::read(path).map_or(String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The likely cause of a failure, read off its output.
fn cause(output: &str) -> Option<&'static str> {
    const DISK: &[&str] = &["No space left on device", "ENOSPC"];
    const NETWORK: &[&str] = &[
        "Could not resolve host",
        "Couldn't resolve host",
        "Temporary failure resolving",
        "Could not connect",
        "Connection refused",
        "Connection timed out",
        "spurious network error",
        "Network is unreachable",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "dns error",
    ];
    let has = |signs: &[&str]| signs.iter().any(|sign| output.contains(sign));
    if has(DISK) {
        Some("the disk is full; make room and run the command again")
    } else if has(NETWORK) {
        Some("no network, or the package registry cannot be reached; run the command again once it can")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_causes_are_named() {
        let check = |output: &str, expect: Option<&str>| match (cause(output), expect) {
            (Some(found), Some(part)) => assert!(found.contains(part), "{output}: {found}"),
            (found, expect) => assert_eq!(found, expect, "{output}"),
        };
        check("error: No space left on device (os error 28)", Some("disk is full"));
        check("npm error code ENOTFOUND", Some("no network"));
        check("[6] Could not resolve host: example.org", Some("no network"));
        check("error[E0308]: mismatched types", None);
    }

    #[test]
    fn last_lines_skip_blank_ones() {
        assert_eq!(last_lines("a\nb\n\nc\n\n", 2), "b\nc");
        assert_eq!(last_lines("", 2), "");
    }

    #[test]
    fn durations_are_for_people() {
        assert_eq!(duration(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(42)), "42 s");
        assert_eq!(duration(Duration::from_secs(65)), "1 min 05 s");
    }
}
