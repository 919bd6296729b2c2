"""Attempts of somebody who also answered as a guest: those beyond the limit are shown, and shown not to count."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.quizzes.jobs import settle_grade
from models.accounts import User
from models.catalogue import Course, Lesson
from models.items import Quiz
from models.quizzes import Attempt
from tests.pages.quizzes.taking import answer, begin, finish
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import appoint, join, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import settings
from tests.support.seen import seen
from tests.support.statements import recorded

NOT_COUNTED = "Not counted: more attempts than allowed."


@pytest.fixture
def quiz(lesson: Lesson) -> Quiz:
    quiz = make_quiz(lesson, settings=settings(attempts=1))
    make_item(quiz)
    return quiz


@pytest.fixture
def ana(quiz: Quiz, session: Session) -> User:
    user = make_member(name="Ana", email="ana@example.org")
    join(user, session.get_one(Course, quiz.course_id))
    return user


def take(client: Client, quiz: Quiz, choice: str) -> Attempt:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": choice})
    finish(client, attempt)
    return attempt


def took_it_as_a_guest_too(client: Client, app: Flask, quiz: Quiz, ana: User) -> tuple[Attempt, Attempt]:
    """Wrong as herself; then, signed out, right as a guest, who signs in."""
    mine = take(client.login(ana), quiz, "1")
    browser = new_client(app)
    theirs = take(browser, quiz, "0")
    reply = browser.post("/sign-in", data={"email": ana.email, "password": PASSWORD})
    assert reply.status_code == 303
    settle_grade({"user_id": ana.id, "quiz_id": quiz.id})
    return mine, theirs


def test_the_learner_sees_which_attempt_counts(client: Client, app: Flask, quiz: Quiz, ana: User) -> None:
    mine, theirs = took_it_as_a_guest_too(client, app, quiz, ana)

    words = seen(client.get(f"/quizzes/{quiz.id}"))

    assert words.count(NOT_COUNTED) == 1
    assert "0% Your best result not passed yet" in words
    assert words.index("Attempt 2") < words.index(NOT_COUNTED) < words.index("Attempt 1")
    assert "You have used the only attempt." in words
    assert NOT_COUNTED in seen(client.get(f"/attempts/{theirs.id}"))
    assert NOT_COUNTED not in seen(client.get(f"/attempts/{mine.id}"))


def test_the_instructor_sees_which_attempt_counts(
    client: Client, app: Flask, quiz: Quiz, ana: User, session: Session
) -> None:
    took_it_as_a_guest_too(client, app, quiz, ana)
    course = session.get_one(Course, quiz.course_id)
    instructor = make_user()
    appoint(instructor, course)

    words = seen(client.login(instructor).get(f"/courses/{course.slug}/gradebook/{ana.id}/{quiz.id}"))

    assert "Grade 0%" in words
    assert words.count(NOT_COUNTED) == 1
    assert words.index("100%") < words.index(NOT_COUNTED)


def test_the_pages_ask_no_more_than_they_may(client: Client, app: Flask, quiz: Quiz, ana: User) -> None:
    _mine, theirs = took_it_as_a_guest_too(client, app, quiz, ana)

    for path in (f"/quizzes/{quiz.id}", f"/attempts/{theirs.id}"):
        with recorded(app) as statements:
            client.get(path)
        assert len(statements) <= 6
