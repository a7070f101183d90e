//! Two threads.

/// Works on both halves of the records at once, each as if it were all, and adds up.
pub(super) fn both(bytes: &[u8], size: usize, work: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    let (first, second) = bytes.split_at(bytes.len() / size / 2 * size);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        work(first).wrapping_add(other.join().expect("the thread does not panic"))
    })
}
