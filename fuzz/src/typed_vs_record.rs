//! The two ways to read a field agree: the C structure and the field table.

use crate::feed::visible;
use loginrec::layout::linux::{LE, Lastlog292, Utmp384};
use loginrec::layout::{
    Draft, Field, LAYOUTS, Layout, Order, RawLastLogin, RawRecord, Role,
};
use loginrec::{Entry, ExitStatus, LastLogin, LogFile, Record, Seconds32, Text, Time};

/// What the first byte of the input asks to be mended.
const TYPE: u8 = 1;
const SECONDS: u8 = 2;
const USEC: u8 = 4;
const LINE: u8 = 8;
const PID: u8 = 16;
const ALL: u8 = TYPE | SECONDS | USEC | LINE | PID;

/// The first byte says which fields are made plausible, so that noise is read as records and
/// not as residue; the rest is one record, in every layout in turn.
pub fn run(data: &[u8]) {
    let Some((&mend, rest)) = data.split_first() else { return };
    for layout in LAYOUTS {
        let mut bytes = vec![0; layout.size()];
        let len = rest.len().min(bytes.len());
        bytes[..len].copy_from_slice(&rest[..len]);
        mend_record(layout, &mut bytes, mend);
        let file = LogFile::new(&bytes, layout);
        let entry = file.entries().next();
        assert!(entry.is_some() || mend & ALL != ALL, "plausible bytes are no record");
        if let Some(entry) = entry {
            check(&entry);
        }
        check_typed(&file);
    }
}

/// Makes some fields of a record such that detection and reading believe them.
fn mend_record(layout: &Layout, record: &mut [u8], mend: u8) {
    let order = layout.order();
    let mut mend_integer = |bit, role, believable: fn(i64) -> i64| {
        if mend & bit != 0
            && let Some(field) = layout.field(role)
        {
            let value = believable(field.integer(record, order).expect("an integer"));
            put(record, &field, order, value);
        }
    };
    mend_integer(TYPE, Role::Type, |value| 1 + value.rem_euclid(9));
    mend_integer(PID, Role::Pid, |value| value.rem_euclid(1 << 22));
    mend_integer(SECONDS, Role::Seconds, |value| 0x4000_0000 | (value & 0x3fff_ffff));
    mend_integer(USEC, Role::Microseconds, |value| value.rem_euclid(1_000_000));
    if mend & LINE != 0
        && let Some(field) = layout.field(Role::Line)
    {
        record[field.offset] = visible(record[field.offset]);
    }
}

fn put(record: &mut [u8], field: &Field, order: Order, value: i64) {
    let to = &mut record[field.offset..field.offset + field.size];
    match order {
        Order::Little => to.copy_from_slice(&value.to_le_bytes()[..field.size]),
        _ => to.copy_from_slice(&value.to_be_bytes()[8 - field.size..]),
    }
}

/// One entry: its translation says what the table says, and writing it gives its bytes.
fn check(entry: &Entry<'_>) {
    let table = Table { layout: entry.layout(), bytes: entry.bytes() };
    let encoded = match (entry.record(), entry.last_login()) {
        (Some(record), None) => {
            table.check_record(&record);
            entry.layout().encode(&draft_of_record(&record))
        }
        (None, Some(login)) => {
            table.check_login(&login);
            entry.layout().encode(&draft_of_login(&login))
        }
        both => panic!("an entry is one of the two: {both:?}"),
    };
    let mut expected = entry.bytes().to_vec();
    for (field, bytes) in entry.padding() {
        assert_eq!(bytes, field.of(entry.bytes()));
        expected[field.offset..field.offset + field.size].fill(0);
    }
    assert!(
        encoded == expected,
        "{:?}: written back, it is another record",
        entry.layout()
    );
}

/// A record as the field table reads it.
struct Table<'a> {
    layout: &'static Layout,
    bytes: &'a [u8],
}

impl<'a> Table<'a> {
    fn integer(&self, role: Role) -> Option<i64> {
        let field = self.layout.field(role)?;
        let value = field.integer(self.bytes, self.layout.order());
        Some(value.expect("integers have 2, 4 or 8 bytes"))
    }

