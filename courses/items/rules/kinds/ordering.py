"""Ordering: steps to put into their order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from courses.items.rules.carrying import matched
from courses.items.rules.forms import first, index, rows, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

NAME = "ordering"
TITLE = "Ordering"
KEYS = frozenset({"steps", "scoring", "feedback"})
# Every step offers every place: the page grows with the square.
MOST = 50


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile. Steps stand in the order of their words, so that their numbers give nothing away; `places` are the right ones."""
    item = Part(spec, context)
    written = item.lines("steps", 2, MOST)
    item.different("steps", written)
    steps = sorted(written)
    return {
        "steps": steps,
        "places": [written.index(step) for step in steps],
        "scoring": _scoring(item),
        "feedback_html": item.html("feedback", optional=True),
    }


def _scoring(item: Part) -> str:
    scoring = item.text("scoring", optional=True) or LONGEST_RUN
    if scoring not in SCORINGS:
        item.problem("scoring", f"'scoring' is one of {', '.join(SCORINGS)}.")
        return LONGEST_RUN
    return scoring


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
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


def longest_run(places: Sequence[int]) -> set[int]:
    """The numbers of those in the longest run, not necessarily without gaps, that ascends strictly. Source: Schensted 1961."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else None)
        ends[at : at + 1], last[at : at + 1] = [place], [number]
    run: set[int] = set()
    following = last[-1] if last else None
    while following is not None:
        run.add(following)
        following = before[following]
    return run


def _by_run(right: Sequence[int], given: Sequence[int | None]) -> Scored:
    """The steps that follow each other rightly, once the fewest possible are taken out.

    Fraction 0-1: (longest run in the right order - 1) / (steps - 1). The right order earns 1, the reverse 0, one step out of
    place costs 1 / (steps - 1). Steps that share a place with another, or have none, belong to no run.
    """
    placed = [number for _, number in _placed(given)]
    run = longest_run([right[number] for number in placed])
    if len(run) < 2:
        return 0.0, set()
    return (len(run) - 1) / (len(right) - 1), {placed[number] for number in run}


def _by_pairs(right: Sequence[int], given: Sequence[int | None]) -> Scored:
    """The steps that stand directly before the one they belong before, or behind the one they belong behind: such pairs / (steps - 1)."""
    pairs = [
        (number, next_number)
        for (place, number), (next_place, next_number) in pairwise(_placed(given))
        if place + 1 == next_place and right[number] + 1 == right[next_number]
    ]
    return len(pairs) / (len(right) - 1), {number for pair in pairs for number in pair}


def _exactly(right: Sequence[int], given: Sequence[int | None]) -> Scored:
    """All or nothing; a step is right in its own place."""
    found = {number for number, place in enumerate(given) if place == right[number]}
    return float(len(found) == len(right)), found


def _placed(given: Sequence[int | None]) -> list[tuple[int, int]]:
    """The steps with a place of their own: place and number, in the order of the places."""
    shared = Counter(given)
    return sorted((place, number) for number, place in enumerate(given) if place is not None and shared[place] == 1)


# What an order is worth, 0-1, and the numbers of the steps that are right in it.
Scored = tuple[float, set[int]]
LONGEST_RUN = "longest-run"
SCORINGS = {LONGEST_RUN: _by_run, "adjacent-pairs": _by_pairs, "exact": _exactly}


def grade(body: Body, response: Response) -> Grade:
    """What the order is worth, in the way its author chose."""
    right, given = body["places"], response["places"]
    fraction, found = SCORINGS[body.get("scoring", LONGEST_RUN)](right, given)
    parts = tuple(number in found for number in range(len(right)))
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


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The order of what says the same; None where no step with a place is left. Steps close up where others are gone."""
    found = matched(old["steps"], new["steps"])
    left = sorted({place for number, place in enumerate(response["places"]) if number in found and place is not None})
    is_as_long = len(old["steps"]) == len(new["steps"])
    places: list[int | None] = [None] * len(new["steps"])
    for number, place in enumerate(response["places"]):
        if number in found and place is not None:
            places[found[number]] = place if is_as_long else left.index(place)
    return {"places": places} if left else None


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows."""
    steps = [step for (step,) in rows(form, "step") if step]
    scoring = first(form, "scoring")
    return {
        "steps": steps,
        **({"scoring": scoring} if scoring not in ("", LONGEST_RUN) else {}),
        **words(form, "feedback"),
    }
