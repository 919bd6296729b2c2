"""Two requests in each other's way: the one that gives in says that nothing was stored and what to do, and does no harm.

The deadlocks and the locks are real, on databases of their own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.quizzes import AttemptStep
from tests.support.apps import close, make_app, migrate, new_client, new_database
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.quizzes import make_attempt, new_token
from tests.support.seen import seen

PATIENCE_SECONDS = 60
BUSY = "The server was busy with the same thing twice; nothing was stored. What you typed is still in the form: go back and send it again."
JSON = {"Accept": "application/json"}
TRACES = ("Traceback", "sqlite", "psycopg", "deadlock", "locked", "INSERT")


def taking(app: Flask) -> tuple[Client, int]:
    """Somebody signed in, with an attempt just begun."""
    with app.app_context():
        user = make_user(name="Ana")
        attempt_id = make_attempt(user).id
        client = new_client(app).login(user)
        db.session.commit()
        return client, attempt_id


def save(client: Client, attempt_id: int, **options: Any) -> TestResponse:
    form = {"choice": "0", "token": new_token()}
    return client.post(f"/attempts/{attempt_id}/answers/1", data=form, **options)


def answers(app: Flask) -> int:
    with app.app_context():
        count = sa.select(sa.func.count()).select_from(AttemptStep).where(AttemptStep.position.is_not(None))
        found = db.session.scalar(count) or 0
        db.session.rollback()
        return found


def assert_busy(reply: TestResponse) -> None:
    words = reply.get_data(as_text=True)
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert [trace for trace in TRACES if trace in words] == []


@pytest.fixture(scope="module")
def waiting(postgres: sa.URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database where what overlaps is noticed soon."""
    with new_database(postgres, f"waiting_{os.getpid()}") as url:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            name = connection.engine.url.database
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET deadlock_timeout = '2s'")
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'")
        app = make_app(tmp_path_factory.mktemp("waiting"), DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


class TestSQLite:
    """A writer that does not let go, and little patience."""

    @pytest.fixture
    def app(self, instance: Path) -> Iterator[Flask]:
        app = make_app(instance)
        migrate(app)
        with app.app_context():
            engine = db.engine
            engine.dispose()
        sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
        yield app
        close(app)

    @pytest.fixture
    def writer(self, app: Flask) -> Iterator[sa.Connection]:
        with app.app_context():
            engine = db.engine
        with engine.connect() as connection:
            yield connection

    def test_a_form_says_what_to_do_and_sent_again_it_is_kept(self, app: Flask, writer: sa.Connection) -> None:
        client, attempt_id = taking(app)
        lock = writer.begin()

        page, told = save(client, attempt_id), save(client, attempt_id, headers=JSON)
        lock.rollback()
        again = save(client, attempt_id)

        assert_busy(page)
        assert BUSY in seen(page)
        assert_busy(told)
        assert told.json == {"error": BUSY}
        assert again.status_code == 303
        assert answers(app) == 1

    def test_reading_goes_on_meanwhile(self, app: Flask, writer: sa.Connection) -> None:
        client, attempt_id = taking(app)
        lock = writer.begin()

        reply = client.get(f"/attempts/{attempt_id}")
        lock.rollback()

        assert reply.status_code == 200

    def test_what_was_to_be_said_of_it_is_not_said_later(self, app: Flask, writer: sa.Connection) -> None:
        client, _attempt_id = taking(app)
        lock = writer.begin()

        reply = client.post("/settings", data={"name": "Somebody Else"})
        lock.rollback()
        afterwards = seen(client.get("/settings"))

        assert_busy(reply)
        assert "Somebody Else" not in afterwards
        assert "Saved" not in afterwards


class TestPostgreSQL:
    """Two transactions that wait for each other, and two that cannot both be true."""

    @pytest.fixture
    def other(self, waiting: Flask) -> Iterator[sa.Connection]:
        """Another transaction, with so much patience that it is never the one to give in."""
        with waiting.app_context():
            engine = db.engine
        with engine.connect() as connection:
            connection.exec_driver_sql("SET LOCAL deadlock_timeout = '10min'")
            yield connection

    def until_somebody_waits(self, waiting: Flask, request: Future[TestResponse]) -> None:
        with waiting.app_context():
            engine = db.engine
        end = time.monotonic() + PATIENCE_SECONDS
        locks = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        with engine.connect() as connection:
            while not connection.exec_driver_sql(locks).scalar():
                assert not request.done()
                assert time.monotonic() < end
                time.sleep(0.02)

    @pytest.mark.parametrize("headers", [{}, JSON])
    def test_of_two_that_wait_for_each_other_one_gives_in(
        self, waiting: Flask, other: sa.Connection, headers: dict[str, str]
    ) -> None:
        client, attempt_id = taking(waiting)
        before = answers(waiting)
        other.exec_driver_sql("LOCK TABLE attempt_step IN SHARE MODE")

        with ThreadPoolExecutor() as pool:
            request = pool.submit(save, client, attempt_id, headers=headers)
            self.until_somebody_waits(waiting, request)
            # The request holds the attempt and waits for the log, this holds the log and waits for the attempt.
            other.exec_driver_sql(f"SELECT id FROM attempt WHERE id = {attempt_id} FOR UPDATE")
            other.rollback()
            reply = request.result(PATIENCE_SECONDS)

        assert_busy(reply)
        assert BUSY in reply.get_data(as_text=True)
        assert answers(waiting) == before
        assert save(client, attempt_id).status_code == 303
        assert answers(waiting) == before + 1

    def test_of_two_that_cannot_both_be_true_the_later_gives_in(self, waiting: Flask, other: sa.Connection) -> None:
        client, attempt_id = taking(waiting)
        before = answers(waiting)
        other.exec_driver_sql(f"UPDATE attempt SET pending = 1 WHERE id = {attempt_id}")

        with ThreadPoolExecutor() as pool:
            request = pool.submit(save, client, attempt_id)
            self.until_somebody_waits(waiting, request)
            other.commit()
            reply = request.result(PATIENCE_SECONDS)

        assert_busy(reply)
        assert answers(waiting) == before

    def test_other_errors_of_the_database_stay_errors(self, waiting: Flask) -> None:
        with waiting.app_context(), pytest.raises(sa.exc.ProgrammingError):
            db.session.execute(sa.text("SELECT nothing FROM nowhere"))
        with waiting.app_context():
            db.session.rollback()
            assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) is not None
            db.session.rollback()