    fn of(&self, role: Role) -> Option<&'a [u8]> {
        Some(self.layout.field(role)?.of(self.bytes))
    }

    fn check_record(&self, record: &Record<'_>) {
        assert_eq!(record.type_raw().map(i64::from), self.integer(Role::Type));
        assert_eq!(record.pid(), self.integer(Role::Pid));
        assert_eq!(record.session(), self.integer(Role::Session));
        let exit = |part: fn(ExitStatus) -> i32| record.exit().map(part).map(i64::from);
        assert_eq!(exit(|exit| exit.termination), self.integer(Role::Termination));
        assert_eq!(exit(|exit| exit.exit), self.integer(Role::Exit));
        self.check_text(Role::Line, Some(record.line()));
        self.check_text(Role::Id, record.id());
        self.check_text(Role::User, Some(record.user()));
        self.check_text(Role::Host, record.host());
        self.check_time(record.time());
        let address = self.of(Role::Address);
        assert_eq!(record.address_raw().is_some(), address.is_some());
        if let (Some(raw), Some(address)) = (record.address_raw(), address) {
            assert_eq!(raw[..address.len()], *address);
        }
        assert_eq!(record.reserved(), self.of(Role::Reserved).unwrap_or_default());
        if let Some(address) = record.address() {
            assert_eq!(
                address.ip().map(|ip| ip.to_string()).unwrap_or_default(),
                address.to_string()
            );
        }
    }

    fn check_login(&self, login: &LastLogin<'_>) {
        self.check_text(Role::Line, Some(login.line()));
        self.check_text(Role::Host, login.host());
        self.check_time(login.time());
    }

    /// A text is its field, and falls into value, NUL, tail and NULs.
    fn check_text(&self, role: Role, text: Option<Text<'_>>) {
        let raw = text.map(|text| text.raw()).unwrap_or_default();
        assert_eq!(raw, self.of(role).unwrap_or_default(), "{role:?}");
        let Some(text) = text else { return };
        assert_eq!(text.len(), text.value().len());
        assert_eq!(text.is_empty(), text.value().is_empty());
        let mut rebuilt = text.value().to_vec();
        assert!(!rebuilt.contains(&0), "{role:?}");
        if text.is_terminated() {
            rebuilt.push(0);
        }
        rebuilt.extend_from_slice(text.tail());
        assert_ne!(text.tail().last(), Some(&0), "{role:?}");
        assert!(rebuilt.len() <= raw.len(), "{role:?}");
        rebuilt.resize(raw.len(), 0);
        assert_eq!(rebuilt, raw, "{role:?}");
    }

    fn check_time(&self, time: Time) {
        assert_eq!(self.integer(Role::Seconds), Some(time.seconds(Seconds32::Signed)));
        assert_eq!(self.integer(Role::Microseconds), time.usec());
        let size = self.layout.field(Role::Seconds).map(|field| field.size);
        assert_eq!(size, usize::try_from(time.bits() / 8).ok());
        if let Some(timestamp) = time.timestamp() {
            assert_eq!(timestamp.seconds(), time.seconds(Seconds32::Unsigned));
            assert_eq!(timestamp.to_string().len(), "1970-01-01T00:00:00.000000Z".len());
        }
    }
}

fn draft_of_record<'a>(record: &Record<'a>) -> Draft<'a> {
    let exit = record.exit().unwrap_or_default();
    let raw = |text: Option<Text<'a>>| text.map(|text| text.raw()).unwrap_or_default();
    Draft {
        type_raw: record.type_raw().unwrap_or_default(),
        pid: record.pid().unwrap_or_default(),
        line: record.line().raw(),
        id: raw(record.id()),
        user: record.user().raw(),
        host: raw(record.host()),
        termination: exit.termination,
        exit: exit.exit,
        session: record.session().unwrap_or_default(),
        seconds: record.time().seconds(Seconds32::Unsigned),
        usec: record.time().usec().unwrap_or_default(),
        address: record.address_raw().unwrap_or_default(),
        reserved: record.reserved(),
    }
}

fn draft_of_login<'a>(login: &LastLogin<'a>) -> Draft<'a> {
    Draft {
        seconds: login.time().seconds(Seconds32::Signed),
        line: login.line().raw(),
        host: login.host().map(|host| host.raw()).unwrap_or_default(),
        ..Draft::default()
    }
}

/// A file of one record is one C structure, which says what the entry says.
fn check_typed(file: &LogFile<'_>) {
    let is = |id| file.layout().id() == id;
    let records = file.typed::<Utmp384<LE>>();
    assert_eq!(records.is_some(), is("linux-utmp-384-le"));
    let logins = file.typed::<Lastlog292<LE>>();
    assert_eq!(logins.is_some(), is("linux-lastlog-292-le"));
    let Some(entry) = file.entries().next() else { return };
    if let Some(records) = records {
        let [raw] = records else { panic!("{} structures", records.len()) };
        let (raw, record) = (raw.record(), entry.record().expect("a record"));
        assert_eq!(raw.time(), record.time());
        assert_eq!(raw.user(), record.user());
        assert_eq!(raw.kind(), record.kind());
    }
    if let Some(logins) = logins {
        let [raw] = logins else { panic!("{} structures", logins.len()) };
        let (raw, login) = (raw.last_login(), entry.last_login().expect("a slot"));
        assert_eq!(raw.time(), login.time());
        assert_eq!(raw.host(), login.host());
    }
}
