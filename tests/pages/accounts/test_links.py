"""Forgotten passwords, the first administrator, and the links that lead there once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import service
from courses.shared import clock
from courses.shared.db import db
from models.accounts import AccountToken, User
from models.enums import TokenPurpose
from models.operations import OutboxEntry
from models.progress import LessonProgress
from tests.pages.accounts.reading import carry_out_resets, is_member, link_in, mails, sessions_of, words
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.delivery import deliver_due
from tests.support.factories.accounts import PASSWORD, make_link, make_member, make_session
from tests.support.factories.catalogue import (
    YESTERDAY,
    make_administrator,
    make_guest,
    make_lesson,
    make_progress,
    make_user,
)

RESET, SETUP = TokenPurpose.PASSWORD_RESET, TokenPurpose.FIRST_ADMINISTRATOR
FRESH = "a river under the bridge"
NEW = {"name": "Ana Lindt", "email": "ana@example.org", "password": PASSWORD}


def first_path(session: Session) -> str:
    return str(service.first_administrator_path(session, now=clock.now()))


def administrators(session: Session) -> list[str]:
    return list(session.scalars(sa.select(User.name).where(User.is_administrator)))


def test_a_forgotten_password_is_replaced_by_mail(client: Client, session: Session, app: Flask) -> None:
    user = make_member(email="ana@example.org")
    thief = new_client(app).login(user)

    client.post("/reset", data={"email": "Ana@example.org"})
    carry_out_resets()
    mail = mails()[0]
    page = client.get(link_in(mail))
    reply = client.post(link_in(mail), data={"password": FRESH}, follow_redirects=True)

    assert mail.payload["to"] == "ana@example.org"
    assert page.status_code == 200
    assert "Your new password is set" in words(reply)
    assert is_member(client)
    assert not is_member(thief)
    assert new_client(app).post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD}).status_code == 422
    assert new_client(app).post("/sign-in", data={"email": "ana@example.org", "password": FRESH}).status_code == 303


def test_the_owner_is_told_that_the_password_changed(client: Client, session: Session) -> None:
    user = make_member()

    client.post(f"/reset/{make_link(RESET, user)}", data={"password": FRESH})

    assert [mail.payload["to"] for mail in mails()] == [user.email]
    assert "was changed" in mails()[0].payload["text"]


def test_known_and_unknown_addresses_get_the_same_answer_and_cost_the_same(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")

    replies = []
    for email in ("ana@example.org", "nobody@example.org"):
        reply = client.post("/reset", data={"email": email})
        replies.append((reply.status_code, reply.location, words(client.get("/sign-in")).replace(email, "ADDRESS")))

    assert replies[0] == replies[1]
    assert "ADDRESS" in replies[0][2]
    assert len(session.scalars(sa.select(OutboxEntry)).all()) == 2
    carry_out_resets()
    assert [mail.payload["to"] for mail in mails()] == ["ana@example.org"]


def test_the_worker_sends_the_link_without_mail_configured_to_the_log(
    client: Client, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    make_member(email="ana@example.org")
    client.post("/reset", data={"email": "ana@example.org"})
    session.commit()

    with caplog.at_level(logging.WARNING):
        deliver_due(now=clock.now())
        deliver_due(now=clock.now())

    assert "No SMTP_URL is set" in caplog.text
    assert "/reset/" in caplog.text


def test_whoever_has_no_mail_server_is_told_whom_to_ask(client: Client, session: Session) -> None:
    assert "Ask them for it" in words(client.get("/reset"))


def test_something_that_is_no_address_is_refused(client: Client, session: Session) -> None:
    reply = client.post("/reset", data={"email": "ana"})

    assert reply.status_code == 422
    assert "not a mail address" in words(reply)


def test_a_reset_link_works_once(client: Client, session: Session, app: Flask) -> None:
    user = make_member()
    path = f"/reset/{make_link(RESET, user)}"
    client.post(path, data={"password": FRESH})

    again = new_client(app).post(path, data={"password": "quite another sentence"})

    assert again.status_code == 404
    assert "used already" in words(again)
    assert user.email
    assert service.authenticate(session, email=user.email, password=FRESH)


def test_a_newer_reset_link_takes_the_place_of_the_older(client: Client, session: Session) -> None:
    user = make_member()
    older = service.reset_path(session, user, now=clock.now())
    newer = service.reset_path(session, user, now=clock.now())

    assert client.get(older).status_code == 404
    assert client.get(newer).status_code == 200


@pytest.mark.parametrize(
    ("purpose", "values", "problem"),
    [
        (RESET, {"expires_at": YESTERDAY, "created_at": YESTERDAY}, "has run out"),
        (RESET, {"used_at": YESTERDAY}, "used already"),
        (SETUP, {}, "does not work"),
        (TokenPurpose.EMAIL_CHANGE, {"email": "new@example.org"}, "does not work"),
    ],
)
def test_a_link_that_does_not_fit_says_why(
    client: Client, session: Session, purpose: TokenPurpose, values: dict[str, object], problem: str
) -> None:
    user = make_member()
    token = make_link(purpose, user, **values)

    for reply in (client.get(f"/reset/{token}"), client.post(f"/reset/{token}", data={"password": FRESH})):
        assert reply.status_code == 404
        assert problem in words(reply)
        assert "Ask for a new link" in words(reply)
    assert not is_member(client)


def test_a_made_up_link_is_refused(client: Client, session: Session) -> None:
    assert client.get("/reset/nonsense").status_code == 404
    assert client.post("/setup/nonsense", data=NEW).status_code == 404


def test_opening_a_link_uses_nothing_up(client: Client, session: Session) -> None:
    path = f"/reset/{make_link(RESET, make_member())}"

    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]


def test_a_weak_password_leaves_the_link_unused(client: Client, session: Session) -> None:
    user = make_member(email="ana@example.org")
    path = f"/reset/{make_link(RESET, user)}"

    weak = client.post(path, data={"password": "ana@example.org"})
    strong = client.post(path, data={"password": FRESH})

    assert (weak.status_code, strong.status_code) == (422, 303)
    assert "Your address or your name" in words(weak)


def test_a_reset_link_without_the_token_of_the_form_is_refused(client: Client, session: Session) -> None:
    path = f"/reset/{make_link(RESET, make_member())}"

    assert client.post(path, data={"password": FRESH}, form_token=False).status_code == 400
    assert client.get(path).status_code == 200


def test_the_link_of_an_erased_account_is_refused(client: Client, session: Session) -> None:
    erased = make_user(email=None, password_hash=None, erased_at=YESTERDAY)

    reply = client.get(f"/reset/{make_link(RESET, erased)}")

    assert reply.status_code == 404
    assert "does not exist any more" in words(reply)


def test_a_guest_who_resets_a_password_brings_everything_along(client: Client, session: Session) -> None:
    user, guest, lesson = make_member(), make_guest(), make_lesson()
    make_progress(guest, lesson, read_at=YESTERDAY)

    client.login(guest).post(f"/reset/{make_link(RESET, user)}", data={"password": FRESH})

    assert session.get_one(LessonProgress, (user.id, lesson.id)).read_at == YESTERDAY
    assert sessions_of(user.id) == 1


def test_only_the_hash_of_a_link_is_kept(session: Session) -> None:
    path = first_path(session)

    kept = session.scalars(sa.select(AccountToken)).one()

    assert kept.token_hash not in path
    assert path.removeprefix("/setup/") not in kept.token_hash


def test_the_first_administrator_makes_the_account_in_the_browser(client: Client, session: Session) -> None:
    path = first_path(session)

    page = client.get(path)
    reply = client.post(path, data=NEW, follow_redirects=True)

    assert "Nobody administers this site yet" in words(page)
    assert "You run this site now, Ana Lindt" in words(reply)
    assert administrators(session) == ["Ana Lindt"]
    assert is_member(client)


def test_a_member_becomes_the_first_administrator(client: Client, session: Session) -> None:
    user = make_user(name="Vera")
    client.login(user)

    page = client.get(path := first_path(session))
    reply = client.post(path)

    assert "You are signed in as Vera" in words(page)
    assert reply.status_code == 303
    assert administrators(session) == ["Vera"]
    assert sessions_of(user.id) == 1


def test_the_link_for_the_first_administrator_works_once(client: Client, session: Session, app: Flask) -> None:
    path = first_path(session)
    client.post(path, data=NEW)

    second = new_client(app).post(path, data={**NEW, "email": "second@example.org"})

    assert second.status_code == 404
    assert administrators(session) == ["Ana Lindt"]


def test_a_fresh_link_voids_the_older(client: Client, session: Session) -> None:
    older, newer = first_path(session), first_path(session)

    assert client.post(older, data=NEW).status_code == 404
    assert client.get(newer).status_code == 200


def test_there_is_no_link_once_somebody_administers(client: Client, session: Session) -> None:
    token = make_link(SETUP)
    make_administrator()

    assert service.first_administrator_path(session, now=clock.now()) is None
    for reply in (client.get(f"/setup/{token}"), client.post(f"/setup/{token}", data=NEW)):
        assert reply.status_code == 409
        assert "administrator already" in words(reply)
    assert session.scalar(sa.select(User).where(User.email == NEW["email"])) is None


def test_a_first_administrator_with_a_mistake_in_the_form_may_mend_it(client: Client, session: Session) -> None:
    make_member(email="taken@example.org")
    path = first_path(session)

    weak = client.post(path, data={**NEW, "password": "short"})
    taken = client.post(path, data={**NEW, "email": "taken@example.org"})
    mended = client.post(path, data=NEW)

    assert (weak.status_code, taken.status_code, mended.status_code) == (422, 422, 303)
    assert "There is an account with this address already" in words(taken)
    assert administrators(session) == ["Ana Lindt"]


def test_whoever_has_an_account_signs_in_first_and_comes_back(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")
    path = first_path(session)

    assert f"/sign-in?next={path}" in client.get(path).text
    reply = client.post(f"/sign-in?next={path}", data={"email": "ana@example.org", "password": PASSWORD})
    assert reply.location == path


def test_links_in_mails_lead_to_the_public_address(session: Session, app: Flask) -> None:
    user = make_member()
    make_session(user)

    service.send_reset(session, email=str(user.email), now=clock.now())

    assert f"{app.config['SETTINGS'].public_url}/reset/" in mails()[0].payload["text"]


def test_mails_hold_plain_words(session: Session) -> None:
    user = make_member(name="Tom & Jerry's")

    service.send_reset(session, email=str(user.email), now=clock.now())

    assert "Hello Tom & Jerry's," in mails()[0].payload["text"]
    assert db.session.scalars(sa.select(AccountToken.user_id)).one() == user.id


def test_the_templates_of_mails_are_all_tried() -> None:
    written = {path.stem for path in Path("templates/mail").glob("*.txt")}

    # What is said about marks is tried where marks are given.
    about_marks = {"answers_marked", "objection_answered"}
    assert written - about_marks == {"reset", "confirm_email", "email_change_asked", "password_changed", "erased"}
