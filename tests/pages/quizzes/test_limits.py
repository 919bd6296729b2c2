"""Quizzes that open, close, end, are used up or ask for a password, as people meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.quizzes import service
from courses.shared import clock
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Lesson
from models.enums import Behaviour
from models.items import Quiz
from models.quizzes import Attempt, QuizGrade
from tests.pages.quizzes.taking import answer, begin, finish, learner_of
from tests.pages.quizzes.taking import quiz_of as quiz_with_hints
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, make_attempt, new_token, settings, slots_of, steps_of
from tests.support.seen import main_part, seen
from tests.support.statements import recorded

JSON = {"Accept": "application/json"}
HOUR = timedelta(hours=1)


def quiz_of(lesson: Lesson, **values: Any) -> Quiz:
    quiz = make_quiz(lesson, settings=settings(**values))
    make_item(quiz)
    return quiz


def over(client: Client, lesson: Lesson) -> Attempt:
    """An attempt whose time is over, with a right answer."""
    attempt = begin(client, quiz_of(lesson, limit_minutes=30))
    answer(client, attempt, 1, {"choice": "0"})
    db.session.execute(sa.update(Attempt).values(ends_at=clock.now() - HOUR))
    db.session.expire_all()
    return attempt


def start(client: Client, quiz: Quiz, **form: str) -> Any:
    return client.post(f"/quizzes/{quiz.id}/attempts", data=form)


class TestRules:
    """What the quiz says before it begins."""

    def test_it_says_what_holds_in_plain_words(self, client: Client, lesson: Lesson) -> None:
        closes_at = clock.now().replace(year=2999, month=1, day=31, hour=18, minute=0)
        quiz = quiz_of(lesson, limit_minutes=30, attempts=3, wait_minutes=10, closes_at=closes_at)

        words = seen(client.get(f"/quizzes/{quiz.id}"))

        assert "You have 30 minutes from the moment you begin." in words
        assert "You have 3 of 3 attempts left. Your best result counts." in words
        assert "Between two attempts lie 10 minutes." in words
        assert "The quiz closes on 31 January 2999, 18:00 UTC" in words

    def test_an_extension_is_said_to_its_person_only(self, client: Client, lesson: Lesson) -> None:
        quiz, user = quiz_of(lesson, limit_minutes=30, attempts=1), make_user()
        grants = {"extra_minutes": 15, "extra_attempts": 1, "closes_at": None, "reason": "Ill.", "author_id": None}
        service.grant(db.session, quiz.id, user.id, **grants, now=clock.now())

        assert "You have 30 minutes" in seen(client.get(f"/quizzes/{quiz.id}"))
        words = seen(client.login(user).get(f"/quizzes/{quiz.id}"))
        assert "You have 45 minutes" in words
        assert "2 of 2 attempts left" in words

    def test_a_grade_set_by_hand_is_shown_with_its_reason(self, client: Client, lesson: Lesson) -> None:
        user, quiz = make_user(), quiz_of(lesson)
        finish_attempt(make_attempt(user, quiz))
        db.session.execute(sa.update(QuizGrade).values(override=0.8, override_reason="Said so aloud."))

        words = seen(client.login(user).get(f"/quizzes/{quiz.id}"))

        assert "The instructor has set your grade to 80%: Said so aloud." in words

    def test_the_page_asks_at_most_six_questions(self, client: Client, app: Flask, lesson: Lesson) -> None:
        user, quiz = make_user(), quiz_of(lesson, attempts=9, password="sesame")
        counts = []
        client.login(user)
        for _ in range(2):
            finish_attempt(make_attempt(user, quiz))
            with recorded(app) as statements:
                client.get(f"/quizzes/{quiz.id}")
            counts.append(len(statements))

        assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opens_at": HOUR}, "This quiz opens on"),
        ({"closes_at": -HOUR}, "This quiz closed on"),
    ],
)
def test_a_closed_quiz_says_so_and_has_no_button(
    client: Client, lesson: Lesson, values: dict[str, timedelta], words: str
) -> None:
    quiz = quiz_of(lesson, **{name: clock.now() + delta for name, delta in values.items()})

    page, reply = client.get(f"/quizzes/{quiz.id}"), start(client, quiz)

    assert words in seen(page)
    assert "/attempts" not in main_part(page)
    assert reply.status_code == 409
    assert words in seen(reply)
    assert db.session.scalars(sa.select(User)).all() == []


def test_used_up_attempts_say_so(client: Client, lesson: Lesson) -> None:
    quiz = quiz_of(lesson, attempts=1)
    attempt = begin(client, quiz)
    assert "Go on where you were" in seen(client.get(f"/quizzes/{quiz.id}"))
    result = client.get(finish(client, attempt).location)

    assert "Try again" not in seen(result)
    assert "You have used the only attempt." in seen(client.get(f"/quizzes/{quiz.id}"))
    assert start(client, quiz).status_code == 409


class TestPassword:
    """Asked before the beginning, never shown."""

    def test_the_right_password_begins(self, client: Client, lesson: Lesson) -> None:
        quiz = quiz_of(lesson, password="open sesame")
        page = client.get(f"/quizzes/{quiz.id}")

        assert "Password of the quiz" in seen(page)
        assert "sesame" not in page.text
        assert start(client, quiz, password=" open sesame ").status_code == 303

    @pytest.mark.parametrize("form", [{}, {"password": ""}, {"password": "Open sesame"}, {"password": "öpen sesame"}])
    def test_a_wrong_one_does_not(self, client: Client, lesson: Lesson, form: dict[str, str]) -> None:
        quiz = quiz_of(lesson, password="open sesame")

        reply = start(client, quiz, **form)

        assert reply.status_code == 422
        assert "This is not the password." in seen(reply)
        assert "open sesame" not in reply.text
        assert db.session.scalars(sa.select(Attempt)).all() == []
        assert db.session.scalars(sa.select(User)).all() == []

    def test_an_open_attempt_is_gone_on_with_without_it(self, client: Client, lesson: Lesson) -> None:
        quiz = quiz_of(lesson, password="sesame")
        start(client, quiz, password="sesame")

        assert start(client, quiz).status_code == 303
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1

    def test_guessing_on_behalf_of_somebody_with_an_attempt_that_is_over_fails(
        self, client: Client, lesson: Lesson
    ) -> None:
        attempt = over(client, lesson)
        quiz = db.session.get_one(Quiz, attempt.quiz_id)
        quiz.settings = {**quiz.settings, "password": "sesame"}
        db.session.flush()

        assert start(client, quiz).status_code == 422


class TestTime:
    """The clock of an attempt."""

    def test_pages_say_when_the_time_ends(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, limit_minutes=30))

        for path in ("", "/questions/1"):
            page = client.get(f"/attempts/{attempt.id}{path}")
            assert "The time ends on" in seen(page)
            assert 'data-seconds="17' in main_part(page)

    def test_without_a_limit_there_is_no_clock(self, client: Client, quiz: Quiz) -> None:
        attempt = begin(client, quiz)

        assert "The time ends" not in seen(client.get(f"/attempts/{attempt.id}"))

    def test_looking_at_an_attempt_that_is_over_writes_nothing(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)

        page = client.get(f"/attempts/{attempt.id}")
        question = client.get(f"/attempts/{attempt.id}/questions/1")

        assert "The time is over" in seen(page)
        assert (question.status_code, question.location) == (302, f"/attempts/{attempt.id}")
        db.session.expire_all()
        assert attempt.finished_at is None

    def test_the_button_shows_what_came_of_it(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)

        words = seen(client.get(finish(client, attempt).location))

        assert "100%" in words
        assert "What was saved until then was handed in." in words
        db.session.expire_all()
        assert attempt.finished_at == attempt.ends_at

    def test_a_late_answer_hands_in_and_says_that_it_was_not_kept(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)

        reply = answer(client, attempt, 1, {"choice": "1"})

        assert reply.location == f"/attempts/{attempt.id}"
        words = seen(client.get(reply.location))
        assert "The time was over before this answer arrived." in words
        assert "100%" in words
        assert slots_of(attempt)[0].response == {"choice": 0}

    def test_a_script_is_told_the_truth_about_a_late_answer(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)
        before = len(steps_of(attempt))

        reply = answer(client, attempt, 1, {"choice": "1"}, headers=JSON)

        assert reply.status_code == 409
        assert reply.json
        assert "was not kept" in reply.json["error"]
        assert len(steps_of(attempt)) == before

    def test_a_late_check_hands_in(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)

        reply = client.post(f"/attempts/{attempt.id}/checks/1", data={"choice": "1", "token": "a-token-of-a-page"})

        assert reply.location == f"/attempts/{attempt.id}"
        db.session.expire_all()
        assert attempt.finished_at is not None

    def test_a_new_attempt_follows_one_that_is_over(self, client: Client, lesson: Lesson) -> None:
        attempt = over(client, lesson)
        quiz = db.session.get_one(Quiz, attempt.quiz_id)

        assert "Try again" in seen(client.get(f"/quizzes/{quiz.id}"))
        second = begin(client, quiz)

        assert (second.number, learner_of(second).id) == (2, attempt.user_id)


def test_whoever_has_tries_left_keeps_them_when_the_quiz_checks_but_once_by_now(client: Client, lesson: Lesson) -> None:
    quiz = quiz_with_hints(lesson, "interactive")
    attempt = begin(client, quiz)
    client.post(f"/attempts/{attempt.id}/checks/1", data={"token": new_token(), "choice": "1"})
    before = seen(client.get(f"/attempts/{attempt.id}/questions/1"))
    quiz.settings = settings(behaviour=Behaviour.IMMEDIATE)
    db.session.commit()

    after = seen(client.get(f"/attempts/{attempt.id}/questions/1"))

    assert "You may try" in before
    assert after == before
