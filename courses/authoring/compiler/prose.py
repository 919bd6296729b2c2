"""A piece of Markdown with its place in a file, so that what is wrong in it gets its true line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.authoring.compiler.report import FileReport
from courses.authoring.compiler.yaml_lines import Scalar

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`\n]*$.*?(?:^ {0,3}\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<![\\`])(`+)(?!`)([^\n]*?(?:\n[^\n]+)*?)(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Prose:
    """`text` as written; `origin` says on which line a place of it stands."""

    text: str
    origin: Scalar | int
    report: FileReport

    def line_at(self, offset: int) -> int:
        if isinstance(self.origin, Scalar):
            return self.origin.line_at(offset)
        return self.origin + self.text.count("\n", 0, offset)

    def wrong_from_the_start(self, message: str) -> None:
        """Report at the first word."""
        self.wrong(len(self.text) - len(self.text.lstrip()), message)

    def wrong(self, offset: int, message: str) -> None:
        self.report.add(self.line_at(offset), message)

    def wrong_wherever(self, needle: str, message: str) -> None:
        """Report at every place where `needle` stands, or at the beginning."""
        for offset in list(places(without_code(self.text), needle)) or [0]:
            self.wrong(offset, message)


def prose(value: Scalar, report: FileReport) -> Prose:
    """The Markdown of a YAML value."""
    return Prose(value.text, value, report)


def places(text: str, needle: str) -> Iterator[int]:
    """Where `needle` stands in `text`."""
    offset = text.find(needle)
    while offset >= 0:
        yield offset
        offset = text.find(needle, offset + len(needle))


def without_code(text: str) -> str:
    """`text` with everything inside code blanked out and every other character at its place."""
    if "`" not in text and "~~~" not in text:
        return text
    return SPAN.sub(_blank, FENCE.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
