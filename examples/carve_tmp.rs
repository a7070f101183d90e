use loginrec::carve::{self, Options, Tier};
use std::ops::ControlFlow;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let quiet = args.len() > 2;
    let tier = match args.get(1).map(|s| s.as_str()) {
        Some("possible") => Tier::Possible,
        Some("confirmed") => Tier::Confirmed,
        _ => Tier::Probable,
    };
    let map = loginrec::source::map(&args[0]).unwrap();
    for _ in 0..if quiet { 3 } else { 1 } {
        let start = std::time::Instant::now();
        let sum: u64 = map
            .as_chunks::<8>()
            .0
            .iter()
            .map(|c| u64::from_le_bytes(*c))
            .fold(0, u64::wrapping_add);
        let r1 = start.elapsed();
        let start = std::time::Instant::now();
        let mut n = 0_u64;
        let _ = carve::carve(&map, &Options::new().tier(tier), &mut |hit| {
            n += 1;
            if !quiet {
                println!(
                    "{} {} {} {} {} run {}/{} {:?}",
                    hit.offset(),
                    hit.layout().id(),
                    hit.tier().name(),
                    hit.score(),
                    hit.reasons(),
                    hit.run(),
                    hit.run_index(),
                    hit.fragment()
                );
            }
            ControlFlow::Continue(())
        });
        let t = start.elapsed();
        eprintln!(
            "{n} hits {:?} r1 {:?} ratio {:.3} {:.2} GB/s sum {sum}",
            t,
            r1,
            r1.as_secs_f64() / t.as_secs_f64(),
            map.len() as f64 / 1e9 / t.as_secs_f64()
        );
    }
}
