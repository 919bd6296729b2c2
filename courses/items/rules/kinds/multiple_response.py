"""Multiple response: several options, any number of them right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from courses.items.rules.forms import index, several
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.options import (
    KEYS,
    carried,
    choices,
    compiled,
    draft,
    missing,
    notes_on,
    order,
    parse_options,
    wrong,
)
from courses.items.rules.parts import Part

NAME = "multiple-response"
TITLE = "Multiple response"
# Weights are written with few digits: three thirds are a whole.
NEARLY = 0.999
ROUNDED = 5e-4
EXACTLY = 1e-6

# What the kinds of choices have in common is theirs as it is.
__all__ = ["KEYS", "choices", "draft", "missing", "order"]


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: at least one option is right; where any has a weight, those of the right ones make up everything."""
    item = Part(spec, context)
    options = parse_options(item)
    rights = [option for option in options if option["correct"]]
    if options and not rights:
        item.problem("options", "At least one option should be 'correct: true'.")
    if any(option["weight"] is not None for option in options):
        for option in options:
            option["weight"] = option["weight"] or 0.0
        total = fsum(option["weight"] for option in rights)
        if rights and not is_whole([option["weight"] for option in rights], is_lenient=context.is_lenient):
            item.problem("options", f"The weights of the right options should add up to 1, not {total:.7g}.")
    return compiled(item, options)


def is_whole(weights: Sequence[float], *, is_lenient: bool = False) -> bool:
    """Whether the weights of the right options make up everything; equal parts may be rounded, to three digits or more.

    More than everything would let some of the right options do for all. In the bank, where questions from elsewhere stand, more is let
    be, as such questions are; whoever takes them in is told.
    """
    total, part = fsum(weights), 1 / len(weights)
    if is_lenient or all(abs(weight - part) < ROUNDED for weight in weights):
        return total >= NEARLY
    return abs(total - 1) <= EXACTLY


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The numbers of the options chosen, in order."""
    options = body["options"]
    picked = {index(value, len(options)) for value in several(form, "choice", most=len(options))}
    return {"choices": sorted(picked)} if picked else None


def grade(body: Body, response: Response) -> Grade:
    """From 0 to 1: right choices earn equal parts and wrong ones cost as much, or each is worth its weight."""
    options, picked = body["options"], response["choices"]
    if any(option.get("weight") is not None for option in options):
        earned = sum(options[number]["weight"] for number in picked)
    else:
        earned = _by_count(options, picked)
    fraction = 1.0 if earned >= NEARLY else max(0.0, earned)
    return Grade(fraction, notes_html=notes_on(body, picked), options=wrong(body, picked))


def _by_count(options: Sequence[Mapping[str, Any]], picked: Sequence[int]) -> float:
    hits = sum(options[number]["correct"] for number in picked)
    rights = sum(option["correct"] for option in options)
    return (2 * hits - len(picked)) / rights


def key(body: Body) -> dict[str, Any]:
    """All right options."""
    return {"choices": [number for number, option in enumerate(body["options"]) if option["correct"]]}


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The options chosen."""
    words = choices(body)
    return tuple(words[number] for number in response["choices"])


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The options that say the same; those that are gone are chosen no more. None where all are gone."""
    found = carried(old, new, response["choices"])
    return {"choices": found} if found else None
