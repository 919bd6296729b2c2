"""The pages around a quiz's editor: its history, what single people are granted, new quizzes, readings to choose from."""

from __future__ import annotations

from typing import Any

from tests.laws.routes.quizzes import BASE, NUMBER, staff
from tests.laws.world import World

# The lesson of the small world that has no quiz.
FREE = {"key": "without-quiz"}

ROUTES = {
    "authoring.passages": {"GET": staff(200)},
    "authoring.history": {"GET": staff(200)},
    "authoring.version": {"GET": staff(200)},
    # Its questions were answered: first the page that says what that does to the marks.
    "authoring.restore": {"POST": staff(200)},
    "authoring.extensions": {"GET": staff(200), "POST": staff(303)},
    "authoring.take_extension_back": {"POST": staff(303)},
    "authoring.new_quiz": {"GET": staff(200)},
    # The small world has the file of its quiz only; beside which lesson's file should this one lie?
    "authoring.first_question": {"GET": staff(200), "POST": staff(404)},
}
VALUES = {
    "authoring.version": {"number": 1},
    "authoring.restore": {"number": 1},
    "authoring.first_question": {**FREE, "kind": "numeric"},
}


def _granted(world: World) -> dict[str, Any]:
    return {"user_id": world.people["learner"], "extra_minutes": "10", "extra_attempts": "0", "reason": "She was ill."}


FORMS = {
    "authoring.restore": BASE,
    "authoring.extensions": _granted,
    "authoring.first_question": NUMBER,
}
