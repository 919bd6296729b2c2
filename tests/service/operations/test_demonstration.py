"""The demonstration: a believable group, the same at every run."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from courses.items.rules.grading import grade_answer
from courses.operations import demonstration
from courses.shared.db import commit, db
from models.accounts import User
from models.catalogue import LessonPrerequisite
from models.enums import RepairState, StepKind
from models.groups import GroupMember
from models.items import ItemVersion
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, AttemptStep, QuizSummary, Repair
from tests.support.apps import close, make_app, migrate

FACTS = (
    sa.select(User.name, LessonProgress.lesson_id, LessonProgress.position_at, LessonProgress.completed_at)
    .join(LessonProgress, LessonProgress.user_id == User.id)
    .order_by(User.name, LessonProgress.lesson_id)
)
ANSWERS = sa.select(AttemptSlot.attempt_id, AttemptSlot.position, AttemptSlot.fraction).order_by(
    AttemptSlot.attempt_id, AttemptSlot.position
)


@contextmanager
def demonstrated(folder: Path) -> Generator[Session]:
    """A fresh demonstration, which always lives on SQLite."""
    folder.mkdir()
    app = make_app(folder)
    migrate(app)
    with app.app_context():
        demonstration.fill()
        commit()
        yield db.session
    close(app)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One demonstration for the tests that only look."""
    with demonstrated(tmp_path_factory.mktemp("demonstration") / "one") as session:
        yield session


def test_two_demonstrations_are_the_same(demo: Session, tmp_path: Path) -> None:
    first = [*demo.execute(FACTS), *demo.execute(ANSWERS)]

    with demonstrated(tmp_path / "two") as other:
        second = [*other.execute(FACTS), *other.execute(ANSWERS)]

    assert first == second


def test_twelve_people_are_at_different_places(demo: Session) -> None:
    completed = sa.func.count(LessonProgress.completed_at)
    numbers = demo.scalars(sa.select(completed).group_by(LessonProgress.user_id)).all()

    assert demo.scalar(sa.select(sa.func.count()).select_from(GroupMember)) == 12
    assert len(numbers) == 12
    assert len(set(numbers)) >= 8
    assert max(numbers) == 20


def test_answers_are_right_and_wrong_and_some_attempts_fail(demo: Session) -> None:
    fractions = set(demo.scalars(sa.select(AttemptSlot.fraction)))
    results = [fraction for fraction in demo.scalars(sa.select(Attempt.fraction)) if fraction is not None]

    assert {0.0, 1.0} < fractions
    assert min(results) < 0.6 < max(results)


def test_nobody_has_read_what_was_locked(demo: Session) -> None:
    first = aliased(LessonProgress)
    too_early = (
        sa.select(LessonProgress.user_id, LessonProgress.lesson_id)
        .join(LessonPrerequisite, LessonPrerequisite.lesson_id == LessonProgress.lesson_id)
        .outerjoin(
            first, sa.and_(first.lesson_id == LessonPrerequisite.requires_id, first.user_id == LessonProgress.user_id)
        )
        .where(sa.or_(first.completed_at.is_(None), first.completed_at > LessonProgress.position_at))
    )

    assert demo.scalars(sa.select(LessonPrerequisite.lesson_id)).first() is not None
    assert demo.execute(too_early).all() == []


def test_the_results_of_a_quiz_are_counted_over_the_whole_group(demo: Session) -> None:
    counted = demo.scalars(sa.select(QuizSummary.learners).where(QuizSummary.stale_since.is_(None))).all()

    assert max(counted) == 12
    assert len(counted) >= 15


def test_a_question_was_repaired_and_some_scores_rose(demo: Session) -> None:
    repair = demo.scalars(sa.select(Repair)).one()
    regraded = demo.scalars(sa.select(AttemptStep.payload).where(AttemptStep.kind == StepKind.REGRADED)).all()
    rises = [step["fraction"] - step["former"]["fraction"] for step in regraded]

    assert (repair.state, repair.done) == (RepairState.DONE, repair.touched)
    assert {0.0, 0.5} <= set(rises)


def test_one_essay_is_marked_and_others_wait(demo: Session) -> None:
    marked = AttemptStep.kind == StepKind.MARKED

    assert demo.scalar(sa.select(sa.func.count()).where(marked)) == 1
    assert demo.scalars(sa.select(Attempt.id).where(Attempt.pending > 0)).first() is not None


def test_filling_again_changes_nothing(demo: Session) -> None:
    assert demonstration.fill() is False
    assert demo.scalar(sa.select(sa.func.count()).select_from(User)) == 14


def test_wrong_answers_have_the_shape_of_an_answer(demo: Session) -> None:
    versions = demo.execute(sa.select(ItemVersion.kind, ItemVersion.body)).all()

    answers = [(kind, body, demonstration.wrong_answer(kind, body, Random(1))) for kind, body in versions]

    assert {kind for kind, _, answer in answers if answer} == {kind for kind, _ in versions}
    assert all(grade_answer(kind, body, answer).fraction < 1 for kind, body, answer in answers)
