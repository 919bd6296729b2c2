"""Items read from a quiz's file, and the lines of problems led back to the fields they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from courses.authoring.compiler.report import Report
from courses.authoring.compiler.yaml_lines import Mapping, Node, Scalar, parse, value_of
from courses.authoring.compiler.yaml_lines import Sequence as ListNode
from courses.authoring.draft import Problem
from courses.items.rules import inner_forms

Path = tuple[str | int, ...]
INNER = inner_forms.NAME
MISSING = re.compile(r"'([a-z-]+)' is missing")


@dataclass(frozen=True)
class PlacedProblem:
    """What is wrong with an item: the key it stands under, which entry of it (counted from 1), the sentence, and how the form calls the place."""

    key: str
    entry: int | None
    message: str
    name: str = ""


def _root(text: str) -> Mapping | None:
    root = parse(text, Report().file(""))
    return root if isinstance(root, Mapping) else None


def head_of(text: str) -> dict[str, Any]:
    """The keys at the top of a quiz's file, without its items."""
    root = _root(text)
    return {key: value_of(node) for key, node in root.values.items() if key != "items"} if root else {}


def in_head(text: str, problems: Sequence[Problem]) -> dict[str, list[str]]:
    """The sentences of problems by the key at the top of the file that they stand at or below."""
    root = _root(text)
    starts = sorted((line, key) for key, line in root.lines.items()) if root else []
    found: dict[str, list[str]] = {}
    for problem in problems:
        before = [key for line, key in starts if line <= problem.line]
        found.setdefault(before[-1] if before else "", []).append(problem.message)
    return found


def _item_nodes(text: str) -> dict[str, Mapping]:
    root = _root(text)
    items = root.values.get("items") if root else None
    nodes = items.items if isinstance(items, ListNode) else ()
    found = {}
    for node in nodes:
        key = node.values.get("id") if isinstance(node, Mapping) else None
        if isinstance(node, Mapping) and isinstance(key, Scalar):
            found[key.text] = node
    return found


def specs_of(text: str) -> dict[str, dict[str, Any]]:
    """The items of a quiz's file as written, by their ids."""
    return {key: value_of(node) for key, node in _item_nodes(text).items()}


def placed(text: str, key: str, problems: Sequence[Problem]) -> list[PlacedProblem]:
    """The problems of a file with the fields of the item they stand in; those of other items name no field."""
    nodes = _item_nodes(text)
    node = nodes.get(key)
    places = sorted(_places(node, ())) if node else []
    end = min((each.line for each in nodes.values() if node and each.line > node.line), default=None)
    found = []
    for problem in problems:
        path = _path_at(places, problem.line) if end is None or problem.line < end else ()
        found.append(_placed(_key_that_lacks(node, problem) or path, problem.message))
    return found


def _placed(path: Path, message: str) -> PlacedProblem:
    """A problem at the key and entry of a question, or of one inside it: there the key is named as its field is."""
    inner = ""
    while len(path) > 1 and path[0] == INNER and isinstance(path[1], int):
        inner, path = f"{inner}{INNER}.{path[1] + 1}.", path[2:]
    entry = next((step + 1 for step in path if isinstance(step, int)), None)
    return PlacedProblem(f"{inner}{path[0] if path else ''}".removesuffix("."), entry, message)


def _key_that_lacks(node: Mapping | None, problem: Problem) -> Path:
    """The key that a problem says is missing: it has no line of its own, so the first line of what lacks it is named."""
    missing = MISSING.match(problem.message)
    starts = {one.line: path for path, one in _questions(node, ())} if node and missing else {}
    return (*starts[problem.line], missing[1]) if missing and problem.line in starts else ()


def _questions(node: Mapping, path: Path) -> Iterator[tuple[Path, Mapping]]:
    """A question and those inside it, each with the way to it."""
    yield path, node
    inner = node.values.get(INNER)
    for number, each in enumerate(inner.items if isinstance(inner, ListNode) else ()):
        if isinstance(each, Mapping):
            yield from _questions(each, (*path, INNER, number))


def _places(node: Node, path: Path) -> Iterator[tuple[int, Path]]:
    """Every line on which something of a node begins, with the way to it."""
    if isinstance(node, Mapping):
        for key, value in node.values.items():
            yield node.lines[key], (*path, key)
            yield from _places(value, (*path, key))
    elif isinstance(node, ListNode):
        for number, value in enumerate(node.items):
            yield value.line, (*path, number)
            yield from _places(value, (*path, number))


def _path_at(places: Sequence[tuple[int, Path]], line: int) -> Path:
    before = [path for start, path in places if start <= line]
    return before[-1] if before else ()
