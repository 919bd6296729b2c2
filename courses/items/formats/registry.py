"""The formats that can be read and written, and how a file's format is found out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import cast

from courses.items.formats.plain_files import is_plain
from courses.items.formats.values import Found, Reader, Unusable, Writer

# By name, in the order in which they are asked whether a file is theirs: archives and XML say so themselves, Aiken has a line
# that nothing else has, Cloze a brace, and whatever is left is GIFT, in which almost any text is a description. Imported when first needed.
READERS: Mapping[str, str] = {
    "cartridge": "courses.items.formats.cartridge",
    "qti": "courses.items.formats.qti.reader",
    "moodle_xml": "courses.items.formats.moodle_xml.reader",
    "aiken": "courses.items.formats.aiken",
    "cloze": "courses.items.formats.cloze_text",
    "gift": "courses.items.formats.gift",
}
# As people know them; of those that are read and those that are written.
TITLES: Mapping[str, str] = {
    "aiken": "Aiken",
    "cartridge": "Common Cartridge",
    "cloze": "Cloze (Moodle)",
    "gift": "GIFT",
    "moodle_xml": "Moodle XML",
    "qti": "QTI 1.2, 2, 3",
    "qti21": "QTI 2.1",
    "qti30": "QTI 3.0",
}
# How the names of files end that are read; other names do no harm, but dialogs to choose a file show these.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "cartridge": (".imscc", ".zip"),
    "qti": (".zip", ".xml", ".qti", ".dat"),
    "moodle_xml": (".xml",),
    "aiken": (".txt",),
    "cloze": (".txt", ".cloze"),
    "gift": (".gift", ".txt"),
}
WRITERS: Mapping[str, str] = {
    "aiken": "courses.items.formats.aiken",
    "gift": "courses.items.formats.gift",
    "moodle_xml": "courses.items.formats.moodle_xml.writer",
    "qti21": "courses.items.formats.qti.writer21",
    "qti30": "courses.items.formats.qti.writer30",
}
PLAIN = frozenset({"aiken", "cloze", "gift"})
LARGEST_FILE = 64 * 1024 * 1024
TOO_LARGE = "This file has {size:,} bytes; a file of questions may have {most:,} (64 MiB). Divide it."
UNKNOWN = f"This is no file of questions that can be read here: {', '.join(sorted(TITLES[name] for name in READERS))}."


def reader(name: str) -> Reader:
    """The reader of a format by its name; KeyError if there is none."""
    return cast(Reader, import_module(READERS[name]))


def writer(name: str) -> Writer:
    """The writer of a format by its name; KeyError if there is none."""
    return cast(Writer, import_module(WRITERS[name]))


def candidates(content: bytes, format: str | None = None) -> Sequence[str]:
    """The formats that a file may be in; plain text is never shown to the readers of XML, nor the other way round."""
    names = [format] if format else [name for name in READERS if (name in PLAIN) == is_plain(content)]
    return [name for name in names if name in READERS]


def recognised(content: bytes, file_name: str) -> str | None:
    """The name of the format that a file is in; None when it is in none."""
    return next((name for name in candidates(content) if reader(name).recognises(content, file_name)), None)


def complaint(content: bytes) -> str:
    """Why a file is in no format; what is wrong with XML is the parser's to say."""
    if not is_plain(content) and not content.startswith(b"PK"):
        import_module("courses.items.formats.xml").parse(content)
    return UNKNOWN


def read_file(content: bytes, file_name: str, format: str | None = None) -> Found:
    """What a file holds, in the format named or in the one it is recognised as. Whatever is wrong is said, never raised."""
    if len(content) > LARGEST_FILE:
        return Found(format or "", error=TOO_LARGE.format(size=len(content), most=LARGEST_FILE))
    try:
        name = format or recognised(content, file_name)
        if name is None or name not in READERS:
            return Found("", error=complaint(content))
        return reader(name).read(content)
    except Unusable as problem:
        return Found(format or "", error=str(problem))
    except MemoryError:
        raise
    except RecursionError:
        return Found(format or "", error="This file is nested deeper than a file of questions may be.")
    except Exception as error:
        # A reader met what its author did not think of: the person gets a sentence, the log the way there.
        logging.getLogger(__name__).exception("Reading %s failed", file_name)
        return Found(
            format or "", error=f"This file could not be read; it makes the reader fail ({type(error).__name__})."
        )
