"""What a learner does with a quiz: begin, answer, finish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.catalogue import Lesson
from models.enums import Behaviour, Review
from models.items import Quiz
from models.quizzes import Attempt
from tests.support.client import Client
from tests.support.factories.catalogue import make_passage
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import new_token, settings

HINTS = ["Look at the first sentence.", "It was not the king."]


def quiz_of(lesson: Lesson, behaviour: str = "deferred", review: str = "everything", **values: Any) -> Quiz:
    """Two questions; the first has hints."""
    kept = settings(behaviour=Behaviour(behaviour), review=Review(review), **values)
    quiz = make_quiz(lesson, settings=kept)
    passage = make_passage(lesson, text="Its bridge came later.")
    make_item(quiz, hints=HINTS, explanation="The chronicle says so.", evidence=[passage])
    make_item(quiz, "short-answer")
    return quiz


def begin(client: Client, quiz: Quiz) -> Attempt:
    """Press the button of the quiz's page."""
    reply = client.post(f"/quizzes/{quiz.id}/attempts")
    assert reply.status_code == 303
    found = re.search(r"/attempts/(\d+)", reply.location)
    assert found
    return db.session.get_one(Attempt, int(found[1]))


def answer(client: Client, attempt: Attempt, position: int, fields: Mapping[str, Any], **options: Any) -> TestResponse:
    form = {"token": new_token(), **fields}
    return client.post(f"/attempts/{attempt.id}/answers/{position}", data=form, **options)


def finish(client: Client, attempt: Attempt) -> TestResponse:
    return client.post(f"/attempts/{attempt.id}/finish")


def learner_of(attempt: Attempt) -> User:
    return db.session.get_one(User, attempt.user_id)
