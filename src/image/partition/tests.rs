//! Sound tables, damaged ones, and such as were made to do harm.

use super::gpt::crc32;
use super::*;

const SECTOR: usize = 512;

/// An entry of an MBR: type, first sector, count of sectors.
type Slot = (u8, u32, u32);

fn put(disk: &mut [u8], at: usize, bytes: &[u8]) {
    disk[at..at + bytes.len()].copy_from_slice(bytes);
}

fn boot_record(disk: &mut [u8], sector: usize, slots: &[Slot]) {
    let at = sector * SECTOR;
    for (number, (kind, first, count)) in slots.iter().enumerate() {
        let entry = at + 446 + number * 16;
        disk[entry + 4] = *kind;
        put(disk, entry + 8, &first.to_le_bytes());
        put(disk, entry + 12, &count.to_le_bytes());
    }
    put(disk, at + 510, &[0x55, 0xaa]);
}

fn guid(text: &str) -> Vec<u8> {
    let hex: String = text.chars().filter(|&char| char != '-').collect();
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(byte).to_vec()
}

const LINUX: &str = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

/// A disk of 1 MiB and more with both copies of a table.
fn gpt_disk(sector: usize, entries: &[(&str, u64, u64, &str)]) -> Vec<u8> {
    let sectors = (4 << 20) / sector;
    let mut disk = vec![0; sectors * sector];
    boot_record(&mut disk, 0, &[(0xee, 1, u32::MAX)]);
    let mut table = vec![0; 128 * 128];
    for (number, (kind, first, last, name)) in entries.iter().enumerate() {
        let at = number * 128;
        put(&mut table, at, &guid(kind));
        put(&mut table, at + 16, &[1; 16]);
        put(&mut table, at + 32, &first.to_le_bytes());
        put(&mut table, at + 40, &last.to_le_bytes());
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(&mut table, at + 56, &name);
    }
    let behind = sectors - 1 - table.len().div_ceil(sector);
    for (own, other, start) in [(1, sectors - 1, 2), (sectors - 1, 1, behind)] {
        let mut header = vec![0; 92];
        put(&mut header, 0, b"EFI PART");
        put(&mut header, 8, &0x1_0000_u32.to_le_bytes());
        put(&mut header, 12, &92_u32.to_le_bytes());
        put(&mut header, 24, &(own as u64).to_le_bytes());
        put(&mut header, 32, &(other as u64).to_le_bytes());
        put(&mut header, 72, &(start as u64).to_le_bytes());
        put(&mut header, 80, &128_u32.to_le_bytes());
        put(&mut header, 84, &128_u32.to_le_bytes());
        put(&mut header, 88, &crc32(&[&table]).to_le_bytes());
        let crc = crc32(&[&header]);
        put(&mut header, 16, &crc.to_le_bytes());
        put(&mut disk, own * sector, &header);
        put(&mut disk, start * sector, &table);
    }
    disk
}

fn read(disk: &[u8]) -> Partitions {
    let found = Image::of("disk", disk.to_vec()).partitions();
    if disk.len() <= 1 << 20 {
        let stream = Image::stream("disk", std::io::Cursor::new(disk.to_vec()));
        assert_eq!(stream.partitions(), found, "a short stream is known as a whole");
    }
    found
}

fn told(found: &Partitions) -> Vec<(u32, &str, &str, Range<u64>)> {
    found.iter().map(|one| (one.number, one.kind(), one.name(), one.range())).collect()
}

#[test]
fn the_checksum_is_that_of_the_standard() {
    assert_eq!(crc32(&[b"1234", b"56789"]), 0xcbf4_3926);
}

