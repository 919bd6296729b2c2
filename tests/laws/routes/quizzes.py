"""Taking quizzes, looking into their results, and writing them."""

from __future__ import annotations

from typing import Any

from courses.authoring.quiz_editor.dumping import dumped
from courses.authoring.quiz_editor.places import head_of
from courses.authoring.quiz_editor.service import digest_of
from tests.laws.routes import everybody
from tests.laws.world import quiz_file

# What the file of the small world, where people press buttons, is when they look at it.
BASE = {"base": digest_of(quiz_file(1))}
ITEM = {"key": "item-1"}
# The attempt is the learner's; to everybody else it does not exist.
LEARNERS = {"learner": 200}


def staff(status: int) -> dict[str, int]:
    """Instructors and administrators get in, all others are told that they may not."""
    return everybody(403, instructor=status, administrator=status)


NUMBER: dict[str, Any] = {"prompt": "When was the town founded?", "answer": "1204", "evidence": "a-1"}

ROUTES = {
    "quizzes.quiz": {"GET": everybody(200)},
    "quizzes.start": {"POST": everybody(303)},
    "quizzes.attempt": {"GET": everybody(404, **LEARNERS)},
    "quizzes.question": {"GET": everybody(404, **LEARNERS)},
    "quizzes.answer": {"POST": everybody(404, learner=303)},
    # The quiz of the small world says nothing before the end.
    "quizzes.check": {"POST": everybody(404, learner=409)},
    "quizzes.finish": {"POST": everybody(404, learner=303)},
    "quizzes.of_course": {"GET": staff(200)},
    "quizzes.results": {"GET": staff(200)},
    "quizzes.heat": {"GET": staff(200)},
    "quizzes.gradebook": {"GET": staff(200)},
    "quizzes.gradebook_csv": {"GET": staff(200)},
    "quizzes.gradebook_xlsx": {"GET": staff(200)},
    "quizzes.grade": {"GET": staff(200)},
    "quizzes.set_grade": {"POST": staff(303)},
    "quizzes.take_grade_back": {"POST": staff(303)},
    "authoring.quiz": {"GET": staff(200), "POST": staff(303)},
    "authoring.item": {"GET": staff(200), "POST": staff(409)},
    "authoring.new_item": {"GET": staff(200), "POST": staff(303)},
    "authoring.move": {"POST": staff(303)},
    "authoring.impact": {"GET": staff(200)},
    # Sent without what the page before has shown.
    "authoring.publish": {"POST": staff(409)},
    # All marks are by what the question says now.
    "authoring.mark_anew": {"GET": staff(404), "POST": staff(404)},
    "authoring.repair": {"GET": staff(200)},
    "authoring.undo_repair": {"POST": staff(303)},
    # The quiz of the small world has one question, which must stay.
    "authoring.retire": {"POST": staff(422)},
}
VALUES = {
    "authoring.item": ITEM,
    "authoring.impact": ITEM,
    "authoring.publish": ITEM,
    "authoring.mark_anew": ITEM,
    "authoring.move": ITEM,
    "authoring.retire": ITEM,
    "authoring.new_item": {"kind": "numeric"},
}
FORMS = {
    "quizzes.answer": {"choice": "1", "token": "a-token-of-a-page"},
    "quizzes.check": {"choice": "1", "token": "a-token-of-a-page"},
    "quizzes.set_grade": {"percent": "80", "reason": "The power went."},
    "quizzes.take_grade_back": {"back-reason": "It did not."},
    "authoring.quiz": {"title": "Quiz", "percent": "50", "base": digest_of("\n".join(dumped(head_of(quiz_file(1)))))},
    # Made on another state of the question than the file's.
    "authoring.item": {"prompt": "Who built it?"},
    "authoring.new_item": NUMBER,
    "authoring.publish": {"regrade": "no"},
    "authoring.move": {"direction": "up", **BASE},
    "authoring.retire": BASE,
}
