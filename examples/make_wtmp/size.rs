//! Sizes as people write them: `100MB`, `4GiB`, `384`.

/// The largest unit comes last.
const UNITS: &[(&str, u64)] = &[
    ("", 1),
    ("B", 1),
    ("kB", 1_000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
    ("TB", 1_000_000_000_000),
    ("TiB", 1 << 40),
];

/// Bytes; an error if it is no whole number with a unit, or too much for 64 bits.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, name) = text.split_at(end);
    let unit = UNITS.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(name.trim()));
    let bytes = unit.and_then(|(_, unit)| digits.parse::<u64>().ok()?.checked_mul(*unit));
    bytes.ok_or_else(|| format!("{text}: not a size, such as 100MB or 4GiB"))
}
