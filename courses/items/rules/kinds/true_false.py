"""True or false: a statement to judge."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import first, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response, Unreadable
from courses.items.rules.parts import Part

NAME = "true-false"
TITLE = "True or false"
KEYS = frozenset({"answer", "feedback"})
VALUES = {"true": True, "false": False}


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: an answer, and feedback for those who choose the other."""
    item, answer = Part(spec, context), spec.get("answer")
    if not isinstance(answer, bool):
        item.problem("answer", "'answer' is missing." if answer is None else "'answer' should be true or false.")
    return {"answer": answer is True, "feedback_html": item.html("feedback")}


def order(body: Body, rng: Random) -> dict[str, Any]:
    """True always comes first."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The judgement."""
    choice = first(form, "choice")
    if not choice:
        return None
    if choice not in VALUES:
        raise Unreadable("Choose true or false.")
    return {"answer": VALUES[choice]}


def missing(body: Body, response: Response) -> str | None:
    """A judgement lacks nothing."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """All or nothing."""
    is_right = response["answer"] == body["answer"]
    return Grade(1.0 if is_right else 0.0, remark_html=None if is_right else body["feedback_html"])


def key(body: Body) -> dict[str, Any]:
    """The right judgement."""
    return {"answer": body["answer"]}


def choices(body: Body) -> tuple[str, ...]:
    """Both judgements."""
    return ("True", "False")


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The judgement."""
    return ("True" if response["answer"] else "False",)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields."""
    answer = VALUES.get(first(form, "answer"))
    return {**({} if answer is None else {"answer": answer}), **words(form, "feedback")}
