"""Short answer: a word or a few, compared with patterns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import bounded, first, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import comparable, matches

NAME = "short-answer"
TITLE = "Short answer"
KEYS = frozenset({"answers", "case", "feedback"})
MOST_ANSWERS = 50
LONGEST = 500


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: one accepted answer or more."""
    item = Part(spec, context)
    answers = item.texts("answers", 1, MOST_ANSWERS, longest=LONGEST)
    for number, answer in enumerate(answers):
        if answer and not comparable(answer.replace("*", "")):
            context.problem(("answers", number), "An answer needs more than '*', which would accept anything.")
    item.different("answers", answers)
    return {"answers": answers, "case": item.flag("case"), "feedback_html": item.html("feedback", optional=True)}


def order(body: Body, rng: Random) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was written."""
    text = bounded(first(form, "text"), LONGEST)
    return {"text": text} if comparable(text) else None


def missing(body: Body, response: Response) -> str | None:
    """Any words are an answer."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """All or nothing; see `comparable` for what does not count."""
    case = body["case"]
    text = comparable(response["text"], case=case)
    is_right = any(matches(comparable(answer, case=case), text) for answer in body["answers"])
    return Grade(1.0 if is_right else 0.0, remark_html=None if is_right else body["feedback_html"])


def key(body: Body) -> dict[str, Any]:
    """The first accepted answer, with nothing where anything may stand."""
    return {"text": choices(body)[0]}


def choices(body: Body) -> tuple[str, ...]:
    """The accepted answers."""
    return tuple(
        " ".join(answer.replace("*", " ").split()) if "*" in answer[1:-1] else answer.strip("*").strip()
        for answer in body["answers"]
    )


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was written."""
    return (response["text"],)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields; one answer a line."""
    answers = [line.strip() for line in first(form, "answers").splitlines() if line.strip()]
    return {"answers": answers, **({"case": True} if first(form, "case") else {}), **words(form, "feedback")}
