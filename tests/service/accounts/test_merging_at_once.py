"""Signing in as a guest while another browser works on: nothing is lost, and nobody waits for each other in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import merging
from courses.progress import service as progress
from courses.shared.db import commit, db
from models.catalogue import Enrolment
from models.progress import LessonProgress
from models.quizzes import Attempt
from tests.conftest import ENGINES
from tests.support.apps import close, make_app, migrate, new_database
from tests.support.factories.catalogue import (
    NOW,
    YESTERDAY,
    kept,
    make_guest,
    make_lesson,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import make_attempt

PATIENCE = 30
# Long enough for the other to come to the point where it waits; if it does not, the test proves less but never fails.
A_MOMENT = 0.3


@pytest.fixture(params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application that really commits, on a database of its own."""
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), "merging_at_once")
    else:
        database = nullcontext(f"sqlite:///{tmp_path / 'study.db'}")
    with database as url:
        app = make_app(tmp_path, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


def test_a_result_that_arrives_while_signing_in_is_kept(busy: Flask) -> None:
    with busy.app_context():
        guest, user, lesson = make_guest(), make_user(), make_lesson(needs_quiz=True)
        make_progress(guest, lesson, best_fraction=0.4)
        make_progress(user, lesson, best_fraction=0.2)
        kept(Enrolment(user_id=user.id, course_id=lesson.course_id, joined_at=YESTERDAY))
        guest_id, user_id, lesson_id = guest.id, user.id, lesson.id
        commit()

    def sign_in(session: Session) -> None:
        merging.take_over(session, guest_id=guest_id, user_id=user_id, now=NOW)

    def pass_the_quiz(session: Session) -> None:
        progress.record_quiz(session, user_id, lesson_id, passed=True, fraction=0.9, now=YESTERDAY)

    begin_during(busy, pass_the_quiz, sign_in)

    with busy.app_context():
        row = db.session.get_one(LessonProgress, (user_id, lesson_id))
        assert (row.best_fraction, row.quiz_passed_at) == (0.9, YESTERDAY)


def test_an_attempt_that_is_finished_while_signing_in_does_not_block_it(busy: Flask) -> None:
    with busy.app_context():
        guest, user, lesson = make_guest(), make_user(), make_lesson(needs_quiz=True)
        quiz = make_quiz(lesson)
        make_item(quiz)
        for who, fraction in ((guest, 0.4), (user, 0.2)):
            make_progress(who, lesson, best_fraction=fraction)
            kept(Enrolment(user_id=who.id, course_id=lesson.course_id, joined_at=YESTERDAY))
            attempt = make_attempt(who, quiz)
        attempt_id, guest_id, user_id, lesson_id = attempt.id, guest.id, user.id, lesson.id
        commit()

    def sign_in(session: Session) -> None:
        merging.take_over(session, guest_id=guest_id, user_id=user_id, now=NOW)

    def finish(session: Session) -> None:
        session.get_one(Attempt, attempt_id, with_for_update=True)
        sleep(2 * A_MOMENT)
        progress.record_quiz(session, user_id, lesson_id, passed=True, fraction=0.9, now=YESTERDAY)

    begin_during(busy, finish, sign_in)

    with busy.app_context():
        assert db.session.get_one(LessonProgress, (user_id, lesson_id)).best_fraction == 0.9


def begin_during(app: Flask, act: Callable[[Session], None], other: Callable[[Session], None]) -> None:
    """Do `act`, begin `other` before it is committed, and commit both."""

    def work(do: Callable[[Session], None]) -> None:
        with app.app_context():
            do(db.session)
            sleep(A_MOMENT)
            commit()

    with ThreadPoolExecutor() as pool:
        both: list[Future[None]] = [pool.submit(work, act)]
        sleep(A_MOMENT / 3)
        both.append(pool.submit(work, other))
        for each in both:
            each.result(PATIENCE)
