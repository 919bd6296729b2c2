"""Ordering: steps to put into their order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from courses.items.rules.forms import first, index, rows, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

NAME = "ordering"
TITLE = "Ordering"
KEYS = frozenset({"steps", "feedback"})
MOST = 20


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile. Steps stand in the order of their words, so that their numbers give nothing away; `places` are the right ones."""
    item = Part(spec, context)
    written = item.lines("steps", 2, MOST)
    item.different("steps", written)
    steps = sorted(written)
    return {
        "steps": steps,
        "places": [written.index(step) for step in steps],
        "feedback_html": item.html("feedback", optional=True),
    }


def order(body: Body, rng: Random) -> dict[str, Any]:
    """Any order but the right one."""
    places = body["places"]
    right = sorted(range(len(places)), key=places.__getitem__)
    while (drawn := rng.sample(range(len(places)), len(places))) == right and len(places) > 1:
        pass
    return {"steps": drawn}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The place of each step, counted from 0; None where none was given."""
    count = len(body["steps"])
    values = [first(form, f"position-{number}") for number in range(count)]
    if not any(values):
        return None
    return {"places": [index(value, count + 1, low=1) - 1 if value else None for value in values]}


def missing(body: Body, response: Response) -> str | None:
    """Steps without a place of their own."""
    places = response["places"]
    return "Give every step a place of its own." if None in places or len(set(places)) < len(places) else None


def longest_run(places: Sequence[int]) -> int:
    """The length of the longest run, not necessarily without gaps, that ascends strictly. Source: Schensted 1961."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def grade(body: Body, response: Response) -> Grade:
    """How many steps follow each other rightly, once the fewest possible are taken out.

    Fraction 0-1: (longest run in the right order - 1) / (steps - 1). The right order earns 1, the reverse 0, one step out of
    place costs 1 / (steps - 1). Steps that share a place with another, or have none, belong to no run.
    """
    right, given = body["places"], response["places"]
    shared = Counter(given)
    placed = sorted((place, number) for number, place in enumerate(given) if place is not None and shared[place] == 1)
    run = longest_run([right[number] for _, number in placed])
    parts = tuple(place == goal for place, goal in zip(given, right, strict=True))
    fraction = max(0.0, (run - 1) / (len(right) - 1))
    return Grade(fraction, remark_html=None if fraction == 1 else body["feedback_html"], parts=parts)


def key(body: Body) -> dict[str, Any]:
    """The right place of each step."""
    return {"places": list(body["places"])}


def _sequence(body: Body, places: Sequence[int | None]) -> str:
    placed = sorted((place, number) for number, place in enumerate(places) if place is not None)
    return " → ".join(plain(body["steps"][number]) for _, number in placed)


def choices(body: Body) -> tuple[str, ...]:
    """The right order."""
    return (_sequence(body, body["places"]),)


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The order given."""
    return (_sequence(body, response["places"]),)


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows."""
    return {"steps": [step for (step,) in rows(form, "step") if step], **words(form, "feedback")}
