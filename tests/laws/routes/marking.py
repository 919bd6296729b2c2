"""Marking by hand, and objections to marks."""

from __future__ import annotations

from typing import Any

from tests.laws.routes import everybody
from tests.laws.routes.quizzes import staff
from tests.laws.world import World

TOKEN = {"token": "a-token-of-a-page"}
REASON = "It stands in the chronicle."


def essay(world: World) -> dict[str, Any]:
    """The answer to the essay of the world."""
    return {"key": world.values["essay_key"], "n": world.values["essay_name"]}


def objection(world: World) -> dict[str, Any]:
    """The objection that waits there."""
    return {"name": world.values["objection_name"]}


ROUTES = {
    "quizzes.marking": {"GET": staff(200)},
    "quizzes.mark": {"GET": staff(200)},
    "quizzes.save_mark": {"POST": staff(303)},
    "quizzes.objection": {"GET": staff(200)},
    "quizzes.answer_objection": {"POST": staff(303)},
    # The attempt is the learner's; to everybody else it does not exist.
    "quizzes.object_to_mark": {"POST": everybody(404, learner=303)},
}
VALUES = {
    "quizzes.mark": essay,
    "quizzes.save_mark": essay,
    "quizzes.objection": objection,
    "quizzes.answer_objection": objection,
    "quizzes.object_to_mark": lambda world: {"attempt_id": world.values["essay_attempt_id"], "position": 2},
}
FORMS = {
    "quizzes.save_mark": {"marks": "1", "comment": "Good.", "base": "0", **TOKEN},
    "quizzes.answer_objection": {"answer": REASON, "base": "0", **TOKEN},
    "quizzes.object_to_mark": {"reason": REASON},
}
