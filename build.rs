//! Turns `content/` into typed data. A fault in an author's file stops the build with its file, line and fix.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=content");
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("content");
    match faultline_content::load(&root) {
        Ok(content) => {
            let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets it")).join("content.rs");
            fs::write(out, faultline_content::emit(&content)).expect("the build folder can be written");
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}
