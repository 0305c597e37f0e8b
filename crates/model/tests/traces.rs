//! Golden traces: one scenario a file with its whole story, `tests/traces/<protocol>/<behaviour>.trace`.
//!
//! To add one: write the scenario into a file, name it below, run with `UPDATE_EXPECT=1`, and read what it says.

mod support;

use std::path::PathBuf;

use expect_test::expect_file;
use support::{Story, parse};

/// What parts a scenario from its story.
const RULE: &str = "---\n";

macro_rules! traces {
    ($($protocol:ident: $($behaviour:ident)+;)+) => {
        $(mod $protocol {
            $(#[test]
            fn $behaviour() {
                super::check(stringify!($protocol), stringify!($behaviour));
            })+
        })+

        const NAMED: &[&str] = &[$($(concat!(stringify!($protocol), "/", stringify!($behaviour), ".trace")),+),+];
    };
}

traces! {
    consensus:
        a_cut_off_minority_refuses
        a_declined_withdrawal_changes_nothing
        a_majority_survives_a_crash
        a_read_completes_what_a_minority_accepted
        a_write_that_failed_surfaces_later
        a_write_whose_acceptance_is_lost_is_applied_once
        duelling_coordinators_outbid_each_other
        half_is_no_majority
        healing_brings_the_minority_back
        requests_for_one_key_wait_their_turn;
    leaderless:
        a_clock_that_is_ahead_beats_a_later_write
        a_coordinator_that_crashes_leaves_its_client_waiting
        a_copy_of_a_message_changes_nothing
        a_failed_write_surfaces
        a_hint_is_handed_over_after_the_restart
        a_read_during_a_write_is_newer_than_the_next
        a_read_meets_the_write_that_one_replica_missed
        a_sloppy_quorum_does_not_overlap
        a_small_quorum_reads_what_is_old
        all_must_acknowledge_and_one_is_down
        anti_entropy_heals_what_nobody_reads
        last_write_wins_loses_an_acknowledged_write
        read_repair_brings_a_replica_up_to_date
        siblings_stay_until_somebody_who_read_both_writes
        two_carts_are_merged
        writing_back_keeps_reads_in_order;
    multi_leader:
        a_client_that_moves_carries_what_it_knows
        a_clock_that_is_behind_loses_what_came_after
        a_copy_of_a_request_counts_once
        a_home_for_each_client_avoids_conflicts
        a_merged_balance_may_fall_below_zero
        a_ring_with_one_leader_down_stands_still
        a_site_fails_and_returns_with_its_unsent_write
        a_star_without_its_middle_is_cut_in_pieces
        a_write_that_has_not_read_the_siblings_replaces_its_leaders_own
        all_to_all_goes_round_a_leader_that_is_down
        an_addition_among_siblings_builds_on_its_leaders_own
        an_update_overtakes_the_one_it_builds_on
        an_update_that_overtakes_loses_to_a_clock_that_is_ahead
        around_a_ring_each_leader_passes_on
        both_sides_of_a_cut_go_on_and_meet_again
        followers_apply_what_their_leader_has_taken
        last_write_wins_drops_an_acknowledged_write
        last_write_wins_loses_an_increment
        siblings_stay_until_somebody_who_read_both_writes
        two_carts_are_merged
        two_counts_add_up
        two_texts_are_both_kept
        updates_of_a_line_are_taken_in_order;
    single_leader:
        a_client_that_asks_one_replica_after_the_other_goes_back_in_time
        a_client_that_has_to_go_elsewhere_goes_back_in_time
        a_cold_standby_has_to_start_up_first
        a_copied_request_is_done_once
        a_follower_that_lags_answers_what_is_old
        a_lane_for_each_key_shows_the_answer_before_the_question
        a_leader_far_away_makes_every_write_slow
        a_leader_that_returns_discards_what_was_never_replicated
        a_long_time_out_waits_until_the_spike_is_over
        a_lost_entry_is_sent_again
        a_read_waits_for_what_its_client_has_written
        a_request_that_reaches_a_former_leader_is_passed_on
        a_short_time_out_under_load_makes_it_worse
        all_must_acknowledge_and_one_follower_is_down
        an_asynchronous_leader_dies_with_what_it_had_promised
        in_the_order_of_the_log_the_question_comes_first
        one_synchronous_follower_is_enough_to_survive_the_leader
        the_followers_choose_the_one_that_has_most
        of_two_elections_at_once_the_one_of_the_lower_replica_goes_on
        who_was_cut_off_and_returns_deposes_nobody
        waiting_for_the_version_never_goes_back_in_time
        what_a_client_has_written_it_reads_from_the_leader
        with_fencing_the_old_leader_steps_down
        without_a_majority_nobody_takes_over
        without_a_majority_rule_a_lone_replica_takes_over
        without_fencing_two_leaders_go_on;
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/traces")
}

fn check(protocol: &str, behaviour: &str) {
    let path = folder().join(protocol).join(format!("{behaviour}.trace"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} holds the scenario", path.display()));
    let scenario = text.split(RULE).next().unwrap_or_default();
    let (cluster, setup) = parse(scenario);
    let story = cluster.ask(&setup, &Story);
    let gap = if scenario.ends_with('\n') { "" } else { "\n" };
    expect_file![path].assert_eq(&format!("{scenario}{gap}{RULE}{story}"));
}

#[test]
fn every_file_is_named_here() {
    let mut files = Vec::new();
    for protocol in std::fs::read_dir(folder()).expect("the folder of traces").flatten() {
        for file in std::fs::read_dir(protocol.path()).expect("a protocol's folder").flatten() {
            let (protocol, file) = (protocol.file_name(), file.file_name());
            files.push(format!("{}/{}", protocol.display(), file.display()));
        }
    }
    files.sort();
    let mut named = NAMED.to_vec();
    named.sort();
    assert_eq!(files, named);
}
