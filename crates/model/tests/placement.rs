//! Properties of placement: every key has one shard, loads sum up, own keys survive any text.

use std::rc::Rc;

use faultline_model::job::{Job, run};
use faultline_model::maths::evenness::{cv_ppm, hashed_cv_ppm};
use faultline_model::placement::access::{Access, READS_A_DAY, Traffic, WRITES_A_DAY, first_part, traffic};
use faultline_model::placement::dataset::{DataKind, Dataset, generate};
use faultline_model::placement::keys::Keys;
use faultline_model::placement::load::{Bytes, Data, Load, loads, skew};
use faultline_model::placement::own::{Own, Reader};
use faultline_model::placement::salt::{Salting, Side, salt};
use faultline_model::placement::strategy::{Nodes, Strategy as How, placer};
use faultline_model::placement::touch::{Request, touch};
use proptest::prelude::*;

/// What is read of a text that comes in pieces of these sizes, over and over.
fn read(text: &[u8], sizes: &[usize]) -> Own {
    let mut reader = Reader::new(text.len());
    let mut rest = text;
    for &size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(size.clamp(1, rest.len().max(1)).min(rest.len()));
        reader.take(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    reader.finish()
}

/// Texts that look like tables with faults in them, so that all branches are come by.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "key", "reads", "7", "4294967296", "größe", "名", "\u{feff}", " "])
            .prop_map(|part| part.as_bytes().to_vec()),
        4 => prop::sample::select(vec![",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n", "\n\n"])
            .prop_map(|part| part.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => (4000usize..4200).prop_map(|n| vec![b'x'; n]),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// Own keys: few characters, so that they share beginnings and first parts; sorted out of order, and each once.
fn own_keys() -> impl Strategy<Value = Keys> {
    prop::collection::btree_set("[ab/é ]{0,12}", 0..60).prop_map(|keys| {
        // By their length first, which is another order than that of keys.
        let mut keys: Vec<String> = keys.into_iter().collect();
        keys.sort_by_key(|key| (key.len(), key.clone()));
        keys.iter().map(String::as_str).collect()
    })
}

fn kind() -> impl Strategy<Value = DataKind> {
    prop::sample::select(DataKind::ALL.to_vec())
}

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![
        Just(Access::Uniform),
        (0u16..=300).prop_map(|exponent_hundredths| Access::Zipf { exponent_hundredths }),
        (0u8..=100).prop_map(|percent| Access::Celebrity { percent }),
    ]
}

/// A job in pieces of these sizes.
fn in_pieces<J: Job>(mut job: J, sizes: &[u32]) -> J::Output {
    let mut sizes = sizes.iter().cycle();
    loop {
        if let Some(found) = job.advance(*sizes.next().expect("endless")) {
            return found;
        }
    }
}

proptest! {
    #[test]
    fn loads_are_those_of_counting_key_by_key(
        keys in own_keys(), n_shards in 1u32..70, seed: u64, access in access(),
        pieces in prop::collection::vec(0u32..99, 1..4),
    ) {
        let keys = Rc::new(keys);
        let traffic = Rc::new(run(traffic(access, None, keys.clone(), seed)));
        let bytes: Rc<Vec<u32>> = Rc::new((0..keys.len() as u32).map(|at| at * 7).collect());
        let data = Data { kind: None, keys: keys.clone(), traffic: traffic.clone(), bytes: Bytes::Of(bytes.clone()) };
        let placer = Rc::new(placer(&keys, None, n_shards, seed));
        for loads in in_pieces(loads(&data, placer.clone()), &pieces) {
            let mut expect = vec![Load::default(); n_shards as usize];
            for (at, key) in keys.iter().enumerate() {
                let shard = placer.shard_of(loads.strategy, at as u32, key);
                expect[shard as usize] += Load {
                    keys: 1,
                    bytes: bytes[at].into(),
                    reads: traffic.reads[at].into(),
                    writes: traffic.writes[at].into(),
                };
            }
            prop_assert_eq!(&loads.shards, &expect, "{:?}", loads.strategy);
        }
    }

    #[test]
    fn ranges_are_in_order_and_a_compound_key_keeps_first_parts_together(
        keys in own_keys(), n_shards in 1u32..70, seed: u64,
    ) {
        let placer = placer(&keys, None, n_shards, seed);
        let mut sorted: Vec<&[u8]> = keys.iter().collect();
        sorted.sort_unstable();
        for strategy in [How::RangeFixed, How::RangeAdapted] {
            let shards: Vec<u32> = sorted.iter().map(|key| placer.shard_of(strategy, 0, key)).collect();
            prop_assert!(shards.is_sorted(), "{:?}: {:?}", strategy, shards);
        }
        for (left, right) in sorted.iter().zip(sorted.iter().skip(1)) {
            if first_part(left) == first_part(right) {
                let shard = |key: &[u8]| placer.shard_of(How::Compound, 0, key);
                prop_assert_eq!(shard(left), shard(right));
            }
        }
        // Adapted ranges of all keys, which fewer than 10,000 are, differ by one key at most unless shards share keys.
        let mut n_each = vec![0; n_shards as usize];
        sorted.iter().for_each(|key| n_each[placer.shard_of(How::RangeAdapted, 0, key) as usize] += 1);
        if !sorted.is_empty() {
            prop_assert!(n_each.iter().all(|&n| n <= sorted.len().div_ceil(n_shards as usize)), "{:?}", n_each);
        }
    }

    #[test]
    fn what_is_touched_is_what_a_look_at_all_keys_finds(
        keys in own_keys(), n_shards in 1u32..70, seed: u64,
        from in "[ab/é ]{0,6}", to in "[ab/é ]{0,6}", n in 1u16..9, pieces in prop::collection::vec(0u32..99, 1..4),
    ) {
        let keys = Rc::new(keys);
        let placer = Rc::new(placer(&keys, None, n_shards, seed));
        let (from, to) = (from.into_bytes(), to.into_bytes());
        let mut sorted: Vec<&[u8]> = keys.iter().collect();
        sorted.sort_unstable();
        let from_on = || sorted.iter().copied().filter(|key| *key >= from.as_slice());
        let cases = [
            (Request::Point(from.clone()), sorted.iter().copied().filter(|key| *key == from).collect::<Vec<_>>()),
            (Request::Range(from.clone(), to.clone()), from_on().filter(|key| *key < to.as_slice()).collect()),
            (Request::Next(from.clone(), n), from_on().take(n.into()).collect()),
        ];
        for (request, found) in cases {
            for touched in in_pieces(touch(request.clone(), keys.clone(), placer.clone()), &pieces) {
                let who = format!("{request:?} {:?}", touched.strategy);
                prop_assert_eq!(touched.n_returned as usize, found.len(), "{}", who);
                prop_assert!(!touched.asked.is_empty() && touched.asked.end <= n_shards, "{}", who);
                // Whoever has something was asked, and reads at least what goes back.
                let reads = (0..n_shards).filter(|&shard| touched.read[shard as usize] > 0);
                prop_assert!(reads.into_iter().all(|shard| touched.asked.contains(&shard)), "{}", who);
                for key in &found {
                    let at = keys.iter().position(|other| other == *key).expect("a key") as u32;
                    let shard = placer.shard_of(touched.strategy, at, key) as usize;
                    prop_assert!(touched.read[shard] > 0, "{}", who);
                }
                let is_exact = !matches!(request, Request::Next(..));
                let n_least = if is_exact { touched.n_read() } else { touched.n_read().min(found.len() as u64) };
                prop_assert_eq!(n_least, found.len() as u64, "{}", who);
                prop_assert_eq!(touched.n_nodes(&Nodes::equal(1)), 1);
                if touched.strategy == How::Random {
                    prop_assert_eq!(touched.asked, 0..n_shards);
                }
            }
        }
    }

    #[test]
    fn requests_are_shared_out_to_the_last(kind in kind(), n in 1u32..3000, seed: u64, access in access()) {
        let keys = Rc::new(run(generate(Dataset { kind, n, seed })));
        let Traffic { reads, writes } = run(traffic(access, Some(kind), keys, seed));
        let sum = |requests: Vec<u32>| requests.into_iter().map(u64::from).sum::<u64>();
        prop_assert_eq!((sum(reads), sum(writes)), (READS_A_DAY, WRITES_A_DAY));
    }

    #[test]
    fn salting_loses_nothing(
        kind in kind(), n in 1u32..2000, seed: u64, access in access(), n_hot: u8, m in 2u16..=100,
    ) {
        let keys = Rc::new(run(generate(Dataset { kind, n, seed })));
        let traffic = Rc::new(run(traffic(access, Some(kind), keys.clone(), seed)));
        let data = Data { kind: Some(kind), keys: keys.clone(), traffic, bytes: Bytes::Each(kind.record_bytes()) };
        let placer = Rc::new(placer(&keys, Some(kind), 32, seed));
        let before = run(loads(&data, placer.clone()));
        let salting = Salting { n_hot, m, side: Side::InFront };
        let salted = run(salt(&data, placer, salting, before.clone()));
        let hot = salted.hot.iter().map(|hot| hot.load.reads).sum::<u64>();
        for (before, after) in before.iter().zip(&salted.loads) {
            let (before, after) = (before.total(), after.total());
            prop_assert_eq!((before.bytes, before.writes), (after.bytes, after.writes));
            prop_assert_eq!(before.reads + hot * u64::from(m - 1), after.reads);
        }
        prop_assert!(salted.hot.iter().map(|hot| hot.load.reads + hot.load.writes).is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn every_shard_has_one_node(weights in prop::collection::vec(any::<u16>(), 0..40), n_shards in 1u32..500) {
        let nodes = Nodes::new(&weights);
        let blocks: Vec<_> = (0..nodes.n()).map(|node| nodes.shards_of(node, n_shards)).collect();
        prop_assert_eq!(blocks.iter().map(|block| block.len()).sum::<usize>(), n_shards as usize);
        for shard in 0..n_shards {
            prop_assert!(blocks[nodes.node_of(shard, n_shards)].contains(&shard));
        }
        // A node has its part of the shards, to less than one.
        for (block, &weight) in blocks.iter().zip(nodes.weights()) {
            let (part, whole) = (u64::from(weight) * u64::from(n_shards), nodes.weight());
            prop_assert!((block.len() as u64 * whole).abs_diff(part) < whole);
        }
    }

    #[test]
    fn any_text_is_read_the_same_however_it_is_cut(text in text(), sizes in prop::collection::vec(1usize..50, 1..5)) {
        let whole = read(&text, &[usize::MAX]);
        prop_assert_eq!(&read(&text, &sizes), &whole);
        let n_kept = whole.keys.len() as u32 + whole.n_bad + whole.n_duplicates;
        prop_assert_eq!(n_kept, whole.n_rows);
        for column in [&whole.reads, &whole.writes, &whole.bytes].into_iter().flatten() {
            prop_assert_eq!(column.len(), whole.keys.len());
        }
    }

    #[test]
    fn tables_are_read_as_another_library_reads_them(
        rows in prop::collection::vec(("[a-c\",;\r\n é]{0,6}[a-c]", 0u32..1000, "[a-c\",\r\n]{0,4}", any::<u32>()), 0..30),
        is_crlf in any::<bool>(),
    ) {
        let terminator = if is_crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["key", "reads", "note", "bytes"]).expect("memory");
        for (key, reads, note, bytes) in &rows {
            writer.write_record([key, &reads.to_string(), note, &bytes.to_string()]).expect("memory");
        }
        let text = writer.into_inner().expect("memory");
        let own = read(&text, &[7]);

        // The oracle, with equal keys put together as the chapter says.
        let mut expect: Vec<(Vec<u8>, u32, u32)> = Vec::new();
        for row in csv::Reader::from_reader(text.as_slice()).byte_records() {
            let row = row.expect("a row");
            let number = |at: usize| str::from_utf8(&row[at]).expect("digits").parse::<u32>().expect("a number");
            match expect.iter_mut().find(|(key, ..)| key == &row[0]) {
                Some((_, reads, bytes)) => (*reads, *bytes) = (*reads + number(1), (*bytes).max(number(3))),
                None => expect.push((row[0].to_vec(), number(1), number(3))),
            }
        }
        let (reads, bytes) = (own.reads.expect("a column"), own.bytes.expect("a column"));
        let got: Vec<_> = own.keys.iter().zip(reads).zip(bytes).map(|((key, r), b)| (key.to_vec(), r, b)).collect();
        prop_assert_eq!(got, expect);
        prop_assert_eq!((own.n_bad, own.n_rows as usize), (0, rows.len()));
        prop_assert!(own.writes.is_none());
    }
}

/// The mean square over many placements, against (N − 1)/n: for a hash by its ranges, and for chance.
#[test]
fn hashed_and_thrown_keys_vary_as_the_closed_form_says() {
    let (n_keys, n_nodes, n_seeds) = (10_000, 10, 200);
    let nodes = Nodes::equal(n_nodes);
    for strategy in [How::Hash, How::Random] {
        let mut squares = 0;
        for seed in 0..n_seeds {
            // Names differ by seed, so their hashes do.
            let keys = run(generate(Dataset { kind: DataKind::Names, n: n_keys, seed }));
            let placer = placer(&keys, Some(DataKind::Names), n_nodes.into(), seed);
            let mut n_each = vec![0; n_nodes.into()];
            for (at, key) in keys.iter().enumerate() {
                n_each[placer.shard_of(strategy, at as u32, key) as usize] += 1;
            }
            squares += u64::from(cv_ppm(&n_each, nodes.weights())).pow(2);
        }
        let (measured, expected) = ((squares / n_seeds).isqrt(), u64::from(hashed_cv_ppm(n_keys, n_nodes)));
        // The mean of 200 squares, each a χ² of 9 degrees over 9, scatters by √(2/9/200) or 3.3 %, its root by 1.7 %.
        assert!(measured.abs_diff(expected) * 1000 < expected * 60, "{strategy:?}: {measured} against {expected} ppm");
    }
}

#[test]
fn skew_of_heterogeneous_nodes_is_that_of_their_weights() {
    let keys = run(generate(Dataset { kind: DataKind::Users, n: 100_000, seed: 1 }));
    let placer = placer(&keys, Some(DataKind::Users), 400, 1);
    let nodes = Nodes::new(&[1, 1, 2]);
    let mut n_each = vec![0; 3];
    for key in keys.iter() {
        n_each[nodes.node_of(placer.shard_of(How::Hash, 0, key), 400)] += 1;
    }
    let fair = skew(&n_each, &nodes);
    assert!(fair.max_permille < 1020, "{fair:?}");
    let unfair = skew(&n_each, &Nodes::equal(3));
    assert!(unfair.node == 2 && unfair.max_permille.abs_diff(1500) < 20, "{unfair:?}");
}
