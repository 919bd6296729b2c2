"""Settings: what a person changes, ends, takes along and deletes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import service
from courses.shared import clock
from models.accounts import AccountToken, UserSession
from models.catalogue import Proposal
from models.enums import TokenPurpose
from models.progress import LessonProgress
from tests.pages.accounts.reading import is_member, link_in, mails, sessions_of, words
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_link, make_member, make_session
from tests.support.factories.catalogue import (
    YESTERDAY,
    complete,
    make_administrator,
    make_lesson,
    make_proposal,
    make_user,
)
from tests.support.factories.groups import make_group, make_membership
from tests.support.factories.quizzes import give_answer, make_attempt

CHANGE = TokenPurpose.EMAIL_CHANGE
FRESH = "a river under the bridge"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_a_name_is_changed(client: Client, session: Session) -> None:
    user = make_member(name="Ana")
    client.login(user)

    reply = client.post("/settings", data={"name": "  Ana   Lindt "}, follow_redirects=True)

    assert "Your name is Ana Lindt now." in words(reply)
    assert user.name == "Ana Lindt"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "A\u202ena"])
def test_a_name_that_is_none_is_refused(client: Client, session: Session, name: str) -> None:
    user = make_member(name="Ana")

    reply = client.login(user).post("/settings", data={"name": name})

    assert reply.status_code == 422
    assert 'id="name-error"' in reply.text
    assert user.name == "Ana"


def test_a_new_address_counts_when_it_is_confirmed(client: Client, session: Session) -> None:
    user = make_member(email="old@example.org", name="Ana")
    client.login(user)

    client.post("/settings/mail", data={"email": "New@example.org", "present": PASSWORD})
    to_new, to_old = mails()
    waiting = words(client.get("/settings"))
    before = user.email
    page = client.get(link_in(to_new))
    done = client.post(link_in(to_new), follow_redirects=True)

    assert (to_new.payload["to"], to_old.payload["to"]) == ("new@example.org", "old@example.org")
    assert "new@example.org" in to_old.payload["text"]
    assert "We have written to new@example.org" in waiting
    assert before == "old@example.org"
    assert "instead of old@example.org" in words(page)
    assert "Your mail address is new@example.org now" in words(done)
    assert user.email == "new@example.org"
    assert "We have written to" not in words(client.get("/settings"))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"present": "wrong"}, "not your password"),
        ({"present": ""}, "Write your password"),
        ({"email": "nonsense"}, "not a mail address"),
    ],
)
def test_a_change_of_address_with_a_mistake_is_refused(
    client: Client, session: Session, written: dict[str, str], problem: str
) -> None:
    client.login(make_member())

    reply = client.post("/settings/mail", data={"email": "new@example.org", "present": PASSWORD, **written})

    assert reply.status_code == 422
    assert problem in words(reply)
    assert mails() == []


def test_nobody_learns_from_a_change_who_has_an_account(client: Client, session: Session) -> None:
    make_member(email="taken@example.org")
    user = make_member(email="old@example.org")
    client.login(user)

    asked = client.post("/settings/mail", data={"email": "taken@example.org", "present": PASSWORD})
    confirmed = client.post(link_in(mails()[0]))

    assert asked.status_code == 303
    assert confirmed.status_code == 409
    assert "Another account has this address" in words(confirmed)
    assert user.email == "old@example.org"


def test_a_link_of_another_account_is_refused(client: Client, session: Session) -> None:
    other = make_member()
    token = make_link(CHANGE, other, email="new@example.org")
    client.login(make_member())

    for reply in (client.get(f"/settings/mail/{token}"), client.post(f"/settings/mail/{token}")):
        assert reply.status_code == 404
        assert "belongs to another account" in words(reply)
    assert other.email != "new@example.org"


@pytest.mark.parametrize(
    ("values", "problem"), [({"used_at": YESTERDAY}, "used already"), ({"expires_at": YESTERDAY}, "has run out")]
)
def test_a_spent_confirmation_is_refused(
    client: Client, session: Session, values: dict[str, datetime], problem: str
) -> None:
    user = make_member(email="old@example.org")
    token = make_link(CHANGE, user, email="new@example.org", **values)

    reply = client.login(user).post(f"/settings/mail/{token}")

    assert reply.status_code == 404
    assert problem in words(reply)
    assert user.email == "old@example.org"


def test_changing_the_password_stops_a_change_of_address(client: Client, session: Session) -> None:
    user = make_member()
    token = make_link(CHANGE, user, email="thief@example.org")

    client.login(user).post("/settings/password", data={"present": PASSWORD, "password": FRESH})

    assert client.get(f"/settings/mail/{token}").status_code == 404


def test_a_changed_password_counts_and_ends_other_sessions(client: Client, session: Session, app: Flask) -> None:
    user = make_member()
    client.login(user)
    other = new_client(app).login(user)

    reply = client.post("/settings/password", data={"present": PASSWORD, "password": FRESH}, follow_redirects=True)

    assert "All other browsers are signed out" in words(reply)
    assert is_member(client)
    assert not is_member(other)
    assert service.authenticate(session, email=str(user.email), password=FRESH)
    assert not service.authenticate(session, email=str(user.email), password=PASSWORD)
    assert [mail.payload["to"] for mail in mails()] == [user.email]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"present": "wrong"}, "not your password"),
        ({"password": "short"}, "at least 10"),
        ({"password": "Ana Lindt-Maria"}, "Your address or your name"),
    ],
)
def test_a_change_of_password_with_a_mistake_is_refused(
    client: Client, session: Session, app: Flask, written: dict[str, str], problem: str
) -> None:
    user = make_member(name="Ana Lindt Maria")
    client.login(user)
    other = new_client(app).login(user)

    reply = client.post("/settings/password", data={"present": PASSWORD, "password": FRESH, **written})

    assert reply.status_code == 422
    assert problem in words(reply)
    assert is_member(other)
    assert service.authenticate(session, email=str(user.email), password=PASSWORD)


def test_the_list_shows_each_browser_of_mine_and_only_mine(client: Client, session: Session) -> None:
    user = make_member()
    make_session(user, browser=FIREFOX)
    make_session(user, browser="<script>")
    make_session(user, browser="Opera Mini 1", expires_at=YESTERDAY)
    make_session(make_member(), browser="Chrome")

    page = client.login(user).get("/settings")

    assert "Firefox on Linux" in words(page)
    assert words(page).count("this browser") >= 1
    assert page.text.count('action="/settings/sessions/') == 3
    assert "<script>" not in page.text.split('id="browsers"')[1]


def test_one_browser_is_signed_out(client: Client, session: Session, app: Flask) -> None:
    user = make_member()
    other = new_client(app).login(user)
    session.flush()
    session_id = session.scalars(sa.select(UserSession.id)).one()
    client.login(user)

    reply = client.post(f"/settings/sessions/{session_id}/end", follow_redirects=True)

    assert "is signed out" in words(reply)
    assert [is_member(client), is_member(other)] == [True, False]
    assert client.post(f"/settings/sessions/{session_id}/end").status_code == 404


def test_ending_the_own_session_signs_out(client: Client, session: Session) -> None:
    client.login(make_member())
    session_id = session.scalars(sa.select(UserSession.id)).one()

    reply = client.post(f"/settings/sessions/{session_id}/end")

    assert reply.location == "/"
    assert not is_member(client)


def test_sessions_of_others_cannot_be_ended(client: Client, session: Session) -> None:
    theirs = make_session(make_member())

    reply = client.login(make_member()).post(f"/settings/sessions/{theirs.id}/end")

    assert reply.status_code == 404
    assert session.get(UserSession, theirs.id) is not None


def test_the_file_holds_everything(client: Client, session: Session) -> None:
    user = make_member(name="Ana", email="ana@example.org")
    complete(user, make_lesson(key="first-bridge"))
    give_answer(make_attempt(user), 1, {"choice": 0})
    make_membership(make_group(name="Thursday"), user)
    make_proposal(user=user, title="The Old Bridge")

    reply = client.login(user).get("/settings/export")

    assert reply.mimetype == "application/json"
    assert "attachment" in reply.headers["Content-Disposition"]
    content = json.loads(reply.data)
    assert content["account"]["email"] == "ana@example.org"
    assert content["progress"][0]["lesson"] == "first-bridge"
    (attempt,) = content["attempts"]
    assert attempt["answers"][0]["response"] == {"choice": 0}
    assert [step["kind"] for step in attempt["steps"]] == ["started", "saved"]
    assert content["groups"][0]["group"] == "Thursday"
    assert content["proposals"][0]["title"] == "The Old Bridge"


def test_the_file_holds_no_secrets(client: Client, session: Session) -> None:
    user = make_member()
    make_link(CHANGE, user, email="new@example.org")

    text = client.login(user).get("/settings/export").text

    secrets = [user.password_hash, *session.scalars(sa.select(AccountToken.token_hash))]
    secrets += session.scalars(sa.select(UserSession.token_hash))
    assert [secret for secret in secrets if secret and secret in text] == []


def test_an_account_is_deleted(client: Client, session: Session, app: Flask) -> None:
    user, lesson = make_member(name="Ana Lindt", email="ana@example.org"), make_lesson()
    complete(user, lesson)
    client.login(user)
    other = new_client(app).login(user)

    reply = client.post("/settings/delete", data={"proposals": "keep", "present": PASSWORD}, follow_redirects=True)

    assert "Your account is deleted" in words(reply)
    assert [is_member(client), is_member(other)] == [False, False]
    assert (user.email, user.password_hash, sessions_of(user.id)) == (None, None, 0)
    assert session.get_one(LessonProgress, (user.id, lesson.id)).completed_at == YESTERDAY
    again = client.post("/sign-up", data={"name": "Ana", "email": "ana@example.org", "password": PASSWORD})
    assert again.status_code == 303


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("remove", 0)])
def test_proposals_stay_or_go_as_chosen(client: Client, session: Session, choice: str, left: int) -> None:
    user = make_member()
    make_proposal(user=user)

    client.login(user).post("/settings/delete", data={"proposals": choice, "present": PASSWORD})

    assert len(session.scalars(sa.select(Proposal)).all()) == left


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"present": "wrong"}, "not your password"),
        ({"present": ""}, "Write your password"),
        ({"proposals": "sell"}, ""),
    ],
)
def test_a_deletion_with_a_mistake_deletes_nothing(
    client: Client, session: Session, written: dict[str, str], problem: str
) -> None:
    user = make_member()

    reply = client.login(user).post("/settings/delete", data={"proposals": "keep", "present": PASSWORD, **written})

    assert reply.status_code == 422
    assert problem in words(reply)
    assert user.erased_at is None
    assert is_member(client)


def test_the_only_administrator_cannot_leave(client: Client, session: Session) -> None:
    user = make_member(is_administrator=True)
    client.login(user)

    page = client.get("/settings/delete")
    reply = client.post("/settings/delete", data={"proposals": "keep", "present": PASSWORD})

    assert "only administrator" in words(page)
    assert reply.status_code == 409
    assert "Let somebody else become one first" in words(reply)
    assert user.erased_at is None


def test_one_of_two_administrators_can_leave(client: Client, session: Session) -> None:
    make_administrator()
    user = make_member(is_administrator=True)

    reply = client.login(user).post("/settings/delete", data={"proposals": "keep", "present": PASSWORD})

    assert reply.status_code == 303
    assert user.erased_at is not None


@pytest.mark.parametrize(
    "path", ["/settings", "/settings/mail", "/settings/password", "/settings/delete", "/settings/sessions/1/end"]
)
def test_a_form_from_elsewhere_changes_nothing(client: Client, session: Session, path: str) -> None:
    user = make_member(name="Ana")
    fields = {"name": "X", "present": PASSWORD, "password": FRESH, "email": "x@example.org", "proposals": "keep"}

    reply = client.login(user).post(path, data=fields, form_token=False)

    assert reply.status_code == 400
    assert (user.name, user.erased_at) == ("Ana", None)
    assert service.authenticate(session, email=str(user.email), password=PASSWORD)


def test_sessions_and_links_have_an_end(client: Client, session: Session) -> None:
    user = make_member(email="ana@example.org")
    make_session(user, expires_at=YESTERDAY)

    client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    client.post("/settings/mail", data={"email": "new@example.org", "present": PASSWORD})

    assert sessions_of(user.id) == 1
    assert session.scalars(sa.select(AccountToken.expires_at)).one() < clock.now() + timedelta(days=1, minutes=1)


def test_every_form_with_a_password_helps_password_managers(client: Client, session: Session) -> None:
    client.login(make_user())

    for path, wanted in {
        "/settings/mail": ("email", "current-password"),
        "/settings/password": ("username", "current-password", "new-password"),
        "/settings/delete": ("current-password",),
    }.items():
        page = client.get(path).text
        assert all(f'autocomplete="{word}"' in page for word in wanted), path
