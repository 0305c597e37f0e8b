//! The closed form against published figures, exact rationals, an independent decision diagram, and itself.

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;

use biodivine_lib_bdd::{Bdd, BddPointer, BddVariable, BddVariableSet, BddVariableSetBuilder};
use common::name;
use faultline_model::decimal::Decimal;
use faultline_model::diagram::{Block, Diagram, Spec};
use faultline_model::maths::availability::{CommonCause, ReplicasNeeded, evaluate, replicas_for_target};
use faultline_model::maths::chance::{Chance, format_percent};
use faultline_model::maths::rhythm::{at_repair_time, outages_per_year, reliability, same_availability};
use faultline_model::tick::{Period, Tick};
use proptest::prelude::*;

fn diagram(text: &str) -> Diagram {
    text.parse().expect(text)
}

fn beta(percent: &str) -> CommonCause {
    CommonCause::new(percent.parse().expect("a number")).expect("a share")
}

fn system(text: &str) -> Chance {
    evaluate(&diagram(text), CommonCause::NONE).expect(text).system
}

fn assert_close(got: f64, expect: f64, relative: f64) {
    assert!((got - expect).abs() <= relative * expect.abs(), "{got:e} is not {expect:e}");
}

/// Availability in percent, and the unavailability to full precision.
fn check(text: &str, percent: &str, down: f64) {
    let system = system(text);
    assert_eq!(system.percent(), percent, "{text}");
    assert_close(system.down, down, 4e-16 * 8.0);
    assert_close(system.up, 1.0 - down, 4e-16);
}

#[test]
fn published_figures_come_out() {
    check("a 99.9% > b 99.9%", "99.8001", 0.001_999);
    check("a 99.9% | b 99.9%", "99.9999", 1e-6);
    check("2 of 3 a 99%", "99.9702", 0.000_298);
    check("3 of 3 a 99%", "97.03", 0.029_701);
    check("a mtbf 999h mttr 1h", "99.9", 0.001);
    check("a down 52m35.6952s/year", "99.99", 0.0001);
}

#[test]
fn numbers_near_one_stay_exact() {
    check("2 of 2 a 99.9999999%", "99.9999998", 2e-9 - 1e-18);
    check("a 99.9999999% | b 99.9999999%", "99.9999999999999999", 1e-18);
    check("1 of 10 a 99.9%", "100 − 1×10⁻²⁸", 1e-30);
    check("a 9 nines > (b 9 nines | b)", "99.9999998", 2e-9 - 1e-18);
}

#[test]
fn a_component_named_twice_is_one() {
    check("a 99% > a", "99", 0.01);
    check("a 99% | a", "99", 0.01);
    check("a 90% > b 80% | a > c 80%", "86.4", 0.136);
    check("2 of (a 90% | a | b 50%)", "90", 0.1);
}

#[test]
fn percent_shows_four_digits_of_the_unavailability() {
    let cases = [
        (Chance::UP, "100"),
        (Chance::DOWN, "0"),
        (Chance::from_down(0.001_999), "99.8001"),
        (Chance::from_down(1e-6), "99.9999"),
        (Chance::from_down(1e-18), "99.9999999999999999"),
        (Chance::from_down(0.000_123_456), "99.98765"),
        (Chance::from_down(0.5), "50"),
        (Chance::from_up(1.0 / 3.0), "33.33"),
        (Chance::from_up(1e-6), "0.0001"),
        (Chance::from_down(0.000_999_96), "99.9"),
        (Chance::from_down(2.5e-40), "100 − 2.5×10⁻³⁸"),
        (Chance::from_up(1e-40), "1×10⁻³⁸"),
    ];
    for (chance, text) in cases {
        assert_eq!(format_percent(chance), text, "{chance:?}");
    }
}

#[test]
fn the_table_of_nines() {
    let table = [
        ("3 nines", ["8 h 45 min 57.0 s", "43 min 49.7 s", "10 min 4.8 s", "1 min 26.4 s"]),
        ("4 nines", ["52 min 35.7 s", "4 min 23.0 s", "1 min 0.5 s", "8.6 s"]),
    ];
    for (nines, cells) in table {
        let chance = Chance::of(&nines.parse().expect(nines));
        let got = Period::ALL.map(|period| chance.downtime(period).to_string());
        assert_eq!(got, cells, "{nines}");
    }
    assert_eq!(Chance::of(&"99.99%".parse().expect("a value")).downtime(Period::Week), Tick(60_480_000));
}

