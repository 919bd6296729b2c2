"""Rate limits limit: whatever a client claims about itself, and without locking out whoever comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from courses.shared.db import commit, db
from courses.shared.web.limits import origin
from models.accounts import User
from models.enums import Behaviour
from tests.support.apps import close, make_app, migrate, new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import make_attempt, settings

WRONG = {"password": "a bridge over the river"}


def limited_app(folder: Path, **settings: str) -> Flask:
    app = make_app(folder, RATE_LIMITS="on", **settings)
    migrate(app)
    return app


@pytest.fixture
def limited(instance: Path) -> Iterator[Flask]:
    """An application that counts; each begins at nothing."""
    app = limited_app(instance)
    yield app
    close(app)


def sign_in(client: Client, email: str, *, address: str = "192.0.2.1", **headers: str) -> int:
    sent = {"data": {"email": email, **WRONG}, "headers": headers, "environ_base": {"REMOTE_ADDR": address}}
    return client.post("/sign-in", **sent).status_code


def test_capital_letters_are_no_other_address(limited: Flask) -> None:
    answers = [
        sign_in(new_client(limited), f" {'ana@example.org'[:n].upper()}{'ana@example.org'[n:]}") for n in range(6)
    ]

    assert answers[-1] == 429


def test_claiming_to_come_from_elsewhere_changes_nothing(limited: Flask) -> None:
    answers = []
    for number in range(11):
        claimed = f"203.0.113.{number}"
        names = ("X-Forwarded-For", "X-Real-IP", "Client-IP", "X-Client-IP", "True-Client-IP")
        claims = {**dict.fromkeys(names, claimed), "Forwarded": f"for={claimed}"}
        answers.append(sign_in(new_client(limited), f"person-{number}@example.org", **claims))

    assert answers == [422] * 10 + [429]


def test_behind_a_proxy_only_what_the_proxy_says_counts(instance: Path) -> None:
    app = limited_app(instance, TRUSTED_PROXIES="1")

    def ask(claimed: str, seen: str) -> int:
        return sign_in(new_client(app), f"{claimed}-{seen}@example.org", **{"X-Forwarded-For": f"{claimed}, {seen}"})

    same_place = [ask(f"203.0.113.{n}", "198.51.100.7") for n in range(11)]
    elsewhere = ask("203.0.113.1", "198.51.100.8")

    assert same_place[-1] == 429
    assert elsewhere == 422
    close(app)


def test_whoever_has_a_network_of_addresses_counts_as_one(limited: Flask) -> None:
    one_network = [
        sign_in(new_client(limited), f"p-{n}@example.org", address=f"2001:db8:0:7::{n:x}") for n in range(11)
    ]
    next_network = sign_in(new_client(limited), "somebody@example.org", address="2001:db8:0:8::1")

    assert one_network[-1] == 429
    assert next_network == 422


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "127.0.0.1"),
        ("socket", "socket"),
    ],
)
def test_where_a_request_comes_from(remote: str, counted: str) -> None:
    with Flask(__name__).test_request_context(environ_base={"REMOTE_ADDR": remote}):
        assert origin() == counted


def test_reading_goes_on_for_whoever_has_tried_too_often(limited: Flask) -> None:
    client = new_client(limited)
    while sign_in(client, "ana@example.org") != 429:
        pass

    assert client.get("/sign-in").status_code == 200
    assert client.get("/").status_code == 200


def learners(app: Flask) -> list[tuple[Client, str]]:
    """Two people at one address, each with the address of an attempt of their own."""
    with app.app_context():
        quiz = make_quiz(settings=settings(behaviour=Behaviour.IMMEDIATE))
        make_item(quiz)
        attempts = [make_attempt(make_user(), quiz) for _ in range(2)]
        places = [f"/attempts/{attempt.id}" for attempt in attempts]
        people = [new_client(app).login(db.session.get_one(User, attempt.user_id)) for attempt in attempts]
        commit()
        return list(zip(people, places, strict=True))


def test_sixty_answers_at_once_arrive_and_thousands_do_not(limited: Flask) -> None:
    (one, own), (other, others) = learners(limited)

    burst = [
        one.post(f"{own}/answers/1", data={"choice": str(number % 2), "token": f"token-number-{number}"}).status_code
        for number in range(60)
    ]
    # Half of them are checked, which counts as well; at the turn of a minute counting begins anew.
    answers = [one.post(f"{own}/{('answers', 'checks')[number % 2]}/9").status_code for number in range(600)]
    elsewhere = other.post(f"{others}/checks/1", data={"choice": "0", "token": "another-token"}).status_code

    assert set(burst) == {303}
    assert answers.index(429) >= 180
    assert elsewhere == 303
    assert one.get(own).status_code == 200


def test_limits_hold_while_their_store_is_away(instance: Path) -> None:
    app = limited_app(instance, REDIS_URL="redis://127.0.0.1:1/0")
    client = new_client(app)

    answers = [sign_in(client, "ana@example.org") for _ in range(6)]

    assert answers == [422] * 5 + [429]
    close(app)
