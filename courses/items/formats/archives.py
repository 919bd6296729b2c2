"""ZIP archives from strangers: their names checked, their bytes counted while they are read, nothing ever written to a disk."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courses.items.formats.values import Unusable

MOST_ENTRIES = 10_000
LONGEST_NAME = 500
MOST_BYTES_OF_AN_ENTRY = 32 * 1024 * 1024
MOST_BYTES_READ = 96 * 1024 * 1024
# Repetitive XML shrinks to a hundredth; what shrinks further and is not small was made to burst.
MOST_RATIO = 200
SMALL = 1024 * 1024
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x1 | 0x40 | 0x2000
IS_UTF8 = 0x800
MADE_ON_UNIX = 3
IN_ZIP64 = 0xFFFFFFFF
END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
DRIVE = re.compile(r"[A-Za-z]:")
# Control characters, and those that make a name read backwards.
UNSEEN = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Entry:
    """A file in an archive, as the archive's list has it: where it begins, and how many bytes it takes there and unpacked."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    start: int


class Archive(Mapping[str, bytes]):
    """The files of an archive by their names. Reading more than is allowed, or a file that is not what its header says, is Unusable."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        entries = _entries(content)
        _check_names(entries)
        self._entries = {entry.name: entry for entry in entries if not entry.name.endswith("/")}
        self._places = _places(content, entries)
        self._read = 0

    def __getitem__(self, name: str) -> bytes:
        entry = self._entries[name]
        unpacked = self._unpacked(entry)
        self._read += len(unpacked)
        if self._read > MOST_BYTES_READ:
            raise Unusable(f"The archive unpacks to more than {MOST_BYTES_READ // 1024 // 1024} MiB.")
        return unpacked

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _unpacked(self, entry: Entry) -> bytes:
        place = self._places[entry.name]
        packed = memoryview(self._content)[place : place + entry.packed]
        content = bytes(packed) if entry.method == STORED else _inflated(packed, entry)
        if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
            raise Unusable(f"'{entry.name}' in the archive is damaged: it is not what its header says.")
        return content


def open_archive(content: bytes) -> Archive:
    """The archive, its list checked; Unusable when it is none, is damaged or could do harm. Archives inside it stay closed."""
    return Archive(content)


def _inflated(packed: memoryview, entry: Entry) -> bytes:
    """The bytes of a compressed entry, at most one more than its header names."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = engine.decompress(packed, entry.size + 1)
    except zlib.error:
        raise Unusable(f"'{entry.name}' in the archive is damaged.") from None
    if len(content) <= entry.size and not engine.eof:
        raise Unusable(f"'{entry.name}' in the archive is cut off.")
    return content


def _entries(content: bytes) -> list[Entry]:
    """The archive's own list of what it holds."""
    place = content.rfind(b"PK\x05\x06", max(0, len(content) - END.size - 0xFFFF))
    if place < 0 or place + END.size > len(content):
        raise Unusable("This is no ZIP archive, or its end is missing.")
    _, disk, first_disk, _, number, size, offset, _ = END.unpack_from(content, place)
    if disk or first_disk:
        raise Unusable("The archive is one of several parts; put them together first.")
    if number > MOST_ENTRIES:
        raise Unusable(f"The archive has {number} entries; at most {MOST_ENTRIES} are allowed.")
    if offset == IN_ZIP64 or size == IN_ZIP64 or size + offset > place:
        raise Unusable("The archive's list of files is damaged, or it is larger than 4 GiB.")
    # What stands before the archive (a program that unpacks it) moves everything.
    moved = place - size - offset
    return _listed(content, place - size, place, number, moved)


def _listed(content: bytes, place: int, end: int, number: int, moved: int) -> list[Entry]:
    entries = []
    while place < end:
        if place + CENTRAL.size > end or content[place : place + 4] != b"PK\x01\x02":
            raise Unusable("The archive's list of files is damaged.")
        fields = CENTRAL.unpack_from(content, place)
        name_length, extra_length, comment_length = fields[10:13]
        begin = place + CENTRAL.size
        raw_name = content[begin : begin + name_length]
        entries.append(_entry(raw_name, fields, moved))
        place = begin + name_length + extra_length + comment_length
        if len(entries) > number:
            break
    if place != end or len(entries) != number:
        raise Unusable("The archive's list of files is damaged.")
    return entries


