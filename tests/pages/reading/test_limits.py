"""How many people may begin without an account from one address in a minute; who has begun is never held up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.shared.db import db
from courses.shared.web.limits import limiter
from models.accounts import User
from tests.support.apps import close, make_app, migrate, new_client
from tests.support.factories.catalogue import make_course, make_guest, make_lesson

ADDRESS = "/courses/river/lessons/first/read"
MOST = 60


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[Flask]:
    """An application that counts, with a lesson to read."""
    app = make_app(tmp_path, RATE_LIMITS="on")
    migrate(app)
    with app.app_context():
        limiter.reset()
        make_lesson(make_course(slug="river"), key="first")
        yield app
        limiter.reset()
    close(app)


def test_so_many_guests_begin_and_no_more(counting: Flask) -> None:
    answers = [new_client(counting).post(ADDRESS).status_code for _ in range(MOST + 1)]

    assert answers == [303] * MOST + [429]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == MOST


def test_whoever_has_begun_is_not_counted(counting: Flask) -> None:
    client = new_client(counting).login(make_guest())

    answers = {client.post(ADDRESS).status_code for _ in range(MOST + 5)}

    assert answers == {303}
