"""Description: a text between the questions, which asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part

NAME = "description"
TITLE = "Text without a question"
KEYS: frozenset[str] = frozenset()
STANDS_ALONE = True
ASKS_NOTHING = True
OF_QUESTIONS = ("hints", "penalty", "explanation")


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: it has no marks and needs no evidence."""
    item = Part(spec, context)
    if item.number("marks", default=0) != 0:
        item.problem("marks", "A text that asks nothing has no 'marks'.")
    for name in OF_QUESTIONS:
        if name in spec:
            item.problem(name, f"A text that asks nothing has no '{name}'.")
    return {"marks": 0.0, "proves": []}


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """It is never answered."""
    return None


def missing(body: Body, response: Response) -> str | None:
    """Nothing is asked, so nothing is missing."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """There is nothing to earn."""
    return Grade(0.0)


def key(body: Body) -> dict[str, Any]:
    """Nothing is right."""
    return {}


def choices(body: Body) -> tuple[str, ...]:
    """Nothing can be chosen."""
    return ()


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """Nothing was chosen."""
    return ()


def draft(form: Form) -> dict[str, Any]:
    """It has no fields of its own."""
    return {}


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """There is no answer to bring over."""
    return None