#[test]
fn nines_and_back() {
    for (spec, nines) in [("99.9%", 3.0), ("90%", 1.0), ("0%", 0.0), ("3.5 nines", 3.5), ("99.9999999999%", 12.0)] {
        let got = Chance::of(&spec.parse().expect(spec)).nines();
        assert!((got - nines).abs() < 1e-12, "{spec}: {got}");
    }
    assert_eq!(Chance::UP.nines(), f64::INFINITY);
    let half_more = Chance::of(&"0.3 nines".parse().expect("a value"));
    assert_close(half_more.up, 0.498_812_766_372_727_7, 1e-14);
    assert_close(half_more.down, 0.501_187_233_627_272_3, 1e-14);
}

#[test]
fn importance_names_the_weakest_link() {
    let result = evaluate(&diagram("lb 99% > (a 90% | b 80%)"), CommonCause::NONE).expect("small");
    let row = |i: usize| {
        let one = &result.components[i];
        (one.name.as_str(), one.importance, one.gain, one.importance_rank, one.gain_rank)
    };
    // ∂A/∂lb = A(a|b) = .98; ∂A/∂a = .99·.2; ∂A/∂b = .99·.1.
    let expect = [("lb", 0.98, 0.0098, 1, 3), ("a", 0.198, 0.0198, 2, 1), ("b", 0.099, 0.0198, 3, 1)];
    for (i, (name, importance, gain, importance_rank, gain_rank)) in expect.into_iter().enumerate() {
        let got = row(i);
        assert_eq!((got.0, got.3, got.4), (name, importance_rank, gain_rank));
        assert_close(got.1, importance, 1e-14);
        assert_close(got.2, gain, 1e-14);
    }
}

#[test]
fn small_importances_keep_their_digits() {
    // Beside a weak link, what three nearly perfect replicas could gain drowns in any difference of two availabilities.
    let result = evaluate(&diagram("1 of 3 a 9 nines > b 85%"), CommonCause::NONE).expect("small");
    assert_close(result.components[0].importance, 0.85e-18, 1e-14);
    assert_close(result.components[0].gain, 0.85e-27, 1e-14);
    let struck = evaluate(&diagram("(a 9 nines | c 9 nines) > b 85%"), beta("10")).expect("small");
    assert_close(struck.components[0].gain, 0.85 * (1e-10 + 0.81e-18), 1e-13);
}

#[test]
fn a_common_cause_breaks_redundancy() {
    // β = 10 %: each keeps .009 of its .01, and .001 strikes both.
    let both = evaluate(&diagram("1 of 2 a 99%"), beta("10")).expect("small");
    assert_close(both.system.down, 0.001 + 0.999 * 0.009 * 0.009, 1e-14);
    assert_eq!((both.groups.len(), both.n_groups_struck()), (1, 1));
    assert_close(both.components[0].gain, both.system.down, 1e-14);
    let unlike = evaluate(&diagram("a 99% | b 96%"), beta("10")).expect("small");
    assert_close(unlike.system.down, 0.002 + 0.998 * 0.009 * 0.036, 1e-13);
    // Were `a` perfect, nothing could strike the two at once.
    assert_close(unlike.components[0].gain, unlike.system.down, 1e-14);
    let alone = evaluate(&diagram("a 99% > b 96%"), beta("10")).expect("small");
    assert_eq!((alone.groups.len(), alone.n_groups_struck()), (0, 0));
    assert_eq!(alone.system, system("a 99% > b 96%"));
    let none = evaluate(&diagram("1 of 2 a 99%"), CommonCause::NONE).expect("small");
    assert_eq!((none.groups.len(), none.n_groups_struck()), (1, 0));
}

