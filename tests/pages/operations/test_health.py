"""What watchers ask."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from courses.shared.db import db
from tests.support.apps import close, make_app, migrate
from tests.support.client import Client


def test_a_program_that_reaches_its_database_is_healthy(client: Client) -> None:
    reply = client.get("/health")

    assert (reply.status_code, reply.text, reply.headers["Cache-Control"]) == (200, "ok\n", "no-store")


def test_a_program_that_has_lost_its_database_says_so_without_details(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(tmp_path)
    migrate(app)
    app.testing = False

    def gone(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, OSError("the disk at /secret/place"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", gone)
    with caplog.at_level(logging.CRITICAL):
        reply = app.test_client().get("/health")

    assert reply.status_code == 500
    assert "Something went wrong on our side." in reply.text
    assert "/secret/place" not in reply.text
    close(app)
