"""Accepted numbers as Moodle writes them: a value and how far from it an answer may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.items.formats.moodle_xml.drafts import Draft
from courses.items.rules.numbers import number_of


def span_of(draft: Draft, answer: Mapping[str, Any]) -> tuple[str, str]:
    """The value and the tolerance of an accepted number; a range becomes its middle and half its length."""
    if "value" in answer:
        return shown(answer["value"]), shown(answer.get("tolerance") or 0)
    low, high = number_of(answer.get("from")) or 0.0, number_of(answer.get("to")) or 0.0
    draft.lose(
        "A range is written as its middle with a tolerance.", "from", "to", "value", "tolerance", "answer", "answers"
    )
    return shown(float(f"{low / 2 + high / 2:.12g}")), shown(float(f"{(high - low) / 2:.12g}"))


def shown(value: object) -> str:
    """A number in digits, as short as it may be."""
    number = number_of(value)
    if number is None:
        return str(value)
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
