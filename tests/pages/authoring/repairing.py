"""What tests of repairs share: finished attempts at the quiz of the small course, the worker, and everybody who may not."""

from __future__ import annotations

import sqlalchemy as sa

from courses.quizzes import repairing
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.items import Quiz
from models.quizzes import Attempt, Repair
from tests.support.factories.catalogue import NOW, make_instructor, make_learner, make_lesson, make_user
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt

REASON = "The council levied the toll, the abbot did not complain of it."


def attempts_at(quiz: Quiz, *choices: int) -> list[Attempt]:
    """Finished attempts of as many learners, each with one option of the first question chosen."""
    made = []
    for number, choice in enumerate(choices):
        attempt = make_attempt(make_user(name=f"Reader {number}"), quiz)
        give_answer(attempt, 1, {"choice": choice})
        made.append(finish_attempt(attempt))
    return made


def repairs() -> list[Repair]:
    """All repairs, the first one first."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Repair).order_by(Repair.id)))


def work() -> None:
    """What the worker does after the commit."""
    for repair in repairs():
        while repairing.advance(db.session, repair.id, now=NOW):
            pass
    db.session.expire_all()


def others(course: Course) -> list[User]:
    """Who may not repair questions of the course."""
    return [make_user(), make_learner(course), make_instructor(db.session.get_one(Course, make_lesson().course_id))]
