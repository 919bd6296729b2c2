"""An item as learners will meet it, before anybody has."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from courses.items.rules.kinds import Kind
from courses.items.rules.kinds.context import Body
from courses.quizzes.queries.attempts import GradedQuestion


def preview_of(kind: Kind, body: Body, rng: Random) -> GradedQuestion:
    """The question rightly answered, with everything its author says to right and wrong answers."""
    options = body.get("options", ())
    notes = {number: option["feedback_html"] for number, option in enumerate(options) if option["feedback_html"]}
    key = kind.key(body)
    return GradedQuestion(
        position=1,
        kind=kind.NAME,
        body=dict(body),
        order=kind.order(body, rng),
        response=key,
        marks=1,
        fraction=1,
        grade=replace(kind.grade(body, key), notes_html=notes, remark_html=body.get("feedback_html")),
        proofs=(),
    )
