//! How evenly a load lies on nodes: the coefficient of variation, measured and in closed form.
//!
//! The coefficient of variation is the standard deviation over the mean, here of all nodes there are and not of a
//! sample, so it divides by n. With n keys that each fall on one of N equal nodes by a good hash, the keys of a node
//! are binomially distributed with the mean n/N and the variance n/N·(1 − 1/N), which gives √((N − 1)/n).

use super::placement;

/// The coefficient of variation of loads, in millionths; each load is taken relative to its node's weight, so nodes
/// that share in proportion have 0. Nodes of weight 0 do not count; 0 where there is no load.
pub fn cv_ppm(loads: &[u64], weights: &[u16]) -> u32 {
    let relative = || {
        let both = loads.iter().zip(weights).filter(|&(_, &weight)| weight > 0);
        both.map(|(&load, &weight)| load as f64 / f64::from(weight))
    };
    let n = relative().count() as f64;
    let mean = relative().sum::<f64>() / n;
    if n == 0.0 || mean == 0.0 {
        return 0;
    }
    let variance = relative().map(|load| (load - mean) * (load - mean)).sum::<f64>() / n;
    libm::round(variance.sqrt() / mean * 1e6) as u32
}

/// The same as is expected of `n_keys` keys hashed to `n_nodes` equal nodes: √((N − 1)/n), in millionths; the root of
/// the mean square, which a single placement scatters around.
pub fn hashed_cv_ppm(n_keys: u32, n_nodes: u16) -> u32 {
    libm::round(placement::hash_cv(n_nodes.into(), n_keys) * 1e6) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variation_is_that_of_the_definition() {
        let table: [(&[u64], &[u16], u32); 7] = [
            (&[5, 5, 5], &[1, 1, 1], 0),
            (&[10, 20], &[1, 2], 0),
            (&[0, 10], &[1, 1], 1_000_000),
            (&[0, 0, 0, 10], &[1; 4], 1_732_051),
            (&[2, 4, 4, 4, 5, 5, 7, 9], &[1; 8], 400_000),
            (&[0, 0], &[1, 1], 0),
            (&[], &[], 0),
        ];
        for (loads, weights, expect) in table {
            assert_eq!(cv_ppm(loads, weights), expect, "{loads:?} {weights:?}");
        }
    }

    #[test]
    fn closed_form_agrees_with_the_published_shape() {
        assert_eq!(hashed_cv_ppm(1_000_000, 10), 3000);
        assert_eq!(hashed_cv_ppm(900, 10), 100_000);
        assert_eq!(hashed_cv_ppm(0, 0), 0);
    }
}