#[test]
fn primary_and_logical_partitions_are_read() {
    let mut disk = vec![0; 400 * SECTOR];
    boot_record(&mut disk, 0, &[(0x83, 10, 20), (0x7f, 30, 10), (0x05, 100, 200)]);
    boot_record(&mut disk, 100, &[(0x82, 2, 50), (0x05, 60, 140)]);
    boot_record(&mut disk, 160, &[(0xa5, 2, 30)]);
    let found = read(&disk);
    assert_eq!(found.scheme(), Some(Scheme::Mbr));
    let sectors = |first: u64, end: u64| first * 512..end * 512;
    assert_eq!(
        told(&found),
        [
            (1, "Linux filesystem", "", sectors(10, 30)),
            (2, "0x7f", "", sectors(30, 40)),
            (3, "Extended", "", sectors(100, 300)),
            (5, "Linux swap or Solaris", "", sectors(102, 152)),
            (6, "FreeBSD", "", sectors(162, 192)),
        ]
    );
    assert_eq!(found.notes().count(), 0);
}

#[test]
fn an_offset_lies_in_the_innermost_partition() {
    let mut disk = vec![0; 400 * SECTOR];
    boot_record(&mut disk, 0, &[(0x83, 10, 20), (0x0f, 100, 200)]);
    boot_record(&mut disk, 100, &[(0x83, 2, 50)]);
    let found = read(&disk);
    let at = |offset| found.at(offset).map(Partition::number);
    assert_eq!(at(10 * 512 - 1), None);
    assert_eq!(at(10 * 512), Some(1));
    assert_eq!(at(30 * 512), None);
    assert_eq!(at(101 * 512), Some(2));
    assert_eq!(at(102 * 512), Some(5));
    assert_eq!(at(152 * 512), Some(2));
}

#[test]
fn a_chain_that_comes_back_ends() {
    let mut disk = vec![0; 400 * SECTOR];
    boot_record(&mut disk, 0, &[(0x05, 100, 200)]);
    boot_record(&mut disk, 100, &[(0x83, 2, 50), (0x05, 60, 10)]);
    boot_record(&mut disk, 160, &[(0x83, 2, 30), (0x05, 60, 10)]);
    let found = read(&disk);
    assert_eq!(found.iter().count(), 3);
    let notes: Vec<_> = found.notes().collect();
    assert_eq!(notes, ["the chain of logical partitions comes back to sector 160"]);
}

#[test]
fn an_endless_chain_is_followed_for_a_while() {
    let mut disk = vec![0; 1000 * SECTOR];
    boot_record(&mut disk, 0, &[(0x05, 1, 999)]);
    for sector in 1..1000 {
        let next = u32::try_from(sector).unwrap();
        boot_record(&mut disk, sector, &[(0x83, 0, 1), (0x05, next, 1)]);
    }
    let found = read(&disk);
    assert_eq!(found.iter().count(), 1 + 256);
    assert!(found.notes().any(|note| note == "only 256 logical partitions are read"));
}

#[test]
fn a_partition_beyond_the_image_is_noted() {
    let mut disk = vec![0; 20 * SECTOR];
    boot_record(&mut disk, 0, &[(0x83, 10, u32::MAX), (0x05, u32::MAX, u32::MAX)]);
    let notes: Vec<_> = read(&disk).notes().map(str::to_owned).collect();
    assert_eq!(
        notes,
        [
            "the chain of logical partitions breaks off at sector 4294967295",
            "partition 1 reaches beyond the end of the image"
        ]
    );
}

#[test]
fn the_boot_sector_of_a_file_system_is_no_table() {
    let mut disk = vec![0; 20 * SECTOR];
    boot_record(&mut disk, 0, &[]);
    assert_eq!(read(&disk), Partitions::default());
    put(
        &mut disk,
        440,
        b"Remove disks or other media.\xff\r\nPress any key to restart\r\n",
    );
    assert_eq!(read(&disk), Partitions::default());
    assert_eq!(read(&[]), Partitions::default());
}

#[test]
fn a_gpt_of_either_sector_size_is_read() {
    for sector in [512, 4096] {
        let other = "12345678-9ABC-DEF0-1234-56789ABCDEF0";
        let disk = gpt_disk(sector, &[(LINUX, 100, 199, "root é"), (other, 200, 200, "")]);
        let found = read(&disk);
        assert_eq!(found.scheme().map(Scheme::name), Some("gpt"));
        let size = sector as u64;
        assert_eq!(
            told(&found),
            [
                (1, "Linux filesystem", "root é", 100 * size..200 * size),
                (2, other, "", 200 * size..201 * size),
            ]
        );
        assert_eq!(found.notes().count(), 0, "{found:?}");
        let head = Image::stream("disk", std::io::Cursor::new(disk));
        assert_eq!(head.partitions(), found);
    }
}

