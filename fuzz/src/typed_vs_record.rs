//! The ways to read a field agree: the C structure, the field table and the translation.

use crate::feed::{file_of, numbers, visible};
use loginrec::layout::linux::{LE, Lastlog292, Utmp384};
use loginrec::layout::{Draft, Field, Framing, LAYOUTS, Layout, Order, Remote, Role};
use loginrec::record::{Attempt, Elapsed, Failures, Process};
use loginrec::{Entry, LastLogin, LogFile, Record, Seconds32, Text, Time, View};

/// What the first byte of the input asks to be mended.
const TYPE: u8 = 1;
const TIME: u8 = 2;
const USEC: u8 = 4;
const TEXT: u8 = 8;
const PID: u8 = 16;
const RULES: u8 = 32;
const ALL: u8 = TYPE | TIME | USEC | TEXT | PID | RULES;

/// The first byte says which fields are made plausible, so that noise is read as records and
/// not as residue; the rest is one record, in every layout in turn.
pub fn run(data: &[u8]) {
    let Some((&mend, rest)) = data.split_first() else { return };
    for layout in LAYOUTS {
        let mut record = vec![0; layout.size()];
        let len = rest.len().min(record.len());
        record[..len].copy_from_slice(&rest[..len]);
        mend_record(layout, &mut record, mend);
        let bytes = file_of(layout, vec![framed(layout, record)]);
        let file = LogFile::new(&bytes, layout);
        let entry = file.entries().next();
        assert!(
            entry.is_some() || mend & ALL != ALL,
            "plausible bytes are no record of {layout:?}"
        );
        if let Some(entry) = entry {
            check(&entry);
        }
        check_typed(&file);
    }
}

/// The record as it stands among others.
fn framed(layout: &Layout, mut record: Vec<u8>) -> Vec<u8> {
    if layout.framing() == Framing::Prefixed {
        let len = record.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        record.truncate(len);
        let len = u16::try_from(len).expect("a record is short");
        record.splice(..0, len.to_be_bytes());
    }
    record
}

/// Makes some fields of a record such that detection and reading believe them.
fn mend_record(layout: &Layout, record: &mut [u8], mend: u8) {
    let order = layout.order();
    let numbers = numbers(layout);
    // Where records are short or begin with text, all their texts have to be some.
    let is_long = layout.size() >= 200;
    let is_typed =
        is_long && layout.field(Role::Type).is_some_and(|field| field.offset == 0);
    for field in layout.fields() {
        let believable: &dyn Fn(i64) -> i64 = match field.role {
            Role::Type if mend & TYPE != 0 => &|value| {
                let count = i64::try_from(numbers.len()).expect("there are few");
                let at = usize::try_from(value.rem_euclid(count)).expect("it is below");
                numbers[at].into()
            },
            Role::Pid if mend & PID != 0 => &|value| value.rem_euclid(1 << 22),
            Role::Seconds if mend & TIME != 0 => &seconds,
            Role::Instant if mend & TIME != 0 => {
                &|value| seconds(value) * 1_000_000 + value.rem_euclid(1_000_000)
            }
            Role::Microseconds if mend & USEC != 0 => &|value| value.rem_euclid(1_000_000),
            Role::Status if mend & RULES != 0 => &|value| value.rem_euclid(8),
            Role::Count | Role::Max if mend & RULES != 0 => &|value| value.rem_euclid(32),
            Role::LockSeconds if mend & RULES != 0 => &|value| value.rem_euclid(3_600),
            Role::Version if mend & RULES != 0 => &|_| {
                let version = i64::from(layout.spec().version.unwrap_or(0));
                if order == Order::Big && version > 0 { version | 0x80 } else { version }
            },
            role if role.is_text() && mend & TEXT != 0 => {
                let text = &mut record[field.offset..field.offset + field.size];
                let len = if is_typed { 1 } else { text.len() };
                let is_line = matches!(role, Role::Line | Role::Origin | Role::Command);
                if is_line || !is_typed {
                    text[..len].iter_mut().for_each(|byte| *byte = visible(*byte));
                }
                continue;
            }
            _ => continue,
        };
        let value = believable(field.integer(record, order).expect("an integer"));
        put(record, field, order, value);
    }
}

/// 2004 to 2038, and not spelled in letters.
fn seconds(value: i64) -> i64 {
    0x4000_0000 | (value & 0x3fff_ffff) | 0x80
}

fn put(record: &mut [u8], field: &Field, order: Order, value: i64) {
    let to = &mut record[field.offset..field.offset + field.size];
    match order {
        Order::Big => to.copy_from_slice(&value.to_be_bytes()[8 - field.size..]),
        Order::Pdp if field.size == 4 => {
            let [.., a, b, c, d] = value.to_be_bytes();
            to.copy_from_slice(&[b, a, d, c]);
        }
        _ => to.copy_from_slice(&value.to_le_bytes()[..field.size]),
    }
}

