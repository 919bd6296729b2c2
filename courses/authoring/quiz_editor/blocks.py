"""A quiz's file as blocks of lines: one item changed, added, moved or taken out, every other line left byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

import yaml

from courses.authoring.compiler.yaml_lines import Loader, lined
from courses.authoring.quiz_editor.dumping import dumped, dumped_item

INDENT = 2
LINE = re.compile("[^\r\n]*(?:\r\n|[\r\n]|$)")


@dataclass(frozen=True)
class Block:
    """The lines [start, end) of an item with the comments right above it; its dash stands in line `dash`."""

    key: str
    start: int
    dash: int
    end: int


class QuizFile:
    """The text of a quiz's file that the compiler has accepted. The methods return the new text."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in LINE.findall(text) if line]
        self.newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
        if self.lines and not self.lines[-1].endswith(("\n", "\r")):
            self.lines[-1] += self.newline
        self.root: Any = yaml.compose(lined(text), Loader=Loader)
        self.items: Any = _value(self.root, "items")
        # Items between brackets cannot be told apart by their lines.
        is_listed = isinstance(self.items, yaml.SequenceNode) and not self.items.flow_style
        self.is_editable = is_listed or not (self.items and self.items.value)
        self.indent = self.items.start_mark.column if is_listed else INDENT
        self.blocks = self._blocks() if is_listed else []

    def _blocks(self) -> list[Block]:
        key = next(name for name, _ in self.root.value if name.value == "items")
        blocks, free = [], key.end_mark.line + 1
        for node in self.items.value:
            dash = node.start_mark.line
            while dash > free and self.lines[dash][self.indent : self.indent + 1] != "-":
                dash -= 1
            start = dash
            while start > free and _is_comment(self.lines[start - 1]):
                start -= 1
            free = self._end(node)
            blocks.append(Block(_value(node, "id").value, start, dash, free))
        return blocks

    def _end(self, node: Any) -> int:
        """The line after the last that belongs to a node; comments and blank lines behind it do not."""
        last = node
        while not isinstance(last, yaml.ScalarNode) and last.value and not last.flow_style:
            last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
        end = last.end_mark.line + (last.end_mark.column > 0)
        while end > node.start_mark.line + 1 and not self.lines[end - 1].strip():
            end -= 1
        return max(end, node.start_mark.line + 1)

    def _index(self, key: str) -> int | None:
        return next((number for number, block in enumerate(self.blocks) if block.key == key), None)

    def has(self, key: str) -> bool:
        """Whether there is an item with this id."""
        return self._index(key) is not None

    def text_of(self, key: str) -> str:
        """The lines of an item without the comments above it; nothing when there is none."""
        number = self._index(key)
        return "" if number is None else "".join(self.lines[self.blocks[number].dash : self.blocks[number].end])

    def replaced(self, key: str, spec: Mapping[str, Any]) -> str:
        """The item written anew in its place; added when there is none."""
        number = self._index(key)
        if number is None:
            return self.added(spec)
        block = self.blocks[number]
        return self._spliced(block.dash, block.end, self._ended(dumped_item(spec, indent=self.indent)))

    def added(self, spec: Mapping[str, Any], after: str = "") -> str:
        """The item below the one with the id `after`, or below the last one, an empty line between them."""
        lines = dumped_item(spec, indent=self.indent)
        number = self._index(after)
        if number is None:
            return self.extended(["", *lines] if self.blocks else lines)
        end = self.blocks[number].end
        return self._spliced(end, end, self._ended(["", *lines]))

    def extended(self, lines: Iterable[str]) -> str:
        """Lines of more items below the last one."""
        if not self.blocks:
            rest = QuizFile(self.with_head({"items": None})).lines
            return "".join([*rest, *self._ended(["items:", *lines])])
        end = self.blocks[-1].end
        return self._spliced(end, end, self._ended(lines))

    def removed(self, key: str) -> str:
        """The file without the item and the comments above it."""
        number = self._index(key)
        if number is None:
            return "".join(self.lines)
        block = self.blocks[number]
        end = block.end
        while number + 1 < len(self.blocks) and end < self.blocks[number + 1].start and not self.lines[end].strip():
            end += 1
        return self._spliced(block.start, end, [])

    def moved(self, key: str, steps: int) -> str:
        """The item changed places with the one before (-1) or after it (1); at the end it stays."""
        number = self._index(key)
        return self.placed(key, -1 if number is None else number + steps)

    def placed(self, key: str, place: int) -> str:
        """The item at another place, counted from 0, the others in their order; what stands between items stays where it is."""
        number = self._index(key)
        if number is None or not 0 <= place < len(self.blocks):
            return "".join(self.lines)
        order = list(range(len(self.blocks)))
        order.insert(place, order.pop(number))
        gaps = [(one.end, other.start) for one, other in pairwise(self.blocks)]
        parts = [(self.blocks[each].start, self.blocks[each].end) for each in order]
        spans = [span for pair in zip_longest(parts, gaps) for span in pair if span]
        lines = [line for start, end in spans for line in self.lines[start:end]]
        return self._spliced(self.blocks[0].start, self.blocks[-1].end, lines)

    def with_head(self, values: Mapping[str, Any]) -> str:
        """The file with other values of keys at its top; a new key comes below the id, one with None is taken out."""
        lines = list(self.lines)
        below = self._end(_value(self.root, "id"))
        places = {name.value: (name.start_mark.line, self._end(value)) for name, value in self.root.value}
        for (start, end), key in sorted(((places.get(key, (below, below)), key) for key in values), reverse=True):
            lines[start:end] = [] if values[key] is None else self._ended(dumped({key: values[key]}))
        return "".join(lines)

    def _ended(self, lines: Iterable[str]) -> list[str]:
        return [line + self.newline for line in lines]

    def _spliced(self, start: int, end: int, lines: Sequence[str]) -> str:
        return "".join([*self.lines[:start], *lines, *self.lines[end:]])


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _value(node: Any, key: str) -> Any:
    """The value of a key of a mapping, None if it has none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)
