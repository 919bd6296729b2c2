"""An item as learners will meet it, before anybody has."""

from __future__ import annotations

from random import Random

from courses.items.rules.kinds import Grade, Kind
from courses.items.rules.kinds.context import Body
from courses.quizzes.queries.attempts import GradedQuestion


def preview_of(kind: Kind, body: Body, rng: Random) -> GradedQuestion:
    """The question rightly answered, with everything its author says to right and wrong answers."""
    options = body.get("options", ())
    notes = {number: option["feedback_html"] for number, option in enumerate(options) if option["feedback_html"]}
    return GradedQuestion(
        position=1,
        kind=kind.NAME,
        body=dict(body),
        order=kind.order(body, rng),
        response=kind.key(body),
        marks=1,
        fraction=1,
        grade=Grade(1, notes_html=notes, remark_html=body.get("feedback_html")),
        proofs=(),
    )
