"""Options to choose from: what kinds with one and with several right options have in common."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import rows
from courses.items.rules.kinds.context import Body, Context, Form, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

KEYS = frozenset({"options"})
OPTION_KEYS = frozenset({"text", "correct", "feedback"})
FEWEST, MOST = 2, 20


def parse_options(spec: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """The options of a choice; a wrong one without feedback is a problem."""
    item, options = Part(spec, context), []
    for part in item.parts("options", OPTION_KEYS, FEWEST, MOST):
        correct = part.flag("correct")
        feedback = part.html("feedback", optional=True)
        if not correct and feedback is None:
            part.problem("feedback", "A wrong option needs 'feedback': why is it wrong?")
        options.append({"html": part.line("text"), "correct": correct, "feedback_html": feedback})
    item.different("options", [option["html"] for option in options], inside="text")
    return options


def order(body: Body, rng: Random) -> dict[str, Any]:
    """The options in any order."""
    return {"options": rng.sample(range(len(body["options"])), len(body["options"]))}


def missing(body: Body, response: Response) -> str | None:
    """A choice lacks nothing."""
    return None


def choices(body: Body) -> tuple[str, ...]:
    """The options."""
    return tuple(plain(option["html"]) for option in body["options"])


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows; those without words are left out."""
    right = set(form.get("option-correct", ()))
    return {
        "options": [
            {
                "text": text,
                **({"correct": True} if number in right else {}),
                **({"feedback": feedback} if feedback else {}),
            }
            for number, text, feedback in rows(form, "option-number", "option-text", "option-feedback")
            if text
        ]
    }
