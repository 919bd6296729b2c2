"""Files that are plain text: their letters and their lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from courses.items.formats.values import Found, Question, Skipped, Unusable

# Not `splitlines`, which also divides at a vertical tab, a form feed and the separators of Unicode: these stand inside questions.
LINE_END = re.compile(r"\r\n|\n|\r")
MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD = "The file is not in UTF-8; it was read as Windows-1252. Look at its accented letters."
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
# What may stand before the first element.
BEFORE = re.compile(rb"(?:\s++|<!--.*?-->|<\?(?!xml\s).*?\?>)*+", re.DOTALL)
MARKUP = re.compile(
    rb"<(?:\?xml|!DOCTYPE|(?:[\w.-]+:)?(?:quiz|questestinterop|objectbank|manifest|item|section|(?:qti-)?assessment[\w-]*)[\s>/])",
    re.IGNORECASE,
)
HEAD = 65_536
SPACES = " \t\n\r\0\x0b"


def is_plain(content: bytes) -> bool:
    """Whether a file may be plain text: it is neither an archive nor XML."""
    if content.startswith(ARCHIVES):
        return False
    head = content[:HEAD]
    for mark, _ in MARKED:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"")  # UTF-16 of Western letters
    before = BEFORE.match(head)
    return not MARKUP.match(head, before.end() if before else 0)


def letters_of(content: bytes) -> tuple[str, list[str]]:
    """The text of a file and what had to be assumed. Raises Unusable for a file that holds something else."""
    text, assumed = _decoded(content)
    if "\0" in text:
        line = len(LINE_END.findall(text[: text.index("\0")])) + 1
        raise Unusable(f"line {line}: The file holds a NUL byte, so it is no text. Save it as plain text in UTF-8.")
    return text.removeprefix("\ufeff"), assumed


def _decoded(content: bytes) -> tuple[str, list[str]]:
    encoding = next((name for mark, name in MARKED if content.startswith(mark)), None) or _unmarked(content)
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or content.startswith(codecs.BOM_UTF8):
            line = content.count(b"\n", 0, error.start) + 1
            raise Unusable(
                f"line {line}: The file says that it is {encoding.upper()}, but it is not. Save it as UTF-8."
            ) from None
        return content.decode("cp1252", "replace"), [OLD]


def _unmarked(content: bytes) -> str:
    """UTF-8, unless every second byte of the beginning is empty, as where a text of Western letters is UTF-16."""
    head = content[:200]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if len(half) > 4 and half.count(0) > len(half) * 0.8 and head[1 - start :: 2].count(0) == 0:
            return name
    return "utf-8"


def lines_of(text: str) -> list[str]:
    """The lines, without their ends."""
    return LINE_END.split(text)


def begins(text: str, most: int = 60) -> str:
    """The first words of a text, to name a question by that has no name."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def found_in(name: str, questions: Sequence[Question], skipped: Sequence[Skipped], warnings: Sequence[str]) -> Found:
    """What a file of plain text holds; one without a single question that can be read is of no use."""
    error = ""
    if not questions:
        error = f"No question could be read. {skipped[0].reason}" if skipped else "There is no question in this file."
    return Found(name, questions, skipped, warnings, error)
