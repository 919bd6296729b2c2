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
KEYS = frozenset({"answer", "feedback", "praise"})
VALUES = {"true": True, "false": False}


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: an answer, feedback for those who choose the other, and praise for those who do not."""
    item, answer = Part(spec, context), spec.get("answer")
    if not isinstance(answer, bool):
        item.problem("answer", "'answer' is missing." if answer is None else "'answer' should be true or false.")
    return {
        "answer": answer is True,
        "feedback_html": item.html("feedback", optional=context.is_lenient),
        "praise_html": item.html("praise", optional=True),
    }


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
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
    return (
        Grade(1.0, remark_html=body.get("praise_html")) if is_right else Grade(0.0, remark_html=body["feedback_html"])
    )


def key(body: Body) -> dict[str, Any]:
    """The right judgement."""
    return {"answer": body["answer"]}


def choices(body: Body) -> tuple[str, ...]:
    """Both judgements."""
    return ("True", "False")


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The judgement."""
    return ("True" if response["answer"] else "False",)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """A judgement stays what it is."""
    return dict(response)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields."""
    answer = VALUES.get(first(form, "answer"))
    return {**({} if answer is None else {"answer": answer}), **words(form, "feedback"), **words(form, "praise")}
