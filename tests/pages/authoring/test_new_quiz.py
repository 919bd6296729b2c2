"""A quiz made in the browser for a lesson that has none."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from courses.authoring.queries import file_of, newest_version
from courses.shared.db import db
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import form_on, versions
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_learner, make_user
from tests.support.seen import links, seen
from tests.support.small_course import SECOND_PATH

QUESTION = {"prompt": "Who wrote to the town?", "answer": "1", "evidence": "a-10"}


def address(course: Course, lesson: str = "the-quarrel", kind: str = "?kind=numeric") -> str:
    return f"/courses/{course.slug}/lessons/{lesson}/new-quiz{kind}"


def test_lessons_without_a_quiz_are_listed(author: Client, course: Course) -> None:
    page = author.get(f"/courses/{course.slug}/new-quiz")

    assert address(course, kind="") in links(page).values()
    assert address(course, "the-bridge", kind="") not in links(page).values()
    assert address(course) in links(author.get(address(course, kind=""))).values()


def test_the_first_question_makes_the_quiz(author: Client, course: Course) -> None:
    form = form_on(author.get(address(course)))

    reply = author.post(address(course), data={**form, **QUESTION})

    quiz = db.session.scalars(sa.select(Quiz).where(Quiz.key == "the-quarrel-quiz")).one()
    assert (reply.status_code, reply.location) == (303, f"/quizzes/{quiz.id}/edit")
    version = newest_version(db.session, course.id)
    assert version
    content = file_of(db.session, version, SECOND_PATH.replace(".md", ".quiz.yaml"))
    assert content
    assert content.decode().startswith("id: the-quarrel-quiz\nitems:\n  - id: who-wrote-to-the-town\n")
    assert "Who wrote to the town?" in seen(author.get(f"/quizzes/{quiz.id}/edit"))


def test_it_can_be_looked_at_and_kept_before(author: Client, course: Course) -> None:
    form = {**form_on(author.get(address(course))), **QUESTION}

    page = author.post(address(course), data={**form, "action": "preview"})
    author.post(address(course), data={**form, "action": "draft"})

    assert page.status_code == 200
    assert form_on(author.get(f"{address(course)}&draft=1"))["prompt"] == [QUESTION["prompt"]]
    assert versions(course) == 1


def test_what_is_wrong_with_it_is_said(author: Client, course: Course) -> None:
    reply = author.post(address(course), data={**QUESTION, "answer": ""})

    assert reply.status_code == 422
    assert "answer" in seen(reply)
    assert versions(course) == 1


def test_a_lesson_has_one_quiz_and_must_be_there(author: Client, course: Course) -> None:
    for act in (author.get, author.post):
        assert act(address(course, "the-bridge")).status_code == 409
        assert act(address(course, "none")).status_code == 404
        assert act(address(course, kind="?kind=essai")).status_code == 404
    assert author.post(address(course), data=QUESTION).status_code == 303
    assert author.post(address(course), data=QUESTION).status_code == 409


def test_others_may_not(app: Flask, course: Course) -> None:
    for user in (make_user(), make_learner(course)):
        browser = new_client(app).login(user)
        assert browser.get(f"/courses/{course.slug}/new-quiz").status_code == 403
        assert browser.get(address(course)).status_code == 403
        assert browser.post(address(course), data=QUESTION).status_code == 403
    assert versions(course) == 1
