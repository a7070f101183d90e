//! Throughput of every scenario, by criterion: for following one of them over time.
//!
//! `LOGINREC_BENCH_MB=512 cargo bench --bench read`. For how they compare with each other,
//! and with reading the file at all, run the bench `ratios`.
#![allow(missing_docs, reason = "criterion's macros document nothing")]

mod scenarios;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scenarios::{Input, SCENARIOS, Scope};
use std::hint::black_box;

fn read(criterion: &mut Criterion) {
    let input = Input::generate(8);
    let mut group = criterion.benchmark_group("read");
    for scenario in SCENARIOS {
        let bytes = match scenario.scope {
            Scope::File => input.bytes,
            Scope::Sample => input.bytes.min(1 << 20),
        };
        group.throughput(Throughput::Bytes(bytes));
        group.bench_function(scenario.name, |bencher| {
            bencher.iter(|| (scenario.run)(black_box(&input)));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = read
}
criterion_main!(benches);
