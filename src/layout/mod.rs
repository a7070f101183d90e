//! What a layout is, and the one list of all of them.
//!
//! A layout says what every byte of a record is for, in one byte order. Each family of
//! systems has a file here with four sections: the structures, the facts, the translation,
//! the tests. Everything else (detection, the command's `--layout`, the tables in the
//! documentation, fuzzing, benches) walks over [`LAYOUTS`] and knows no family by name.

pub mod acct;
pub mod aix;
pub mod bionic;
mod blank;
pub mod bsd;
mod carving;
mod ceiling;
pub mod convention;
pub mod cygwin;
mod encode;
pub mod failure;
mod field;
mod fit;
pub mod freebsd;
pub(crate) mod hashed;
pub mod hpux;
pub mod libc5;
pub mod linux;
pub mod macos;
mod mark;
mod measure;
mod member;
pub mod netbsd;
pub mod openbsd;
pub mod osf1;
pub(crate) mod prefixed;
mod probe;
mod raw;
mod spec;
pub mod sysv;
#[cfg(test)]
mod testing;
mod translate;

pub(crate) use carving::Sign;
pub use convention::Convention;
pub use encode::{Draft, Remote};
pub use field::{Field, Order, Role};
pub(crate) use fit::Fit;
pub(crate) use mark::Mark;
pub use measure::{Extent, Measure, Measured, measured};
pub use member::{Integer, Member, Pdp32};
pub use raw::Raw;
use spec::YEAR_1971;
pub use spec::{Carving, Content, Framing, Index, Spec, Verified};

use crate::record::{Attempt, Failures, LastLogin, Process, Record, Text, Time, View};
use blank::IsDirty;
use ceiling::CeilingOf;
use core::fmt;
use probe::{CountAgreeing, FindAgreeing, Probe};
use translate::{Outlines, SeeOutlines, Site, Spot, TimeOf};
use zerocopy::FromBytes as _;

/// The families. Where bytes cannot tell two layouts apart, the one further up is taken.
const FAMILIES: &[&[&Layout]] = &[
    linux::LAYOUTS,
    freebsd::LAYOUTS,
    openbsd::LAYOUTS,
    bsd::LAYOUTS,
    netbsd::LAYOUTS,
    macos::LAYOUTS,
    sysv::LAYOUTS,
    hpux::LAYOUTS,
    aix::LAYOUTS,
    osf1::LAYOUTS,
    cygwin::LAYOUTS,
    libc5::LAYOUTS,
    bionic::LAYOUTS,
    failure::LAYOUTS,
    acct::LAYOUTS,
];

/// Every layout that the library knows, family by family, commonest first within each.
pub static LAYOUTS: &[&Layout] = &flattened::<{ count(FAMILIES) }>(FAMILIES);

const fn count(families: &[&[&Layout]]) -> usize {
    let mut count = 0_usize;
    let mut rest = families;
    while let [family, behind @ ..] = rest {
        count = count.saturating_add(family.len());
        rest = behind;
    }
    count
}

