"""Tests of QTI 2 and 3: where each item stands in them and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from courses.items.formats.qti.tree import number, squeezed
from courses.items.formats.xml import Element, child, children, descendants, local


@dataclass(frozen=True)
class Place:
    """The titles of the visible sections around an item, and the factor of its marks."""

    category: tuple[str, ...] = ()
    weight: float | None = None


def places_of(test: Element) -> Iterator[tuple[str, Place]]:
    """Every reference of a test, in order, with the place of its item."""
    yield from _places(test, ())


def told_in(test: Element) -> Iterator[tuple[str, str]]:
    """The titles of sections that tell learners something, and what they tell."""
    for section in descendants(test, "assessmentSection"):
        for block in children(section, "rubricBlock"):
            if "candidate" in block.get("view", "candidate").split() and (text := squeezed(block)):
                yield section.get("title", ""), text


def _places(element: Element, category: tuple[str, ...]) -> Iterator[tuple[str, Place]]:
    for inner in children(element):
        name = local(inner)
        if name == "assessmentItemRef":
            weight = child(inner, "weight")
            yield inner.get("href", ""), Place(category, None if weight is None else number(weight.get("value")))
        elif name == "assessmentSection":
            title = " ".join(inner.get("title", "").split())
            is_visible = inner.get("visible", "true") not in ("false", "0")
            yield from _places(inner, (*category, title) if title and is_visible else category)
        elif name == "testPart":
            yield from _places(inner, category)
