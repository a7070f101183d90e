//! What the tests share: owned values, the checks that several of them make.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod corpus;
pub(crate) mod generate;
pub(crate) mod utmpdump;

use loginrec::layout::{Draft, Index, Layout, Role};
use loginrec::{Entry, LogFile, Piece};

/// The values of a record, owned: what [`Draft`] borrows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Values {
    pub(crate) type_raw: i32,
    pub(crate) pid: i64,
    pub(crate) line: Vec<u8>,
    pub(crate) id: Vec<u8>,
    pub(crate) user: Vec<u8>,
    pub(crate) host: Vec<u8>,
    pub(crate) termination: i32,
    pub(crate) exit: i32,
    pub(crate) session: i64,
    pub(crate) seconds: i64,
    pub(crate) usec: i64,
    pub(crate) address: [u8; 16],
    pub(crate) reserved: Vec<u8>,
}

impl Values {
    pub(crate) fn draft(&self) -> Draft<'_> {
        Draft {
            type_raw: self.type_raw,
            pid: self.pid,
            line: &self.line,
            id: &self.id,
            user: &self.user,
            host: &self.host,
            termination: self.termination,
            exit: self.exit,
            session: self.session,
            seconds: self.seconds,
            usec: self.usec,
            address: self.address,
            reserved: &self.reserved,
        }
    }

    /// The text of a text field.
    fn text(&self, role: Role) -> &[u8] {
        match role {
            Role::Line => &self.line,
            Role::Id => &self.id,
            Role::User => &self.user,
            Role::Host => &self.host,
            other => panic!("{other:?} is no text"),
        }
    }

    /// The value of an integer field.
    fn integer(&self, role: Role) -> i64 {
        match role {
            Role::Type => self.type_raw.into(),
            Role::Pid => self.pid,
            Role::Termination => self.termination.into(),
            Role::Exit => self.exit.into(),
            Role::Session => self.session,
            Role::Seconds => self.seconds,
            Role::Microseconds => self.usec,
            other => panic!("{other:?} is no integer"),
        }
    }
}

/// One file of these records, or a lastlog whose first slots they are.
pub(crate) fn file_of(layout: &Layout, records: &[Values]) -> Vec<u8> {
    records.iter().flat_map(|values| layout.encode(&values.draft())).collect()
}

/// An integer as a field of so many bytes keeps it: the high bytes cut, the sign extended.
pub(crate) fn kept(value: i64, size: usize) -> i64 {
    let unused = 64 - 8 * u32::try_from(size).unwrap();
    value << unused >> unused
}

/// Bytes as a field of this size keeps them: the end cut, the rest zero.
pub(crate) fn padded(value: &[u8], size: usize) -> Vec<u8> {
    let mut field = value[..value.len().min(size)].to_vec();
    field.resize(size, 0);
    field
}

/// Holds every field of an entry against the values written, in two independent readings:
/// the translated record, and the bytes under the field table.
pub(crate) fn assert_holds(entry: &Entry<'_>, values: &Values, place: &str) {
    let layout = entry.layout();
    assert_fields(layout, entry.bytes(), values, place);
    match layout.index() {
        Index::Sequential => assert_record(entry, values, place),
        Index::Uid => assert_last_login(entry, values, place),
        other => panic!("{place}: how is {other:?} read?"),
    }
}

/// Holds the bytes of a record against the values written, through the field table.
pub(crate) fn assert_fields(layout: &Layout, record: &[u8], values: &Values, place: &str) {
    assert_eq!(record.len(), layout.size(), "{place} in {}", layout.id());
    for field in layout.fields() {
        let place = format!("{place}, {} in {}", field.name, layout.id());
        let bytes = field.of(record);
        match field.role {
            Role::Padding => assert!(bytes.iter().all(|&byte| byte == 0), "{place}"),
            Role::Address => assert_eq!(bytes, values.address, "{place}"),
            Role::Reserved => {
                assert_eq!(bytes, padded(&values.reserved, field.size), "{place}")
            }
            role if role.is_text() => {
                assert_eq!(bytes, padded(values.text(role), field.size), "{place}");
            }
            role => assert_eq!(
                field.integer(record, layout.order()),
                Some(kept(values.integer(role), field.size)),
                "{place}"
            ),
        }
    }
}