/// One entry: its translation says what the table says, and writing it gives its bytes.
fn check(entry: &Entry<'_>) {
    let layout = entry.layout();
    let mut record = entry.body().to_vec();
    record.resize(layout.size(), 0);
    let table = Table { layout, record: &record, stored: entry.body() };
    let reserved: Vec<u8> =
        entry.reserved().flat_map(|(_, bytes)| bytes.to_vec()).collect();
    let view = entry.view().expect("an entry is something");
    let (draft, more) = match view {
        View::Record(record) => {
            assert_eq!(entry.time(), Some(record.time()), "in {layout:?}");
            let user = entry.user().unwrap_or_default();
            assert_eq!(user.raw(), record.user().raw(), "in {layout:?}");
            table.record(&record)
        }
        View::LastLogin(login) => table.last_login(&login),
        View::Failures(failures) => table.failures(&failures),
        View::Attempt(attempt) => table.attempt(&attempt),
        View::Process(process) => table.process(&process),
        other => panic!("what is {other:?}?"),
    };
    let encoded = layout.encode(&Draft { reserved: &reserved, more: &more, ..draft });
    let mut expected = record.clone();
    for (field, bytes) in entry.padding() {
        assert_eq!(bytes, field.of(entry.body()));
        expected[field.offset..field.offset + field.size].fill(0);
    }
    let mut encoded = layout.body(&encoded).to_vec();
    encoded.resize(layout.size(), 0);
    assert!(encoded == expected, "{layout:?}: written back, it is another record");
}

/// Numbers of a draft that have no place of their own.
type More = Vec<(Role, i64)>;

/// A record as the field table reads it.
struct Table<'a> {
    layout: &'static Layout,
    record: &'a [u8],
    /// What of it stands in the file: zeros at its end need not.
    stored: &'a [u8],
}

