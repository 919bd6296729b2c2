"""A quiz published with other settings: open attempts, grades and told results follow; so do courses whose quizzes come and go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.service import publish
from courses.quizzes.following import follow_course, follow_quiz
from models.accounts import User
from models.catalogue import Course
from models.enums import Behaviour, GradingMethod, Review
from models.items import Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt, CourseGrade, QuizGrade
from tests.support.delivery import deliver_due
from tests.support.factories.catalogue import NOW, make_course, make_lesson, make_user
from tests.support.factories.gradebook import make_extension
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, settings
from tests.support.small_course import course_files

RIGHT, WRONG = {"choice": 0}, {"choice": 1}


def quiz_of(course: Course, **values: Any) -> Quiz:
    quiz = make_quiz(make_lesson(course, needs_quiz=True), settings=settings(**values))
    make_item(quiz)
    return quiz


def take(user: User, quiz: Quiz, *responses: dict[str, int]) -> None:
    for response in responses:
        attempt = make_attempt(user, quiz)
        give_answer(attempt, 1, response)
        finish_attempt(attempt)


def publish_with(session: Session, quiz: Quiz, **values: Any) -> None:
    quiz.settings = settings(**values)
    session.commit()
    follow_quiz(session, quiz.id)
    session.expire_all()


def test_grades_follow_another_way_of_grading(session: Session) -> None:
    user, quiz = make_user(), quiz_of(make_course())
    take(user, quiz, RIGHT, WRONG)

    publish_with(session, quiz, grade=GradingMethod.AVERAGE)

    assert session.get_one(QuizGrade, (user.id, quiz.id)).fraction == 0.5
    assert session.get_one(CourseGrade, (user.id, quiz.course_id)).fraction == 0.5


def test_a_result_is_told_no_longer_when_the_quiz_keeps_it_back_now(session: Session) -> None:
    user, quiz = make_user(), quiz_of(make_course())
    take(user, quiz, RIGHT)

    publish_with(session, quiz, review=Review.FEEDBACK)
    kept = session.get_one(LessonProgress, (user.id, quiz.lesson_id))
    hidden = kept.best_fraction, kept.quiz_passed_at
    publish_with(session, quiz)

    assert hidden == (None, NOW)
    assert session.get_one(LessonProgress, (user.id, quiz.lesson_id)).best_fraction == 1


def test_an_open_attempt_ends_when_the_settings_say_now(session: Session) -> None:
    plain, granted = make_user(), make_user()
    quiz = quiz_of(make_course(), limit_minutes=30)
    make_extension(granted, quiz, extra_minutes=10)
    attempts = [make_attempt(user, quiz) for user in (plain, granted)]

    publish_with(session, quiz, limit_minutes=60)

    assert [attempt.ends_at - NOW for attempt in attempts if attempt.ends_at] == [
        timedelta(minutes=60),
        timedelta(minutes=70),
    ]


def test_a_finished_attempt_keeps_its_end(session: Session) -> None:
    quiz = quiz_of(make_course(), limit_minutes=30)
    attempt = finish_attempt(make_attempt(make_user(), quiz))

    publish_with(session, quiz)

    assert session.get_one(Attempt, attempt.id).ends_at == NOW + timedelta(minutes=30)


def test_a_course_counts_the_quizzes_it_has(session: Session) -> None:
    course, user = make_course(), make_user()
    take(user, quiz_of(course), RIGHT)
    other = quiz_of(course)

    follow_course(session, course.id)
    session.expire_all()
    with_two = session.get_one(CourseGrade, (user.id, course.id)).fraction
    other.settings = settings(behaviour=Behaviour.PRACTICE)
    session.commit()
    follow_course(session, course.id)
    session.expire_all()

    assert (with_two, session.get_one(CourseGrade, (user.id, course.id)).fraction) == (0.5, 1)


def test_publishing_has_the_worker_follow(session: Session) -> None:
    files = course_files()
    path = next(path for path in files if path.endswith(".quiz.yaml"))
    publish(session, files, author_id=None, now=NOW)
    deliver_due(now=NOW)
    quiz = session.scalars(sa.select(Quiz).where(Quiz.path == path)).one()
    attempt = make_attempt(make_user(), quiz)
    was = attempt.ends_at

    publish(session, {**files, path: b"limit_minutes: 45\n" + files[path]}, author_id=None, now=NOW)
    deliver_due(now=NOW)

    session.expire_all()
    assert was is None
    assert attempt.ends_at == NOW + timedelta(minutes=45)
