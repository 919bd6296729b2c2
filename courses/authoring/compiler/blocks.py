"""Finding the `///` blocks of a lesson, with their options and lines, and leaving a numbered place for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.authoring.compiler.fields import Fields
from courses.authoring.compiler.prose import Prose, without_code
from courses.authoring.compiler.report import meant
from courses.authoring.compiler.yaml_lines import parse

OPTIONS = {"quote": ("id", "from", "to", "notes"), "compare": ("about",), "entries": ()}
NAMES = (*OPTIONS, "note")
START = re.compile(r" {0,3}(/{3,}) *([A-Za-z][\w-]*) *(?:\| *(.*?))? *")
END = re.compile(r" {0,3}(/{3,}) *")
INDENTED = re.compile(r"(?:\t| {4,}|[-*+>] +)/{3,} *(?:quote|compare|entries|note)\b")
# Longer than any fence an author writes, so that a place inside a note does not close the note.
FENCE = "/" * 24


@dataclass(frozen=True)
class Block:
    """A block as written; the text between its fences is only its options."""

    name: str
    argument: str
    line: int
    options: Fields


@dataclass
class _Open:
    name: str
    argument: str
    fence: str
    row: int


class Scanner:
    """Goes through the rows of a lesson's body once."""

    def __init__(self, body: Prose) -> None:
        self.body = body
        self.rows = body.text.split("\n")
        self.masked = without_code(body.text).split("\n")
        self.blocks: list[Block] = []
        self.output: list[str] = []
        self.note: _Open | None = None
        self.open: _Open | None = None

    def run(self) -> tuple[str, list[Block]]:
        """The Markdown in which each block is a place, and the blocks."""
        for row, text in enumerate(self.masked):
            if self.open:
                self._inside(row, text)
            elif (match := START.fullmatch(text)) and match[2] != "placed":
                self._start(row, match)
            elif END.fullmatch(text):
                self._end_note(row, text.strip())
            else:
                self._outside(row, text)
        for left in filter(None, (self.open, self.note)):
            self._wrong(
                left.row,
                f"The block '{left.name}' is never closed; write {left.fence} on a line of its own at its end.",
            )
        return "\n".join(self.output), self.blocks

    def _wrong(self, row: int, message: str) -> None:
        assert isinstance(self.body.origin, int)
        self.body.report.add(self.body.origin + row, message)

    def _start(self, row: int, match: re.Match[str]) -> None:
        name, argument = match[2].lower(), (match[3] or "").strip()
        if name not in NAMES:
            self._wrong(row, f"There is no block '{match[2]}'{meant(name, NAMES)} There are {', '.join(NAMES)}.")
        if name != "note":
            self.open = _Open(name, argument, match[1], row)
            return
        if self.note:
            self._wrong(row, "A note cannot stand inside a note.")
        if argument:
            self._wrong(row, "A note takes nothing behind its name; write its words on the lines below.")
        self.note = _Open(name, "", match[1], row)
        self.output += ["", f"{match[1]} note", ""]

    def _end_note(self, row: int, fence: str) -> None:
        if self.note is None:
            self._wrong(row, f"{fence} closes a block, but none is open here.")
        elif fence != self.note.fence:
            self._wrong(row, f"The note was opened with {self.note.fence}; close it with the same number of slashes.")
        else:
            self.output += ["", fence, ""]
            self.note = None

    def _inside(self, row: int, text: str) -> None:
        assert self.open
        if END.fullmatch(text) and text.strip() == self.open.fence:
            self._close(row)
        elif text.strip() and not text.startswith(("    ", "\t")):
            self._wrong(
                row,
                f"Only options stand inside '{self.open.name}', indented by four spaces; close the block with {self.open.fence} first.",
            )
            self.rows[row] = ""

    def _close(self, row: int) -> None:
        assert self.open
        assert isinstance(self.body.origin, int)
        block, line = self.open, self.body.origin + self.open.row
        written = "\n".join(self.rows[block.row + 1 : row])
        node = parse(written, self.body.report, first_line=line + 1) if written.strip() else None
        if block.name in OPTIONS:
            options = Fields(node, self.body.report, known=OPTIONS[block.name], line=line)
            self.output += ["", f"{FENCE} placed | {len(self.blocks)}", FENCE, ""]
            self.blocks.append(Block(block.name, block.argument, line, options))
        self.open = None

    def _outside(self, row: int, text: str) -> None:
        if text.startswith("///"):
            self._wrong(
                row, "A block begins with its name: `/// quote | A 75`, `/// note`; its argument stands behind a bar."
            )
        elif INDENTED.match(text):
            self._wrong(row, "A block stands at the beginning of its line, not inside a list or a quotation.")
        self.output.append(self.rows[row])
