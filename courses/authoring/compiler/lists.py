"""Reading the lists that stand inside a source document: works with their authors, topics, further sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from courses.authoring.draft import EntryDraft, ListDraft
from models.enums import EntryKind

DASHES = re.compile(r"[\s-]*-[\s-]*")
ONE_LINE = re.compile(r"([^:]*[^:\s]):\s+(\S.*)")


@dataclass(frozen=True)
class ListPlace:
    """Where a list stands in its document; `whole` holds the lines whose colon belongs to the title."""

    source: str
    kind: EntryKind
    line_from: int
    line_to: int
    whole: Collection[int] = ()


@dataclass
class _Entry:
    """An entry while its lines are read."""

    line_from: int
    line_to: int
    titles: list[str]
    authors: str | None = None
    authors_line: int | None = None


def read_list(lines: Sequence[str], place: ListPlace) -> ListDraft:
    """The list at `place`; `lines` are those of the whole document. Every line of it that is not blank and not only dashes
    is the heading, names authors, or belongs to exactly one entry."""
    numbered = [(number, lines[number - 1].strip()) for number in range(place.line_from, place.line_to + 1)]
    heading = None
    if place.kind is not EntryKind.WORK:
        heading, numbered = _cut_heading(numbered)
    entries = _works(numbered, place.whole) if place.kind is EntryKind.WORK else _plain(numbered)
    drafts = tuple(
        EntryDraft(
            place.source,
            place.kind,
            each.line_from,
            each.line_to,
            " ".join(each.titles),
            each.authors,
            each.authors_line,
        )
        for each in entries
    )
    return ListDraft(place.source, place.kind, place.line_from, place.line_to, heading, drafts)


def authors_without_work(lines: Sequence[str], place: ListPlace) -> int | None:
    """The line at the end of a list of works that names authors of nothing, or None."""
    for number in range(place.line_to, place.line_from - 1, -1):
        text = lines[number - 1].strip()
        if text and not DASHES.fullmatch(text):
            return number if place.kind is EntryKind.WORK and _names_authors(number, text, place.whole) else None
    return None


def _cut_heading(numbered: list[tuple[int, str]]) -> tuple[str | None, list[tuple[int, str]]]:
    for index, (_, text) in enumerate(numbered):
        if text and not DASHES.fullmatch(text):
            return text, numbered[index + 1 :]
    return None, []


def _plain(numbered: list[tuple[int, str]]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for number, text in numbered:
        if not text or DASHES.fullmatch(text):
            if entry:
                yield entry
            entry = None
        elif entry:
            entry.titles.append(text)
            entry.line_to = number
        else:
            entry = _Entry(number, number, [text])
    if entry:
        yield entry


def _works(numbered: list[tuple[int, str]], whole: Collection[int]) -> Iterator[_Entry]:
    """As `_plain`, after the authors' lines are taken out; they stay with the entry that begins below them."""
    authors: dict[int, tuple[str, int]] = {}
    rest: list[tuple[int, str]] = []
    waiting: tuple[str, int] | None = None
    for number, text in numbered:
        if _names_authors(number, text, whole):
            waiting = (text[:-1].rstrip(), number)
            text = ""
        elif waiting and text and not DASHES.fullmatch(text):
            authors[number], waiting = waiting, None
        rest.append((number, text))
    for entry in _plain(rest):
        if entry.line_from in authors:
            entry.authors, entry.authors_line = authors[entry.line_from]
        elif entry.line_from not in whole and (match := ONE_LINE.fullmatch(entry.titles[0])):
            entry.authors, entry.titles[0] = match[1], match[2]
            entry.authors_line = entry.line_from
        yield entry


def _names_authors(number: int, text: str, whole: Collection[int]) -> bool:
    return text.endswith(":") and len(text) > 1 and number not in whole
