"""Several nodes count together in Redis, and count alone while it is away."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.support.apps import close, make_app, migrate, new_client
from tests.support.redis import redis_server

WRONG = {"email": "ana@example.org", "password": "a bridge over the river"}


def node(folder: Path, redis: str) -> Flask:
    """An application as one of several would run: its own memory, and the common Redis."""
    app = make_app(folder, RATE_LIMITS="on", REDIS_URL=redis)
    migrate(app)
    return app


def statuses(app: Flask, times: int) -> list[int]:
    return [new_client(app).post("/sign-in", data=WRONG).status_code for _ in range(times)]


def test_what_one_node_has_counted_the_other_knows(tmp_path: Path) -> None:
    with redis_server() as (redis, _):
        one = node(tmp_path / "one", redis)
        before = statuses(one, 4)
        other = node(tmp_path / "other", redis)
        after = statuses(other, 2)
        close(one)
        close(other)

    assert (before, after) == ([422] * 4, [422, 429])


def test_without_redis_people_still_sign_in_and_are_still_counted(tmp_path: Path) -> None:
    with redis_server() as (redis, server):
        app = node(tmp_path, redis)
        statuses(app, 2)
        server.kill()
        server.wait()
        answers = statuses(app, 6)
        close(app)

    assert answers == [422] * 5 + [429]