/// The families one after the other. `N` is how many layouts they have.
#[expect(clippy::panic, reason = "the compiler evaluates it")]
const fn flattened<const N: usize>(
    families: &'static [&'static [&'static Layout]],
) -> [&'static Layout; N] {
    let [[first, ..], ..] = families else { panic!("a family has no layout") };
    let mut all = [*first; N];
    let mut space: &mut [&'static Layout] = &mut all;
    let mut rest = families;
    while let [family, behind @ ..] = rest {
        let (to, free) = space.split_at_mut(family.len());
        to.copy_from_slice(family);
        space = free;
        rest = behind;
    }
    all
}

/// The layout with this id.
///
/// # Examples
///
/// ```
/// let layout = loginrec::layout::find("linux-utmp-384-le").unwrap();
/// assert_eq!(layout.size(), 384);
/// ```
#[must_use]
pub fn find(id: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().copied().find(|layout| layout.id() == id)
}

#[derive(Clone, Copy)]
enum Decode {
    Record(for<'a> fn(&'a [u8], &Site, Spot) -> Option<Record<'a>>),
    LastLogin(for<'a> fn(&'a [u8]) -> Option<LastLogin<'a>>),
    Failures(for<'a> fn(&'a [u8]) -> Option<Failures<'a>>),
    Attempt(for<'a> fn(&'a [u8]) -> Option<Attempt<'a>>),
    Process(for<'a> fn(&'a [u8]) -> Option<Process<'a>>),
}

/// One layout in one byte order: facts, field table and translation.
pub struct Layout {
    spec: Spec,
    size: usize,
    order: Order,
    fields: &'static [Field],
    framing: Framing,
    probe: Probe,
    count_agreeing: CountAgreeing,
    find_agreeing: FindAgreeing,
    ceiling_of: CeilingOf,
    is_dirty: IsDirty,
    time_of: TimeOf,
    outlines: Option<Outlines>,
    decode: Decode,
}

// The constructors refuse, while compiling, a field table with a hole, an overlap or a
// wrong end.
impl Layout {
    /// Records of a utmp, wtmp or btmp, one after the other.
    pub(crate) const fn of_records<T: Raw>(spec: Spec) -> Self {
        let decode = Decode::Record(translate::record::<T>);
        Self {
            outlines: Some(translate::rev_outlines::<T>),
            ..Self::of::<T>(spec, Framing::Sequence, decode)
        }
    }

    /// Such records, each behind its length.
    pub(crate) const fn of_prefixed_records<T: Raw>(spec: Spec) -> Self {
        const { assert!(size_of::<T>() <= fit::LONGEST_CUT, "see `Layout::with_whole`") };
        let decode = Decode::Record(translate::prefixed_record::<T>);
        Self::of::<T>(spec, Framing::Prefixed, decode)
    }

    /// Slots of a lastlog.
    pub(crate) const fn of_last_logins<T: Raw>(spec: Spec) -> Self {
        Self::of::<T>(spec, Framing::Table, Decode::LastLogin(translate::last_login::<T>))
    }

    /// Values of a lastlogx.
    pub(crate) const fn of_hashed_last_logins<T: Raw>(spec: Spec) -> Self {
        Self::of::<T>(spec, Framing::Hash, Decode::LastLogin(translate::last_login::<T>))
    }

    /// Slots of a faillog or tallylog.
    pub(crate) const fn of_failures<T: Raw>(spec: Spec) -> Self {
        Self::of::<T>(spec, Framing::Table, Decode::Failures(translate::failures::<T>))
    }

    /// Records of a faillock file.
    pub(crate) const fn of_attempts<T: Raw>(spec: Spec) -> Self {
        Self::of::<T>(spec, Framing::Sequence, Decode::Attempt(translate::attempt::<T>))
    }

    /// Records of process accounting.
    pub(crate) const fn of_processes<T: Raw>(spec: Spec) -> Self {
        Self::of::<T>(spec, Framing::Sequence, Decode::Process(translate::process::<T>))
    }

    const fn of<T: Raw>(spec: Spec, framing: Framing, decode: Decode) -> Self {
        const {
            assert!(
                field::tiles(T::FIELDS, size_of::<T>()),
                "the fields do not tile the record"
            );
            assert!(size_of::<T>() > 0, "a record has no bytes");
        }
        Self {
            size: size_of::<T>(),
            order: T::ORDER,
            fields: T::FIELDS,
            framing,
            probe: Probe::new(T::FIELDS, size_of::<T>(), T::ORDER, &spec),
            count_agreeing: probe::count_agreeing::<T>,
            find_agreeing: probe::find_agreeing::<T>,
            ceiling_of: ceiling::ceiling_of::<T>,
            is_dirty: blank::is_dirty::<T>,
            time_of: translate::time_of::<T>,
            outlines: None,
            decode,
            spec,
        }
    }

    /// Unique id, such as `linux-utmp-384-le`.
    #[inline]
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.spec.id
    }

    /// The facts besides the fields.
    #[must_use]
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Length of a whole record in bytes; never 0. Where the framing is [`Framing::Prefixed`]
    /// an entry is shorter than that, or longer
    /// by its length before it and what a later system may add; in a database, by its key.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// What is cut from a file without its neighbours begins and ends at multiples of this: a
    /// record, or a page of any length.
    pub(crate) fn stride(&self) -> u64 {
        match self.framing {
            Framing::Sequence | Framing::Table => {
                u64::try_from(self.size).unwrap_or(u64::MAX)
            }
            Framing::Prefixed => 1,
            // The longest page. A hole does not begin inside of one.
            Framing::Hash => u64::try_from(hashed::LONGEST_PAGE).unwrap_or(u64::MAX),
        }
    }

    /// Byte order of the integers.
    #[must_use]
    pub const fn order(&self) -> Order {
        self.order
    }

    /// What the entries are.
    #[must_use]
    pub const fn content(&self) -> Content {
        match self.decode {
            Decode::Record(_) => Content::Records,
            Decode::LastLogin(_) => Content::LastLogins,
            Decode::Failures(_) => Content::Failures,
            Decode::Attempt(_) => Content::Attempts,
            Decode::Process(_) => Content::Processes,
        }
    }

    /// How the entries stand in a file.
    #[must_use]
    pub const fn framing(&self) -> Framing {
        self.framing
    }

    /// How the entries are numbered.
    #[must_use]
    pub const fn index(&self) -> Index {
        match self.framing {
            Framing::Sequence | Framing::Prefixed => Index::Sequential,
            Framing::Table | Framing::Hash => Index::Uid,
        }
    }

    /// Whether files of one system may hold records of both layouts.
    #[must_use]
    pub fn is_kin(&self, other: &Self) -> bool {
        self.order == other.order
            && self.spec.kin.iter().any(|system| other.spec.kin.contains(system))
    }

    /// The fields in order; together they are the record, without hole or overlap.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + Clone {
        self.fields.iter().filter(|field| field.size > 0)
    }

    /// The first field of this role.
    #[must_use]
    pub const fn field(&self, role: Role) -> Option<Field> {
        field::find(self.fields, role)
    }

    /// Of the bytes of an entry, those of the record: without its length before it, or its
    /// key behind it.
    #[inline]
    #[must_use]
    pub fn body<'a>(&self, entry: &'a [u8]) -> &'a [u8] {
        match self.framing {
            Framing::Prefixed => prefixed::body(entry, self.size),
            _ => entry.get(..self.size).unwrap_or(entry),
        }
    }

    /// Of the bytes of an entry, those behind a record that is longer than its structure.
    #[inline]
    pub(crate) fn extra<'a>(&self, entry: &'a [u8]) -> &'a [u8] {
        match self.framing {
            Framing::Prefixed => prefixed::extra(entry, self.size),
            _ => &[],
        }
    }

    /// Whether anything but zeros stands in the padding of an entry, or in what is reserved.
    #[inline]
    pub(crate) fn is_dirty(&self, entry: &[u8]) -> bool {
        (self.is_dirty)(self.body(entry))
    }

    /// The user of an entry alone, if entries have one.
    #[inline]
    pub(crate) fn user<'a>(&self, entry: &'a [u8]) -> Option<Text<'a>> {
        self.text(self.probe.user, entry)
    }

    /// Likewise the line of a record.
    #[inline]
    pub(crate) fn line<'a>(&self, entry: &'a [u8]) -> Option<Text<'a>> {
        self.text(self.probe.line, entry)
    }

    /// Likewise the host.
    #[inline]
    pub(crate) fn host<'a>(&self, entry: &'a [u8]) -> Option<Text<'a>> {
        self.text(self.probe.host, entry)
    }

    #[inline]
    fn text<'a>(&self, field: Option<Field>, entry: &'a [u8]) -> Option<Text<'a>> {
        Some(Text::new(field?.of_cut(self.body(entry))))
    }

    /// The time of an entry alone, if entries have one.
    #[inline]
    pub(crate) fn time(&self, entry: &[u8]) -> Option<Time> {
        if self.framing == Framing::Prefixed {
            // Zeros at the end may not be there.
            return self.record(entry).map(|record| record.time());
        }
        (self.time_of)(self.body(entry))
    }

    /// Translates the bytes of one entry: `None` if they are no record of the layout, or not
    /// as long as one. It says neither where it stands nor by which layout it was read, so records
    /// that are read alike by two layouts are equal.
    pub(crate) fn record<'a>(&self, entry: &'a [u8]) -> Option<Record<'a>> {
        self.record_in(entry, "", 0, 0)
    }

    /// The same of an entry in its place.
    #[inline]
    pub(crate) fn record_at<'a>(
        &self,
        entry: &'a [u8],
        offset: u64,
        index: u64,
    ) -> Option<Record<'a>> {
        self.record_in(entry, self.id(), offset, index)
    }

    #[inline]
    fn record_in<'a>(
        &self,
        entry: &'a [u8],
        layout: &'static str,
        offset: u64,
        index: u64,
    ) -> Option<Record<'a>> {
        let Decode::Record(decode) = self.decode else { return None };
        let site = Site { layout, convention: self.spec.convention };
        decode(entry, &site, (offset, index))
    }

    /// Shows the outlines of records that stand one behind the other, each as long as its
    /// structure, from the last to the first. Whether the layout has any.
    pub(crate) fn rev_outlines<'a>(
        &self,
        bytes: &'a [u8],
        see: &mut SeeOutlines<'_, 'a>,
    ) -> bool {
        let Some(outlines) = self.outlines else { return false };
        outlines(bytes, &Site { layout: "", convention: self.spec.convention }, see);
        true
    }

    /// Translates the bytes of one entry, whatever it is, likewise. Id, offset and index are set by
    /// the caller.
    pub(crate) fn view<'a>(&self, entry: &'a [u8]) -> Option<View<'a>> {
        Some(match self.decode {
            Decode::Record(_) => View::Record(self.record(entry)?),
            Decode::LastLogin(decode) => View::LastLogin(decode(self.body(entry))?),
            Decode::Failures(decode) => View::Failures(decode(entry)?),
            Decode::Attempt(decode) => View::Attempt(decode(entry)?),
            Decode::Process(decode) => View::Process(decode(entry)?),
        })
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layout({})", self.id())
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Layout {}

/// Lays a structure over bytes: as many whole records as there are, and the rest.
///
/// Nothing is copied, the bytes may start at any address, and nothing is checked: whoever
/// calls this knows what they have.
///
/// # Examples
///
/// ```
/// use loginrec::layout::linux::{LE, Utmp384};
///
/// let bytes = [0_u8; 800];
/// let (records, rest) = loginrec::layout::typed::<Utmp384<LE>>(&bytes);
/// assert_eq!((records.len(), rest.len()), (2, 32));
/// ```
#[must_use]
pub fn typed<T: Raw>(bytes: &[u8]) -> (&[T], &[u8]) {
    let count = bytes.len().checked_div(size_of::<T>()).unwrap_or(0);
    <[T]>::ref_from_prefix_with_elems(bytes, count).unwrap_or((&[], bytes))
}
