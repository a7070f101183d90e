//! Every file comes back from its exact text, and no text does any harm.

use loginrec::layout::{Content, LAYOUTS, Layout};
use loginrec::text::exact::{Reader, Writer};
use loginrec::text::utmpdump;
use loginrec::{LogFile, convert};

/// A line gives no more bytes than an entry can have: a length of 16 bits, and what it counts.
const LONGEST: usize = 2 + 0xffff;

/// The first byte picks the layout, the rest is a file, and a text.
pub fn run(data: &[u8]) {
    let Some((&number, bytes)) = data.split_first() else { return };
    let layout = LAYOUTS[usize::from(number) % LAYOUTS.len()];
    there_and_back(layout, bytes);
    lines(layout, bytes);
    converted(layout, bytes, LAYOUTS[bytes.len() % LAYOUTS.len()]);
}

fn there_and_back(layout: &'static Layout, bytes: &[u8]) {
    let mut text = Vec::new();
    let mut writer = Writer::begin(layout, &mut text);
    for piece in LogFile::new(bytes, layout).pieces() {
        writer.piece(&piece, &mut text);
    }
    writer.end(&mut text);
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    assert!(text.iter().all(is_plain), "the text acts on terminals");
    let mut reader = Reader::new();
    let mut again = Vec::new();
    for line in text.split(|&byte| byte == b'\n') {
        let zeros = reader.line(line, &mut again).expect("a line that was written");
        let zeros = usize::try_from(zeros).expect("the input is in memory");
        again.resize(again.len() + zeros, 0);
    }
    reader.end().expect("a text that was written to its end");
    assert!(again == bytes, "read again, the bytes of {layout:?} differ");
}

/// The input as text, of either form.
fn lines(layout: &'static Layout, text: &[u8]) {
    let mut reader = Reader::new();
    let mut out = Vec::new();
    let head = format!("loginrec-exact 1 {}", layout.id());
    reader.line(head.as_bytes(), &mut out).expect("the head of a text");
    for line in text.split(|&byte| byte == b'\n') {
        out.clear();
        match reader.line(line, &mut out) {
            Ok(_) => assert!(out.len() <= LONGEST, "{} bytes of a line", out.len()),
            Err(_) => assert!(out.is_empty(), "bytes of a line that is none"),
        }
        if let Ok(parsed) = utmpdump::parse(line)
            && layout.content() == Content::Records
        {
            let bytes = parsed.encode(layout, &mut Vec::new());
            assert!(bytes.len() <= layout.size() + 4, "{layout:?} is not as long");
        }
    }
}

/// Entries fit into their new layout, and what is told to be kept is read again.
fn converted(layout: &'static Layout, bytes: &[u8], to: &'static Layout) {
    for entry in LogFile::new(bytes, layout).entries() {
        for policy in [loginrec::Seconds32::Unsigned, loginrec::Seconds32::Signed] {
            let mut losses = Vec::new();
            let written = convert::entry(&entry, to, policy, &mut losses);
            let Some(written) = written else {
                assert!(losses.is_empty(), "{losses:?} of nothing");
                continue;
            };
            assert!(written.len() <= to.size() + 4, "{to:?} is not as long");
        }
    }
}
