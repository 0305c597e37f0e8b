//! Turns `content/` into typed data: an index inside the program, the words in files beside it. A fault in an author's
//! file stops the build with its file, line and fix.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=content");
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("content");
    match faultline_content::load(&root) {
        Ok(content) => {
            let out_dir = env::var_os("OUT_DIR").expect("cargo sets it");
            let write = |name: &str, bytes: &[u8]| {
                fs::write(Path::new(&out_dir).join(name), bytes).expect("the build folder can be written");
            };
            fs::create_dir_all(Path::new(&out_dir).join("words")).expect("the build folder can be written");
            write("index.rs", faultline_content::index(&content).as_bytes());
            for (name, texts) in faultline_content::parts(&content.words()) {
                write(&format!("words/{name}.bin"), &texts.pack());
            }
            for (lab, lines) in faultline_content::lessons(&content) {
                write(&format!("words/lessons-{lab}.txt"), lines.as_bytes());
            }
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
