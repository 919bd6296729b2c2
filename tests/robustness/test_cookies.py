"""The cookie: signed, kept from scripts, and worth nothing once somebody has changed it."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import TestResponse

from tests.support.apps import close, make_app, migrate, new_client

ACCOUNT = {"name": "Nora New", "email": "nora@example.org", "password": "a bridge over the river"}


@pytest.fixture
def homely(instance: Path) -> Iterator[Flask]:
    app = make_app(instance)
    migrate(app)
    yield app
    close(app)


def cookie_of(reply: TestResponse) -> str:
    return SimpleCookie(reply.headers["Set-Cookie"])["study"].value


def ask_with(app: Flask, name: str, value: str) -> TestResponse:
    client = new_client(app)
    client.set_cookie(name, value)
    return client.get("/settings")


def test_the_cookie_opens_the_settings_and_a_changed_one_does_not(homely: Flask) -> None:
    cookie = cookie_of(new_client(homely).post("/sign-up", data=ACCOUNT))
    half = len(cookie) // 2
    forged = [
        # Not the very last letter, of whose bits some say nothing.
        cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1],
        cookie[:half] + ("A" if cookie[half] != "A" else "B") + cookie[half + 1 :],
        cookie.rpartition(".")[0],
        cookie.partition(".")[0] + "..",
        "",
        "." * 4000,
        "\x7f" * 100,
    ]

    assert ask_with(homely, "study", cookie).status_code == 200
    assert [ask_with(homely, "study", each).status_code for each in forged] == [302] * len(forged)


def test_a_cookie_signed_with_another_secret_is_nobodys(homely: Flask, tmp_path: Path) -> None:
    cookie = cookie_of(new_client(homely).post("/sign-up", data=ACCOUNT))
    signer = SecureCookieSessionInterface().get_signing_serializer(homely)
    stranger = make_app(tmp_path / "stranger", SECRET_KEY="another secret of thirty-two letters")
    forger = SecureCookieSessionInterface().get_signing_serializer(stranger)
    assert signer
    assert forger

    forged = forger.dumps(signer.loads(cookie))

    assert ask_with(homely, "study", str(forged)).status_code == 302
    close(stranger)


@pytest.mark.parametrize("number", ["1", "1|", "1|" + "0" * 128])
def test_a_number_is_no_way_in(homely: Flask, number: str) -> None:
    new_client(homely).post("/sign-up", data=ACCOUNT)

    assert ask_with(homely, "remember_token", number).status_code == 302


def test_scripts_and_other_sites_do_not_get_the_cookie(homely: Flask) -> None:
    header = new_client(homely).post("/sign-up", data=ACCOUNT).headers["Set-Cookie"]

    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header


def test_over_https_the_cookie_never_travels_in_the_clear(instance: Path) -> None:
    app = make_app(instance, PUBLIC_URL="https://study.example.org")
    migrate(app)

    reply = new_client(app).get("/sign-in", base_url="https://study.example.org")

    assert "Secure" in reply.headers["Set-Cookie"]
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    close(app)
