"""Reading the fields of a form that anybody may have filled with anything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from courses.items.rules.kinds.context import Form, Unreadable

FOREIGN = "This answer does not belong to the question. Reload the page and answer again."
MOST_ROWS = 250


def first(form: Form, name: str) -> str:
    """The first value of a field, without spaces around it; nothing if it is absent."""
    return next(iter(form.get(name, ())), "").strip()


def several(form: Form, name: str, *, most: int) -> list[str]:
    """All values of a field. Raises Unreadable when they are more than a page could have sent."""
    values = list(form.get(name, ()))
    if len(values) > most:
        raise Unreadable(FOREIGN)
    return values


def index(value: str, end: int, *, low: int = 0) -> int:
    """A number from `low` to below `end`. Raises Unreadable for anything else."""
    if not (value.isascii() and value.isdecimal() and len(value) <= 4 and low <= int(value) < end):
        raise Unreadable(FOREIGN)
    return int(value)


def bounded(text: str, longest: int) -> str:
    """`text` when it is short enough and may be stored. Raises Unreadable when not."""
    if len(text) > longest:
        raise Unreadable(f"This answer is longer than {longest} characters. Shorten it.")
    # PostgreSQL stores neither NUL nor half of a surrogate pair.
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise Unreadable(FOREIGN)
    return text


def rows(form: Form, *names: str) -> Iterator[tuple[str, ...]]:
    """The rows of an editor's table: the values of several fields side by side."""
    columns = [list(form.get(name, ()))[:MOST_ROWS] for name in names]
    for row in zip_longest(*columns, fillvalue=""):
        yield tuple(_written(value) for value in row)


def words(form: Form, name: str) -> dict[str, str]:
    """A key of a course file with what a field holds, or no key when it holds nothing."""
    text = _written(first(form, name))
    return {name: text} if text else {}


def _written(value: str) -> str:
    """A field as its author typed it: browsers end lines as Windows does."""
    return value.strip().replace("\r\n", "\n")
