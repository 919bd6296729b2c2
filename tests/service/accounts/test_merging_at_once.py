"""Signing in as a guest while another browser works on: nothing is lost, and nobody waits for each other in a circle."""

from __future__ import annotations

from time import sleep

from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import merging
from courses.progress import service as progress
from courses.shared.db import commit, db
from models.catalogue import Enrolment
from models.progress import LessonProgress
from models.quizzes import Attempt
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
from tests.support.overlap import A_MOMENT, overlap


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

    overlap(busy, pass_the_quiz, sign_in)

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

    overlap(busy, finish, sign_in)

    with busy.app_context():
        assert db.session.get_one(LessonProgress, (user_id, lesson_id)).best_fraction == 0.9
