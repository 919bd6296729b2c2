"""What an operator does for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import service
from courses.shared import clock
from models.accounts import AccountToken, User
from models.enums import TokenPurpose
from models.operations import OutboxEntry
from tests.support.apps import new_client
from tests.support.factories.accounts import make_link, make_member
from tests.support.factories.catalogue import make_guest, make_user


@pytest.fixture
def run(app: Flask, session: Session) -> Any:
    """Run a command as an operator would."""

    def accounts(*arguments: str) -> Result:
        session.commit()
        result = app.test_cli_runner().invoke(args=["accounts", *arguments])
        session.expire_all()
        return result

    return accounts


def test_a_member_becomes_administrator(run: Any, session: Session) -> None:
    user = make_member(name="Ana", email="ana@example.org")
    make_link(TokenPurpose.FIRST_ADMINISTRATOR)

    result = run("administrator", "Ana@example.org")

    assert result.exit_code == 0
    assert "Ana (ana@example.org) administers the site now." in result.output
    assert user.is_administrator
    assert session.scalars(sa.select(AccountToken)).all() == []


@pytest.mark.parametrize("command", ["administrator", "link"])
def test_an_unknown_address_is_named_with_what_to_do(run: Any, session: Session, command: str) -> None:
    make_guest()

    result = run(command, "nobody@example.org")

    assert result.exit_code == 1
    assert "Nobody has an account with the address nobody@example.org" in result.output
    assert "accounts add" in result.output


def test_a_printed_link_lets_choose_a_password(run: Any, session: Session, app: Flask) -> None:
    user = make_member()

    address = run("link", str(user.email)).output.split()[-1]

    assert address.startswith(f"{app.config['SETTINGS'].public_url}/reset/")
    path = address.removeprefix(app.config["SETTINGS"].public_url)
    assert new_client(app).post(path, data={"password": "a river under the bridge"}).status_code == 303
    assert service.authenticate(session, email=str(user.email), password="a river under the bridge")


def test_an_account_is_made_for_somebody(run: Any, session: Session, app: Flask) -> None:
    result = run("add", "Ana@example.org", "Ana Lindt")

    user = session.scalars(sa.select(User)).one()
    assert (user.email, user.name, user.is_guest) == ("ana@example.org", "Ana Lindt", False)
    path = result.output.split()[-1].removeprefix(app.config["SETTINGS"].public_url)
    assert new_client(app).get(path).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("taken@example.org", "Ana"), "There is an account"),
        (("nonsense", "Ana"), "not a mail address"),
        (("ana@example.org", " "), "Write the name"),
    ],
)
def test_an_account_that_cannot_be_made_is_not(
    run: Any, session: Session, arguments: tuple[str, str], problem: str
) -> None:
    make_user(email="taken@example.org")

    result = run("add", *arguments)

    assert result.exit_code == 1
    assert problem in result.output
    assert session.scalars(sa.select(User.email)).all() == ["taken@example.org"]


def test_guests_who_never_came_back_are_forgotten(run: Any, session: Session) -> None:
    now = clock.now()
    make_guest(created_at=now - timedelta(days=40))
    younger = make_guest(created_at=now - timedelta(days=20))

    assert run("forget-guests").output == "0 guests forgotten.\n"
    assert run("forget-guests", "--days", "30").output == "1 guest forgotten.\n"

    assert session.scalars(sa.select(User.id)).all() == [younger.id]


def test_what_is_left_of_old_mails_goes_with_the_guests(run: Any, session: Session) -> None:
    now = clock.now()
    for days in (20, 40):
        at = now - timedelta(days=days)
        session.add(OutboxEntry(kind="mail", payload={}, created_at=at, due_at=at, done_at=at))

    run("forget-guests", "--days", "30")

    assert session.scalars(sa.select(OutboxEntry.created_at)).all() == [now - timedelta(days=20)]


def test_forgetting_takes_at_least_a_day(run: Any, session: Session) -> None:
    make_guest()

    assert run("forget-guests", "--days", "0").exit_code == 2
    assert len(session.scalars(sa.select(User)).all()) == 1
