"""What is done to quizzes in a program that is killed meanwhile: each deed can be done again, and goes on where it was left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_finish
from courses.access.viewer import Viewer
from courses.quizzes import repairing, service
from courses.quizzes.rules.log import replay
from courses.quizzes.rules.scoring import grade_of
from courses.quizzes.rules.settings import Settings
from courses.shared import outbox
from courses.shared.db import commit, db
from models.enums import Behaviour, GradingMethod, RepairState
from models.items import Item, ItemVersion, Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, CourseGrade, QuizGrade, Repair
from tests.support.factories.catalogue import NOW, make_lesson, make_user
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import make_attempt, slots_of, steps_of

LEARNERS = 5
LIMIT_MINUTES = 30
LATE = NOW + timedelta(hours=2)
TURNED = [{"text": "The town", "feedback": "It only paid."}, {"text": "The king", "correct": True}]


def lay() -> None:
    """Learners at a quiz with a clock, hints and tries; each has saved an answer to the first of two questions."""
    settings = Settings(behaviour=Behaviour.INTERACTIVE, limit_minutes=LIMIT_MINUTES).to_json()
    quiz = make_quiz(make_lesson(needs_quiz=True), settings=settings)
    for _ in range(2):
        make_item(quiz, hints=["Look at the bridge."])
    for number in range(LEARNERS):
        attempt = make_attempt(make_user(), quiz, seed=number)
        slot = attempt_to_answer(db.session, Viewer(id=attempt.user_id), attempt.id, 1)
        service.save_answer(db.session, slot, {"choice": number % 2}, token="saved-before", now=NOW)
    commit()


def check() -> None:
    """Everybody checks the saved answer."""
    for attempt in _attempts():
        slot = attempt_to_answer(db.session, Viewer(id=attempt.user_id), attempt.id, 1)
        service.check(db.session, slot, dict(slot.response or {}), token="saved-before", now=NOW)
        commit()


def finish() -> None:
    """Everybody hands in."""
    for attempt in _attempts():
        found = attempt_to_finish(db.session, Viewer(id=attempt.user_id), attempt.id)
        service.finish(db.session, found, now=NOW)
        commit()


def hand_in() -> None:
    """The clock hands in."""
    outbox.tick(now=LATE)


def repair() -> None:
    """A question is published anew, and the marks are corrected."""
    finish()
    repairing.PORTION = 2
    if db.session.scalar(sa.select(Repair.id)) is None:
        item = db.session.scalars(sa.select(Item).order_by(Item.id).limit(1)).one()
        repairing.hold_open(db.session, [item.id])
        version = make_version(item, number=2, options=TURNED, hints=["Look at the bridge."])
        repairing.begin(db.session, item.id, version.id, reason="The key was wrong.", author_id=None, now=NOW)
        commit()
    _carry_out()


def undo() -> None:
    """The correction is taken back."""
    repair_now = db.session.scalars(sa.select(Repair)).one_or_none()
    if repair_now is None or repair_now.state is RepairState.RUNNING:
        repair()
        repair_now = db.session.scalars(sa.select(Repair)).one()
    repairing.PORTION = 2
    repairing.undo(db.session, repair_now, now=NOW)
    commit()
    _carry_out()


def _carry_out() -> None:
    repair_id = db.session.scalars(sa.select(Repair.id)).one()
    while repairing.advance(db.session, repair_id, now=NOW):
        commit()
    commit()


def _attempts() -> list[Attempt]:
    return list(db.session.scalars(sa.select(Attempt).order_by(Attempt.id)))


def verify() -> None:
    """Rows, grades and progress are what the logs say; no attempt is finished by half."""
    for attempt in _attempts():
        state = replay(steps_of(attempt))
        names = ("item_version_id", "response", "fraction", "tries", "closed_at", "answered_at")
        rows = [[getattr(slot, name) for name in names] for slot in slots_of(attempt)]
        told = [[getattr(state.slots[position], name) for name in names] for position in sorted(state.slots)]
        assert rows == told, (rows, told)
        assert (attempt.finished_at, attempt.fraction) == (state.finished_at, state.fraction)
        _verify_learner(attempt)


def _verify_learner(attempt: Attempt) -> None:
    grade = db.session.get(QuizGrade, (attempt.user_id, attempt.quiz_id))
    fractions = [] if attempt.fraction is None else [attempt.fraction]
    assert (grade.fraction if grade else None) == grade_of(GradingMethod.HIGHEST, fractions)
    course = db.session.scalar(sa.select(CourseGrade.fraction).where(CourseGrade.user_id == attempt.user_id))
    assert course == (grade.fraction if grade else None)
    quiz = db.session.get_one(Quiz, attempt.quiz_id)
    progress = db.session.get(LessonProgress, (attempt.user_id, quiz.lesson_id))
    assert (progress.best_fraction if progress else None) == attempt.fraction
    has_passed = attempt.fraction is not None and attempt.fraction >= quiz.pass_fraction
    assert bool(progress and progress.quiz_passed_at) is has_passed


def show() -> None:
    """Every row that a deed ends in, a line each."""
    number = sa.select(ItemVersion.number).where(ItemVersion.id == AttemptSlot.item_version_id).scalar_subquery()
    columns = (AttemptSlot.attempt_id, AttemptSlot.position, number, AttemptSlot.response, AttemptSlot.fraction)
    rows = db.session.execute(sa.select(*columns, AttemptSlot.tries).order_by(*columns[:2]))
    for row in (*rows, *((each.id, each.finished_at, each.fraction) for each in _attempts())):
        print("row", *row, flush=True)
    for each in db.session.scalars(sa.select(Repair)):
        print("repair", each.state, each.touched, each.done, flush=True)


DEEDS: dict[str, Callable[[], None]] = {
    "lay": lay,
    "check": check,
    "finish": finish,
    "hand-in": hand_in,
    "repair": repair,
    "undo": undo,
    "verify": verify,
    "show": show,
}
