"""Setting the blocks of a lesson: quotations cut out of the documents, comparisons, entries of lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from courses.authoring.compiler.addresses import line_anchor
from courses.authoring.compiler.anchors import Anchors
from courses.authoring.compiler.blocks import Block
from courses.authoring.compiler.cutting import Mark, Note, cut, place_notes, words_html
from courses.authoring.compiler.fields import Fields
from courses.authoring.compiler.prose import Prose, prose
from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.sources import Source
from courses.authoring.draft import EntryDraft, PassageDraft
from models.enums import PassageKind

REFERENCE = re.compile(r"([A-Z]{1,2}) ([1-9]\d{0,5})(?:[-–]([1-9]\d{0,5}))?")
NOTE_KEYS = ("at", "note")


@dataclass(frozen=True)
class Placed:
    """What stands in the place of a block."""

    html: str = ""
    passages: tuple[PassageDraft, ...] = ()


@dataclass(frozen=True)
class Quotation:
    """A line of a source, or a part of it; `anchor` None when the words are only shown again."""

    source: Source
    line: int
    words: str
    anchor: str | None
    cuts: str = ""

    @property
    def name(self) -> str:
        return f"{self.source.key} {self.line}"


class Setter:
    """Sets the blocks of one lesson, in their order. `render` turns Markdown into HTML."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        anchors: Anchors,
        report: FileReport,
        render: Callable[[Prose], str],
    ) -> None:
        self.sources = sources
        self.anchors = anchors
        self.report = report
        self.render = render
        self.quoted: set[tuple[str, int]] = set()

    def place(self, block: Block) -> Placed:
        """The HTML and the passages of a block; what is wrong with it stands in the report."""
        setting = {"quote": self._quote, "compare": self._compare, "entries": self._entries}[block.name]
        if block.argument:
            return setting(block)
        self.report.add(block.line, f"'{block.name}' needs to know which lines: `/// {block.name} | A 75`.")
        return Placed()

    def references(self, text: str, line: int) -> list[tuple[Source, int]]:
        """The non-blank lines that `A 75` or `A 81-83` names; none, and a problem, when it names none."""
        match = REFERENCE.fullmatch(text.strip())
        if not match:
            self.report.add(
                line, f"'{text.strip()}' should name a source and a line or a range of lines: A 75 or A 81-83."
            )
            return []
        source = self.sources.get(match[1])
        if source is None:
            self.report.add(line, f"There is no source '{match[1]}'{meant(match[1], self.sources)}")
            return []
        first, last = int(match[2]), int(match[3] or match[2])
        if first > last or last > len(source.lines):
            self.report.add(line, f"Source {source.key} has {len(source.lines)} lines; there is no {text.strip()}.")
            return []
        found = [(source, number) for number in range(first, last + 1) if source.line(number)]
        if not found:
            self.report.add(line, f"There is no text in {text.strip()}.")
        return found

    def _quote(self, block: Block) -> Placed:
        lines = self.references(block.argument, block.line)
        if len(lines) == 1:
            quotations = [self._part(*lines[0], block)]
        else:
            for key in filter(block.options.has, ("id", "from", "to")):
                block.options.wrong(key, f"'{key}' belongs to a quotation of one line; quote these lines one by one.")
            quotations = [self._line(source, number, block.line) for source, number in lines]
        marks, refused = place_notes(self._notes(block.options), [each.words for each in quotations])
        for note, reason in refused if quotations else ():
            self.report.add(note.line, reason)
        html = "\n".join(quotation_html(each, found) for each, found in zip(quotations, marks, strict=True))
        return Placed(html, tuple(passage(each) for each in quotations if each.anchor))

    def _line(self, source: Source, number: int, line: int) -> Quotation:
        self.quoted.add((source.key, number))
        return Quotation(source, number, source.line(number), self._claim(line_anchor(source.key, number), line))

    def _part(self, source: Source, number: int, block: Block) -> Quotation:
        options, whole = block.options, source.line(number)
        if not any(map(options.has, ("id", "from", "to"))):
            return self._line(source, number, block.line)
        try:
            start, end = cut(whole, self._exact(options, "from"), self._exact(options, "to"))
        except ValueError as error:
            options.wrong("from" if options.has("from") else "to", f"{error} {source.key} {number}.")
            start, end = 0, len(whole)
        anchor = options.text("id") or line_anchor(source.key, number)
        cuts = f"{' cut-start' * (start > 0)}{' cut-end' * (end < len(whole))}"
        if not cuts:
            self.quoted.add((source.key, number))
        return Quotation(source, number, whole[start:end], self._claim(anchor, options.line_of("id")), cuts)

    def _exact(self, options: Fields, key: str) -> str:
        value = options.scalar(key)
        return value.text.strip() if value else ""

    def _claim(self, anchor: str, line: int) -> str | None:
        refusal = self.anchors.claim(anchor, line)
        if refusal:
            self.report.add(line, f"{refusal} Give this quotation an `id` of its own.")
        return None if refusal else anchor

    def _notes(self, options: Fields) -> list[Note]:
        notes = []
        for node in options.nodes("notes"):
            fields = Fields(node, self.report, known=NOTE_KEYS)
            at, said = fields.scalar("at", required=True), fields.scalar("note", required=True)
            if at and said:
                notes.append(Note(at.text.strip(), self.render(prose(said, self.report)), fields.line_of("at")))
        return notes

    def _compare(self, block: Block) -> Placed:
        sides = block.argument.split("~")
        if len(sides) != 2:
            self.report.add(
                block.line, "A comparison has two sides with a tilde between them: `/// compare | A 77 ~ B 7`."
            )
            return Placed()
        about = block.options.text("about", required=True)
        columns = [self._side(side, block.line) for side in sides]
        shown = "".join(
            f'<div class="compare-side">{"".join(quotation_html(each, []) for each in column)}</div>'
            for column in columns
        )
        html = f'<figure class="compare"><figcaption>{escape(about, quote=False)}</figcaption>{shown}</figure>'
        return Placed(html, tuple(passage(each) for column in columns for each in column if each.anchor))

    def _side(self, side: str, line: int) -> list[Quotation]:
        lines = [found for reference in side.split(",") for found in self.references(reference, line)]
        return [
            Quotation(source, number, source.line(number), None)
            if (source.key, number) in self.quoted
            else self._line(source, number, line)
            for source, number in lines
        ]

    def _entries(self, block: Block) -> Placed:
        lines = self.references(block.argument, block.line)
        if not lines:
            return Placed()
        source, numbers = lines[0][0], {number for _, number in lines}
        entries = [each for each in source.entries if each.line_from in numbers]
        if not entries:
            self.report.add(
                block.line, f"No entry of a list begins in {block.argument}; lists are named in course.yaml."
            )
        shown = [(each, self._claim(line_anchor(source.key, each.line_from), block.line)) for each in entries]
        rows = "".join(entry_html(entry, anchor) for entry, anchor in shown if anchor)
        return Placed(f'<ul class="entries">{rows}</ul>', tuple(entry_passage(each, key) for each, key in shown if key))


