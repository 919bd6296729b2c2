"""An item as learners will meet it, before anybody has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from courses.items.rules.asked import Asked
from courses.items.rules.kinds import Kind
from courses.items.rules.kinds.context import Body
from courses.quizzes.queries.attempts import GradedQuestion


@dataclass(frozen=True, slots=True)
class Preview:
    """A question as it is asked, and rightly answered with everything its author says to right and wrong answers."""

    asked: Asked
    graded: GradedQuestion


def preview_of(kind: Kind, body: Body, rng: Random) -> Preview:
    """The question twice on one page, so each time at a place of its own."""
    options = body.get("options", ())
    notes = {number: option["feedback_html"] for number, option in enumerate(options) if option["feedback_html"]}
    order, key = kind.order(body, rng), kind.key(body)
    asked = Asked(position=1, kind=kind.NAME, body=body, order=order, response=None)
    graded = GradedQuestion(
        position=2,
        kind=kind.NAME,
        body=body,
        order=order,
        response=key,
        marks=1,
        fraction=1,
        grade=replace(kind.grade(body, key), notes_html=notes, remark_html=body.get("feedback_html")),
        proofs=(),
    )
    return Preview(asked, graded)
