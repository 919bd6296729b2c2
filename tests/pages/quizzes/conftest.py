"""A lesson with a quiz of two questions."""

from __future__ import annotations

import pytest

from courses.shared.db import db
from models.catalogue import Course, Lesson
from models.items import Quiz
from tests.support.client import Client
from tests.support.factories.catalogue import make_course, make_lesson, make_passage, make_source
from tests.support.factories.items import make_item, make_quiz


@pytest.fixture
def lesson(client: Client) -> Lesson:
    course = make_course(slug="river-towns", title="River Towns")
    return make_lesson(course, key="first-bridge", title="The first bridge", needs_read=False, needs_quiz=True)


@pytest.fixture
def quiz(lesson: Lesson) -> Quiz:
    """Two questions, the first proved by a line of a source."""
    source = make_source(db.session.get_one(Course, lesson.course_id), title="Chronicle of the town")
    passage = make_passage(lesson, source, line_from=3, text="Its bridge came later.")
    made = make_quiz(lesson, title="Check your reading")
    make_item(made, "multiple-choice", evidence=[passage], explanation="The chronicle says so.")
    make_item(made, "short-answer", evidence=[passage])
    return made
