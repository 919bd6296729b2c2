"""Reading the keys of a mapping: each with the type it should have, every deviation a problem at its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.yaml_lines import BROKEN, Mapping, Node, Scalar, Sequence
from courses.items.rules.numbers import number_of
from courses.items.rules.spec import ID

ID_RULE = "An id is lower-case letters, digits and hyphens, begins with a letter and has at most 64 characters"
TITLE_LENGTH = 300


class Fields:
    """A mapping of a file, read key by key. What is missing or wrong comes back empty and stands in the report.

    Of something else than a mapping, or of broken YAML, nothing more is said: its keys may well be there.
    """

    def __init__(self, node: Node | None, report: FileReport, *, known: Collection[str], line: int = 1) -> None:
        self.report = report
        self.line = node.line if node else line
        if node is not None and not isinstance(node, Mapping):
            report.add(node.line, f"Here should be keys with values (`key: value`), not {kind_of(node)}.")
            node = BROKEN
        self.node = node or Mapping(self.line, {}, {})
        for key in self.node.values:
            if key not in known:
                report.add(self.line_of(key), f"Unknown key '{key}'{meant(key, known)}")

    def line_of(self, key: str) -> int:
        return self.node.lines.get(key, self.line)

    def wrong(self, key: str, message: str) -> None:
        if self.node is not BROKEN:
            self.report.add(self.line_of(key), message)

    def has(self, key: str) -> bool:
        value = self.node.values.get(key)
        return value is not None and not (isinstance(value, Scalar) and value.is_empty)

    def scalar(self, key: str, *, required: bool = False, limit: int | None = None) -> Scalar | None:
        """The text of a key, with its place in the file."""
        value = self.node.values.get(key)
        if value is None or not self.has(key):
            if required:
                self.wrong(key, f"'{key}' is empty." if key in self.node.values else f"'{key}' is missing.")
            return None
        if not isinstance(value, Scalar):
            self.wrong(key, f"'{key}' should be a text, not {kind_of(value)}.")
            return None
        if required and not value.text.strip():
            self.wrong(key, f"'{key}' is empty.")
            return None
        if limit and len(value.text) > limit:
            self.wrong(key, f"'{key}' has {len(value.text)} characters; at most {limit} are allowed.")
        return value

    def text(self, key: str, *, required: bool = False, limit: int | None = None) -> str:
        value = self.scalar(key, required=required, limit=limit)
        return " ".join(value.text.split()) if value else ""

    def id(self, key: str = "id") -> str:
        """An id, which must be there; empty when it is wrong."""
        value = self.text(key, required=True)
        if value and not ID.fullmatch(value):
            self.wrong(key, f"{ID_RULE}; '{value}' is none.")
            return ""
        return value

    def number(self, key: str, default: float) -> float:
        value = self.scalar(key)
        if value is None:
            return default
        number = number_of(value.text)
        if number is None:
            self.wrong(key, f"'{key}' should be a number, not '{value.text}'.")
        return default if number is None else number

    def day(self, key: str) -> date | None:
        value = self.text(key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.wrong(key, f"'{key}' should be a day like 2027-01-31, not '{value}'.")
            return None

    def nodes(self, key: str) -> tuple[Node, ...]:
        """The items of a list, whatever they are."""
        value = self.node.values.get(key)
        if value is None or not self.has(key):
            return ()
        if not isinstance(value, Sequence):
            self.wrong(key, f"'{key}' should be a list, not {kind_of(value)}.")
            return ()
        return value.items

    def scalars(self, key: str, *, limit: int | None = None) -> list[Scalar]:
        """The texts of a list, each once."""
        found: dict[str, Scalar] = {}
        for item in self.nodes(key):
            if not isinstance(item, Scalar) or not item.text.strip():
                self.report.add(item.line, f"'{key}' should be a list of texts; this is not one.")
            elif item.text in found:
                self.report.add(item.line, f"'{item.text}' stands in '{key}' twice.")
            elif limit and len(item.text) > limit:
                self.report.add(item.line, f"This has {len(item.text)} characters; at most {limit} are allowed.")
            else:
                found[item.text] = item
        return list(found.values())


def kind_of(node: Node) -> str:
    """What something is, for people."""
    return {Scalar: "a text", Sequence: "a list"}.get(type(node), "a mapping")


def whole_number(node: Node, report: FileReport, what: str) -> int | None:
    """A whole number above nothing, or a problem."""
    if isinstance(node, Scalar) and node.is_plain and re.fullmatch(r"[1-9]\d{0,6}", node.text):
        return int(node.text)
    report.add(node.line, f"{what} should be a whole number.")
    return None


def line_range(fields: Fields, key: str) -> tuple[int, int] | None:
    """`5-73` as two numbers."""
    value = fields.text(key, required=True)
    if not value:
        return None
    match = re.fullmatch(r"([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?", value)
    if match and int(match[1]) <= int(match[2] or match[1]):
        return int(match[1]), int(match[2] or match[1])
    fields.wrong(key, f"'{key}' should be a range of lines like 5-73, not '{value}'.")
    return None
