//! Says what a scenario comes to, for authors: `cargo run --bin report -- quorum "n=3&r=1&w=1&do=0 crash r2"`.
//!
//! The query is written as in `content/`; what it prints is what evidence is held against.

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let lab = arguments.first().and_then(|id| faultline::labs::exhibit(id));
    let (Some(lab), Some(query)) = (lab, arguments.get(1)) else {
        eprintln!("usage: cargo run --bin report -- <lab> \"<query>\"");
        std::process::exit(2);
    };
    let report = (lab.report)(&faultline::link::from_readable(query));
    for note in &report.notes {
        eprintln!("note: {note}");
    }
    println!("{}\nFingerprint: {}", report.text, report.fingerprint);
}
