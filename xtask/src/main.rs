//! The build house of Faultline: `cargo xtask <command>` serves, builds, tests and measures the site.
//!
//! Each command first sets up what it needs ([`setup`]); tools live in `.tools/`, which git ignores. The way from
//! source to site stands in [`build`]: Trunk compiles each program, `wasm-opt` shrinks, [`site`] names each file by the
//! hash of its bytes, the app's own `prerender` program writes the pages, and [`check`] refuses a site that is not
//! whole.
//!
//! Left out: a command-line library. There are five commands and four options, and whatever is compiled here comes
//! before the first word of progress.

mod bench;
mod build;
mod check;
mod course;
mod html;
mod load;
mod names;
mod offline;
mod serve;
mod setup;
mod shell;
mod single;
mod site;
mod sizes;
mod test;

use anyhow::{Result, bail};
use std::{path::PathBuf, process::ExitCode};

const USAGE: &str = "\
cargo xtask <command>

  serve [--port 8080]                 build for development, serve, rebuild and reload on every change
  build [--dev] [--base-path /path/]  write the complete static site to dist/; the base path matters for 404.html only;
        [--site-url https://…/]       the address of the site's root: links to it unfold elsewhere with picture and frame
        [--no-offline]                no browser keeps the site for times without a network, and those that do forget it
  test [lint|native|browser|e2e]...   all tests, or the groups named; `test e2e -- <arguments>` hands them to Playwright;
                                      `--no-build` tests the dist/ that is there
  bench                               bytes of the first load, start-up times, speed of the model and of the quorum lab
  setup                               install what is missing, and list what is there

Every command sets up what it needs; CONTRIBUTING.md says more.";

/// What the command line asked for.
#[derive(Debug, PartialEq)]
enum Command {
    Serve { port: u16 },
    Build { dev: bool, base_path: String, site_url: Option<String>, is_kept: bool },
    Test(test::Options),
    Bench,
    Setup,
    Help,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = parse(&arguments).and_then(|command| match command {
        Command::Serve { port } => serve::run(port),
        Command::Build { dev, base_path, site_url, is_kept } => build::run(dev, &base_path, site_url, is_kept),
        Command::Test(options) => test::run(&options),
        Command::Bench => bench::run(),
        Command::Setup => setup::run(),
        Command::Help => {
            println!("{USAGE}");
            Ok(())
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Command> {
    let (own, passed_on) = match arguments.iter().position(|a| a == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let Some((name, rest)) = own.split_first() else {
        return Ok(Command::Help);
    };
    let mut rest = rest.iter();
    let mut command = match name.as_str() {
        "serve" => Command::Serve { port: 8080 },
        "build" => Command::Build { dev: false, base_path: "/".into(), site_url: None, is_kept: true },
        "test" => Command::Test(test::Options { playwright: passed_on.to_vec(), ..test::Options::default() }),
        "bench" => Command::Bench,
        "setup" => Command::Setup,
        "help" | "--help" | "-h" => Command::Help,
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    };
    while let Some(argument) = rest.next() {
        match (&mut command, argument.as_str()) {
            (Command::Serve { port }, "--port") => *port = parse_port(rest.next())?,
            (Command::Build { dev, .. }, "--dev") => *dev = true,
            (Command::Build { is_kept, .. }, "--no-offline") => *is_kept = false,
            (Command::Build { base_path, .. }, "--base-path") => {
                *base_path = parse_base_path(rest.next())?;
            }
            (Command::Build { base_path, site_url, .. }, "--site-url") => {
                let (url, path) = parse_site_url(rest.next())?;
                (*site_url, *base_path) = (Some(url), path);
            }
            (Command::Test(options), "--no-build") => options.no_build = true,
            (Command::Test(options), group) if test::Group::parse(group).is_some() => {
                options.groups.extend(test::Group::parse(group));
            }
            (_, other) => bail!("`{name}` does not know `{other}`\n\n{USAGE}"),
        }
    }
    Ok(command)
}

fn parse_port(text: Option<&String>) -> Result<u16> {
    match text.and_then(|text| text.parse().ok()) {
        Some(port) if port > 0 => Ok(port),
        _ => bail!("`--port` needs a number from 1 to 65535, such as `--port 8081`"),
    }
}

fn parse_base_path(text: Option<&String>) -> Result<String> {
    match text {
        Some(path) if path.starts_with('/') && path.ends_with('/') => Ok(path.clone()),
        _ => bail!("`--base-path` needs a path that starts and ends with a slash, such as `/faultline/`"),
    }
}

/// The address of the site's root, and its path.
fn parse_site_url(text: Option<&String>) -> Result<(String, String)> {
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\'' | '?' | '#' | '\\');
    let url = text.filter(|url| url.ends_with('/') && url.chars().all(is_plain));
    let host = url.and_then(|url| url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")));
    match (url, host.and_then(|host| Some(&host[host.find('/').filter(|at| *at > 0)?..]))) {
        (Some(url), Some(path)) => Ok((url.clone(), path.to_string())),
        _ => bail!("`--site-url` needs an address that ends with a slash, such as `https://example.org/faultline/`"),
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(&here).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Result<Command, &str>) {
        let arguments: Vec<String> = line.split_whitespace().map(String::from).collect();
        match (parse(&arguments), expect) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{line}"),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{line}: {error}"),
            (found, expected) => panic!("{line}: {found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn commands_and_options_are_understood() {
        check("", Ok(Command::Help));
        check("serve", Ok(Command::Serve { port: 8080 }));
        check("serve --port 9000", Ok(Command::Serve { port: 9000 }));
        check(
            "build --dev --base-path /a/b/",
            Ok(Command::Build { dev: true, base_path: "/a/b/".into(), site_url: None, is_kept: true }),
        );
        let build = Command::Build { dev: false, base_path: "/".into(), site_url: None, is_kept: false };
        check("build --no-offline", Ok(build));
        let url = "https://example.org/a/";
        let build = Command::Build { dev: false, base_path: "/a/".into(), site_url: Some(url.into()), is_kept: true };
        check(&format!("build --site-url {url}"), Ok(build));
        check(
            "test native e2e --no-build -- --grep lab",
            Ok(Command::Test(test::Options {
                groups: vec![test::Group::Native, test::Group::E2e],
                no_build: true,
                playwright: vec!["--grep".into(), "lab".into()],
            })),
        );
    }

    #[test]
    fn faults_in_the_command_line_name_the_fix() {
        check("sevre", Err("no command `sevre`"));
        check("serve --port", Err("`--port 8081`"));
        check("serve --port 70000", Err("1 to 65535"));
        check("build --base-path faultline", Err("starts and ends with a slash"));
        for url in ["", "example.org/", "https://example.org", "https:///", "https://example.org/?a/", "https://a/\"/"]
        {
            check(&format!("build --site-url {url}"), Err("`https://example.org/faultline/`"));
        }
        check("bench --fast", Err("does not know `--fast`"));
    }
}