#[test]
fn the_backup_stands_in_for_a_damaged_gpt() {
    for sector in [512, 4096] {
        let disk = gpt_disk(sector, &[(LINUX, 100, 199, "root")]);
        let sound = told(&read(&disk)).len();
        // The whole first copy is gone; a byte of the header; a byte of the entries.
        for damage in
            [sector..40 * sector, sector + 40..sector + 41, 2 * sector..2 * sector + 1]
        {
            let mut disk = disk.clone();
            disk[damage].iter_mut().for_each(|byte| *byte ^= 0x5a);
            let found = read(&disk);
            assert_eq!(told(&found).len(), sound);
            let notes: Vec<_> = found.notes().collect();
            assert_eq!(
                notes,
                ["the first copy of the table is damaged; this is the backup"]
            );
        }
    }
}

#[test]
fn a_wrong_checksum_is_noted_where_there_is_nothing_better() {
    let mut disk = gpt_disk(512, &[(LINUX, 100, 199, "root")]);
    disk.truncate(100 * 512);
    disk[512 + 40] ^= 1;
    let found = read(&disk);
    assert_eq!(found.iter().count(), 1);
    let notes: Vec<_> = found.notes().collect();
    assert_eq!(
        notes,
        [
            "the checksum of the table's header is wrong",
            "partition 1 reaches beyond the end of the image"
        ]
    );
}

#[test]
fn a_gpt_left_from_before_does_not_count() {
    let mut disk = gpt_disk(512, &[(LINUX, 100, 199, "old")]);
    boot_record(&mut disk, 0, &[(0x83, 100, 50)]);
    assert_eq!(read(&disk).scheme(), Some(Scheme::Mbr));
}

#[test]
fn huge_numbers_in_a_gpt_are_only_numbers() {
    let entries =
        [(LINUX, 0, u64::MAX, "all"), (LINUX, 9, 3, "none"), (LINUX, 5, 5, "one")];
    let disk = gpt_disk(512, &entries);
    let found = read(&disk);
    assert_eq!(told(&found), [(3, "Linux filesystem", "one", 5 * 512..6 * 512)]);
    for (at, len) in [(12, 4), (32, 8), (72, 8), (80, 4), (84, 4)] {
        let mut disk = disk.clone();
        for header in [512, disk.len() - 512] {
            disk[header + at..header + at + len].fill(0xff);
        }
        let found = read(&disk);
        assert!(found.iter().count() <= 3, "{at}");
    }
}

#[test]
fn tables_with_any_bytes_in_them_are_read_to_an_end() {
    let gpt = gpt_disk(512, &[(LINUX, 100, 199, "root"), (LINUX, 200, 299, "home")]);
    let mut mbr = vec![0; 400 * SECTOR];
    boot_record(&mut mbr, 0, &[(0x83, 10, 20), (0x05, 100, 200), (0x0f, 90, 10)]);
    boot_record(&mut mbr, 100, &[(0x82, 2, 50), (0x05, 60, 140)]);
    boot_record(&mut mbr, 160, &[(0xa5, 2, 30)]);
    // Where tables have something to say.
    let places = [446..512, 512..604, 1024..1280, 51_646..51_712, 82_366..82_432];
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..200 {
        let mut disk = if round % 6 == 0 { gpt.clone() } else { mbr.clone() };
        for _ in 0..=next(6) {
            let place = &places[next(places.len())];
            let at = place.start + next(place.len());
            disk[at] = [0, 1, 5, 0x80, 0xff, u8::try_from(next(256)).unwrap()][next(6)];
        }
        let found = read(&disk);
        assert!(found.iter().count() <= 1024 && found.notes().count() <= 33);
        assert!(found.iter().all(|one| !one.range().is_empty()));
    }
}
