"""Multiple choice: several options, one of them right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.items.rules.forms import first, index
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
    parse_one_right,
    worth,
    wrong,
)
from courses.items.rules.parts import Part

NAME = "multiple-choice"
TITLE = "Multiple choice"

# What the kinds of choices have in common is theirs as it is.
__all__ = ["KEYS", "choices", "draft", "missing", "order"]


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: exactly one option is right."""
    item = Part(spec, context)
    return compiled(item, parse_one_right(item))


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The number of the option chosen."""
    choice = first(form, "choice")
    return {"choice": index(choice, len(body["options"]))} if choice else None


def grade(body: Body, response: Response) -> Grade:
    """What the option chosen is worth: 1 for the right one, from -1 to 1 for another."""
    picked = [response["choice"]]
    return Grade(
        worth(body["options"][response["choice"]]), notes_html=notes_on(body, picked), options=wrong(body, picked)
    )


def key(body: Body) -> dict[str, Any]:
    """The right option."""
    return {"choice": next(number for number, option in enumerate(body["options"]) if option["correct"])}


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The option chosen."""
    return (choices(body)[response["choice"]],)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The option that says the same; None where there is none."""
    found = carried(old, new, [response["choice"]])
    return {"choice": found[0]} if found else None
