"""What the tests stand on holds: two real databases, nothing kept from one test to the next, no way out of the machine."""

from __future__ import annotations

import socket

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.shared.db import db
from models.accounts import User, UserSession
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.statements import recorded


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(session: Session, time: str) -> None:
    make_user(email="the.same@example.org")
    session.commit()

    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_what_a_request_undoes_leaves_what_the_test_prepared(app: Flask, session: Session) -> None:
    kept = make_user()
    session.commit()
    with app.app_context():
        make_user()
        db.session.rollback()

    assert session.scalars(sa.select(User.id)).all() == [kept.id]


def test_constraints_are_those_of_the_real_database(session: Session) -> None:
    make_user(email="one@example.org")

    with pytest.raises(sa.exc.IntegrityError):
        make_user(email="one@example.org")


def test_each_test_runs_on_both_databases(app: Flask, request: pytest.FixtureRequest) -> None:
    with app.app_context():
        dialect = db.engine.dialect.name

    assert f"[{dialect}]" in request.node.name


def test_a_signed_in_browser_stays_so(client: Client, session: Session) -> None:
    user = make_user()

    page = client.login(user).get("/settings")

    assert page.status_code == 200
    assert session.scalars(sa.select(UserSession.user_id)).all() == [user.id]


def test_a_form_without_its_token_is_refused(client: Client) -> None:
    with_token = client.post("/sign-in")
    without = client.post("/sign-in", form_token=False)

    assert (with_token.status_code, without.status_code) == (422, 400)


def test_statements_are_counted_without_savepoints(app: Flask, session: Session) -> None:
    with recorded(app) as statements:
        session.scalars(sa.select(User.id)).all()
        session.commit()

    assert len(statements) == 1


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as there, pytest.raises(AssertionError, match="tests use no network"):
        there.connect(("192.0.2.1", 80))