#[test]
fn groups_are_replicas_and_direct_members() {
    let cases: [(&str, &[&str]); 6] = [
        ("2 of 3 a 99%", &["a#1 a#2 a#3"]),
        ("2 of 2 (a 99% | b 98%)", &["a#1 a#2", "b#1 b#2"]),
        ("2 of (a 99% | b 98% | c 97% > d 96%)", &["a b"]),
        ("(a 99% | b 98%) > (b | c 97%)", &["a b"]),
        ("(a 99% | b 98%) > (b | c 97% | d 96%)", &["a b", "c d"]),
        ("a 99% | a | 1 of 2 b 98%", &["b#1 b#2"]),
    ];
    for (text, expect) in cases {
        let result = evaluate(&diagram(text), CommonCause::NONE).expect(text);
        let groups: Vec<String> = result.groups.iter().map(|group| group.join(" ")).collect();
        assert_eq!(groups, expect, "{text}");
    }
}

#[test]
fn replicas_for_a_target() {
    let own = Chance::from_down(0.01);
    let needed = |k, cause, target: f64| replicas_for_target(own, k, cause, Chance::from_down(target)).needed;
    assert_eq!(needed(1, CommonCause::NONE, 1e-6), ReplicasNeeded::Enough(3));
    assert_eq!(needed(1, CommonCause::NONE, 0.01), ReplicasNeeded::Enough(1));
    assert_eq!(needed(2, CommonCause::NONE, 0.000_3), ReplicasNeeded::Enough(3));
    assert_eq!(needed(60, CommonCause::NONE, 1e-15), ReplicasNeeded::TooMany);
    let ReplicasNeeded::Never { ceiling } = needed(1, beta("10"), 1e-6) else { panic!("β·q is above the target") };
    assert_close(ceiling.down, 0.001, 1e-14);
    let dead = replicas_for_target(Chance::DOWN, 1, CommonCause::NONE, Chance::from_down(0.5));
    assert_eq!(dead.needed, ReplicasNeeded::Never { ceiling: Chance::DOWN });
}

#[test]
fn the_table_of_replicas_agrees_with_the_diagram() {
    for percent in ["0", "5"] {
        let own = Chance::of(&"98%".parse().expect("a value"));
        let answer = replicas_for_target(own, 2, beta(percent), Chance::from_down(1e-9));
        assert_eq!(answer.table.iter().map(|row| row.0).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);
        for (n, chance) in answer.table {
            let same = evaluate(&diagram(&format!("2 of {n} a 98%")), beta(percent)).expect("small").system;
            assert_close(chance.down, same.down, 1e-13);
        }
    }
}

#[test]
fn reliable_and_available_are_two_things() {
    let day = reliability(Tick(1_000 * Tick::HOUR.0), Tick::DAY);
    assert_close(day.down, 0.023_714_290_242_090_686, 1e-13);
    let chance = Chance::from_down(0.001);
    let often = same_availability(chance, 12.0).expect("some outages");
    let seldom = same_availability(chance, 1.0).expect("some outages");
    assert_eq!(seldom.mttr.to_string(), "8 h 45 min 57.0 s");
    assert_eq!(often.mttr.to_string(), "43 min 49.7 s");
    assert_close(outages_per_year(often), 12.0, 1e-12);
    assert_eq!(same_availability(chance, 0.0), None);
    assert_eq!(at_repair_time(chance, Tick::HOUR).expect("it fails").mtbf, Tick(999 * Tick::HOUR.0));
    assert_eq!(at_repair_time(Chance::UP, Tick::HOUR), None);
}

#[test]
fn outages_a_year_add_up_over_a_series() {
    let result = evaluate(&diagram("a mtbf 999h mttr 1h > b 100%"), CommonCause::NONE).expect("small");
    assert_close(result.outages_per_year(Tick::HOUR), 8.765_82, 1e-12);
    // Two in parallel: each outage begins when one fails while the other is down, 2·U·ω.
    let result = evaluate(&diagram("1 of 2 a mtbf 999h mttr 1h"), CommonCause::NONE).expect("small");
    assert_close(result.outages_per_year(Tick::HOUR), 2.0 * 0.001 * 8.765_82, 1e-12);
}

