"""The numbers and ranges that QTI 1.2 accepts or answers, each with what it is worth and what is said to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from courses.items.formats.qti.asked12 import Asked
from courses.items.formats.qti.keys import NEAR, Range
from courses.items.formats.qti.tree import number, plain_number
from courses.items.formats.qti.typing import reach_spec
from courses.items.formats.xml import Element, child, children, local, words

Spec = dict[str, Any]


def reaches(asked: Asked, response: str) -> list[Spec]:
    """What is accepted, in the order of the conditions that give marks; then what gives none, where something is said to it."""
    found: dict[Range, float] = {}
    for worth, variables in sorted(_compared(asked), key=lambda each: each[0] <= 0):
        for reach in _joined(list(_ranges(variables))):
            found.setdefault(reach, max(worth, 0.0))
    best = max(found.values(), default=0.0)
    if best <= 0:
        return []
    always = asked.always(response)
    said = {reach: asked.said_to(response, repr(reach.probe), but=always) for reach in found}
    return [
        {
            **reach_spec(reach),
            **({"weight": plain_number(worth / best)} if worth < best - NEAR else {}),
            **({"feedback": said[reach]} if said[reach] else {}),
        }
        for reach, worth in found.items()
        if worth > 0 or said[reach]
    ]


def _compared(asked: Asked) -> Iterator[tuple[float, Element]]:
    """What a condition gives, and what it compares."""
    for condition in asked.rules.conditions:
        variables = child(condition, "conditionvar")
        if variables is not None:
            yield asked.rules.worth_of(condition), variables


def _ranges(element: Element) -> Iterator[Range]:
    """The numbers in a condition: each alone, or between two bounds that must both hold."""
    inner = list(children(element))
    lows = [number(words(each)) for each in inner if local(each) in ("vargte", "vargt")]
    highs = [number(words(each)) for each in inner if local(each) in ("varlte", "varlt")]
    if lows and highs and lows[0] is not None and highs[0] is not None and lows[0] <= highs[0]:
        yield Range(lows[0], highs[0])
    for each in inner:
        if local(each) == "varequal" and (value := number(words(each))) is not None:
            yield Range(value, value, value)
        elif local(each) in ("and", "or"):
            yield from _ranges(each)


def _joined(found: list[Range]) -> list[Range]:
    """A number and the range around it as one."""
    values = [each for each in found if each.value is not None]
    ranges = [each for each in found if each.value is None]
    joined = []
    for reach in ranges:
        inside = next((each for each in values if reach.low <= each.probe <= reach.high), None)
        if inside is not None:
            values.remove(inside)
        joined.append(Range(reach.low, reach.high, inside.value) if inside else reach)
    return [*joined, *values]
