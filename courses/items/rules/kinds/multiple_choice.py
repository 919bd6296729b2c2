"""Multiple choice: several options, one of them right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.items.rules.forms import first, index
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.options import KEYS, choices, draft, missing, order, parse_options

NAME = "multiple-choice"
TITLE = "Multiple choice"

__all__ = ["KEYS", "NAME", "TITLE", "choices", "chosen", "draft", "grade", "key", "missing", "order", "parse", "read"]


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: exactly one option is right."""
    options = parse_options(spec, context)
    right = sum(option["correct"] for option in options)
    if options and right != 1:
        context.problem(("options",), f"Exactly one option should be 'correct: true', not {right}.")
    return {"options": options}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The number of the option chosen."""
    choice = first(form, "choice")
    return {"choice": index(choice, len(body["options"]))} if choice else None


def grade(body: Body, response: Response) -> Grade:
    """All or nothing."""
    number = response["choice"]
    option = body["options"][number]
    notes = {number: option["feedback_html"]} if option["feedback_html"] else {}
    return Grade(1.0 if option["correct"] else 0.0, notes_html=notes)


def key(body: Body) -> dict[str, Any]:
    """The right option."""
    return {"choice": next(number for number, option in enumerate(body["options"]) if option["correct"])}


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The option chosen."""
    return (choices(body)[response["choice"]],)
