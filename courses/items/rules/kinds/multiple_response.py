"""Multiple response: several options, any number of them right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.items.rules.forms import index, several
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.options import KEYS, choices, draft, missing, order, parse_options

NAME = "multiple-response"
TITLE = "Multiple response"

__all__ = ["KEYS", "NAME", "TITLE", "choices", "chosen", "draft", "grade", "key", "missing", "order", "parse", "read"]


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: at least one option is right."""
    options = parse_options(spec, context)
    if options and not any(option["correct"] for option in options):
        context.problem(("options",), "At least one option should be 'correct: true'.")
    return {"options": options}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The numbers of the options chosen, in order."""
    options = body["options"]
    picked = {index(value, len(options)) for value in several(form, "choice", most=len(options))}
    return {"choices": sorted(picked)} if picked else None


def grade(body: Body, response: Response) -> Grade:
    """Right choices earn equal parts, wrong ones cost as much, never below nothing."""
    options, picked = body["options"], response["choices"]
    hits = sum(options[number]["correct"] for number in picked)
    rights = sum(option["correct"] for option in options)
    notes = {number: options[number]["feedback_html"] for number in picked if options[number]["feedback_html"]}
    return Grade(max(0.0, (2 * hits - len(picked)) / rights), notes_html=notes)


def key(body: Body) -> dict[str, Any]:
    """All right options."""
    return {"choices": [number for number, option in enumerate(body["options"]) if option["correct"]]}


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The options chosen."""
    words = choices(body)
    return tuple(words[number] for number in response["choices"])
