"""Reading the fields of a form that anybody may have filled with anything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import zip_longest

from courses.items.rules.kinds.context import Form, Unreadable

FOREIGN = "This answer does not belong to the question. Reload the page and answer again."
MOST_ROWS = 100


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
        yield tuple(value.strip() for value in row)


def words(form: Form, name: str) -> dict[str, str]:
    """A key of a course file with what a field holds, or no key when it holds nothing."""
    text = first(form, name).replace("\r\n", "\n")
    return {name: text} if text else {}


def number_or_text(text: str) -> int | float | str:
    """A number as YAML would read it; other text stays text, so that it can be refused where it stands."""
    for read in (int, float):
        try:
            value = read(text)
            is_finite = math.isfinite(value)
        except (ValueError, OverflowError):
            continue
        return value if is_finite else text
    return text
