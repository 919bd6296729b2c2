"""SQL statements of each page, counted at both sizes."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app import create_app
from benchmarks.latency import summaries
from benchmarks.pages import visits
from benchmarks.report import Row
from benchmarks.world import World
from courses.shared.config import read_settings
from courses.shared.db import db
from models.quizzes import Attempt
from tests.support.statements import recorded

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
        attempt = (
            db.session.scalars(sa.select(Attempt.id).where(Attempt.user_id == 1, Attempt.finished_at.is_(None))).first()
            or 0
        )
    found = {
        name: _count(app, visit.path, world.cookies[0] if visit.is_member else "")
        for name, visit in visits(world, attempt).items()
    }
    return found | {name: _count(app, path, world.instructor) for name, (path, _most) in summaries(world).items()}


def _count(app: Flask, path: str, cookie: str) -> int:
    with recorded(app) as sent:
        reply = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    if reply.status_code != 200:
        raise RuntimeError(f"{path} answered {reply.status_code}.")
    return len(sent)
