//! Every question and concept of the notes is asked by a card.

use crate::project;

#[test]
fn every_entry_of_the_syllabus_has_a_card() {
    let content = faultline_content::load(&project::root().join("content")).expect("the content has no fault");
    assert!(!content.syllabus.is_empty());
    assert_eq!(content.uncovered(), Vec::<&str>::new(), "name these in `syllabus` of a card");
}
