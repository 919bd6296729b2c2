"""Only instructors of the course write its quizzes, and only what the compiler accepts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.items.rules.kinds import KINDS
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import CHOICE, item_address, versions
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor, make_learner, make_lesson, make_user
from tests.support.seen import seen
from tests.support.small_course import course_files


@pytest.fixture
def paths(quiz: Quiz) -> list[str]:
    return [f"/quizzes/{quiz.id}/edit", item_address(quiz, CHOICE), f"/quizzes/{quiz.id}/new-item?kind=numeric"]


def people(course: Course) -> list[User]:
    return [make_user(), make_learner(course), make_instructor(db.session.get_one(Course, make_lesson().course_id))]


def test_others_may_not_open_the_editor(app: Flask, course: Course, paths: list[str]) -> None:
    for path in paths:
        assert new_client(app).get(path).status_code == 403
        assert [new_client(app).login(user).get(path).status_code for user in people(course)] == [403] * 3


def test_others_may_not_save(app: Flask, course: Course, quiz: Quiz, paths: list[str]) -> None:
    changing = [*paths, f"{item_address(quiz, CHOICE)}/move", f"{item_address(quiz, CHOICE)}/retire"]
    for path in changing:
        assert [new_client(app).login(user).post(path).status_code for user in people(course)] == [403] * 3

    assert versions(course) == 1


@pytest.mark.parametrize("path", ["items/none", "new-item?kind=essai", "new-item"])
def test_there_is_no_such_question_or_kind(author: Client, quiz: Quiz, path: str) -> None:
    assert author.get(f"/quizzes/{quiz.id}/{path}").status_code == 404
    assert author.post(f"/quizzes/{quiz.id}/{path}").status_code == 404


def test_there_is_no_such_quiz(author: Client) -> None:
    assert author.get("/quizzes/999999/edit").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_or_foreign_form_is_refused_without_a_crash(author: Client, quiz: Quiz, kind: str) -> None:
    for form in (
        {},
        dict.fromkeys(["option-text", "step", "pair-left", "answers", "answer", "proof-passage", "marks"], "\x85: ["),
    ):
        assert author.post(f"/quizzes/{quiz.id}/new-item?kind={kind}", data=form).status_code == 422


def test_a_file_with_its_items_between_brackets_is_refused_with_what_to_do(client: Client, session: Session) -> None:
    flat = "id: q\nitems: [{id: one, kind: numeric, prompt: When?, answer: 1, evidence: [a-8]}]\n"
    course = service.publish(session, course_files(quiz=flat), author_id=None, now=NOW).course
    quiz = session.scalars(sa.select(Quiz).where(Quiz.course_id == course.id)).one()

    reply = client.login(make_instructor(course)).get(f"/quizzes/{quiz.id}/edit")

    assert reply.status_code == 422
    assert "between brackets" in seen(reply)
