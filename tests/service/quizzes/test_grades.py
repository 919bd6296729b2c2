"""What stands in the gradebook follows the attempts, and what was set by hand stays."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts.erasure import erase
from courses.quizzes.grades import settle, settle_all, settle_course
from models.accounts import User
from models.catalogue import Course
from models.enums import Behaviour, GradingMethod
from models.items import Quiz
from models.quizzes import CourseGrade, QuizGrade
from tests.support.factories.catalogue import NOW, make_course, make_lesson, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, settings
from tests.support.statements import recorded

RIGHT, WRONG = {"choice": 0}, {"choice": 1}


def quiz_of(course: Course, method: GradingMethod = GradingMethod.HIGHEST, **values: Behaviour) -> Quiz:
    quiz = make_quiz(make_lesson(course, needs_quiz=True), settings=settings(grade=method, **values))
    make_item(quiz)
    return quiz


def take(user: User, quiz: Quiz, *responses: dict[str, int]) -> None:
    for response in responses:
        attempt = make_attempt(user, quiz)
        give_answer(attempt, 1, response)
        finish_attempt(attempt)


def grade(session: Session, user: User, quiz: Quiz) -> QuizGrade:
    return session.get_one(QuizGrade, (user.id, quiz.id), populate_existing=True)


def course_grade(session: Session, user: User, course: Course) -> float | None:
    found = session.get(CourseGrade, (user.id, course.id), populate_existing=True)
    return found.fraction if found else None


@pytest.mark.parametrize(
    ("method", "fraction"),
    [
        (GradingMethod.HIGHEST, 1),
        (GradingMethod.AVERAGE, 1 / 3),
        (GradingMethod.FIRST, 0),
        (GradingMethod.LAST, 0),
    ],
)
def test_the_method_of_the_quiz_decides(session: Session, method: GradingMethod, fraction: float) -> None:
    user, quiz = make_user(), quiz_of(make_course(), method)

    take(user, quiz, WRONG, RIGHT, WRONG)

    assert grade(session, user, quiz).fraction == pytest.approx(fraction)
    assert grade(session, user, quiz).attempts == 3


def test_the_course_is_the_mean_of_its_quizzes(session: Session) -> None:
    course, user = make_course(), make_user()
    first, second = quiz_of(course), quiz_of(course)
    quiz_of(course, behaviour=Behaviour.PRACTICE)
    quiz_of(make_course())

    take(user, first, RIGHT)
    assert course_grade(session, user, course) == 0.5
    take(user, second, RIGHT)
    assert course_grade(session, user, course) == 1


def test_what_was_set_by_hand_stays_and_counts(session: Session) -> None:
    course, user = make_course(), make_user()
    quiz = quiz_of(course)
    take(user, quiz, WRONG)
    values = {"override": 0.8, "override_reason": "Said so aloud."}
    session.execute(sa.update(QuizGrade).values(values))

    settle(session, user.id, quiz.id)

    assert (grade(session, user, quiz).fraction, grade(session, user, quiz).override) == (0, 0.8)
    assert course_grade(session, user, course) == 0.8


def test_settling_again_gives_the_same(session: Session) -> None:
    course, user = make_course(), make_user()
    quiz = quiz_of(course)
    take(user, quiz, RIGHT)

    for _ in range(2):
        settle_all(session, quiz.id, [user.id, user.id])

    assert (grade(session, user, quiz).fraction, course_grade(session, user, course)) == (1, 1)


def test_a_new_quiz_counts_once_the_course_is_settled(session: Session) -> None:
    course, user = make_course(), make_user()
    take(user, quiz_of(course), RIGHT)
    quiz_of(course)

    settle_course(session, course.id)

    assert course_grade(session, user, course) == 0.5


def test_a_course_whose_graded_quiz_is_gone_has_no_grade(session: Session) -> None:
    course, user = make_course(), make_user()
    quiz = quiz_of(course)
    take(user, quiz, RIGHT)
    session.execute(sa.update(Quiz).values(settings=settings(behaviour=Behaviour.PRACTICE)))

    settle_course(session, course.id)

    assert course_grade(session, user, course) is None


def test_whoever_has_erased_the_account_gets_no_grade_back(session: Session) -> None:
    quiz = make_quiz()
    make_item(quiz)
    attempt = finish_attempt(make_attempt(quiz=quiz))
    erase(session, session.get_one(User, attempt.user_id), keep_proposals=False, now=NOW)

    settle(session, attempt.user_id, quiz.id)

    assert session.scalars(sa.select(QuizGrade)).all() == []
    assert session.scalars(sa.select(CourseGrade)).all() == []


def test_many_are_settled_with_as_many_statements_as_one(app: Flask, session: Session) -> None:
    quiz, people = quiz_of(make_course()), [make_user() for _ in range(5)]
    for user in people:
        take(user, quiz, RIGHT)
    quiz_id, ids = quiz.id, [user.id for user in people]
    counts = []
    for some in (ids[:1], ids):
        with recorded(app) as statements:
            settle_all(session, quiz_id, some)
        counts.append(len(statements))

    assert counts[0] == counts[1]
