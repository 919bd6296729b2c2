"""The history of a quiz: its states in words and lines, and bringing one back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from courses.authoring import service
from courses.authoring.queries import files_of, newest_version
from courses.shared.db import db
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import CHOICE, COMMENTED, NUMBER, buttons, edited, file_now, item_address
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_learner, make_user
from tests.support.seen import links, seen
from tests.support.small_course import FIRST_PATH, QUIZ_PATH


def history(quiz: Quiz) -> str:
    return f"/quizzes/{quiz.id}/history"


def publish(course: Course, path: str, old: str, new: str) -> None:
    """An import in which one file is other than before."""
    version = newest_version(db.session, course.id)
    assert version
    files = files_of(db.session, version)
    assert old.encode() in files[path]
    files[path] = files[path].replace(old.encode(), new.encode())
    service.publish(db.session, files, author_id=None, now=NOW + timedelta(days=1))


def test_only_versions_in_which_the_quiz_changed_are_listed(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")
    publish(course, FIRST_PATH, "title: The bridge", "title: A bridge")

    page = author.get(history(quiz))

    assert "version 1 of the course" in seen(page)
    assert "version 2 of the course" in seen(page)
    assert "version 3 of the course" not in seen(page)
    assert "from files" in seen(page)


def test_what_changed_is_said_in_words_and_lines(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")

    page = author.get(f"{history(quiz)}/2")

    assert "When was the bridge built?" in seen(page)
    assert f"{NUMBER} · answer" in seen(page)
    assert "answer: 1204" in page.text
    assert "answer: 1205" in page.text
    assert "This is how the quiz is now." in seen(page)


def test_added_taken_out_and_moved_are_named(author: Client, course: Course, quiz: Quiz) -> None:
    form = {"prompt": "What did it cost?", "answer": "1", "evidence": "a-8"}
    author.post(f"/quizzes/{quiz.id}/new-item?kind=numeric", data=form)
    author.post(f"{item_address(quiz, NUMBER)}/move", data={"base": buttons(author, quiz), "direction": "up"})
    author.post(f"{item_address(quiz, CHOICE)}/retire", data={"base": buttons(author, quiz)})

    assert "Added What did it cost?" in seen(author.get(f"{history(quiz)}/2"))
    assert "The order" in seen(author.get(f"{history(quiz)}/3"))
    assert "Taken out Who called the toll" in seen(author.get(f"{history(quiz)}/4"))


def test_a_state_is_brought_back_as_a_new_one(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")

    reply = author.post(f"{history(quiz)}/1", data={"base": buttons(author, quiz)})

    assert reply.status_code == 303
    assert file_now(course) == COMMENTED
    assert "version 3 of the course" in seen(author.get(history(quiz)))


def test_a_state_that_no_longer_compiles_is_refused_with_what_is_wrong(
    author: Client, course: Course, quiz: Quiz
) -> None:
    edited(author, quiz, NUMBER, answer="1205", evidence=["my-own"])
    edited(author, quiz, CHOICE, evidence=["my-own"])
    publish(course, FIRST_PATH, "    id: a-10-council\n", "    id: a-10-other\n")

    reply = author.post(f"{history(quiz)}/1", data={"base": buttons(author, quiz)})

    assert reply.status_code == 422
    assert "a-10-council" in seen(reply)
    assert "answer: 1205" in file_now(course)


def test_a_state_is_not_brought_back_over_what_others_saved(author: Client, course: Course, quiz: Quiz) -> None:
    base = buttons(author, quiz)
    edited(author, quiz, NUMBER, answer="1205")

    assert author.post(f"{history(quiz)}/1", data={"base": base}).status_code == 409
    assert "answer: 1205" in file_now(course)


@pytest.mark.parametrize("path", ["/99", "?page=2"])
def test_there_is_no_such_state(author: Client, quiz: Quiz, path: str) -> None:
    assert author.get(f"{history(quiz)}{path}").status_code == 404


def test_long_histories_have_pages(author: Client, course: Course, quiz: Quiz) -> None:
    for _time in range(21):
        publish(course, QUIZ_PATH, "# Ask this first", "## Ask this first")

    assert links(author.get(history(quiz)))["Older"] == f"{history(quiz)}?page=2"
    assert "version 1 of the course" in seen(author.get(f"{history(quiz)}?page=2"))


def test_others_see_no_history_and_bring_nothing_back(app: Flask, course: Course, quiz: Quiz) -> None:
    for user in (make_user(), make_learner(course)):
        browser = new_client(app).login(user)
        assert [browser.get(f"{history(quiz)}{path}").status_code for path in ("", "/1")] == [403, 403]
        assert browser.post(f"{history(quiz)}/1").status_code == 403