impl Table<'_> {
    fn integer(&self, role: Role) -> Option<i64> {
        let field = self.layout.field(role)?;
        let value = field.integer(self.record, self.layout.order());
        Some(value.expect("integers have 1, 2, 4 or 8 bytes"))
    }

    fn assert_integer<N>(&self, role: Role, found: Option<N>)
    where
        i64: TryFrom<N>,
    {
        let found = found.and_then(|found| i64::try_from(found).ok());
        assert_eq!(found, self.integer(role), "{role:?} in {:?}", self.layout);
    }

    fn record<'r>(&self, record: &Record<'r>) -> (Draft<'r>, More) {
        self.assert_integer(Role::Type, record.type_raw());
        self.assert_integer(Role::Pid, record.pid());
        self.assert_integer(Role::Session, record.session());
        let exit = record.exit();
        self.assert_integer(Role::Termination, exit.map(|exit| exit.termination));
        self.assert_integer(Role::Exit, exit.map(|exit| exit.exit));
        self.assert_integer(Role::HostLength, record.host_length());
        if let Some(address) = record.address() {
            assert_eq!(
                address.ip().map(|ip| ip.to_string()).unwrap_or_default(),
                address.to_string()
            );
        }
        let (seconds, usec) = self.time(record.time());
        let exit = exit.unwrap_or_default();
        let draft = Draft {
            type_raw: record.type_raw().unwrap_or_default(),
            pid: record.pid().unwrap_or_default(),
            line: self.text(Role::Line, Some(record.line())),
            id: self.text(Role::Id, record.id()),
            user: self.text(Role::User, Some(record.user())),
            host: self.text(Role::Host, record.host()),
            termination: exit.termination,
            exit: exit.exit,
            session: record.session().unwrap_or_default(),
            seconds,
            usec,
            remote: self.address(record.address_raw()),
            ..Draft::default()
        };
        (draft, vec![(Role::HostLength, record.host_length().unwrap_or_default())])
    }

    fn last_login<'r>(&self, login: &LastLogin<'r>) -> (Draft<'r>, More) {
        self.assert_integer(Role::Level, login.level());
        let (seconds, usec) = self.time(login.time());
        let draft = Draft {
            seconds,
            usec,
            line: self.text(Role::Line, Some(login.line())),
            host: self.text(Role::Host, login.host()),
            remote: self.address(login.address_raw()),
            ..Draft::default()
        };
        (draft, vec![(Role::Level, login.level().unwrap_or_default().into())])
    }

    fn failures<'r>(&self, failures: &Failures<'r>) -> (Draft<'r>, More) {
        self.assert_integer(Role::Count, Some(failures.count()));
        self.assert_integer(Role::Max, failures.max());
        self.assert_integer(Role::LockSeconds, failures.lock_seconds());
        let (seconds, usec) = self.time(failures.time());
        let line = self.text(Role::Line, Some(failures.line()));
        let more = vec![
            (Role::Count, failures.count()),
            (Role::Max, failures.max().unwrap_or_default()),
            (Role::LockSeconds, failures.lock_seconds().unwrap_or_default()),
        ];
        (Draft { seconds, usec, line, ..Draft::default() }, more)
    }

    fn attempt<'r>(&self, attempt: &Attempt<'r>) -> (Draft<'r>, More) {
        self.assert_integer(Role::Status, Some(attempt.status()));
        let (seconds, usec) = self.time(attempt.time());
        let line = self.text(Role::Origin, Some(attempt.source()));
        let draft = Draft { seconds, usec, line, ..Draft::default() };
        (draft, vec![(Role::Status, attempt.status().into())])
    }

    fn process<'r>(&self, process: &Process<'r>) -> (Draft<'r>, More) {
        let usage = process.usage();
        let number = |number: u32| Some(i64::from(number));
        let mut more: Vec<(Role, i64)> = [
            (Role::Version, number(process.version().into())),
            (Role::Flags, number(process.flags().into())),
            (Role::Uid, number(process.uid())),
            (Role::Gid, number(process.gid())),
            (Role::Uid16, process.uid16().map(i64::from)),
            (Role::Gid16, process.gid16().map(i64::from)),
            (Role::Pid, process.pid().map(i64::from)),
            (Role::ParentPid, process.ppid().map(i64::from)),
            (Role::Tty, number(process.tty().into())),
            (Role::ExitCode, number(process.exit_code())),
            (Role::TickRate, process.tick_rate().map(i64::from)),
            (Role::UserTicks, number(usage.user.0.into())),
            (Role::SystemTicks, number(usage.system.0.into())),
            (Role::Memory, number(usage.memory.0.into())),
            (Role::Io, number(usage.io.0.into())),
            (Role::Blocks, number(usage.blocks.0.into())),
            (Role::MinorFaults, number(usage.minor_faults.0.into())),
            (Role::MajorFaults, number(usage.major_faults.0.into())),
            (Role::Swaps, number(usage.swaps.0.into())),
        ]
        .into_iter()
        .filter_map(|(role, number)| {
            self.assert_integer(role, number);
            Some((role, number?))
        })
        .collect();
        match process.elapsed() {
            Elapsed::Short(count) => more.push((Role::Elapsed, count.0.into())),
            Elapsed::Long(count, ticks) => more.extend([
                (Role::Elapsed, count.0.into()),
                (Role::ElapsedHigh, i64::from(ticks >> 16)),
                (Role::ElapsedLow, i64::from(ticks & 0xffff)),
            ]),
            Elapsed::Float(ticks) => {
                more.push((Role::ElapsedFloat, ticks.to_bits().into()))
            }
            other => panic!("what is {other:?}?"),
        }
        let (seconds, usec) = self.time(process.time());
        let line = self.text(Role::Command, Some(process.command()));
        (Draft { seconds, usec, line, ..Draft::default() }, more)
    }

    /// A text is its field as far as that is stored, and falls into value, NUL, tail and
    /// NULs.
    fn text<'r>(&self, role: Role, text: Option<Text<'r>>) -> &'r [u8] {
        let raw = text.map(|text| text.raw()).unwrap_or_default();
        let field = self.layout.field(role).map(|field| {
            let end = (field.offset + field.size).min(self.stored.len());
            self.stored.get(field.offset..end).unwrap_or_default()
        });
        assert_eq!(raw, field.unwrap_or_default(), "{role:?}");
        let Some(text) = text else { return raw };
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
        raw
    }

    fn address<'r>(&self, raw: Option<&'r [u8]>) -> Remote<'r> {
        let field =
            self.layout.field(Role::Address).or_else(|| self.layout.field(Role::Socket));
        assert_eq!(raw, field.map(|field| field.of(self.record)));
        raw.map_or(Remote::None, Remote::Raw)
    }

    /// Seconds and microseconds.
    fn time(&self, time: Time) -> (i64, i64) {
        let seconds = time.seconds(Seconds32::Signed);
        let usec = time.usec().unwrap_or_default();
        if let Some(timestamp) = time.timestamp() {
            assert_eq!(timestamp.seconds(), time.seconds(Seconds32::Unsigned));
            assert_eq!(timestamp.to_string().len(), "1970-01-01T00:00:00.000000Z".len());
        }
        if let Some(instant) = self.integer(Role::Instant) {
            let found = i128::from(seconds) * 1_000_000 + i128::from(usec);
            assert_eq!(found, i128::from(instant.cast_unsigned()));
            return (seconds, usec);
        }
        assert_eq!(self.integer(Role::Microseconds), time.usec());
        let field = self.layout.field(Role::Seconds).expect("a record has a time");
        assert_eq!(u32::try_from(8 * field.size), Ok(time.bits()));
        let stored = self.integer(Role::Seconds).expect("it is there");
        let policy = if field.signed { Seconds32::Signed } else { Seconds32::Unsigned };
        assert_eq!(stored, time.seconds(policy));
        (seconds, usec)
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
        let record = entry.record().expect("a record");
        assert_eq!(i64::from(raw.tv_sec.get()), record.time().seconds(Seconds32::Signed));
        assert_eq!(Some(i64::from(raw.tv_usec.get())), record.time().usec());
        assert_eq!(raw.ut_user, record.user().raw());
        assert_eq!(Some(i32::from(raw.ut_type.get())), record.type_raw());
    }
    if let Some(logins) = logins {
        let [raw] = logins else { panic!("{} structures", logins.len()) };
        let login = entry.last_login().expect("a slot");
        assert_eq!(i64::from(raw.ll_time.get()), login.time().seconds(Seconds32::Signed));
        assert_eq!(Some(&raw.ll_host[..]), login.host().map(|host| host.raw()));
    }
}
