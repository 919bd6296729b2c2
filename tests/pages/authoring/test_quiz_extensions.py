"""More time or attempts for single people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.items import Quiz
from models.quizzes import QuizExtension
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_learner, make_user
from tests.support.factories.quizzes import make_attempt
from tests.support.seen import links, seen
from tests.support.small_course import FIRST_QUIZ, course_files

FORM = {"extra_minutes": "15", "extra_attempts": "1", "closes_at": "2027-02-01T18:00", "reason": "She was ill."}


@pytest.fixture
def course(session: Session) -> Course:
    quiz = FIRST_QUIZ.replace("items:", "limit_minutes: 30\nitems:")
    return service.publish(session, course_files(quiz=quiz), author_id=None, now=NOW).course


@pytest.fixture
def address(quiz: Quiz) -> str:
    return f"/quizzes/{quiz.id}/extensions"


@pytest.fixture
def learner(course: Course) -> User:
    return make_learner(course, name="Ana Lindt", email="ana@example.org")


def granted() -> list[tuple[int, int, int, str]]:
    columns = (QuizExtension.user_id, QuizExtension.extra_minutes, QuizExtension.extra_attempts, QuizExtension.reason)
    return [tuple(row) for row in db.session.execute(sa.select(*columns))]


def test_a_learner_is_found_by_name_or_mail(author: Client, address: str, learner: User) -> None:
    assert links(author.get(f"{address}?q=lindt"))["Ana Lindt"] == f"{address}?user_id={learner.id}"
    assert "Ana Lindt" in seen(author.get(f"{address}?q=Ana@example.org"))
    assert "Nobody like this" in seen(author.get(f"{address}?q=example.org"))


def test_more_is_granted_and_shown(author: Client, address: str, learner: User) -> None:
    reply = author.post(address, data={**FORM, "user_id": str(learner.id)})

    assert reply.status_code == 303
    assert granted() == [(learner.id, 15, 1, "She was ill.")]
    closes_at = db.session.scalar(sa.select(QuizExtension.closes_at))
    assert closes_at == datetime(2027, 2, 1, 18, tzinfo=UTC)
    assert "Ana Lindt +15 +1 1 Feb 2027, 18:00 She was ill." in seen(author.get(address))


def test_what_is_granted_can_be_changed(author: Client, address: str, learner: User) -> None:
    author.post(address, data={**FORM, "user_id": str(learner.id)})

    page = author.get(f"{address}?user_id={learner.id}")
    author.post(address, data={**FORM, "user_id": str(learner.id), "extra_minutes": "20"})

    assert 'value="15"' in page.text
    assert 'value="2027-02-01T18:00"' in page.text
    assert granted() == [(learner.id, 20, 1, "She was ill.")]


def test_an_open_attempt_gets_it_at_once_and_gives_it_back(
    author: Client, address: str, learner: User, quiz: Quiz
) -> None:
    attempt = make_attempt(learner, quiz)
    author.post(address, data={**FORM, "user_id": str(learner.id)})
    db.session.refresh(attempt)
    longer = attempt.ends_at

    reply = author.post(f"{address}/{learner.id}/remove")

    db.session.refresh(attempt)
    assert reply.status_code == 303
    assert longer == attempt.started_at + timedelta(minutes=45)
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=30)
    assert granted() == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"extra_minutes": "-1"}, "More minutes"),
        ({"extra_minutes": "many"}, "More minutes"),
        ({"reason": ""}, "Say why"),
        ({"closes_at": "soon"}, "Write a day and a time"),
        ({"extra_minutes": "0", "extra_attempts": "0", "closes_at": ""}, "Grant something"),
    ],
)
def test_what_cannot_be_granted_is_refused(
    author: Client, address: str, learner: User, typed: dict[str, str], words: str
) -> None:
    reply = author.post(address, data={**FORM, "user_id": str(learner.id), **typed})

    assert reply.status_code == 422
    assert words in seen(reply)
    assert granted() == []


def test_nobody_outside_the_course_is_granted_anything(author: Client, address: str) -> None:
    stranger = make_user(name="Zoe Zander")

    assert "Nobody like this" in seen(author.get(f"{address}?q=Zander"))
    for user_id in (stranger.id, 2**40):
        assert author.post(address, data={**FORM, "user_id": str(user_id)}).status_code == 404
    assert granted() == []


def test_others_may_not(app: Flask, course: Course, address: str, learner: User) -> None:
    for user in (make_user(), learner):
        browser = new_client(app).login(user)
        assert browser.get(address).status_code == 403
        assert browser.post(address, data={**FORM, "user_id": str(learner.id)}).status_code == 403
        assert browser.post(f"{address}/{learner.id}/remove").status_code == 403
    assert granted() == []


def test_a_form_without_its_closing_is_answered_with_what_lacks(author: Client, address: str, learner: User) -> None:
    author.post(address, data={**FORM, "user_id": str(learner.id)})

    reply = author.post(address, data={"user_id": str(learner.id), "extra_minutes": "20", "extra_attempts": "1"})

    assert reply.status_code == 422
    assert "Say why; it is kept." in seen(reply)
    assert granted()[0][3] == "She was ill."
