//! Throughput of every scenario, by criterion: for following one of them over time.
//!
//! Before each run the file is read plainly; behind what criterion says of a scenario stands how
//! it compares with that. `LOGINREC_BENCH_MB` is the length of the file, 8 MB by default.
//!
//! ```text
//! LOGINREC_BENCH_MB=512 cargo bench --bench read [-- NAME]
//! ```
#![allow(missing_docs, reason = "criterion's macros document nothing")]

mod scenarios;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scenarios::turns::{ratio, time};
use scenarios::{Input, SCENARIOS, Scope};
use std::hint::black_box;
use std::io::Write;

fn read(criterion: &mut Criterion) {
    let input = Input::generate(8);
    let mut group = criterion.benchmark_group("read");
    for scenario in SCENARIOS {
        let bytes = match scenario.scope {
            Scope::File => input.bytes,
            Scope::Sample => input.bytes.min(1 << 20),
        };
        group.throughput(Throughput::Bytes(bytes));
        let mut plain = Vec::new();
        let mut own = Vec::new();
        group.bench_function(scenario.name, |bencher| {
            bencher.iter_custom(|times| {
                let runs = (0..times).map(|_| {
                    plain.push(time(|| scenarios::plain_read::sum(input.path())));
                    let run = time(|| (scenario.run)(black_box(&input)));
                    own.push(run);
                    run
                });
                runs.sum()
            });
        });
        // Nothing was measured if another one was asked for.
        if scenario.scope == Scope::File && !own.is_empty() {
            let ratio = ratio(&plain, &own);
            let mut out = std::io::stdout().lock();
            writeln!(out, "{:24}{ratio:.3} x plain read", "").expect("there is an output");
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = read
}
criterion_main!(benches);
