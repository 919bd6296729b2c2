"""Sessions: on the way in and back, signing out, old tabs, stolen and outlived cookies."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts.sessions import LIFETIME
from courses.shared import clock
from models.accounts import UserSession
from tests.pages.accounts.reading import is_member, words
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import make_user

MINE = {"email": "ana@example.org", "password": PASSWORD}


def token_of(client: Client) -> str:
    with client.session_transaction() as cookie:
        return str(cookie.get("_user_id"))


def test_a_page_for_members_leads_to_signing_in_and_back(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")

    asked = client.get("/settings/password?x=1")
    page = client.get(asked.location)
    reply = client.post(asked.location, data=MINE)

    assert "Sign in to go on" in words(page)
    assert reply.location == "/settings/password?x=1"


def test_a_button_for_members_leads_back_to_its_page(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")

    asked = client.post("/settings/sessions/1/end", headers={"Referer": "http://localhost/settings?y=2"})
    reply = client.post(asked.location, data=MINE)

    assert reply.location == "/settings?y=2"


@pytest.mark.parametrize("referrer", ["https://evil.example/settings", "", "nonsense"])
def test_a_button_on_another_site_leads_nowhere(client: Client, session: Session, referrer: str) -> None:
    asked = client.post("/settings/sessions/1/end", headers={"Referer": referrer})

    assert asked.location == "/sign-in"


def test_a_script_that_needs_a_member_is_told_so(client: Client, session: Session) -> None:
    reply = client.get("/settings", headers={"Accept": "application/json"})

    assert reply.status_code == 401
    assert "Sign in" in reply.text


def test_signing_out_ends_the_session_in_the_database_too(client: Client, session: Session, app: Flask) -> None:
    user = make_user()
    client.login(user)
    thief = new_client(app)
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = token_of(client)
    assert is_member(thief)

    reply = client.post("/sign-out", follow_redirects=True)

    assert "You are signed out." in words(reply)
    assert not is_member(client)
    assert not is_member(thief)


def test_signing_out_here_leaves_other_browsers_alone(client: Client, session: Session, app: Flask) -> None:
    user = make_user()
    client.login(user)
    other = new_client(app).login(user)

    client.post("/sign-out")

    assert is_member(other)


def test_signing_out_everywhere_ends_every_session_of_this_person(client: Client, session: Session, app: Flask) -> None:
    user = make_user()
    client.login(user)
    other, stranger = new_client(app).login(user), new_client(app).login(make_user())

    reply = client.post("/sign-out-everywhere", follow_redirects=True)

    assert "signed out everywhere" in words(reply)
    assert [is_member(each) for each in (client, other, stranger)] == [False, False, True]


def test_signing_out_takes_a_button(client: Client, session: Session) -> None:
    client.login(make_user())

    for path in ("/sign-out", "/sign-out-everywhere"):
        assert client.get(path).status_code == 405
        assert client.post(path, form_token=False).status_code == 400
    assert is_member(client)


def test_a_form_without_its_token_signs_nobody_in(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")

    reply = client.post("/sign-in", data=MINE, form_token=False)

    assert reply.status_code == 400
    assert "Send it once more" in words(reply)
    assert 'value="ana@example.org"' in reply.text
    assert PASSWORD not in reply.text
    assert not is_member(client)


def test_the_second_tab_is_told_that_one_is_signed_in(client: Client, session: Session) -> None:
    make_member(email="ana@example.org", name="Ana Lindt")
    old_token = client.form_token()
    client.post("/sign-in", data=MINE)

    reply = client.post("/sign-in", data={**MINE, "csrf_token": old_token}, form_token=False)

    assert reply.status_code == 400
    assert "You are signed in as Ana Lindt" in words(reply)


def test_the_second_tab_may_sign_out_again(client: Client, session: Session) -> None:
    client.login(make_user())
    old_token = client.form_token()
    client.post("/sign-out")

    reply = client.post("/sign-out", data={"csrf_token": old_token}, form_token=False)

    assert reply.status_code == 303


def test_a_session_ends_when_its_time_is_over(client: Client, session: Session) -> None:
    user = make_user()
    client.login(user)
    session.execute(sa.update(UserSession).values(expires_at=clock.now() - timedelta(seconds=1)))

    assert not is_member(client)


def test_a_session_in_use_is_renewed_but_not_by_reading(client: Client, session: Session) -> None:
    client.login(make_user())
    soon = clock.now() + timedelta(days=2)
    session.execute(sa.update(UserSession).values(expires_at=soon))

    client.get("/settings")
    after_reading = session.scalars(sa.select(UserSession.expires_at)).one()
    reply = client.post("/settings", data={"name": "Ana"})

    assert after_reading == soon
    assert session.scalars(sa.select(UserSession.expires_at)).one() > clock.now() + LIFETIME - timedelta(minutes=1)
    assert "Set-Cookie" in reply.headers


def test_the_forms_help_password_managers(client: Client, session: Session) -> None:
    for path, wanted in (("/sign-in", ("username", "current-password")), ("/sign-up", ("username", "new-password"))):
        page = client.get(path).text
        assert all(f'autocomplete="{word}"' in page for word in wanted)
