"""Several instructors at the same moment: no mark is lost without anybody noticing, none is there twice, grades are those of all marks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from courses.quizzes.rules.log import replay
from courses.shared.db import commit, db
from courses.shared.errors import Conflict
from models.accounts import User
from models.catalogue import Course
from models.enums import StepKind
from models.items import Quiz
from models.quizzes import Attempt, QuizGrade
from tests.conftest import ENGINES
from tests.support.apps import close, make_app, migrate, new_database
from tests.support.factories.catalogue import make_instructor, make_learner, make_lesson
from tests.support.factories.items import make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, mark_answer
from tests.support.factories.quizzes import slots_of, steps_of

PEOPLE = 4


@pytest.fixture(scope="module", params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that really commits, on a database of its own."""
    folder = tmp_path_factory.mktemp("marking")
    database: Any = nullcontext(f"sqlite:///{folder / 'study.db'}")
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), f"marking_{os.getpid()}")
    with database as url:
        app = make_app(folder, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


def attempts_and_markers(count: int, essays: int = 1) -> tuple[list[int], list[int]]:
    """Attempts of one learner at a quiz of essays, and people who may mark them."""
    lesson = make_lesson()
    course, quiz = db.session.get_one(Course, lesson.course_id), make_quiz(lesson)
    for _ in range(essays):
        make_essay(quiz)
    learner, answers = make_learner(course), {place: {"text": TEXT} for place in range(1, essays + 1)}
    attempts = [hand_in(quiz, answers, learner).id for _ in range(count)]
    people = [make_instructor(course).id for _ in range(PEOPLE)]
    commit()
    return attempts, people


def at_once(app: Flask, work: Callable[[int], Any]) -> list[Any]:
    """Let everybody do their work in the same moment; what each of them got."""
    barrier = Barrier(PEOPLE)

    def person(number: int) -> Any:
        with app.app_context():
            barrier.wait(timeout=30)
            return work(number)

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(person, range(PEOPLE)))


def mark(attempt_id: int, author_id: int, fraction: float, **options: Any) -> bool | None:
    """One request that marks an answer; None when somebody else was faster."""
    attempt, author = db.session.get_one(Attempt, attempt_id), db.session.get_one(User, author_id)
    db.session.get_one(Quiz, attempt.quiz_id)
    db.session.rollback()
    try:
        done = mark_answer(attempt, author, fraction, **options)
        commit()
    except Conflict:
        return None
    finally:
        db.session.rollback()
    return done


def check(attempt_id: int) -> Attempt:
    """The rows of the attempt are what its log says."""
    attempt = db.session.get_one(Attempt, attempt_id)
    told = replay(steps_of(attempt))
    assert (attempt.fraction, attempt.pending) == (told.fraction, told.pending)
    assert [slot.fraction for slot in slots_of(attempt)] == [slot.fraction for slot in told.slots.values()]
    return attempt


def test_of_several_who_mark_one_answer_the_first_does(busy: Flask) -> None:
    with busy.app_context():
        (attempt_id,), people = attempts_and_markers(1)

    done = at_once(busy, lambda number: mark(attempt_id, people[number], number / PEOPLE, base=0))

    assert sorted(done, key=str) == [None] * (PEOPLE - 1) + [True]
    with busy.app_context():
        assert check(attempt_id).fraction == done.index(True) / PEOPLE


def test_one_page_sent_several_times_marks_once(busy: Flask) -> None:
    with busy.app_context():
        (attempt_id,), people = attempts_and_markers(1)

    done = at_once(busy, lambda _number: mark(attempt_id, people[0], 0.5, base=0, token="one-page-only"))

    assert sorted(done) == [False] * (PEOPLE - 1) + [True]
    with busy.app_context():
        kinds = [step.kind for step in steps_of(check(attempt_id))]
        assert kinds.count(StepKind.MARKED) == 1


def test_answers_of_one_attempt_marked_together_are_all_counted(busy: Flask) -> None:
    with busy.app_context():
        (attempt_id,), people = attempts_and_markers(1, essays=PEOPLE)

    done = at_once(busy, lambda number: mark(attempt_id, people[number], 0.5, position=number + 1))

    assert done == [True] * PEOPLE
    with busy.app_context():
        attempt = check(attempt_id)
        assert (attempt.fraction, attempt.pending) == (0.5, 0)


def test_attempts_of_one_learner_marked_together_make_one_grade(busy: Flask) -> None:
    with busy.app_context():
        attempts, people = attempts_and_markers(PEOPLE)

    at_once(busy, lambda number: mark(attempts[number], people[number], (number + 1) / PEOPLE))

    with busy.app_context():
        first = check(attempts[0])
        grade = db.session.get_one(QuizGrade, (first.user_id, first.quiz_id))
        assert (grade.fraction, grade.pending, grade.attempts) == (1.0, 0, PEOPLE)
