"""A former state of a quiz whose questions were answered is brought back by way of the page that says what that does to the marks."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from courses.authoring import service
from courses.authoring.queries import files_of, newest_version
from courses.authoring.repair import views
from courses.shared.db import db
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import CHOICE, COMMENTED, NUMBER, buttons, edited, file_now, form_on, versions
from tests.pages.authoring.repairing import REASON, attempts_at, others, repairs, work
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW
from tests.support.seen import seen
from tests.support.small_course import QUIZ_PATH

TURNED = COMMENTED.replace(
    "        correct: true\n      - text: The council\n        feedback: It defended the toll.\n",
    "        feedback: He did not.\n      - text: The council\n        correct: true\n",
).replace("answer: 1204", "answer: 1205")


def turn_both_keys(course: Course) -> None:
    """The course imported with other answers to both of its questions."""
    version = newest_version(db.session, course.id)
    assert version
    files = {**files_of(db.session, version), QUIZ_PATH: TURNED.encode()}
    service.publish(db.session, files, author_id=None, now=NOW)
    db.session.commit()


def asked_back(author: Client, quiz: Quiz, **fields: str) -> TestResponse:
    """The button of the first state pressed."""
    return author.post(f"/quizzes/{quiz.id}/history/1", data={"base": buttons(author, quiz), **fields})


def test_first_the_page_says_what_becomes_of_every_score(author: Client, course: Course, quiz: Quiz) -> None:
    turn_both_keys(course)
    attempts = attempts_at(quiz, 0, 1, 1)
    before = [attempt.fraction for attempt in attempts]

    page = asked_back(author, quiz)

    assert page.status_code == 200
    words = seen(page)
    assert "3 finished attempts have answered these questions." in words
    assert ("Scores that rise 1" in words, "Scores that fall 2" in words) == (True, True)
    assert all(f"Reader {number}" in words for number in range(3))
    assert (versions(course), repairs(), [attempt.fraction for attempt in attempts]) == (2, [], before)


def test_brought_back_with_the_marks_corrected(author: Client, course: Course, quiz: Quiz) -> None:
    turn_both_keys(course)
    wrong, right = attempts_at(quiz, 0, 1)
    form = form_on(asked_back(author, quiz), "section stack")

    reply = author.post(f"/quizzes/{quiz.id}/history/1", data={**form, "regrade": "yes", "reason": REASON})
    work()

    assert reply.status_code == 303
    assert file_now(course) == COMMENTED
    assert (wrong.fraction, right.fraction) == (0.5, 0.0)
    assert [repair.reason for repair in repairs()] == [REASON, REASON]
    assert "The marks of 2 questions are being corrected." in seen(author.get(reply.location))


def test_of_one_question_the_repair_is_shown(author: Client, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")
    attempts_at(quiz, 0)
    asked_back(author, quiz, regrade="no")
    form = form_on(author.post(f"/quizzes/{quiz.id}/history/2", data={"base": buttons(author, quiz)}), "section stack")

    reply = author.post(f"/quizzes/{quiz.id}/history/2", data={**form, "regrade": "yes", "reason": REASON})

    assert (reply.status_code, reply.location) == (303, f"/repairs/{repairs()[0].id}")


def test_brought_back_for_new_attempts_only(author: Client, course: Course, quiz: Quiz) -> None:
    turn_both_keys(course)
    attempt, *_ = attempts_at(quiz, 1)
    before = attempt.fraction

    reply = asked_back(author, quiz, regrade="no")

    db.session.expire_all()
    assert reply.status_code == 303
    assert file_now(course) == COMMENTED
    assert (attempt.fraction, repairs()) == (before, [])
    assert "1 attempt was marked by an older version" in seen(author.get(f"/quizzes/{quiz.id}/items/{CHOICE}"))


def test_what_changes_no_answered_question_is_brought_back_at_once(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")

    reply = asked_back(author, quiz)

    assert reply.status_code == 303
    assert file_now(course) == COMMENTED


def test_without_a_reason_nothing_is_brought_back(author: Client, course: Course, quiz: Quiz) -> None:
    turn_both_keys(course)
    attempts_at(quiz, 1)

    reply = asked_back(author, quiz, regrade="yes", reason=" ")

    assert reply.status_code == 422
    assert "Say in a sentence" in seen(reply)
    assert (versions(course), repairs()) == (2, [])


def test_the_choice_is_refused_when_the_quiz_has_changed_since_the_page(
    author: Client, course: Course, quiz: Quiz
) -> None:
    turn_both_keys(course)
    attempts_at(quiz, 1)
    form = form_on(asked_back(author, quiz), "section stack")
    author.post(f"/quizzes/{quiz.id}/items/{NUMBER}/move", data={"base": buttons(author, quiz), "direction": "up"})

    reply = author.post(f"/quizzes/{quiz.id}/history/1", data={**form, "regrade": "yes", "reason": REASON})

    assert (reply.status_code, repairs()) == (409, [])
    assert "answer: 1205" in file_now(course)


def test_further_attempts_are_on_further_pages(
    author: Client, course: Course, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LINES_A_PAGE", 2)
    turn_both_keys(course)
    attempts_at(quiz, 1, 1, 0)

    first = asked_back(author, quiz)
    second = author.post(f"/quizzes/{quiz.id}/history/1?page=2", data={"base": buttons(author, quiz)})

    assert "Page 1 of 2" in seen(first)
    assert f'action="/quizzes/{quiz.id}/history/1?page=2"' in first.text
    assert "Page 2 of 2" in seen(second)
    assert f'action="/quizzes/{quiz.id}/history/1?page=1"' in second.text
    assert versions(course) == 2


def test_others_bring_nothing_back(app: Flask, course: Course, quiz: Quiz) -> None:
    turn_both_keys(course)
    attempts_at(quiz, 1)

    for user in others(course):
        stranger = new_client(app).login(user)
        assert stranger.post(f"/quizzes/{quiz.id}/history/1", data={"regrade": "yes"}).status_code == 403

    assert (versions(course), repairs()) == (2, [])
