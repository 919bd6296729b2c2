"""Questions of course files with their numbers as numbers and their words as words: a file may say `weight: 0.50`, which is kept as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courses.items.rules.numbers import number_of

NUMBERS = frozenset(
    {
        "weight",
        "tolerance",
        "marks",
        "penalty",
        "points",
        "factor",
        "value",
        "from",
        "to",
        "words_min",
        "words_max",
        "lines",
    }
)
# A truth in one kind, a number in another, words in a third.
ANSWER = "answer"


def plain_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A question as readers hand it over and writers expect it, however its author has typed its numbers."""
    return dict(plain_entries(spec))


def plain_entries(spec: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys and values of a `plain_spec`, each made when it is asked for."""
    return ((key, _value(key, value)) for key, value in spec.items() if value is not None)


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return value if key == "kept" else plain_spec(value)
    if isinstance(value, list | tuple):
        return [_value("text", each) for each in value]
    if isinstance(value, bool) or key == ANSWER:
        return value
    if key in NUMBERS:
        number = number_of(value)
        return value if number is None else int(number) if number == int(number) else number
    return str(value)
