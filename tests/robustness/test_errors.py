"""What people and the log see when something breaks: a page that says so, nothing kept by half, no secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.enums import Sharing
from models.groups import GroupMember
from tests.support.apps import close, make_app, migrate, new_client, new_database
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.groups import make_group, make_membership

ACCOUNT = {"name": "Nora New", "email": "nora@example.org", "password": "a bridge over the river"}
TRACES = ("Traceback", "sqlite", "psycopg", "SELECT", "INSERT", "/courses/shared", "File &#34;")


@pytest.fixture
def in_use(instance: Path) -> Iterator[Flask]:
    """An application as people meet it, not as tests do: it answers unexpected errors with a page."""
    app = make_app(instance)
    migrate(app)
    app.testing = False
    yield app
    close(app)


def signed_up(app: Flask) -> Client:
    client = new_client(app)
    assert client.post("/sign-up", data=ACCOUNT).status_code == 303
    return client


def break_database(app: Flask, statement: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def assert_kind(reply: TestResponse) -> None:
    """It is our page about an error of ours, with nothing of the inside."""
    words = reply.get_data(as_text=True)
    assert reply.status_code == 500
    assert "Something went wrong on our side." in words
    assert "Content-Security-Policy" in reply.headers
    assert [trace for trace in TRACES if trace in words] == []


def test_a_page_without_its_table_is_an_error_page(in_use: Flask) -> None:
    break_database(in_use, "ALTER TABLE course RENAME TO gone")

    assert_kind(new_client(in_use).get("/"))


def test_the_error_page_needs_no_session_either(in_use: Flask) -> None:
    client = signed_up(in_use)
    break_database(in_use, "ALTER TABLE user_session RENAME TO gone")

    assert_kind(client.get("/"))
    assert_kind(client.get("/settings"))
    assert_kind(client.post("/sign-out"))


def test_what_could_not_be_committed_is_not_called_saved(in_use: Flask) -> None:
    client = signed_up(in_use)
    client.get("/")  # shows the welcome
    with in_use.app_context():
        engine = db.engine

    def fail(_connection: sa.Connection) -> None:
        raise OSError("No space left on device")

    sa.event.listen(engine, "commit", fail)
    reply = client.post("/settings", data={"name": "Somebody Else"})
    sa.event.remove(engine, "commit", fail)
    afterwards = client.get("/settings").get_data(as_text=True)

    assert_kind(reply)
    assert "Somebody Else" not in reply.get_data(as_text=True)
    assert "Somebody Else" not in afterwards
    assert "Nora New" in afterwards


@pytest.mark.parametrize("path", ["/settings", "/groups/1/sharing"])
def test_what_somebody_deletes_in_the_same_moment_is_a_conflict(in_use: Flask, path: str) -> None:
    """The name is flushed by its view, the choice by the commit after it."""
    with in_use.app_context():
        person = make_user()
        make_membership(make_group(), person)
        client = new_client(in_use).login(person)
        db.session.commit()

    def delete_first(session: Session, *_: object) -> None:
        if session.dirty:
            session.connection().exec_driver_sql("DELETE FROM group_member")
            session.connection().exec_driver_sql('DELETE FROM "user"')

    sa.event.listen(Session, "before_flush", delete_first)
    reply = client.post(path, data={"name": "Somebody Else", "sharing": "nothing"})
    sa.event.remove(Session, "before_flush", delete_first)

    words = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "Content-Security-Policy" in reply.headers
    assert "Somebody has deleted this in the same moment." in words
    assert "Saved" not in words
    with in_use.app_context():
        assert db.session.scalars(sa.select(GroupMember.sharing)).all() == [Sharing.EVERYTHING]
        db.session.rollback()


def test_the_log_says_where_and_keeps_what_people_wrote_to_itself(
    in_use: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    break_database(in_use, "ALTER TABLE user_session RENAME TO gone")

    with caplog.at_level(logging.DEBUG):
        assert_kind(new_client(in_use).post("/sign-up", data=ACCOUNT))

    assert "Unexpected error at '/sign-up'" in caplog.text
    for secret in (ACCOUNT["email"], ACCOUNT["password"], "argon2", ACCOUNT["name"]):
        assert secret not in caplog.text


def test_a_path_cannot_write_lines_of_the_log(in_use: Flask, caplog: pytest.LogCaptureFixture) -> None:
    break_database(in_use, "ALTER TABLE course RENAME TO gone")

    new_client(in_use).get("/courses/x%0aERROR%20forged/")

    assert "Unexpected error at '/courses/x\\nERROR forged/'" in caplog.text


def test_debugging_cannot_be_switched_on_from_outside(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")

    app = make_app(instance)

    assert app.debug is False
    close(app)


def test_connections_that_the_database_has_closed_are_opened_anew(postgres: sa.URL, instance: Path) -> None:
    with new_database(postgres, "closed_connections") as url:
        app = make_app(instance, DATABASE_URL=url)
        migrate(app)
        client = signed_up(app)
        administration = sa.create_engine(postgres, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with administration.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'closed_connections'"
            )

        reply = client.get("/settings")

        with app.app_context():
            people = db.session.scalars(sa.select(User.name)).all()
            db.session.rollback()
        assert reply.status_code == 200
        assert people == ["Nora New"]
        close(app)
