//! What request routing costs, in closed form; [`crate::placement::routing`] runs it.

use crate::placement::routing::Route;

/// Mean hops of a request while every table is right: with any node, all but one of `n_nodes` pass it on.
pub fn calm_hops(route: Route, n_nodes: u16) -> f64 {
    match route {
        Route::AnyNode => 2.0 - 1.0 / f64::from(n_nodes),
        Route::Tier => 2.0,
        Route::Client => 1.0,
    }
}

/// The share of a table's entries that are stale, where each of `n_shards` is as likely to move, `moves_per_min` of
/// them do, each to any other of `n_nodes` nodes, and the table is read every `refresh_s` and not corrected in between.
///
/// A shard that moves at rate μ is elsewhere after a time a with the chance (1 − 1/N)(1 − e^(−μaN/(N − 1))), as it may
/// have come back; a table is between 0 and T old, each age as likely. The mean over the ages, with x = μTN/(N − 1), is
/// (1 − 1/N)(1 − (1 − e^(−x))/x).
pub fn stale_share(moves_per_min: u16, n_shards: u16, refresh_s: u16, n_nodes: u16) -> f64 {
    let n_moves = f64::from(moves_per_min) / 60.0 / f64::from(n_shards) * f64::from(refresh_s);
    let n_nodes = f64::from(n_nodes);
    let x = n_moves * n_nodes / (n_nodes - 1.0);
    if x == 0.0 { 0.0 } else { (1.0 - 1.0 / n_nodes) * (1.0 + libm::expm1(-x) / x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms_have_their_values() {
        assert_eq!(calm_hops(Route::AnyNode, 10), 1.9);
        assert_eq!(calm_hops(Route::AnyNode, 2), 1.5);
        // x = 1, and one of two nodes: (1 − (1 − 1/e))/2 = 1/(2e).
        assert!((stale_share(60, 120, 60, 2) - libm::exp(-1.0) / 2.0).abs() < 1e-15);
        assert_eq!(stale_share(0, 60, 60, 5), 0.0);
        assert_eq!(stale_share(60, 60, 0, 5), 0.0);
        // Rare moves: μT/2, however many nodes there are.
        for n_nodes in [2, 10, 100] {
            assert!((stale_share(1, 1_000, 60, n_nodes) - 0.0005).abs() < 1e-6);
        }
    }
}
