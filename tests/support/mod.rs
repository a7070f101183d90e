//! What the tests share: owned values, the checks that several of them make.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod corpus;
pub(crate) mod generate;
pub(crate) mod hash;
pub(crate) mod utmpdump;

use loginrec::layout::{
    Content, Draft, Field, Framing, LAYOUTS, Layout, Order, Remote, Role,
    convention::Derived,
};
use loginrec::record::{Attempt, Elapsed, Failures, Process};
use loginrec::{Entry, Kind, LastLogin, LogFile, Piece, Record, Text, Time, View};
use std::net::IpAddr;

/// The values of a record, owned, in no particular layout.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Values {
    /// What happened, which gives the number of the type in each layout.
    pub(crate) kind: Kind,
    /// The number, where it is another.
    pub(crate) type_raw: Option<i32>,
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
    pub(crate) remote: Origin,
    pub(crate) reserved: Vec<u8>,
    pub(crate) more: Vec<(Role, i64)>,
    /// Whose slot it is where there are slots; by default that behind the one before.
    pub(crate) uid: Option<u32>,
}

impl Default for Values {
    fn default() -> Self {
        Self {
            kind: Kind::Empty,
            type_raw: None,
            pid: 0,
            line: Vec::new(),
            id: Vec::new(),
            user: Vec::new(),
            host: Vec::new(),
            termination: 0,
            exit: 0,
            session: 0,
            seconds: 0,
            usec: 0,
            remote: Origin::None,
            reserved: Vec::new(),
            more: Vec::new(),
            uid: None,
        }
    }
}

/// A remote address, owned: what [`Remote`] borrows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Origin {
    #[default]
    None,
    Ip(IpAddr),
    Socket(IpAddr, u16),
    Raw(Vec<u8>),
}

impl Origin {
    /// The address and the port, if they are known as such.
    fn parts(&self) -> Option<(IpAddr, u16)> {
        match self {
            Self::Ip(ip) => Some((*ip, 0)),
            Self::Socket(ip, port) => Some((*ip, *port)),
            Self::None | Self::Raw(_) => None,
        }
    }

    /// The address that is left of it in a layout: IPv6 needs room.
    pub(crate) fn left_in(&self, layout: &Layout) -> Option<IpAddr> {
        let field = address_field(layout)?;
        let (ip, _) = self.parts()?;
        let has_room = field.role == Role::Socket || field.size == 16;
        (has_room || ip.is_ipv4()).then_some(ip).filter(|ip| !ip.is_unspecified())
    }
}

fn address_field(layout: &Layout) -> Option<Field> {
    layout.field(Role::Socket).or_else(|| layout.field(Role::Address))
}

impl Values {
    pub(crate) fn draft<'a>(&'a self, layout: &Layout) -> Draft<'a> {
        Draft {
            type_raw: self.number(layout),
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
            remote: match &self.remote {
                Origin::None => Remote::None,
                Origin::Ip(ip) => Remote::Ip(*ip),
                Origin::Socket(ip, port) => Remote::Socket(*ip, *port),
                Origin::Raw(bytes) => Remote::Raw(bytes),
            },
            reserved: &self.reserved,
            more: &self.more,
        }
    }

    /// One entry of a file, as [`Layout::encode`] makes it.
    pub(crate) fn encode(&self, layout: &Layout) -> Vec<u8> {
        layout.encode(&self.draft(layout))
    }

    /// The number that stands for the type in this layout; 0 where it has none.
    pub(crate) fn number(&self, layout: &Layout) -> i32 {
        if let Some(number) = self.type_raw {
            return number;
        }
        match layout.field(Role::Type) {
            None => 0,
            Some(_) => layout.spec().convention.number(self.kind).unwrap_or_else(|| {
                panic!("{} has no number for {:?}", layout.id(), self.kind)
            }),
        }
    }

    /// The text of a text field.
    fn text(&self, role: Role) -> &[u8] {
        match role {
            Role::Line | Role::Origin | Role::Command => &self.line,
            Role::Id => &self.id,
            Role::User => &self.user,
            Role::Host => &self.host,
            other => panic!("{other:?} is no text"),
        }
    }

    /// The value of an integer field, whatever room there is for it.
    fn integer(&self, layout: &Layout, role: Role) -> i64 {
        if let Some((_, number)) = self.more.iter().find(|(given, _)| *given == role) {
            return *number;
        }
        match role {
            Role::Type => self.number(layout).into(),
            Role::Pid => self.pid,
            Role::Termination => self.termination.into(),
            Role::Exit => self.exit.into(),
            Role::Session => self.session,
            Role::Seconds => self.seconds,
            Role::Microseconds => self.usec,
            Role::Instant => self.seconds.wrapping_mul(1_000_000).wrapping_add(self.usec),
            Role::Version => match (layout.spec().version, layout.order()) {
                (Some(version @ 1..), Order::Big) => i64::from(version) + 128,
                (version, _) => version.unwrap_or(0).into(),
            },
            _ => 0,
        }
    }

    /// What the fields of this role hold, one after the other.
    fn expected(&self, layout: &Layout, role: Role) -> Option<i64> {
        let field = layout.field(role)?;
        Some(kept(self.integer(layout, role), &field))
    }
}

