"""Numbers to be typed: values and ranges that accept them, units they may be given in, and what to type for everything."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from courses.items.rules.accepted import (
    MOST_ANSWERS,
    Accepted,
    Fits,
    check_reach,
    first_fitting,
    grade_with,
    right_text,
    worth_of,
)
from courses.items.rules.forms import bounded, first, rows
from courses.items.rules.kinds.context import Body, Form, Grade
from courses.items.rules.numbers import number_or_text
from courses.items.rules.parts import Part
from courses.items.rules.text import LOOKALIKES

KEYS = frozenset({"answer", "tolerance", "answers", "unit", "units", "feedback"})
VALUE_KEYS = frozenset({"value", "tolerance", "weight", "feedback"})
RANGE_KEYS = frozenset({"from", "to", "weight", "feedback"})
UNIT_KEYS = frozenset({"name", "factor"})
MOST_UNITS = 50
LONGEST = 100
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?(?!0)\d{1,3}((,\d{3})+(\.\d*)?|(\.\d{3})+(,\d*)?)")
# Powers of ten as people write them: `1.2 × 10^3`, `1.2*10**3`, `1.2x10³`.
POWER = re.compile(
    r"(?<=[\d.,])\s*[x×*·⋅]\s*10(?:\s*(?:\^|\*\*)\s*([+-]?\d{1,3})|([⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))$", re.IGNORECASE
)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
# The letters of units that look alike, and which of them stands for the others.
UNIT_LETTERS = str.maketrans("\u00b5\u2126\u212b", "\u03bc\u03a9\u00c5")
# The last digit of a decimal fraction is not exact in binary; an answer typed exactly must count.
ROUNDING = 1e-12
NO_NUMBER = "This is no number. Write it in digits, for example 12 or 3.5."
Given = Mapping[str, Any]


def parse(item: Part) -> dict[str, Any]:
    """Compile: numbers and ranges of numbers, a unit to show, and units in which an answer may be given instead."""
    is_list = "answers" in item.spec
    for key in ("answer", "tolerance"):
        if is_list and key in item.spec:
            item.problem(key, f"Write either '{key}' or 'answers', which has its own values and tolerances.")
    unit = item.text("unit", optional=True, longest=LONGEST)
    body = {
        "answers": _listed(item) if is_list else [_value(item, "answer")],
        "unit": unit,
        "units": _units(item, unit),
        "feedback_html": item.html("feedback", optional=True),
    }
    check_reach(item, body["answers"], _sample, _fitting(body))
    return body


def _listed(item: Part) -> list[dict[str, Any]]:
    return [
        {**(_value(part, "value") if "value" in part.spec else _range(part)), **worth_of(part)}
        for part in item.parts("answers", VALUE_KEYS | RANGE_KEYS, 1, MOST_ANSWERS)
    ]


def _value(part: Part, key: str) -> dict[str, Any]:
    """A number and how far from it an answer may be; worth everything until something else is said."""
    tolerance = part.number("tolerance", default=0.0)
    if tolerance < 0:
        part.problem("tolerance", "'tolerance' should not be below 0.")
    for other in ("from", "to"):
        if key == "value" and other in part.spec:
            part.problem(other, "Write either a 'value' or a range with 'from' and 'to'.")
    return {"value": part.number(key), "tolerance": abs(tolerance), "weight": 1.0, "feedback_html": None}


def _range(part: Part) -> dict[str, Any]:
    if not part.spec.keys() & {"from", "to"}:
        part.problem("value", "An answer needs a 'value', or a range with 'from' and 'to'.")
        return {"from": 0.0, "to": 0.0}
    if "tolerance" in part.spec:
        part.problem("tolerance", "A range with 'from' and 'to' needs no 'tolerance'.")
    low, high = part.number("from"), part.number("to")
    if low > high:
        part.problem("to", "'to' should not be below 'from'.")
    return {"from": min(low, high), "to": max(low, high)}


def _units(item: Part, unit: str) -> list[dict[str, Any]]:
    units: list[dict[str, Any]] = []
    for part in item.parts("units", UNIT_KEYS, 0, MOST_UNITS):
        name, factor = part.text("name", longest=LONGEST), part.number("factor")
        if factor <= 0 and "factor" in part.spec:
            part.problem(
                "factor", "'factor' should be a number above 0: a number in this unit times it is one in 'unit'."
            )
        if name and name == unit:
            part.problem("name", "This is the 'unit' itself.")
        units.append({"name": name, "factor": factor})
    item.different("units", [each["name"] for each in units], inside="name")
    return units


def _answers(body: Body) -> list[Accepted]:
    """The accepted answers; questions compiled before there could be several hold one number."""
    if "answers" in body:
        return list(body["answers"])
    return [{"value": body["answer"], "tolerance": body["tolerance"], "weight": 1.0, "feedback_html": None}]


def readings(text: str, unit: str = "") -> tuple[float, ...]:
    """What a written number may mean: `1,200` is read both as 1200 and as 1.2; nothing when it is no number."""
    text = _bare(text, unit).translate(LOOKALIKES)
    text = POWER.sub(lambda power: f"e{power[1] or power[2].translate(SUPERSCRIPTS)}", text)
    text = re.sub(r"(?<=\d)[\s'_](?=\d{3}(?!\d))", "", text)
    found = []
    if NUMBER.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    if GROUPED.fullmatch(text):
        grouping = next(letter for letter in text if letter in ",.")
        found.append(float(text.replace(grouping, "").replace(",", ".")))
    return tuple(value for value in found if math.isfinite(value))


def _bare(text: str, unit: str) -> str:
    """The number without its unit, which may stand behind it or, as with some currencies, before it."""
    text, unit = _letters(text.strip()), _letters(unit)
    if not unit:
        return text
    return (text.removesuffix(unit) if text.endswith(unit) else text.removeprefix(unit)).strip()


def _letters(text: str) -> str:
    return text.translate(UNIT_LETTERS)


def _has(text: str, unit: str) -> bool:
    """Whether a number is written with this unit."""
    text, unit = _letters(text.strip()), _letters(unit)
    return text.startswith(unit) or text.endswith(unit)


def amounts(body: Body, text: str) -> tuple[float, ...]:
    """What was written may mean, in the unit of the question."""
    found = list(readings(text, body["unit"]))
    for unit in body.get("units", ()):
        if _has(text, unit["name"]):
            found += [value * unit["factor"] for value in readings(text, unit["name"])]
    return tuple(value for value in dict.fromkeys(found) if math.isfinite(value))


def _fitting(body: Body) -> Fits:
    meant = cache(partial(amounts, body))

    def fits(answer: Accepted, text: str) -> bool:
        return any(_is_near(answer, value) for value in meant(text))

    return fits


def _is_near(answer: Accepted, value: float) -> bool:
    if "value" in answer:
        goal, tolerance = answer["value"], answer["tolerance"]
        return abs(value - goal) <= tolerance + ROUNDING * (abs(goal) + tolerance)
    low, high = answer["from"], answer["to"]
    room = ROUNDING * max(abs(low), abs(high))
    return low - room <= value <= high + room


def read(form: Form) -> dict[str, Any] | None:
    """What was written, number or not: what is typed is kept."""
    text = bounded(first(form, "text"), LONGEST)
    return {"text": text} if text else None


def missing(body: Body, text: str) -> str | None:
    """An answer that is no number."""
    return None if amounts(body, text) else NO_NUMBER


def grade(body: Body, text: str) -> Grade:
    """What the first answer that fits is worth."""
    return grade_with(first_fitting(_answers(body), text, _fitting(body)), body["feedback_html"])


def right(body: Body) -> str:
    """What to type for everything: the number, or the middle of a range."""
    return right_text(_answers(body), _sample, _fitting(body))


def _sample(answer: Accepted) -> str:
    if "value" in answer:
        return shown(answer["value"])
    low, high = answer["from"], answer["to"]
    middle = float(f"{low / 2 + high / 2:.12g}")
    return shown(middle if low <= middle <= high else low)


def shown(value: float) -> str:
    """A number as people write it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def written(body: Body, text: str) -> str:
    """What was written, with the unit of the question where it has none of its own."""
    unit = body["unit"]
    has_own = any(_has(text, other["name"]) for other in body.get("units", ()))
    return text if has_own or not readings(text, unit) else f"{_bare(text, unit)} {unit}".strip()


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields: one number, or rows of numbers and ranges, and rows of units."""
    one = {name: number_or_text(first(form, name)) for name in ("answer", "tolerance") if first(form, name)}
    answers = _drafted(form, "amount", ("value", "tolerance", "from", "to", "weight", "feedback"))
    units = _drafted(form, "unit", ("name", "factor"))
    unit = first(form, "unit")
    return {
        **one,
        **({"answers": answers} if answers else {}),
        **({"unit": unit} if unit else {}),
        **({"units": units} if units else {}),
    }


def _drafted(form: Form, table: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of a table with something in them, numbers as numbers; what is words stays so."""
    found = []
    for row in rows(form, *(f"{table}-{name}" for name in names)):
        filled = {name: value for name, value in zip(names, row, strict=True) if value}
        if filled:
            words = {"feedback", "name"}
            found.append({key: value if key in words else number_or_text(value) for key, value in filled.items()})
    return found
