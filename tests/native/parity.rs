//! The native half of the parity tests; the other half runs in a browser and compares with the same file.

#[path = "../parity/mod.rs"]
mod shared;

#[test]
fn every_report_reads_as_in_the_golden_file() {
    expect_test::expect_file!["../parity/reports.txt"].assert_eq(&shared::reports());
}
