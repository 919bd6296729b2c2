"""YAML that knows its lines: a tree of texts, lists and mappings built from the parser's events.

Values stay texts here. Whoever reads one says what it should be, so that `no` is a word where a word is asked for and a hash
made of digits stays a hash. Aliases, anchors, tags and repeated keys are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from courses.authoring.compiler.layout import CONTROL
from courses.authoring.compiler.report import FileReport
from courses.items.rules.numbers import number_or_text

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

DEEPEST = 12
# YAML ends a line at these too, editors do not.
SPACES = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass(frozen=True)
class Scalar:
    """A text; `is_plain` when it stands without quotation marks and may be a number, truth or nothing."""

    line: int
    text: str
    is_plain: bool = False
    raw: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        return self.is_plain and self.text in ("", "~", "null")

    def line_at(self, offset: int) -> int:
        """The line of the file where this place of the text stands. Words are counted, because YAML folds lines."""
        if len(self.raw) < 2:
            return self.line
        left = len(self.text[: offset + 1].split())
        for number, words in enumerate(self.raw):
            left -= len(words.split())
            if left <= 0:
                return self.line + number
        return self.line + len(self.raw) - 1


@dataclass(frozen=True)
class Sequence:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, and the line each key stands on."""

    line: int
    values: dict[str, Node]
    lines: dict[str, int]


Node = Scalar | Sequence | Mapping
# Stands in the place of what is no YAML.
BROKEN = Mapping(1, {}, {})


def lined(text: str) -> str:
    """`text` with the lines that an editor of texts shows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)


def parse(text: str, report: FileReport, *, first_line: int = 1) -> Node | None:
    """The tree of `text`, which begins at `first_line` of its file; None when it is empty, BROKEN when it is no YAML."""
    try:
        return _Builder(lined(text), report, first_line).document()
    except yaml.MarkedYAMLError as error:
        reason = " ".join(part for part in (error.context, error.problem) if part)
        report.add(first_line + min(_row_of(error), lined(text).count("\n")), f"This is not valid YAML: {reason}.")
    except (yaml.YAMLError, ValueError) as error:
        report.add(first_line, f"This is not valid YAML: {str(error).splitlines()[0]}.")
    return BROKEN


def _row_of(error: yaml.MarkedYAMLError) -> int:
    """Where the mistake is: what is never closed or has no colon is noticed far below the place where it begins."""
    begins = (error.context or "").startswith(("while scanning", "while parsing a flow"))
    mark = error.context_mark if begins else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    return mark.line if mark else 0


class _Builder:
    def __init__(self, text: str, report: FileReport, first_line: int) -> None:
        self.rows = text.split("\n")
        self.report = report
        self.first_line = first_line
        self.events: Iterator[Any] = yaml.parse(text, Loader=Loader)

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.report.add(self._line(event), "A file holds one document; remove the line of three dashes.")
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _line(self, event: Any) -> int:
        return self.first_line + min(event.start_mark.line, len(self.rows) - 1)

    def _node(self, event: Any, depth: int) -> Node:
        line = self._line(event)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.report.add(line, f"Aliases are not allowed; write the value of '*{event.anchor}' out.")
            return Scalar(line, "")
        self._refuse_extras(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(line, tuple(self._items(depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth)
        # YAML can write what the file itself does not show: "\0".
        if control := CONTROL.search(event.value):
            self.report.add(line, f"There is a control character (U+{ord(control[0]):04X}) here; remove it.")
        return Scalar(line, event.value, event.implicit[0], self._raw(event))

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor:
            self.report.add(line, f"Anchors are not allowed; remove '&{event.anchor}'.")
        if event.tag:
            self.report.add(line, f"Tags are not allowed; remove '{event.tag}'.")

    def _raw(self, event: Any) -> tuple[str, ...]:
        start, end = event.start_mark, event.end_mark
        if start.line == end.line:
            return ()
        if event.style in ("|", ">"):
            return ("", *self.rows[start.line + 1 : end.line + (end.column > 0)])
        return (
            self.rows[start.line][start.column :],
            *self.rows[start.line + 1 : end.line],
            self.rows[end.line][: end.column],
        )

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _mapping(self, line: int, depth: int) -> Mapping:
        values: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.report.add(key.line, "A key is a word, not a list or a mapping.")
            elif key.text in values:
                self.report.add(key.line, f"The key '{key.text}' stands here twice (first in line {lines[key.text]}).")
            else:
                values[key.text], lines[key.text] = value, key.line
        return Mapping(line, values, lines)


def value_of(node: Node) -> Any:
    """The tree as plain Python values: texts, numbers, truths, None, lists and dictionaries."""
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: value_of(value) for key, value in node.values.items()}
    return scalar_value(node)


def scalar_value(node: Scalar) -> str | int | float | bool | None:
    """What a text without quotation marks means; only `true` and `false` are truths, and `007` is no number yet."""
    if not node.is_plain:
        return node.text
    if node.is_empty:
        return None
    if node.text in ("true", "false"):
        return node.text == "true"
    return number_or_text(node.text)


def line_of(node: Node, path: tuple[str | int, ...]) -> int:
    """The line a path into a tree points to: the key's or item's, or of the last thing on the way that exists."""
    line = node.line
    for step in path:
        below = _below(node, step)
        if below is None:
            break
        line, node = (node.lines[str(step)] if isinstance(node, Mapping) else below.line), below
    return line


def node_at(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """What stands at the end of a path into a tree."""
    found: Node | None = node
    for step in path:
        found = _below(found, step) if found else None
    return found


def _below(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping):
        return node.values.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
