//! Numbers in a form, read as `strptime` of the C library reads them.

/// What a form has given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// Year, month, day.
    pub(super) date: Option<(i16, i8, i8)>,
    /// Hour, minute, second; seconds go up to 61.
    pub(super) time: (u8, u8, u8),
}

/// Reads a text by a form of `%y`, `%Y`, `%m`, `%d`, `%H`, `%M`, `%S`, blanks, and other
/// characters that stand for themselves, and gives what is left of it.
pub(super) fn scan<'a>(form: &str, text: &'a str) -> Option<(Fields, &'a str)> {
    let mut rest = text;
    let mut fields = Fields::default();
    let (mut year, mut month, mut day) = (None, 1, 1);
    let mut form = form.chars();
    while let Some(char) = form.next() {
        match char {
            ' ' => rest = rest.trim_start_matches(|char: char| is_space(char)),
            '%' => {
                let (from, to, digits) = match form.next()? {
                    'Y' => (0, 9_999, 4),
                    'y' => (0, 99, 2),
                    'm' => (1, 12, 2),
                    'd' => (1, 31, 2),
                    'H' => (0, 23, 2),
                    'M' => (0, 59, 2),
                    _ => (0, 61, 2),
                };
                let number;
                (number, rest) = integer(rest, from, to, digits)?;
                let low = u8::try_from(number % 100).ok();
                match (to, from) {
                    (9_999, _) => year = Some(number),
                    (99, _) => {
                        let century = if number >= 69 { 1_900 } else { 2_000 };
                        year = Some(century + number);
                    }
                    (12, _) => month = number,
                    (31, _) => day = number,
                    (23, _) => fields.time.0 = low?,
                    (59, _) => fields.time.1 = low?,
                    _ => fields.time.2 = low?,
                }
            }
            _ => rest = rest.strip_prefix(char)?,
        }
    }
    if let Some(year) = year {
        let part = |number: u16| i8::try_from(number).ok();
        fields.date = Some((i16::try_from(year).ok()?, part(month)?, part(day)?));
    }
    Some((fields, rest))
}

/// A number in a range, of so many digits at most, behind blanks.
fn integer(text: &str, from: u16, to: u16, digits: usize) -> Option<(u16, &str)> {
    let text = text.trim_start_matches(' ');
    let mut number = 0_u16;
    let mut used = 0;
    for digit in text.bytes().take(digits) {
        if !digit.is_ascii_digit() || (used > 0 && number * 10 > to) {
            break;
        }
        number = number * 10 + u16::from(digit - b'0');
        used += 1;
    }
    let rest = text.get(used..)?;
    (used > 0 && (from..=to).contains(&number)).then_some((number, rest))
}

const fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t'..='\r')
}