/// The layouts of this framing.
pub(crate) fn framed(framing: Framing) -> impl Iterator<Item = &'static Layout> + Clone {
    LAYOUTS.iter().copied().filter(move |layout| layout.framing() == framing)
}

/// The layouts whose entries stand one after the other without anything between them.
pub(crate) fn sequences() -> impl Iterator<Item = &'static Layout> + Clone {
    framed(Framing::Sequence)
}

/// Those of them that are a utmp, wtmp or btmp.
pub(crate) fn logs() -> impl Iterator<Item = &'static Layout> + Clone {
    sequences().filter(|layout| layout.content() == Content::Records)
}

/// Panics with every layout of which the claim does not hold.
pub(crate) fn assert_of_all(
    layouts: impl Iterator<Item = &'static Layout>,
    claim: impl Fn(&'static Layout) -> Result<(), String>,
) {
    let wrong: Vec<String> = layouts
        .filter_map(|layout| Some(format!("{}: {}", layout.id(), claim(layout).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An error if it does not hold.
pub(crate) fn expect(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Whether entries lie at multiples of the size of the layout.
pub(crate) fn has_grid(layout: &Layout) -> bool {
    matches!(layout.framing(), Framing::Sequence | Framing::Table)
}

/// One file of these records: in slots or under keys if it is indexed by user id.
pub(crate) fn file_of(layout: &'static Layout, records: &[Values]) -> Vec<u8> {
    let indices = indices_of(layout, records);
    let entries = records.iter().map(|values| values.encode(layout));
    match layout.framing() {
        Framing::Table => {
            let mut file = Vec::new();
            for (uid, slot) in indices.iter().zip(entries) {
                let start = usize::try_from(*uid).unwrap() * layout.size();
                file.resize(file.len().max(start + slot.len()), 0);
                file[start..start + slot.len()].copy_from_slice(&slot);
            }
            file
        }
        Framing::Hash => {
            let uids = indices.iter().map(|&uid| u32::try_from(uid).unwrap());
            let values = entries.map(|entry| entry[..layout.size()].to_vec());
            let pairs: Vec<_> = uids.zip(values).collect();
            hash::Database::of(layout.order(), &pairs).into_bytes()
        }
        _ => entries.flatten().collect(),
    }
}

/// The number that each record has as an entry of such a file.
pub(crate) fn indices_of(layout: &Layout, records: &[Values]) -> Vec<u64> {
    let is_by_user = matches!(layout.framing(), Framing::Table | Framing::Hash);
    let mut next = 0;
    let index = |values: &Values| {
        let index = values.uid.filter(|_| is_by_user).map_or(next, u64::from);
        next = index + 1;
        index
    };
    records.iter().map(index).collect()
}

/// The entries of a file in the order of their numbers, in which a database has not to be.
pub(crate) fn entries_of<'a>(layout: &'static Layout, bytes: &'a [u8]) -> Vec<Entry<'a>> {
    let mut entries: Vec<_> = LogFile::new(bytes, layout).entries().collect();
    if layout.framing() == Framing::Hash {
        entries.sort_by_key(Entry::index);
    }
    entries
}

/// Panics unless the file holds these records and nothing else.
pub(crate) fn assert_file(
    layout: &'static Layout,
    bytes: &[u8],
    records: &[Values],
    place: &str,
) {
    let file = LogFile::new(bytes, layout);
    assert_tiles(&file);
    let residue: Vec<_> = file.residue().map(|one| (one.offset(), one.reason())).collect();
    assert_eq!(residue, [], "{place} in {}", layout.id());
    let entries = entries_of(layout, bytes);
    assert_eq!(entries.len(), records.len(), "{place} in {}", layout.id());
    let indices = indices_of(layout, records);
    for ((entry, values), index) in entries.iter().zip(records).zip(indices) {
        assert_eq!(entry.index(), index, "{place} in {}", layout.id());
        assert_holds(entry, values, &format!("{place}, entry {index}"));
    }
}

/// An integer as a field keeps it: the high bytes cut, the sign extended if it has one.
pub(crate) fn kept(value: i64, field: &Field) -> i64 {
    let unused = 64 - 8 * u32::try_from(field.size).unwrap();
    let high = value << unused;
    if field.signed {
        high >> unused
    } else {
        (high.cast_unsigned() >> unused).cast_signed()
    }
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
    let mut record = entry.body().to_vec();
    if layout.framing() == Framing::Prefixed {
        // The zeros at its end are not stored.
        record.resize(layout.size(), 0);
    }
    assert_fields(layout, &record, values, place);
    let place = format!("{place} in {}", layout.id());
    match layout.framing() {
        Framing::Table => {
            let start = entry.index() * layout.size() as u64;
            assert_eq!(start, entry.offset(), "{place}");
        }
        Framing::Hash => {
            let key = u32::try_from(entry.index()).unwrap();
            assert_eq!(entry.bytes()[layout.size()..], hash::key(layout.order(), key));
        }
        _ => {}
    }
    let told = Told { layout, values, stored: entry.body().len(), place: &place };
    let view = entry.view().expect(&place);
    let content = match view {
        View::Record(record) => {
            assert_eq!(record.layout(), layout.id(), "{place}");
            assert_eq!(record.offset(), entry.offset(), "{place}");
            assert_eq!(record.index(), entry.index(), "{place}");
            told.assert_record(&record);
            Content::Records
        }
        View::LastLogin(login) => {
            assert_eq!(login.layout(), layout.id(), "{place}");
            assert_eq!(login.offset(), entry.offset(), "{place}");
            assert_eq!(login.uid(), entry.index(), "{place}");
            told.assert_last_login(&login);
            Content::LastLogins
        }
        View::Failures(failures) => {
            assert_eq!(failures.layout(), layout.id(), "{place}");
            assert_eq!(failures.offset(), entry.offset(), "{place}");
            assert_eq!(failures.uid(), entry.index(), "{place}");
            told.assert_failures(&failures);
            Content::Failures
        }
        View::Attempt(attempt) => {
            assert_eq!(attempt.layout(), layout.id(), "{place}");
            assert_eq!(attempt.offset(), entry.offset(), "{place}");
            assert_eq!(attempt.index(), entry.index(), "{place}");
            told.assert_attempt(&attempt);
            Content::Attempts
        }
        View::Process(process) => {
            assert_eq!(process.layout(), layout.id(), "{place}");
            assert_eq!(process.offset(), entry.offset(), "{place}");
            assert_eq!(process.index(), entry.index(), "{place}");
            told.assert_process(&process);
            Content::Processes
        }
        other => panic!("{place}: what is {other:?}?"),
    };
    assert_eq!(content, layout.content(), "{place}");
    assert_eq!(entry.record().is_some(), content == Content::Records, "{place}");
    assert_eq!(entry.last_login().is_some(), content == Content::LastLogins, "{place}");
    let mut reserved = &values.reserved[..];
    for (field, bytes) in entry.reserved() {
        assert_eq!(field.role, Role::Reserved, "{place}");
        if layout.framing() != Framing::Prefixed {
            assert_eq!(bytes, padded(reserved, field.size), "{place}");
        }
        reserved = reserved.get(field.size..).unwrap_or_default();
    }
}

/// Holds the bytes of a whole record, without what frames it, against the values written,
/// through the field table.
pub(crate) fn assert_fields(layout: &Layout, record: &[u8], values: &Values, place: &str) {
    assert_eq!(record.len(), layout.size(), "{place} in {}", layout.id());
    let mut reserved = &values.reserved[..];
    for field in layout.fields() {
        let place = format!("{place}, {} in {}", field.name, layout.id());
        let bytes = field.of(record);
        match field.role {
            Role::Padding => assert!(bytes.iter().all(|&byte| byte == 0), "{place}"),
            Role::Address | Role::Socket => assert_address(field, bytes, values, &place),
            Role::Reserved => {
                assert_eq!(bytes, padded(reserved, field.size), "{place}");
                reserved = reserved.get(field.size..).unwrap_or_default();
            }
            role if role.is_text() => {
                assert_eq!(bytes, padded(values.text(role), field.size), "{place}");
            }
            role => assert_eq!(
                field.integer(record, layout.order()),
                Some(kept(values.integer(layout, role), field)),
                "{place}"
            ),
        }
    }
}

/// Holds the bytes of an address against the address that was to be written.
fn assert_address(field: &Field, bytes: &[u8], values: &Values, place: &str) {
    let (ip, port) = match (&values.remote, values.remote.parts()) {
        (Origin::Raw(raw), _) => {
            return assert_eq!(bytes, padded(raw, field.size), "{place}");
        }
        (_, Some(parts)) => parts,
        (_, None) => return assert_eq!(bytes, vec![0; field.size], "{place}"),
    };
    let expected = match (field.role, ip) {
        (Role::Socket, IpAddr::V4(v4)) => {
            [&[16, 2][..], &port.to_be_bytes(), &v4.octets()].concat()
        }
        (Role::Socket, IpAddr::V6(v6)) => {
            // The number of the family differs from one BSD to the next.
            assert!([24, 28, 30].contains(&bytes[1]), "{place}: family {}", bytes[1]);
            [&[28, bytes[1]][..], &port.to_be_bytes(), &[0; 4], &v6.octets()].concat()
        }
        (_, IpAddr::V4(v4)) => v4.octets().to_vec(),
        (_, IpAddr::V6(v6)) if field.size == 16 => v6.octets().to_vec(),
        (_, IpAddr::V6(_)) => Vec::new(),
    };
    assert_eq!(bytes, padded(&expected, field.size), "{place}");
}

/// Values, and a place in which a reader has to tell them.
struct Told<'a> {
    layout: &'static Layout,
    values: &'a Values,
    /// So many bytes of the record are stored; what is behind them are zeros.
    stored: usize,
    place: &'a str,
}

impl Told<'_> {
    fn integer(&self, role: Role) -> Option<i64> {
        self.values.expected(self.layout, role)
    }

    fn assert_text(&self, role: Role, text: Option<Text<'_>>) {
        let expected = self.layout.field(role).map(|field| {
            let mut text = padded(self.values.text(role), field.size);
            text.truncate(self.stored.saturating_sub(field.offset));
            text
        });
        let found = text.map(|text| text.raw().to_vec());
        assert_eq!(found, expected, "{role:?}: {}", self.place);
    }

    fn assert_record(&self, record: &Record<'_>) {
        let place = self.place;
        assert_eq!(record.type_raw().map(i64::from), self.integer(Role::Type), "{place}");
        let convention = self.layout.spec().convention;
        let is_told =
            self.values.type_raw.is_none() && self.layout.field(Role::Type).is_some();
        if is_told && convention.derived == Derived::Never {
            assert_eq!(record.kind(), self.values.kind, "{place}");
            assert!(!record.is_derived(), "{place}");
        }
        assert_eq!(record.pid(), self.integer(Role::Pid), "{place}");
        self.assert_text(Role::Line, Some(record.line()));
        self.assert_text(Role::Id, record.id());
        self.assert_text(Role::User, Some(record.user()));
        self.assert_text(Role::Host, record.host());
        let exit = record.exit();
        let signal = exit.map(|exit| exit.termination.into());
        assert_eq!(signal, self.integer(Role::Termination), "{place}");
        assert_eq!(exit.map(|exit| exit.exit.into()), self.integer(Role::Exit), "{place}");
        assert_eq!(record.session(), self.integer(Role::Session), "{place}");
        assert_eq!(record.host_length(), self.integer(Role::HostLength), "{place}");
        self.assert_time(record.time());
        self.assert_address(record.address_raw(), record.port());
    }

    fn assert_last_login(&self, login: &LastLogin<'_>) {
        self.assert_time(login.time());
        assert_eq!(login.is_never(), self.is_never(), "{}", self.place);
        self.assert_text(Role::Line, Some(login.line()));
        self.assert_text(Role::Host, login.host());
        assert_eq!(
            login.level().map(i64::from),
            self.integer(Role::Level),
            "{}",
            self.place
        );
        self.assert_address(login.address_raw(), login.port());
    }

    fn assert_failures(&self, failures: &Failures<'_>) {
        let place = self.place;
        self.assert_time(failures.time());
        assert_eq!(failures.is_never(), self.is_never(), "{place}");
        self.assert_text(Role::Line, Some(failures.line()));
        assert_eq!(Some(failures.count()), self.integer(Role::Count), "{place}");
        assert_eq!(failures.max(), self.integer(Role::Max), "{place}");
        assert_eq!(failures.lock_seconds(), self.integer(Role::LockSeconds), "{place}");
    }

    fn assert_attempt(&self, attempt: &Attempt<'_>) {
        self.assert_time(attempt.time());
        self.assert_text(Role::Origin, Some(attempt.source()));
        let status = Some(attempt.status().into());
        assert_eq!(status, self.integer(Role::Status), "{}", self.place);
    }

    fn assert_process(&self, process: &Process<'_>) {
        self.assert_time(process.time());
        self.assert_text(Role::Command, Some(process.command()));
        let usage = process.usage();
        let always: [(Role, u64); 13] = [
            (Role::Version, process.version().into()),
            (Role::Flags, process.flags().into()),
            (Role::Uid, process.uid().into()),
            (Role::Gid, process.gid().into()),
            (Role::Tty, process.tty().into()),
            (Role::ExitCode, process.exit_code().into()),
            (Role::UserTicks, usage.user.0.into()),
            (Role::SystemTicks, usage.system.0.into()),
            (Role::Memory, usage.memory.0.into()),
            (Role::Io, usage.io.0.into()),
            (Role::Blocks, usage.blocks.0.into()),
            (Role::MinorFaults, usage.minor_faults.0.into()),
            (Role::MajorFaults, usage.major_faults.0.into()),
        ];
        let swaps = (Role::Swaps, usage.swaps.0.into());
        for (role, found) in always.into_iter().chain([swaps]) {
            let expected = self.integer(role).unwrap_or(0);
            assert_eq!(found.cast_signed(), expected, "{role:?}: {}", self.place);
        }
        for (role, found) in [
            (Role::Pid, process.pid()),
            (Role::ParentPid, process.ppid()),
            (Role::Uid16, process.uid16().map(u32::from)),
            (Role::Gid16, process.gid16().map(u32::from)),
            (Role::TickRate, process.tick_rate().map(u32::from)),
        ] {
            let found = found.map(i64::from);
            assert_eq!(found, self.integer(role), "{role:?}: {}", self.place);
        }
        let short = self.integer(Role::Elapsed);
        let high = self.integer(Role::ElapsedHigh);
        let low = self.integer(Role::ElapsedLow);
        let float = self.integer(Role::ElapsedFloat);
        match process.elapsed() {
            Elapsed::Short(count) => {
                assert_eq!((Some(count.0.into()), None), (short, high), "{}", self.place);
            }
            Elapsed::Long(count, ticks) => {
                assert_eq!(Some(i64::from(count.0)), short, "{}", self.place);
                let long = high.zip(low).map(|(high, low)| high << 16 | low);
                assert_eq!(Some(i64::from(ticks)), long, "{}", self.place);
            }
            Elapsed::Float(ticks) => {
                assert_eq!(Some(i64::from(ticks.to_bits())), float, "{}", self.place);
            }
            other => panic!("{}: what is {other:?}?", self.place),
        }
    }

    fn is_never(&self) -> bool {
        self.integer(Role::Seconds) == Some(0)
    }

    fn assert_time(&self, time: Time) {
        use loginrec::Seconds32::{Signed, Unsigned};
        let place = self.place;
        if let Some(instant) = self.integer(Role::Instant) {
            let instant = instant.cast_unsigned();
            let seconds = (instant / 1_000_000).cast_signed();
            assert_eq!((time.seconds(Signed), time.bits()), (seconds, 64), "{place}");
            assert_eq!(time.usec(), Some((instant % 1_000_000).cast_signed()), "{place}");
            return;
        }
        let mut field = self.layout.field(Role::Seconds).expect(place);
        field.signed = true;
        let signed = kept(self.values.seconds, &field);
        assert_eq!(time.bits() as usize, 8 * field.size, "{place}");
        assert_eq!(time.seconds(Signed), signed, "{place}");
        let unsigned = if field.size == 4 { signed & 0xffff_ffff } else { signed };
        assert_eq!(time.seconds(Unsigned), unsigned, "{place}");
        assert_eq!(time.usec(), self.integer(Role::Microseconds), "{place}");
    }

    fn assert_address(&self, raw: Option<&[u8]>, port: Option<u16>) {
        let field = address_field(self.layout);
        assert_eq!(raw.is_some(), field.is_some(), "{}", self.place);
        let Some((field, raw)) = field.zip(raw) else { return };
        assert_address(&field, raw, self.values, self.place);
        let expected = match (field.role, self.values.remote.parts()) {
            (Role::Socket, Some((_, port))) => Some(port),
            _ => None,
        };
        if !matches!(self.values.remote, Origin::Raw(_)) {
            assert_eq!(port, expected, "{}", self.place);
        }
    }
}

/// Whether records of the layout say little about where they stand: they are short, or
/// nothing but a time and a text can be wrong in them.
pub(crate) fn is_frail(layout: &Layout) -> bool {
    layout.field(Role::Type).is_none() || layout.size() < 200
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
