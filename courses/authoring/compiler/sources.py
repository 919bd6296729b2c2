"""The source documents of a course: their bytes against their hash, their lines, and the lists in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from courses.authoring.compiler.fields import TITLE_LENGTH, Fields, line_range, whole_number
from courses.authoring.compiler.lists import ListPlace, authors_without_work, read_list
from courses.authoring.compiler.report import FileReport, Report, meant
from courses.authoring.compiler.yaml_lines import Node, Scalar
from courses.authoring.draft import EntryDraft, ListDraft
from models.enums import EntryKind

KEYS = ("id", "file", "sha256", "title", "origin", "lists")
LIST_KEYS = ("kind", "lines", "whole")
SOURCE_ID = re.compile(r"[A-Z]{1,2}")
SUMS = "sources/SHA256SUMS"


@dataclass(frozen=True)
class Source:
    """A document as the compiler uses it; `is_intact` when its bytes have the hash the course names."""

    key: str
    path: str
    title: str
    origin: Scalar | None
    text: str
    lines: tuple[str, ...]
    sha256: str
    is_intact: bool
    lists: tuple[ListDraft, ...] = ()

    def line(self, number: int) -> str:
        """A line without the white space around it; empty when there is none."""
        return self.lines[number - 1].strip() if 1 <= number <= len(self.lines) else ""

    @property
    def entries(self) -> tuple[EntryDraft, ...]:
        return tuple(entry for each in self.lists for entry in each.entries)


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a document; only a line feed ends one, as editors count them."""
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def read_sources(
    nodes: tuple[Node, ...], files: Mapping[str, bytes], report: FileReport, everything: Report
) -> dict[str, Source]:
    """The documents that course.yaml names, by id."""
    sources: dict[str, Source] = {}
    named = {SUMS}
    for node in nodes:
        fields = Fields(node, report, known=KEYS)
        named.add(fields.text("file"))
        source = _read_source(fields, files)
        if source is None:
            continue
        if source.key in sources:
            fields.wrong("id", f"There are two sources '{source.key}'.")
        elif any(source.path == other.path for other in sources.values()):
            fields.wrong("file", f"'{source.path}' is named by two sources.")
        else:
            sources[source.key] = source
    for path in files:
        if path.startswith("sources/") and path not in named:
            everything.file(path).add(1, "No source in course.yaml names this file.")
    _check_sums(files, sources, everything)
    return sources


def _read_source(fields: Fields, files: Mapping[str, bytes]) -> Source | None:
    key, path = fields.text("id", required=True), fields.text("file", required=True)
    if key and not SOURCE_ID.fullmatch(key):
        fields.wrong("id", f"The id of a source is one or two capital letters; '{key}' is none.")
        return None
    title = fields.text("title", required=True, limit=TITLE_LENGTH)
    origin = fields.scalar("origin", required=True)
    text, digest = _read_text(fields, path, files)
    is_intact = _matches(fields, path, digest)
    if not key or not path or text is None:
        return None
    source = Source(key, path, title, origin, text, split_lines(text), digest, is_intact)
    return replace(source, lists=_read_lists(fields, source))


def _read_text(fields: Fields, path: str, files: Mapping[str, bytes]) -> tuple[str | None, str]:
    if not path:
        return None, ""
    if not path.startswith("sources/") or path == SUMS:
        fields.wrong("file", f"Documents lie in the folder sources/; '{path}' does not.")
        return None, ""
    if path not in files:
        fields.wrong("file", f"There is no file '{path}'{meant(path, files)}")
        return None, ""
    content = files[path]
    try:
        return content.decode("utf-8"), hashlib.sha256(content).hexdigest()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fields.wrong("file", f"'{path}' is not UTF-8 (line {line}).")
        return None, ""


def _matches(fields: Fields, path: str, digest: str) -> bool:
    expected = fields.text("sha256", required=True)
    if not digest or not expected or expected.lower() == digest:
        return True
    fields.wrong(
        "sha256",
        f"'{path}' is not the file it was: its SHA-256 is {digest}. Restore it, or check every quotation and write the new hash here.",
    )
    return False


def _read_lists(fields: Fields, source: Source) -> tuple[ListDraft, ...]:
    lists: list[ListDraft] = []
    for node in fields.nodes("lists"):
        place = _read_place(Fields(node, fields.report, known=LIST_KEYS), source)
        if place is None:
            continue
        overlapped = [each for each in lists if each.line_from <= place.line_to and place.line_from <= each.line_to]
        if overlapped:
            fields.report.add(
                node.line, f"This list overlaps the one in lines {overlapped[0].line_from}-{overlapped[0].line_to}."
            )
            continue
        lists.append(read_list(source.lines, place))
        _check_list(lists[-1], authors_without_work(source.lines, place), node, fields.report)
    return tuple(lists)


def _read_place(fields: Fields, source: Source) -> ListPlace | None:
    kind = fields.text("kind", required=True)
    kinds = [each.value for each in EntryKind]
    if kind and kind not in kinds:
        fields.wrong("kind", f"The kind of a list is one of {', '.join(kinds)}, not '{kind}'{meant(kind, kinds)}")
    lines = line_range(fields, "lines")
    if kind not in kinds or lines is None:
        return None
    if lines[1] > len(source.lines):
        fields.wrong("lines", f"'{source.path}' has {len(source.lines)} lines only.")
        return None
    place = ListPlace(source.key, EntryKind(kind), *lines)
    return replace(place, whole=_read_whole(fields, source, place))


def _read_whole(fields: Fields, source: Source, place: ListPlace) -> frozenset[int]:
    if fields.has("whole") and place.kind is not EntryKind.WORK:
        fields.wrong("whole", "'whole' belongs to lists of works only.")
    found = set()
    for node in fields.nodes("whole"):
        number = whole_number(node, fields.report, "The number of a line")
        if number is None:
            continue
        if not place.line_from <= number <= place.line_to or ":" not in source.line(number):
            fields.report.add(node.line, f"Line {number} is not a line of this list with a colon in it.")
        found.add(number)
    return frozenset(found)


def _check_list(found: ListDraft, orphan: int | None, node: Node, report: FileReport) -> None:
    if not found.entries:
        report.add(node.line, f"There is no entry in lines {found.line_from}-{found.line_to}.")
    if orphan:
        report.add(node.line, f"Line {orphan} names authors, but no work follows it in this list.")
    for entry in found.entries:
        if len(entry.title) > TITLE_LENGTH or len(entry.authors or "") > TITLE_LENGTH:
            report.add(node.line, f"The entry in line {entry.line_from} is longer than {TITLE_LENGTH} characters.")


def _check_sums(files: Mapping[str, bytes], sources: Mapping[str, Source], everything: Report) -> None:
    """sources/SHA256SUMS may lie beside the documents, for those who check them with another tool; it must be true."""
    if SUMS not in files:
        return
    known = {source.path.removeprefix("sources/"): source for source in sources.values()}
    for number, row in enumerate(files[SUMS].decode("utf-8", "replace").splitlines(), start=1):
        digest, _, name = row.partition("  ")
        if name not in known:
            everything.file(SUMS).add(number, f"'{name or row}' is not a source of this course.")
        elif known[name].sha256 != digest:
            everything.file(SUMS).add(number, f"The SHA-256 of '{name}' is {known[name].sha256}.")
