"""Archives made for tests, also such as no program would make."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

LOCAL_HEADER, CENTRAL_HEADER = b"PK\x03\x04", b"PK\x01\x02"
FLAGS, PACKED, SIZE = 8, 20, 24


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, mode: int = 0o100644) -> bytes:
    """An archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = mode << 16
            archive.writestr(entry, content, method)
    return buffer.getvalue()


def changed(
    content: bytes, name: bytes, *, flags: int | None = None, packed: int | None = None, size: int | None = None
) -> bytes:
    """The archive with other fields for one entry, in its list and, for flags, in its header."""
    made = bytearray(content)
    place = made.index(CENTRAL_HEADER)
    while made[place + 46 : place + 46 + len(name)] != name:
        place = made.index(CENTRAL_HEADER, place + 1)
    if flags is not None:
        struct.pack_into("<H", made, place + FLAGS, flags)
        (start,) = struct.unpack_from("<L", made, place + 42)
        struct.pack_into("<H", made, start + 6, flags)
    if packed is not None:
        struct.pack_into("<L", made, place + PACKED, packed)
    if size is not None:
        struct.pack_into("<L", made, place + SIZE, size)
    return bytes(made)
