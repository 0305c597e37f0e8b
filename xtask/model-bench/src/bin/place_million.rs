//! Puts a million keys on shards under all five strategies of the placement lab; counts keys.

use std::cell::OnceCell;
use std::hint::black_box;
use std::rc::Rc;

use faultline_model::job;
use faultline_model::placement::access::{Access, traffic};
use faultline_model::placement::dataset::{DataKind, Dataset, generate};
use faultline_model::placement::load::{Bytes, Data, loads};
use faultline_model::placement::strategy::{Placer, placer};

const N: u32 = 1_000_000;
const N_SHARDS: u32 = 64;

thread_local! {
    static MADE: OnceCell<(Data, Rc<Placer>)> = const { OnceCell::new() };
}

fn main() {
    model_bench::measure(|| {
        MADE.with(|made| {
            let (data, placer) = made.get_or_init(make);
            black_box(job::run(loads(black_box(data), placer.clone())));
            N as usize
        })
    });
}

fn make() -> (Data, Rc<Placer>) {
    let kind = Some(DataKind::Names);
    let keys = Rc::new(job::run(generate(Dataset { kind: DataKind::Names, n: N, seed: 1 })));
    let traffic = Rc::new(job::run(traffic(Access::Uniform, kind, keys.clone(), 1)));
    let placer = Rc::new(placer(&keys, kind, N_SHARDS, 1));
    (Data { kind, keys, traffic, bytes: Bytes::Each(100) }, placer)
}