/// The field's size, or `None` where the layout has no such field.
fn size(layout: &Layout, role: Role) -> Option<usize> {
    layout.field(role).map(|field| field.size)
}

fn assert_record(entry: &Entry<'_>, values: &Values, place: &str) {
    let layout = entry.layout();
    let record = entry.record().expect(place);
    let integer = |role| size(layout, role).map(|size| kept(values.integer(role), size));
    let text = |role| size(layout, role).map(|size| padded(values.text(role), size));
    let place = format!("{place} in {}", layout.id());
    assert_eq!(record.layout(), layout.id(), "{place}");
    assert_eq!(record.offset(), entry.offset(), "{place}");
    assert_eq!(record.index(), entry.index(), "{place}");
    assert_eq!(record.type_raw().map(i64::from), integer(Role::Type), "{place}");
    assert_eq!(record.pid(), integer(Role::Pid), "{place}");
    assert_eq!(Some(record.line().raw().to_vec()), text(Role::Line), "{place}");
    assert_eq!(record.id().map(|id| id.raw().to_vec()), text(Role::Id), "{place}");
    assert_eq!(Some(record.user().raw().to_vec()), text(Role::User), "{place}");
    assert_eq!(record.host().map(|host| host.raw().to_vec()), text(Role::Host), "{place}");
    let exit = record.exit();
    let signal = exit.map(|exit| exit.termination.into());
    assert_eq!(signal, integer(Role::Termination), "{place}");
    assert_eq!(exit.map(|exit| exit.exit.into()), integer(Role::Exit), "{place}");
    assert_eq!(record.session(), integer(Role::Session), "{place}");
    assert_time(layout, record.time(), values, &place);
    let address = layout.field(Role::Address).map(|_| values.address);
    assert_eq!(record.address_raw(), address, "{place}");
    let reserved = size(layout, Role::Reserved).unwrap_or(0);
    assert_eq!(record.reserved(), padded(&values.reserved, reserved), "{place}");
}

fn assert_last_login(entry: &Entry<'_>, values: &Values, place: &str) {
    let layout = entry.layout();
    let login = entry.last_login().expect(place);
    let text = |role| size(layout, role).map(|size| padded(values.text(role), size));
    let place = format!("{place} in {}", layout.id());
    assert_eq!(login.layout(), layout.id(), "{place}");
    assert_eq!(login.offset(), entry.offset(), "{place}");
    assert_eq!(login.uid() * layout.size() as u64, entry.offset(), "{place}");
    assert_time(layout, login.time(), values, &place);
    assert_eq!(Some(login.line().raw().to_vec()), text(Role::Line), "{place}");
    assert_eq!(login.host().map(|host| host.raw().to_vec()), text(Role::Host), "{place}");
}

fn assert_time(layout: &Layout, time: loginrec::Time, values: &Values, place: &str) {
    use loginrec::Seconds32::{Signed, Unsigned};
    let field = layout.field(Role::Seconds).expect(place);
    let stored = kept(values.seconds, field.size);
    assert_eq!(time.bits() as usize, 8 * field.size, "{place}");
    assert_eq!(time.seconds(Signed), stored, "{place}");
    let unsigned = if field.size == 4 { stored & 0xffff_ffff } else { stored };
    assert_eq!(time.seconds(Unsigned), unsigned, "{place}");
    let usec = size(layout, Role::Microseconds).map(|size| kept(values.usec, size));
    assert_eq!(time.usec(), usec, "{place}");
}

/// Panics unless the pieces tile the file and give its bytes back. Returns how many.
pub(crate) fn assert_tiles(file: &LogFile<'_>) -> usize {
    let mut end = 0;
    let mut written = Vec::with_capacity(file.bytes().len());
    let mut count = 0;
    for piece in file.pieces() {
        assert_eq!(piece.offset(), end, "a hole or an overlap");
        assert!(!piece.is_empty(), "an empty piece");
        let len = usize::try_from(piece.len()).unwrap();
        match piece.bytes() {
            Some(bytes) => written.extend_from_slice(bytes),
            None => written.resize(written.len() + len, 0),
        }
        assert_eq!(piece.bytes().is_none(), matches!(piece, Piece::Vacant(_)));
        end += piece.len();
        count += 1;
    }
    assert_eq!(end, file.bytes().len() as u64, "the pieces do not reach the end");
    assert!(written == file.bytes(), "written back, the bytes differ");
    count
}