#[test]
fn too_much_sharing_is_refused_in_words() {
    let members: Vec<String> = ('a'..='n').map(|c| format!("{c} 99%")).collect();
    let error = evaluate(&diagram(&format!("2 of 4 ({})", members.join(" | "))), beta("5")).expect_err("2^14 cases");
    assert!(error.to_string().starts_with("too many components are shared for an exact result: use fewer"));
}

/// The instances' ids and their availability in thousandths.
fn thousandths(diagram: &Diagram) -> Vec<(String, u128)> {
    let in_thousandths = |spec: &Spec| match spec {
        Spec::Percent { up, .. } => u128::from(up.digits()) * 10 / up.unit(),
        _ => unreachable!("the generator gives percentages"),
    };
    let instances = diagram.instances().into_iter();
    instances.map(|one| (one.id, in_thousandths(diagram.spec(&one.name).expect("a value")))).collect()
}

/// The system's chance by adding up all states of up to ten instances in exact integers.
fn by_enumeration(diagram: &Diagram) -> Chance {
    let instances = thousandths(diagram);
    let (mut up, mut down) = (0u128, 0u128);
    for states in 0u32..1 << instances.len() {
        let weight = |(i, (_, thousandths)): (usize, &(String, u128))| {
            if states >> i & 1 == 1 { *thousandths } else { 1_000 - thousandths }
        };
        let weight: u128 = instances.iter().enumerate().map(weight).product();
        let mut is_instance_up = |id: &str| {
            let i = instances.iter().position(|(known, _)| known == id).expect("a known instance");
            states >> i & 1 == 1
        };
        match common::is_up(diagram.root(), "", &mut is_instance_up) {
            true => up += weight,
            false => down += weight,
        }
    }
    let all = 1_000u128.pow(instances.len() as u32) as f64;
    Chance { up: up as f64 / all, down: down as f64 / all }
}

/// A diagram as a function in `biodivine-lib-bdd`, an independent implementation.
struct Oracle {
    variables: BddVariableSet,
    by_id: BTreeMap<String, BddVariable>,
}

impl Oracle {
    fn new(diagram: &Diagram) -> Oracle {
        let mut builder = BddVariableSetBuilder::new();
        let ids: Vec<String> = diagram.instances().into_iter().map(|one| one.id).collect();
        let by_id =
            ids.iter().enumerate().map(|(i, id)| (id.clone(), builder.make_variable(&format!("x{i}")))).collect();
        Oracle { variables: builder.build(), by_id }
    }

    fn function(&self, block: &Block, copy: &str) -> Bdd {
        let all = |members: &[Block]| members.iter().map(|member| self.function(member, copy)).collect::<Vec<_>>();
        match block {
            Block::Component(name) if copy.is_empty() => self.variables.mk_var(self.by_id[name.as_str()]),
            Block::Component(name) => self.variables.mk_var(self.by_id[&format!("{name}#{copy}")]),
            Block::Series(members) => all(members).iter().fold(self.variables.mk_true(), |sum, one| sum.and(one)),
            Block::Parallel(members) => all(members).iter().fold(self.variables.mk_false(), |sum, one| sum.or(one)),
            Block::KOfN { k, members } => self.at_least((*k).into(), &all(members)),
            Block::Replicas { k, n, of } => {
                let copies = (1..=*n).map(|i| if copy.is_empty() { i.to_string() } else { format!("{copy}.{i}") });
                let members: Vec<Bdd> = copies.map(|copy| self.function(of, &copy)).collect();
                self.at_least((*k).into(), &members)
            }
        }
    }

    fn at_least(&self, k: usize, members: &[Bdd]) -> Bdd {
        match members.split_first() {
            _ if k == 0 => self.variables.mk_true(),
            None => self.variables.mk_false(),
            Some((first, rest)) => {
                let with = first.and(&self.at_least(k - 1, rest));
                with.or(&self.at_least(k, rest))
            }
        }
    }

