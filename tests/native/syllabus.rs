//! What of the syllabus no card and no section teaches yet: a number that only ever falls.

use crate::project;

#[test]
fn the_number_of_entries_not_taught_yet_is_exact_and_only_falls() {
    let content = faultline_content::load(&project::root().join("content")).expect("the content has no fault");
    let uncovered = content.uncovered();
    println!("{} of {} entries have no card or section yet:", uncovered.len(), content.syllabus.len());
    for id in &uncovered {
        println!("  {id}");
    }
    let expected: usize = include_str!("uncovered.txt").trim().parse().expect("uncovered.txt holds a number");
    let n = uncovered.len();
    assert!(
        n <= expected,
        "{n} entries are not taught, {expected} were before: never raise the number, write the cards"
    );
    assert!(
        n >= expected,
        "only {n} entries are not taught by now: lower the number in tests/native/uncovered.txt to {n}"
    );
}
