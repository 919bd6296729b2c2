"""Attempts that are not one's own, not open, finished, or answered by a form that is none of ours."""

from __future__ import annotations

import pytest
from flask import Flask

from courses.shared.db import db
from models.catalogue import Course, Lesson
from models.items import Quiz
from tests.pages.quizzes.taking import answer, begin, finish
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import TOMORROW, make_guest, make_instructor, make_lesson, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import new_token, steps_of
from tests.support.seen import main_part, seen

JSON = {"Accept": "application/json"}


class anything_with:
    """Equal to every text that holds these words."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.words in other

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("path", ["", "/questions/1"])
def test_somebody_elses_attempt_cannot_be_seen(client: Client, app: Flask, quiz: Quiz, path: str) -> None:
    attempt = begin(client, quiz)

    for stranger in (new_client(app), new_client(app).login(make_user(is_administrator=True))):
        assert stranger.get(f"/attempts/{attempt.id}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/answers/1", "/finish"])
def test_somebody_elses_attempt_cannot_be_changed(client: Client, app: Flask, quiz: Quiz, path: str) -> None:
    attempt = begin(client, quiz)
    form = {"token": new_token(), "choice": "0"}

    for stranger in (new_client(app), new_client(app).login(make_guest())):
        assert stranger.post(f"/attempts/{attempt.id}{path}", data=form).status_code == 404

    assert len(steps_of(attempt)) == 1


def test_a_finished_attempt_refuses_answers_and_says_what_was_kept(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "1"})
    finish(client, attempt)

    reply = answer(client, attempt, 1, {"choice": "0"})

    assert reply.status_code == 409
    assert "The answer kept is: The king." in seen(reply)
    assert answer(client, attempt, 2, {"text": "x"}, headers=JSON).json == {"error": anything_with("without an answer")}


@pytest.mark.parametrize(
    "form", [{"choice": "9"}, {"choice": "zero"}, {"choice": "0", "token": ""}, {"token": "a b c d e f"}]
)
def test_a_form_that_is_none_of_ours_is_refused(client: Client, quiz: Quiz, form: dict[str, str]) -> None:
    attempt = begin(client, quiz)

    reply = answer(client, attempt, 1, form)

    assert reply.status_code == 422
    assert "Reload" in seen(reply)
    assert len(steps_of(attempt)) == 1


def test_too_long_an_answer_is_refused_with_what_to_do(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    assert "Shorten it" in seen(answer(client, attempt, 2, {"text": "x" * 501}))


def test_a_form_from_elsewhere_is_refused(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    assert answer(client, attempt, 1, {"choice": "0"}, form_token=False).status_code == 400


@pytest.mark.parametrize("path", ["/questions/9", "/questions/0"])
def test_there_is_no_question_beyond_the_last(client: Client, quiz: Quiz, path: str) -> None:
    attempt = begin(client, quiz)

    assert client.get(f"/attempts/{attempt.id}{path}").status_code == 404


def test_a_locked_lesson_locks_its_quiz_and_says_why(client: Client) -> None:
    first = make_lesson(title="The first bridge")
    quiz = make_quiz(make_lesson(requires=[first]))
    make_item(quiz)

    page, reply = client.get(f"/quizzes/{quiz.id}"), client.post(f"/quizzes/{quiz.id}/attempts")

    assert "First complete “The first bridge”" in seen(page)
    assert "/attempts" not in main_part(page)
    assert reply.status_code == 403
    assert "The first bridge" in seen(reply)


def test_an_instructor_gets_in_before_the_day(client: Client) -> None:
    lesson = make_lesson(opens_on=TOMORROW.date().replace(year=2999))
    quiz = make_quiz(lesson)
    make_item(quiz)

    client.login(make_instructor(db.session.get_one(Course, lesson.course_id)))

    assert client.post(f"/quizzes/{quiz.id}/attempts").status_code == 303


def test_a_quiz_without_questions_says_so(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson)

    assert "no questions yet" in seen(client.get(f"/quizzes/{quiz.id}"))
    assert client.post(f"/quizzes/{quiz.id}/attempts").status_code == 404


@pytest.mark.parametrize("number", [0, 999_999])
def test_there_is_no_such_quiz(client: Client, number: int) -> None:
    assert client.get(f"/quizzes/{number}").status_code == 404
    assert client.get(f"/attempts/{number}").status_code == 404
