"""Essays that wait for a person, marks given to them, objections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses.access.loaders.marking import answer_to_contest, answer_to_mark
from courses.quizzes.marking import service
from courses.quizzes.rules.marking import Mark, Veil, veil_of
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.items import Item, Quiz
from models.quizzes import Attempt, AttemptSlot
from tests.support.apps import QUICK
from tests.support.factories.catalogue import NOW, make_learner
from tests.support.factories.items import make_item
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, new_token, viewer_of

TEXT = "Those who crossed paid for the stones they walked on."


def veil() -> Veil:
    """The veil of the application under test."""
    return veil_of(QUICK["SECRET_KEY"])


def make_essay(quiz: Quiz, *, has_rubric: bool = False, marks: float = 4, **values: Any) -> Item:
    """A question that a person marks; without a rubric unless the test wants one."""
    spec: dict[str, Any] = values if has_rubric else {"rubric": [], **values}
    place = make_item(quiz, "essay", marks=marks, **spec)
    return db.session.get_one(Item, place.item_id)


def hand_in(
    quiz: Quiz, answers: Mapping[int, Mapping[str, Any]], learner: User | None = None, *, now: datetime = NOW
) -> Attempt:
    """A finished attempt with these answers by position."""
    course = db.session.get_one(Course, quiz.course_id)
    attempt = make_attempt(learner or make_learner(course), quiz, now=now)
    for position, response in answers.items():
        give_answer(attempt, position, response, now=now)
    return finish_attempt(attempt, now=now)


def write_essay(quiz: Quiz, learner: User | None = None, text: str = TEXT, *, position: int = 1) -> Attempt:
    """A finished attempt at an essay."""
    return hand_in(quiz, {position: {"text": text}}, learner)


def mark_answer(
    attempt: Attempt,
    author: User,
    fraction: float = 0.5,
    *,
    position: int = 1,
    levels: Mapping[str, int] | None = None,
    comment: str = "",
    token: str | None = None,
    base: int | None = None,
    is_anonymous: bool = True,
    now: datetime = NOW,
) -> bool:
    """Mark an answer as an instructor does; whether anything was written."""
    course = db.session.get_one(Course, db.session.get_one(Quiz, attempt.quiz_id).course_id)
    slot = db.session.get_one(AttemptSlot, (attempt.id, position))
    key, place = db.session.get_one(Item, slot.item_id).key, (attempt.id, position)
    _course, found = answer_to_mark(db.session, viewer_of(author), course.slug, key, place)
    done = service.mark(
        db.session,
        found,
        Mark(fraction, levels or {}),
        comment=comment,
        is_anonymous=is_anonymous,
        base=found.changed_id if base is None else base,
        author_id=author.id,
        token=token or new_token(),
        now=now,
    )
    db.session.expire_all()
    return done


def object_to(attempt: Attempt, reason: str = "The chronicle says so.", *, position: int = 1) -> bool:
    """Object to a mark as the learner does; whether that is new."""
    learner = db.session.get_one(User, attempt.user_id)
    own = answer_to_contest(db.session, viewer_of(learner), attempt.id, position)
    done = service.contest(db.session, own, reason=reason, now=NOW)
    db.session.expire_all()
    return done
