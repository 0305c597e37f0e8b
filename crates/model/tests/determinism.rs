//! The promises of [`faultline_model::parity`], natively; the app's browser tests check the same tables.

use faultline_model::diagram::{COMPONENTS_MAX, Diagram};
use faultline_model::parity::{CHANGES, VERSION};
use faultline_model::parity::{EVALUATIONS, LARGE, OVER_TIME, PLACED, PLANS, RUNS, SCENARIOS, placed_fingerprint};
use faultline_model::parity::{down_bits, fingerprint, over_time_fingerprint, plan_fingerprint, run_fingerprint};

#[test]
fn every_version_after_the_first_says_what_it_changed() {
    let told: Vec<u32> = CHANGES.iter().map(|(version, _)| *version).collect();
    assert_eq!(told, (1..VERSION).map(|before| before + 1).collect::<Vec<_>>());
    for (version, change) in CHANGES {
        assert!(change.len() > 20 && !change.ends_with('.'), "version {version}: `{change}` ends a sentence");
    }
}

#[test]
fn simulations_give_the_promised_fingerprints() {
    let got: Vec<_> = SCENARIOS.iter().map(|&(text, seed, _)| (text, seed, fingerprint(text, seed))).collect();
    let promised: Vec<_> = SCENARIOS.iter().map(|&(text, seed, print)| (text, seed, Ok(print.to_owned()))).collect();
    assert_eq!(got, promised);
}

#[test]
fn evaluations_give_the_promised_bits() {
    let line = |text: &str, beta: u32, bits: Result<u64, String>| format!("{text} β={beta}: {bits:x?}");
    let got: Vec<_> = EVALUATIONS.iter().map(|&(text, beta, _)| line(text, beta, down_bits(text, beta))).collect();
    let promised: Vec<_> = EVALUATIONS.iter().map(|&(text, beta, bits)| line(text, beta, Ok(bits))).collect();
    assert_eq!(got, promised);
}

#[test]
fn runs_give_the_promised_fingerprints() {
    let got: Vec<_> = RUNS.iter().map(|&(name, latency, _)| (name, latency, run_fingerprint(name, latency))).collect();
    let promised: Vec<_> = RUNS.iter().map(|&(name, latency, print)| (name, latency, Ok(print.to_owned()))).collect();
    assert_eq!(got, promised);
}

#[test]
fn what_goes_on_over_time_has_the_promised_fingerprints() {
    let got: Vec<_> =
        OVER_TIME.iter().map(|&(name, seed, _)| (name, seed, over_time_fingerprint(name, seed))).collect();
    let promised: Vec<_> = OVER_TIME.iter().map(|&(name, seed, print)| (name, seed, Ok(print.to_owned()))).collect();
    assert_eq!(got, promised);
}

#[test]
fn plans_give_the_promised_fingerprints() {
    let got: Vec<_> = PLANS.iter().map(|&(scheme, changes, _)| (scheme, plan_fingerprint(scheme, changes))).collect();
    let promised: Vec<_> = PLANS.iter().map(|&(scheme, _, print)| (scheme, Ok(print.to_owned()))).collect();
    assert_eq!(got, promised);
}

#[test]
fn placed_keys_have_the_promised_fingerprints() {
    let got: Vec<_> =
        PLACED.iter().map(|&(kind, access, _)| (kind, access, placed_fingerprint(kind, access))).collect();
    let promised: Vec<_> = PLACED.iter().map(|&(kind, access, print)| (kind, access, print.to_owned())).collect();
    assert_eq!(got, promised);
}

#[test]
fn the_large_diagram_is_as_large_as_can_be() {
    let diagram: Diagram = LARGE.parse().expect("a diagram");
    let structure = diagram.structure();
    assert_eq!(structure.instances.len() as u64, COMPONENTS_MAX);
    let n_mentions =
        structure.ops.iter().filter(|op| matches!(op, faultline_model::diagram::structure::Op::Instance(_)));
    assert!(n_mentions.count() > structure.instances.len(), "some stand at several places");
}
