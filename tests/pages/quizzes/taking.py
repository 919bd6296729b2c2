"""What a learner does with a quiz: begin, answer, finish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.items import Quiz
from models.quizzes import Attempt
from tests.support.client import Client
from tests.support.factories.quizzes import new_token


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
