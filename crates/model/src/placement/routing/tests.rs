//! Runs beside their closed forms, and what holds for all of them.

use proptest::prelude::*;

use super::*;

const CALM: Routing = Routing { moves_per_min: 0, ..Routing::DEFAULT };

#[test]
fn a_calm_cluster_costs_what_the_closed_form_says() {
    let check = |route, n_nodes, hops_milli: u32| {
        let outcome = run(&Routing { route, n_nodes, requests_per_s: 500, ..CALM });
        assert!(outcome.total.hops_milli().abs_diff(hops_milli) <= 4, "{route:?} {n_nodes} {:?}", outcome.total);
        assert_eq!((outcome.total.n_wrong, outcome.n_moves), (0, 0));
    };
    check(Route::Client, 10, 1_000);
    check(Route::Tier, 10, 2_000);
    check(Route::AnyNode, 2, 1_500);
    check(Route::AnyNode, 10, 1_900);
    check(Route::AnyNode, 100, 1_990);
}

#[test]
fn a_stale_table_is_wrong_as_often_as_the_closed_form_says() {
    // Fifteen reads, so that the moves' two minutes hold several periods; hundred nodes, so that few shards come back.
    for (refresh_s, n_shards, percent_milli) in [(20, 100, 9_365), (20, 1_000, 992), (10, 10, 36_788)] {
        let settings = Routing {
            n_nodes: 100,
            n_shards,
            n_clients: 1_000,
            moves_per_min: 60,
            refresh_s,
            requests_per_s: 500,
            ..Routing::DEFAULT
        };
        let during = run(&settings).between(MOVES_FROM_S + u32::from(refresh_s), MOVES_TO_S);
        let (got, expected) = (during.wrong_milli_percent(), percent_milli);
        assert!(got.abs_diff(expected) < expected / 8, "every {refresh_s} s, {n_shards} shards: {got}, {expected}");
    }
}

#[test]
fn every_shard_moves_in_its_time_and_not_before_or_after() {
    let outcome = run(&Routing::DEFAULT);
    assert_eq!(outcome.n_moves, 60, "thirty a minute for two minutes");
    assert_eq!(outcome.between(0, MOVES_FROM_S).n_wrong, 0);
    assert!(outcome.between(MOVES_FROM_S, MOVES_TO_S).n_wrong > 0);
    let last = MOVES_TO_S + u32::from(Routing::DEFAULT.refresh_s);
    assert_eq!(outcome.between(last, DURATION_S).n_wrong, 0, "by then everybody has read the table");
}

#[test]
fn a_wrong_node_costs_one_hop_two_hops_or_the_request() {
    let run = |on_wrong_node| run(&Routing { on_wrong_node, ..Routing::DEFAULT });
    let [forward, redirect, error] = [OnWrongNode::Forward, OnWrongNode::Redirect, OnWrongNode::Error].map(run);
    assert_eq!((forward.total.n_failed, redirect.total.n_failed), (0, 0));
    assert!(forward.by_hops[2] > 0 && forward.by_hops[1] + forward.by_hops[2] < forward.total.n_requests);
    assert!(redirect.by_hops[3] > 0 && redirect.by_hops[2] == 0);
    assert_eq!((error.total.n_failed, error.by_hops[2]), (error.total.n_wrong, 0));
    assert!(error.total.n_failed > 0);
    assert!(error.n_table_reads > forward.n_table_reads);
}

#[test]
fn a_redirected_router_learns_and_one_whose_requests_are_forwarded_does_not() {
    let wrong = |on_wrong_node| {
        run(&Routing { route: Route::Tier, on_wrong_node, requests_per_s: 500, ..Routing::DEFAULT }).total.n_wrong
    };
    assert!(wrong(OnWrongNode::Redirect) * 10 < wrong(OnWrongNode::Forward));
    assert!(wrong(OnWrongNode::Error) * 10 < wrong(OnWrongNode::Forward), "who reads anew learns, too");
}

#[test]
fn who_is_told_of_moves_is_hardly_ever_wrong() {
    let told = run(&Routing { refresh_s: 0, ..Routing::DEFAULT });
    let reads = run(&Routing { refresh_s: 30, ..Routing::DEFAULT });
    assert!(told.total.n_wrong * 50 < reads.total.n_wrong, "{:?} {:?}", told.total, reads.total);
    assert_eq!(told.n_table_reads, 60 * 50, "each of fifty clients hears of each of sixty moves");
}

#[test]
fn fewer_tables_are_read_less() {
    let run = |route| run(&Routing { route, ..Routing::DEFAULT }).n_table_reads;
    assert_eq!([Route::Tier, Route::AnyNode, Route::Client].map(run), [10, 50, 250], "five a table");
}

fn any_settings() -> impl Strategy<Value = Routing> {
    let route = prop_oneof![Just(Route::AnyNode), Just(Route::Tier), Just(Route::Client)];
    let wrong = prop_oneof![Just(OnWrongNode::Forward), Just(OnWrongNode::Redirect), Just(OnWrongNode::Error)];
    let sizes = (2..=NODES_MAX, 1..=SHARDS_MAX, 1..=CLIENTS_MAX);
    let rates = (0..=REFRESH_S_MAX, 0..=MOVES_PER_MIN_MAX, 1_u16..=50);
    (sizes, rates, route, wrong, 0_u64..100).prop_map(|(sizes, rates, route, on_wrong_node, seed)| {
        let (n_nodes, n_shards, n_clients) = sizes;
        let (refresh_s, moves_per_min, requests_per_s) = rates;
        Routing { n_nodes, n_shards, n_clients, route, refresh_s, moves_per_min, requests_per_s, on_wrong_node, seed }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_request_arrives_or_fails(settings in any_settings()) {
        let outcome = run(&settings);
        let Count { n_requests, n_hops, n_wrong, n_failed } = outcome.total;
        prop_assert_eq!(n_requests, u32::from(settings.requests_per_s) * DURATION_S);
        prop_assert_eq!(outcome.by_hops.iter().sum::<u32>() + n_failed, n_requests);
        prop_assert!(n_failed <= n_wrong && n_wrong <= n_requests);
        prop_assert_eq!(n_failed > 0, n_wrong > 0 && settings.on_wrong_node == OnWrongNode::Error);
        prop_assert!(n_hops >= n_requests - n_failed);
    }

    #[test]
    fn a_move_that_nobody_makes_misleads_nobody(settings in any_settings()) {
        prop_assert_eq!(run(&Routing { moves_per_min: 0, ..settings }).total.n_wrong, 0);
    }
}
