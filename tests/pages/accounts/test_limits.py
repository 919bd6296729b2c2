"""How often one may try: by the address one comes from, by the mail address, by the person; and closed doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from courses.accounts import service
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.limits import limiter
from models.accounts import User
from tests.pages.accounts.reading import is_member, words
from tests.support.apps import close, make_app, migrate, new_client, rolled_back
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import make_user

WRONG = "not the password"


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(tmp_path_factory.mktemp("counting"), RATE_LIMITS="on")
    migrate(app)
    yield app
    close(app)


@pytest.fixture
def limited(counting: Flask) -> Iterator[Flask]:
    """An application that counts, and has not counted yet."""
    with rolled_back(counting), counting.app_context():
        limiter.reset()
        yield counting
        limiter.reset()


@pytest.fixture
def closed(counting: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application where nobody signs up."""
    settings = replace(counting.config["SETTINGS"], sign_up="closed", rate_limits="off")
    monkeypatch.setitem(counting.config, "SETTINGS", settings)
    monkeypatch.setitem(counting.jinja_env.globals, "sign_up_is_open", False)
    with rolled_back(counting), counting.app_context():
        yield counting


def sign_in(client: Client, email: str, password: str = WRONG, *, address: str = "192.0.2.1") -> int:
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def test_the_sixth_try_for_one_mail_address_is_refused_wherever_it_comes_from(limited: Flask) -> None:
    make_member(email="ana@example.org")
    make_member(email="ben@example.org")
    client = new_client(limited)

    tries = [sign_in(client, "Ana@example.org ", address=f"192.0.2.{number}") for number in range(5)]
    sixth = sign_in(client, "ana@example.org", PASSWORD, address="192.0.2.99")

    assert (tries, sixth) == ([422] * 5, 429)
    assert sign_in(client, "ben@example.org", PASSWORD, address="192.0.2.98") == 303


def test_unknown_addresses_are_counted_alike(limited: Flask) -> None:
    client = new_client(limited)

    assert [sign_in(client, "nobody@example.org") for _ in range(6)] == [422] * 5 + [429]


def test_the_eleventh_try_from_one_place_is_refused_whoever_it_is_for(limited: Flask) -> None:
    client = new_client(limited)

    tries = [sign_in(client, f"reader{number}@example.org") for number in range(11)]

    assert tries == [422] * 10 + [429]
    assert sign_in(client, "reader@example.org", address="192.0.2.2") == 422


def test_a_class_at_one_place_signs_in_together(limited: Flask) -> None:
    people = [str(make_member().email) for _ in range(15)]

    tries = [sign_in(new_client(limited), email, PASSWORD) for email in people]

    assert tries == [303] * 15


def test_the_page_says_how_long_to_wait(limited: Flask) -> None:
    client = new_client(limited)
    for _ in range(5):
        client.post("/reset", data={"email": "ana@example.org"})

    reply = client.post("/reset", data={"email": "ana@example.org"})

    assert reply.status_code == 429
    assert "That was too often in a short time. Try again in 60 minutes; nothing was lost." in words(reply)
    assert 3_500 < int(reply.headers["Retry-After"]) <= 3_601
    assert client.get("/reset").status_code == 200


def test_signing_up_is_limited(limited: Flask) -> None:
    client = new_client(limited)

    tries = [client.post("/sign-up", data={"name": "A", "email": "", "password": ""}).status_code for _ in range(21)]

    assert tries == [422] * 20 + [429]


def test_tries_of_the_own_password_count_together_on_all_pages(limited: Flask) -> None:
    client, other = new_client(limited).login(make_member()), new_client(limited).login(make_member())
    paths = ["/settings/mail", "/settings/password", "/settings/delete"]
    guess = {"present": WRONG, "email": "x@example.org", "password": PASSWORD, "proposals": "keep"}

    tries = [client.post(paths[number % 3], data=guess).status_code for number in range(11)]

    assert tries == [422] * 10 + [429]
    assert other.post(paths[0], data=guess).status_code == 422


def test_an_application_without_limits_does_not_count(limited: Flask, client: Client) -> None:
    tries = [client.post("/sign-in", data={"email": "a@example.org", "password": WRONG}) for _ in range(12)]

    assert {reply.status_code for reply in tries} == {422}


def test_where_signing_up_is_closed_it_says_what_to_do(closed: Flask) -> None:
    client = new_client(closed)
    data = {"name": "Ana", "email": "ana@example.org", "password": PASSWORD}

    for reply in (client.get("/sign-up"), client.post("/sign-up", data=data)):
        assert reply.status_code == 403
        assert "ask them for one" in words(reply)
    assert db.session.query(User).count() == 0
    assert "/sign-up" not in client.get("/sign-in").text


def test_where_signing_up_is_closed_members_still_sign_in(closed: Flask) -> None:
    make_member(email="ana@example.org")
    make_user()
    client = new_client(closed)

    assert client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD}).status_code == 303
    assert is_member(client)


def test_where_signing_up_is_closed_the_first_administrator_still_comes_in(closed: Flask) -> None:
    path = service.first_administrator_path(db.session, now=clock.now())
    db.session.commit()

    data = {"name": "Ana", "email": "ana@example.org", "password": PASSWORD}
    assert new_client(closed).post(str(path), data=data).status_code == 303