    fn chance(&self, diagram: &Diagram) -> Chance {
        let function = self.function(diagram.root(), "");
        let own: BTreeMap<BddVariable, Chance> = diagram
            .instances()
            .iter()
            .map(|one| (self.by_id[&one.id], Chance::of(diagram.spec(&one.name).expect("a value"))))
            .collect();
        let mut chances = vec![Chance::DOWN, Chance::UP];
        for pointer in function.pointers().skip(2) {
            let of = |at: BddPointer| chances[at.to_index()];
            let (own, low, high) =
                (own[&function.var_of(pointer)], of(function.low_link_of(pointer)), of(function.high_link_of(pointer)));
            chances.push(Chance {
                up: own.up * high.up + own.down * low.up,
                down: own.up * high.down + own.down * low.down,
            });
        }
        chances[function.root_pointer().to_index()]
    }
}

/// The same diagram with one component's value replaced.
fn with_spec(diagram: &Diagram, component: &str, spec: Spec) -> Diagram {
    let mut specs = diagram.specs().clone();
    specs.insert(name(component), spec);
    Diagram::new(diagram.root().clone(), specs).expect("only a value changed")
}

proptest! {
    #[test]
    fn exact_agrees_with_counting_every_state(
        diagram in common::diagrams(common::tenths()).prop_filter("small", |d| d.instances().len() <= 9),
    ) {
        let (got, expect) = (evaluate(&diagram, CommonCause::NONE).expect("small").system, by_enumeration(&diagram));
        prop_assert!((got.up - expect.up).abs() <= 1e-13 * expect.up, "{diagram}: {got:?} {expect:?}");
        prop_assert!((got.down - expect.down).abs() <= 1e-13 * expect.down, "{diagram}: {got:?} {expect:?}");
    }

    #[test]
    fn exact_agrees_with_another_decision_diagram(diagram in common::diagrams(common::specs())) {
        let got = evaluate(&diagram, CommonCause::NONE).expect("small").system;
        let expect = Oracle::new(&diagram).chance(&diagram);
        prop_assert!((got.up - expect.up).abs() <= 1e-13 * expect.up, "{diagram}: {got:?} {expect:?}");
        prop_assert!((got.down - expect.down).abs() <= 1e-13 * expect.down, "{diagram}: {got:?} {expect:?}");
    }

    #[test]
    fn importance_and_gain_are_what_a_change_brings(diagram in common::diagrams(common::tenths())) {
        let result = evaluate(&diagram, CommonCause::NONE).expect("small");
        for one in &result.components {
            let at = |percent: u32| {
                let changed = with_spec(&diagram, one.name.as_str(), Spec::percent(percent.into()).expect("a share"));
                evaluate(&changed, CommonCause::NONE).expect("small").system.up
            };
            prop_assert!((one.gain - (at(100) - result.system.up)).abs() < 1e-13, "{diagram}: {one:?}");
            if one.n_instances == 1 {
                prop_assert!((one.importance - (at(100) - at(0))).abs() < 1e-13, "{diagram}: {one:?}");
            }
        }
    }

    #[test]
    fn a_better_component_never_hurts(
        diagram in common::diagrams(common::tenths()),
        which in 0..8usize,
        percent in 0..=100u32,
        more in 0..=100u32,
        beta in 0..=100u32,
    ) {
        let names = diagram.names();
        let component = &names[which % names.len()];
        let cause = CommonCause::new(Decimal::from(beta)).expect("a share");
        // The geometric mean of a group makes siblings suffer less from a better member, so this holds with a cause
        // too.
        let at = |percent: u32| {
            let changed = with_spec(&diagram, component.as_str(), Spec::percent(percent.into()).expect("a share"));
            evaluate(&changed, cause).expect("small").system.down
        };
        let (worse, better) = (at(percent), at((percent + more).min(100)));
        prop_assert!(better <= worse * (1.0 + 1e-12), "{diagram}: {worse} to {better}");
    }

    #[test]
    fn both_chances_add_up_to_one(diagram in common::diagrams(common::specs()), beta in 0..=100u32) {
        let cause = CommonCause::new(Decimal::from(beta)).expect("a share");
        let result = evaluate(&diagram, cause).expect("small");
        prop_assert!((result.system.up + result.system.down - 1.0).abs() < 1e-13);
        for one in &result.components {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&one.importance) && (0.0..=1.0).contains(&one.gain));
        }
    }
}
