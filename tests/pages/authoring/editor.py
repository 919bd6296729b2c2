"""What an instructor does with the quiz editor, and what became of the file."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from courses.authoring.queries import file_of, newest_version
from courses.authoring.quiz_editor.queries import items_of
from courses.shared.db import db
from models.authoring import CourseVersion
from models.catalogue import Course
from models.items import Quiz
from tests.support.client import Client
from tests.support.fields import fields_of
from tests.support.seen import main_part
from tests.support.small_course import FIRST_QUIZ, QUIZ_PATH

CHOICE, NUMBER = "who-called-it-unjust", "when-was-it-built"
COMMENTED = FIRST_QUIZ.replace("items:\n", "items:\n  # Ask this first.\n")


def file_now(course: Course) -> str:
    version = newest_version(db.session, course.id)
    assert version
    content = file_of(db.session, version, QUIZ_PATH)
    assert content
    return content.decode()


def versions(course: Course) -> int:
    count = sa.select(sa.func.count()).select_from(CourseVersion).where(CourseVersion.course_id == course.id)
    return db.session.scalar(count) or 0


def form_on(page: TestResponse, kind: str = "form form--wide") -> dict[str, list[str]]:
    """What the page's own form would send if nobody touched it."""
    markup = main_part(page)
    start = markup.index(f'<form class="{kind}')
    return fields_of(markup[start : markup.index("</form>", start)])


def item_address(quiz: Quiz, key: str) -> str:
    return f"/quizzes/{quiz.id}/items/{key}"


def edited(author: Client, quiz: Quiz, key: str, **changes: Any) -> TestResponse:
    """Open an item, change something, press the button."""
    form = form_on(author.get(item_address(quiz, key)))
    return author.post(item_address(quiz, key), data={**form, **changes})


def buttons(author: Client, quiz: Quiz) -> str:
    """What the buttons of the quiz's page send as the state they were made on."""
    found = re.search(r'name="base" value="([^"]+)"', main_part(author.get(f"/quizzes/{quiz.id}/edit")))
    assert found
    return found[1]


def quiz_of(course: Course) -> Quiz:
    return db.session.scalars(sa.select(Quiz).where(Quiz.course_id == course.id)).one()


def body_of(quiz: Quiz, key: str) -> Any:
    return next(line.body for line in items_of(db.session, quiz.id, key) if line.key == key)
