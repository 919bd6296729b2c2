"""Numeric: a number, within a tolerance."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import bounded, first, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.numbers import number_or_text
from courses.items.rules.parts import Part
from courses.items.rules.text import LOOKALIKES

NAME = "numeric"
TITLE = "Number"
KEYS = frozenset({"answer", "tolerance", "unit", "feedback"})
LONGEST = 100
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?(?!0)\d{1,3}((,\d{3})+(\.\d*)?|(\.\d{3})+(,\d*)?)")
# The last digit of a decimal fraction is not exact in binary; an answer typed exactly must count.
ROUNDING = 1e-12


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: a number, how far from it an answer may be, and a unit to show."""
    item = Part(spec, context)
    tolerance = item.number("tolerance", default=0.0)
    if tolerance < 0:
        item.problem("tolerance", "'tolerance' should not be below 0.")
    unit = item.text("unit", optional=True, longest=LONGEST)
    return {
        "answer": item.number("answer"),
        "tolerance": tolerance,
        "unit": unit,
        "feedback_html": item.html("feedback", optional=True),
    }


def order(body: Body, rng: Random) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was written, number or not: what is typed is kept."""
    text = bounded(first(form, "text"), LONGEST)
    return {"text": text} if text else None


def readings(text: str, unit: str = "") -> tuple[float, ...]:
    """What a written number may mean: `1,200` is read both as 1200 and as 1.2; nothing when it is no number."""
    text = text.removesuffix(unit).strip() if unit else text
    text = re.sub(r"(?<=\d)[\s'_](?=\d{3}(?!\d))", "", text.translate(LOOKALIKES))
    found = []
    if NUMBER.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    if GROUPED.fullmatch(text):
        grouping = next(letter for letter in text if letter in ",.")
        found.append(float(text.replace(grouping, "").replace(",", ".")))
    return tuple(value for value in found if math.isfinite(value))


def missing(body: Body, response: Response) -> str | None:
    """An answer that is no number."""
    return (
        None
        if readings(response["text"], body["unit"])
        else "This is no number. Write it in digits, for example 12 or 3.5."
    )


def grade(body: Body, response: Response) -> Grade:
    """All or nothing."""
    answer = body["answer"]
    room = body["tolerance"] + ROUNDING * (abs(answer) + body["tolerance"])
    is_right = any(abs(value - answer) <= room for value in readings(response["text"], body["unit"]))
    return Grade(1.0 if is_right else 0.0, remark_html=None if is_right else body["feedback_html"])


def shown(value: float) -> str:
    """A number as people write it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def key(body: Body) -> dict[str, Any]:
    """The number."""
    return {"text": shown(body["answer"])}


def choices(body: Body) -> tuple[str, ...]:
    """Anything may be written."""
    return ()


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was written, with its unit."""
    unit = body["unit"]
    text = response["text"].removesuffix(unit).strip() if unit else response["text"]
    return (f"{text} {unit}".strip(),)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields."""
    numbers = {name: number_or_text(first(form, name)) for name in ("answer", "tolerance") if first(form, name)}
    return {**numbers, **words(form, "unit"), **words(form, "feedback")}
