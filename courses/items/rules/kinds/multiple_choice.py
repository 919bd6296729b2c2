"""Multiple choice: several options, one of them right."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import first, index, rows
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

NAME = "multiple-choice"
TITLE = "Multiple choice"
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


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: exactly one option is right."""
    options = parse_options(spec, context)
    right = sum(option["correct"] for option in options)
    if options and right != 1:
        context.problem(("options",), f"Exactly one option should be 'correct: true', not {right}.")
    return {"options": options}


def order(body: Body, rng: Random) -> dict[str, Any]:
    """The options in any order."""
    return {"options": rng.sample(range(len(body["options"])), len(body["options"]))}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The number of the option chosen."""
    choice = first(form, "choice")
    return {"choice": index(choice, len(body["options"]))} if choice else None


def missing(body: Body, response: Response) -> str | None:
    """A choice lacks nothing."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """All or nothing."""
    number = response["choice"]
    option = body["options"][number]
    notes = {number: option["feedback_html"]} if option["feedback_html"] else {}
    return Grade(1.0 if option["correct"] else 0.0, notes_html=notes)


def key(body: Body) -> dict[str, Any]:
    """The right option."""
    return {"choice": next(number for number, option in enumerate(body["options"]) if option["correct"])}


def choices(body: Body) -> tuple[str, ...]:
    """The options."""
    return tuple(plain(option["html"]) for option in body["options"])


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The option chosen."""
    return (choices(body)[response["choice"]],)


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
