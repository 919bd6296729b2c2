"""Writing many questions as YAML, fast: what people read well where that is plainly possible, quotation marks where it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from courses.items.rules.numbers import number_or_text

# Words that mean the same with and without quotation marks.
BARE = re.compile(r"[^\W\d_](?:[\w .()!%/+;’“”–…-]|,(?= )|'(?=\w)|:(?=\S)|\?(?!:))*", re.UNICODE)
MEANT = frozenset(["true", "false", "null"])
LONGEST_BARE = 400
ITEM_INDENT = 2
# YAML ends a line at these, or forbids them; between quotation marks they are written as escapes.
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
BLOCK_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\t]")


def bank_file(key: str, title: str, items: Iterable[Iterable[str]]) -> str:
    """A file of the bank; `items` are the lines of each."""
    head = [f"id: {key}", f"title: {_scalar(title, '')}", "items:"]
    return "\n".join([*head, *(line for lines in items for line in lines)]) + "\n"


def item_lines(item: Mapping[str, Any], *, indent: int) -> list[str]:
    """A question as an entry of a list whose dashes stand `indent` characters in."""
    first, *others = _mapping(item, indent + 2)
    return [f"{' ' * indent}- {first.lstrip()}", *others]


def _mapping(values: Mapping[str, Any], indent: int) -> Iterator[str]:
    space = " " * indent
    for key, value in values.items():
        yield from _entry(f"{space}{_scalar(str(key), space='')}:", value, indent)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    """A value behind its key."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent + 2)
    elif isinstance(value, list | tuple) and value:
        yield head
        yield from _list(value, indent + 2)
    else:
        yield f"{head} {_leaf(value, indent)}"


def _list(values: Iterable[Any], indent: int) -> Iterator[str]:
    space = " " * indent
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *others = _mapping(value, indent + 2)
            yield f"{space}- {first.lstrip()}"
            yield from others
        elif isinstance(value, list | tuple) and value:
            yield f"{space}-"
            yield from _list(value, indent + 2)
        else:
            yield f"{space}- {_leaf(value, indent)}"


def _leaf(value: Any, indent: int) -> str:
    if isinstance(value, str):
        return _scalar(value, " " * (indent + 2))
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _scalar(text: str, space: str) -> str:
    """A text: bare, as a block of lines, or between quotation marks."""
    if len(text) <= LONGEST_BARE and BARE.fullmatch(text) and text[-1] not in " :" and text not in MEANT:
        return text if number_or_text(text) == text else json.dumps(text)
    if "\n" in text and space and _fits_block(text):
        return "\n".join(["|-", *(f"{space}{line}" if line else "" for line in text.split("\n"))])
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _fits_block(text: str) -> bool:
    return not (text.startswith((" ", "\n")) or text.endswith("\n") or BLOCK_UNFIT.search(text)) and all(
        not line or line.strip() for line in text.split("\n")
    )
