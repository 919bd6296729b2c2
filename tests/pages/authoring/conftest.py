"""A published course with files, its quiz, and the browser of an instructor."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from courses.authoring import service
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import COMMENTED, quiz_of
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.small_course import course_files


@pytest.fixture
def course(session: Session) -> Course:
    return service.publish(session, course_files(quiz=COMMENTED), author_id=None, now=NOW).course


@pytest.fixture
def quiz(course: Course) -> Quiz:
    return quiz_of(course)


@pytest.fixture
def author(client: Client, course: Course) -> Client:
    return client.login(make_instructor(course))
