"""SQL statements of each page, counted at both sizes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import create_app
from benchmarks.pages import visits
from benchmarks.report import Row
from benchmarks.world import World
from courses.shared.config import read_settings
from courses.shared.db import db
from models.quizzes import Attempt

MOST = 6
HEADING = ("page", "statements, small", "statements, large")


def rows(small: World, large: World) -> list[Row]:
    """A line for each page; its number must be at most six, and the same at both sizes."""
    few, many = _counts(small), _counts(large)
    return [
        Row((name, str(few[name]), str(many[name])), f"at most {MOST}, the same", few[name] == many[name] <= MOST)
        for name in few
    ]


def _counts(world: World) -> dict[str, int]:
    app = create_app(read_settings(world.environ))
    with app.app_context():
        engine = db.engine
        attempt = (
            db.session.scalars(sa.select(Attempt.id).where(Attempt.user_id == 1, Attempt.finished_at.is_(None))).first()
            or 0
        )
    return {
        name: _count(app, engine, visit.path, world.cookies[0] if visit.is_member else "")
        for name, visit in visits(world, attempt).items()
    }


def _count(app: Flask, engine: sa.Engine, path: str, cookie: str) -> int:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        reply = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    if reply.status_code != 200:
        raise RuntimeError(f"{path} answered {reply.status_code}.")
    return len(sent)
