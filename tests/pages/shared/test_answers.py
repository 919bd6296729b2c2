"""What every answer has in common: kept or undone as a whole, errors as pages, headers, compression."""

from __future__ import annotations

from collections.abc import Iterator

import brotli
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.typing import ResponseReturnValue

from courses.shared.db import commit, db
from courses.shared.errors import Conflict
from courses.shared.web.headers import POLICY
from models.accounts import User
from tests.support.apps import close, make_app, migrate, new_client
from tests.support.client import Client
from tests.support.factories.catalogue import YESTERDAY, make_user
from tests.support.seen import seen

LONG = "Words and more words. " * 100


def add_somebody() -> None:
    db.session.add(User(name="Ana", email="ana@example.org", password_hash="!", created_at=YESTERDAY))


def add_routes(app: Flask) -> None:
    """Pages that do what a test asks; no page of the program is broken on purpose."""

    @app.route("/try/<what>", methods=["GET", "POST"])
    def attempt(what: str) -> ResponseReturnValue:
        add_somebody()
        if what == "refused":
            raise Conflict("Ana was faster. Reload the page.")
        if what == "flushed":
            db.session.flush()
        if what == "broken":
            raise ZeroDivisionError("secret words of the program")
        return (LONG, 422) if what == "mistaken" else "kept"

    @app.get("/long")
    def long() -> ResponseReturnValue:
        return LONG


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that treats errors as it does for readers, on a database that really commits."""
    app = make_app(tmp_path_factory.mktemp("real"))
    add_routes(app)
    migrate(app)
    app.testing = False
    yield app
    close(app)


@pytest.fixture
def running(real_app: Flask) -> Iterator[Flask]:
    """The same, without anybody in it."""
    yield real_app
    with real_app.app_context():
        db.session.execute(sa.delete(User))
        commit()


@pytest.fixture
def browser(running: Flask) -> Client:
    """Someone without cookies."""
    return new_client(running)


def people(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(db.session.scalars(sa.select(User.email)))


def test_what_succeeds_is_kept(browser: Client, running: Flask) -> None:
    reply = browser.post("/try/good")

    assert reply.status_code == 200
    assert people(running) == ["ana@example.org"]


@pytest.mark.parametrize(("what", "status"), [("mistaken", 422), ("refused", 409), ("broken", 500)])
def test_what_does_not_succeed_leaves_nothing_behind(browser: Client, running: Flask, what: str, status: int) -> None:
    reply = browser.post(f"/try/{what}")

    assert reply.status_code == status
    assert people(running) == []


def test_a_refusal_says_what_to_do(browser: Client) -> None:
    assert "Ana was faster. Reload the page." in seen(browser.post("/try/refused"))


HERE, ELSEWHERE = "http://localhost/courses/bridges", "https://example.org/"
TYPED = {"text": "It took an hour to write this.", "password": "a bridge over the river", "choice": "2"}


def test_who_was_signed_out_is_led_to_sign_in_and_back(browser: Client) -> None:
    page = browser.post("/try/good", data=TYPED, headers={"Referer": HERE}, form_token=False).text

    assert 'href="/sign-in?next=/courses/bridges"' in page
    assert 'href="/courses/bridges"' in page


def test_a_refused_form_gives_back_what_was_typed_but_no_password(browser: Client) -> None:
    reply = browser.post("/try/good", data=TYPED, headers={"Referer": HERE}, form_token=False)

    assert reply.status_code == 400
    assert TYPED["text"] in reply.text
    assert TYPED["password"] not in reply.text


def test_words_that_another_site_has_sent_are_not_shown(browser: Client) -> None:
    reply = browser.post("/try/good", data=TYPED, headers={"Referer": ELSEWHERE}, form_token=False)

    assert reply.status_code == 400
    assert TYPED["text"] not in reply.text


def test_an_error_of_the_program_is_a_page_that_tells_nothing_of_it(browser: Client) -> None:
    reply = browser.post("/try/broken")

    assert "Something went wrong on our side" in seen(reply)
    assert "secret words" not in reply.text
    assert "Traceback" not in reply.text


def test_what_the_database_refuses_at_the_very_end_is_an_error_and_no_success(browser: Client, running: Flask) -> None:
    with running.app_context():
        make_user(email="ana@example.org")
        commit()

    reply = browser.post("/try/good")

    assert reply.status_code == 500
    assert "Something went wrong on our side" in seen(reply)
    assert people(running) == ["ana@example.org"]


@pytest.mark.parametrize(("what", "status"), [("good", 200), ("flushed", 500)])
def test_reading_writes_nothing(browser: Client, running: Flask, what: str, status: int) -> None:
    reply = browser.get(f"/try/{what}")

    assert reply.status_code == status
    assert people(running) == []


def test_a_script_gets_its_refusal_as_json(browser: Client) -> None:
    reply = browser.post("/try/refused", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.get_json()) == (409, {"error": "Ana was faster. Reload the page."})


def test_a_wrong_method_is_told_which_ones_there_are(browser: Client) -> None:
    reply = browser.post("/long")

    assert reply.status_code == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "does not take that kind of request" in seen(reply)


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_every_answer_is_protected(browser: Client, path: str) -> None:
    headers = browser.get(path).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_page_is_compressed_for_whoever_can_read_that(browser: Client) -> None:
    reply = browser.get("/long", headers={"Accept-Encoding": "gzip, br"})

    assert reply.headers["Content-Encoding"] == "br"
    assert brotli.decompress(reply.data).decode() == LONG
    assert "Accept-Encoding" in reply.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "gzip", "gzip, br;q=0", "zebra"])
def test_a_page_is_left_as_it_is_for_whoever_cannot(browser: Client, accepted: str) -> None:
    reply = browser.get("/long", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in reply.headers
    assert reply.text == LONG