def quotation_html(quotation: Quotation, marks: list[Mark]) -> str:
    """A quotation with its source mark. Words shown again are no passage: their anchor stands at the first place."""
    kind = f'passage quote{quotation.cuts}" id="{quotation.anchor}' if quotation.anchor else "quote repeated"
    return (
        f'<blockquote class="{kind}" data-source="{quotation.source.key}" data-line="{quotation.line}">'
        f'<div class="words">{words_html(quotation.words, marks)}</div>'
        f"<footer>{source_mark(quotation.source.key, quotation.line)}</footer></blockquote>"
    )


def entry_html(entry: EntryDraft, anchor: str) -> str:
    """An entry of a list with its authors, leading to its place in the bibliography or the topic index."""
    authors = f'<span class="authors">{escape(entry.authors, quote=False)}</span> ' if entry.authors else ""
    title = f'<a class="entry-title" href="entry:{entry.key}">{escape(entry.title, quote=False)}</a>'
    return (
        f'<li class="passage entry" id="{anchor}" data-source="{entry.source}" data-line="{entry.line_from}">'
        f"{authors}{title} {source_mark(entry.source, entry.line_from)}</li>"
    )


def source_mark(source: str, line: int) -> str:
    """A link to the line of the source."""
    return f'<a class="source-mark" href="source:{source}#{line}">{source} {line}</a>'


def passage(quotation: Quotation) -> PassageDraft:
    """A quotation as a passage, with the hash of the words it quotes."""
    return _passage(
        quotation.anchor or "", PassageKind.QUOTE, quotation.words, quotation.source.key, quotation.line, quotation.line
    )


def entry_passage(entry: EntryDraft, anchor: str) -> PassageDraft:
    """An entry of a list as a passage."""
    words = f"{entry.authors}: {entry.title}" if entry.authors else entry.title
    return _passage(anchor, PassageKind.ENTRY, words, entry.source, entry.line_from, entry.line_to)


def _passage(anchor: str, kind: PassageKind, words: str, source: str, first: int, last: int) -> PassageDraft:
    digest = hashlib.sha256(words.encode()).hexdigest()
    return PassageDraft(anchor, kind, words, source, first, last, digest)
