"""Rubrics: criteria with levels, each worth points, by which a person marks an answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from courses.items.rules.forms import rows
from courses.items.rules.kinds.context import Body, Form
from courses.items.rules.numbers import number_of, number_or_text
from courses.items.rules.parts import Part

CRITERION_KEYS = frozenset({"id", "criterion", "levels"})
LEVEL_KEYS = frozenset({"text", "points"})
MOST_CRITERIA = 20
MOST_LEVELS = 10
MOST_POINTS = 1000


def parse_rubric(item: Part) -> list[dict[str, Any]]:
    """The criteria of `rubric`; none if it is absent."""
    criteria = [_criterion(part) for part in item.parts("rubric", CRITERION_KEYS, 0, MOST_CRITERIA)]
    item.different("rubric", [criterion["id"] for criterion in criteria], inside="id")
    if criteria and not _most(criteria):
        item.problem("rubric", "Some level of 'rubric' should be worth more than 0 points.")
    return criteria


def _criterion(part: Part) -> dict[str, Any]:
    levels = []
    for level in part.parts("levels", LEVEL_KEYS, 2, MOST_LEVELS):
        points = level.number("points")
        if not 0 <= points <= MOST_POINTS:
            level.problem("points", f"'points' should be from 0 to {MOST_POINTS}.")
        levels.append({"html": level.line("text"), "points": points})
    return {"id": part.text("id", longest=64), "criterion_html": part.line("criterion"), "levels": levels}


def _most(criteria: list[dict[str, Any]]) -> float:
    """The points of the highest level of all criteria together."""
    return sum(max((level["points"] for level in criterion["levels"]), default=0.0) for criterion in criteria)


def rubric_fraction(body: Body, levels: Mapping[str, int]) -> float:
    """The share of all points that the chosen levels are worth, 0-1.

    `levels`: the number of the level by the id of its criterion; a criterion without one earns nothing. Raises ValueError for
    a criterion or a level that there is not, or a body without a rubric.
    """
    criteria = {criterion["id"]: criterion["levels"] for criterion in body["rubric"]}
    if not criteria or levels.keys() - criteria.keys():
        raise ValueError("There is no such criterion.")
    if any(not 0 <= number < len(criteria[key]) for key, number in levels.items()):
        raise ValueError("There is no such level.")
    earned = sum(criteria[key][levels[key]]["points"] for key in criteria if key in levels)
    return float(earned / _most(body["rubric"]))


def drafted_rubric(form: Form) -> list[dict[str, Any]]:
    """The editor's rows: a criterion each, its levels one a line, `2 Names both sides`. New ones get an id that is free."""
    written = [row for row in rows(form, "rubric-id", "rubric-criterion", "rubric-levels") if row[1] or row[2]]
    taken = {key for key, _, _ in written}
    free = (key for number in count(1) if (key := f"criterion-{number}") not in taken)
    return [
        {
            "id": key or next(free),
            "criterion": criterion,
            "levels": [_level(line) for line in levels.splitlines() if line.strip()],
        }
        for key, criterion, levels in written
    ]


def _level(line: str) -> dict[str, Any]:
    """A level as its line says; without a number in front it has no points, which is a problem where it is compiled."""
    points, _, text = line.strip().partition(" ")
    if number_of(points) is None:
        return {"text": line.strip()}
    return {"text": text.strip(), "points": number_or_text(points)}
