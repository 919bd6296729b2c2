"""The name under which a browser keeps what a person typed: each has one of their own, and takes it along."""

from __future__ import annotations

import re

from flask import Flask

from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import make_guest

KEEPER = re.compile(r'<meta name="keeper" content="([^"]*)"(?: data-former="([^"]*)")?>')


def keeper(client: Client) -> tuple[str, str]:
    """The name a page carries, and that of the guest whose texts its reader inherits."""
    found = KEEPER.search(client.get("/").text)
    assert found, "The page names nobody."
    return found[1], found[2] or ""


def test_everybody_has_a_name_of_their_own_that_is_no_number(app: Flask, client: Client) -> None:
    users = [make_member(email=f"{name}@example.org") for name in ("ana", "ben")]

    names = [keeper(new_client(app).login(user))[0] for user in users]

    assert len(set(names)) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert keeper(new_client(app).login(users[0]))[0] == names[0]


def test_a_visitor_has_none(client: Client) -> None:
    assert 'name="keeper"' not in client.get("/").text


def test_a_guest_who_signs_up_keeps_the_name(client: Client) -> None:
    before = keeper(client.login(make_guest()))

    client.post("/sign-up", data={"name": "Ana", "email": "ana@example.org", "password": PASSWORD})

    assert keeper(client) == before


def test_a_guest_who_signs_in_hands_on_what_was_kept(client: Client) -> None:
    member = make_member(email="ana@example.org")
    guest, _none = keeper(client.login(make_guest()))

    client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})

    name, former = keeper(client)
    assert former == guest
    assert name == keeper(new_client(client.application).login(member))[0]


def test_whoever_comes_next_inherits_nothing(client: Client) -> None:
    for name in ("ana", "ben"):
        make_member(email=f"{name}@example.org")
    client.login(make_guest())
    client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    client.post("/sign-out")

    client.post("/sign-in", data={"email": "ben@example.org", "password": PASSWORD})

    assert keeper(client)[1] == ""