def _entry(raw_name: bytes, fields: tuple[int, ...], moved: int) -> Entry:
    """An entry of the list; Unusable when it is not a plain file that may be read."""
    _, made_by, _, flags, method, _, _, checksum, packed, size, *_, attributes, offset = fields
    name = _decoded(raw_name, flags)
    if flags & ENCRYPTED:
        raise Unusable(f"'{name}' in the archive is encrypted; make the archive again without a password.")
    mode = attributes >> 16 if made_by >> 8 == MADE_ON_UNIX else 0
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unusable(f"'{name}' in the archive is a link or a device, not a file.")
    if method not in (STORED, DEFLATED):
        raise Unusable(
            f"'{name}' in the archive is compressed in a way that is not read here; use the usual one (deflate)."
        )
    if IN_ZIP64 in (packed, size, offset):
        raise Unusable(f"'{name}' in the archive is too large.")
    if size > MOST_BYTES_OF_AN_ENTRY and name.lower().endswith((".xml", ".html", ".htm", ".qti")):
        raise Unusable(f"'{name}' in the archive is larger than {MOST_BYTES_OF_AN_ENTRY // 1024 // 1024} MiB.")
    if size > max(SMALL, packed * MOST_RATIO):
        raise Unusable(f"'{name}' in the archive would unpack to {size} bytes from {packed}: that is no honest file.")
    return Entry(name, raw_name, flags, method, checksum, packed, size, offset + moved)


def _decoded(raw_name: bytes, flags: int) -> str:
    """A name, which is UTF-8 also where the archive forgets to say so, and else what DOS meant."""
    try:
        return raw_name.decode("utf-8")
    except UnicodeDecodeError:
        if flags & IS_UTF8:
            raise Unusable("A name in the archive is not the UTF-8 it says it is.") from None
        return raw_name.decode("cp437")


def _check_names(entries: list[Entry]) -> None:
    """Refuse names that lead out of the archive, that are none, or that stand for two files."""
    seen: dict[str, str] = {}
    for name in (entry.name for entry in entries):
        shown = UNSEEN.sub("\ufffd", name[:100])
        if not name or len(name) > LONGEST_NAME:
            raise Unusable(f"A name in the archive is empty or longer than {LONGEST_NAME} characters: '{shown}'.")
        if UNSEEN.search(name):
            raise Unusable(f"A name in the archive holds characters that cannot be seen: '{shown}'.")
        if "\\" in name or DRIVE.match(name):
            raise Unusable(f"A name in the archive is one of Windows: '{shown}'. Names are separated by '/'.")
        if name.startswith("/") or ".." in name.split("/"):
            raise Unusable(f"A name in the archive leads out of it: '{shown}'.")
        same = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold()).rstrip("/")
        if same in seen:
            raise Unusable(
                f"Two entries of the archive have the same name: '{UNSEEN.sub('', seen[same])}' and '{shown}'."
            )
        seen[same] = name


def _places(content: bytes, entries: list[Entry]) -> dict[str, int]:
    """Where the bytes of every entry begin; Unusable when entries lie inside each other or outside the archive."""
    places, free = {}, 0
    for entry in sorted(entries, key=lambda entry: entry.start):
        if entry.start < free:
            raise Unusable(f"'{entry.name}' in the archive lies inside another entry.")
        place = _place(content, entry)
        free = place + entry.packed
        if free > len(content):
            raise Unusable(f"'{entry.name}' in the archive is cut off.")
        places[entry.name] = place
    return places


def _place(content: bytes, entry: Entry) -> int:
    """Where an entry's bytes begin, behind a header that must agree with the list."""
    if entry.start + LOCAL.size > len(content):
        raise Unusable(f"'{entry.name}' in the archive is cut off.")
    signature, _, flags, method, _, _, _, _, _, name_length, extra_length = LOCAL.unpack_from(content, entry.start)
    begin = entry.start + LOCAL.size
    if signature != b"PK\x03\x04" or method != entry.method or (flags ^ entry.flags) & ENCRYPTED:
        raise Unusable(f"'{entry.name}' in the archive is damaged: its header is not what the list says.")
    if content[begin : begin + name_length] != entry.raw_name:
        raise Unusable(f"'{entry.name}' in the archive has another name in its header than in the list.")
    return begin + name_length + extra_length
