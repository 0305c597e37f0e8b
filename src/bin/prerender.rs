//! Writes every page of the site as an HTML file: `prerender --template PROGRAM=FILE … --out DIR`
//! `[--base-path /x/]`.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match faultline::prerender::Options::parse(&arguments).and_then(|options| options.write_site()) {
        Ok(n_pages) => {
            println!("{n_pages} pages prerendered");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("prerender: {message}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
