"""What the tests of accounts read from the program: flashed words, mails, the sessions of a person."""

from __future__ import annotations

import re

import sqlalchemy as sa
from werkzeug.test import TestResponse

from courses.shared import clock, outbox
from courses.shared.db import db
from models.accounts import UserSession
from models.operations import OutboxEntry
from tests.support.client import Client


def words(reply: TestResponse) -> str:
    """The text of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True)).split())


def is_member(client: Client) -> bool:
    """Whether this browser is signed in to an account."""
    return client.get("/settings").status_code == 200


def sessions_of(user_id: int) -> int:
    """How many browsers a person is signed in with."""
    statement = sa.select(sa.func.count()).select_from(UserSession).where(UserSession.user_id == user_id)
    return db.session.scalar(statement) or 0


def mails() -> list[OutboxEntry]:
    """The mails that wait to be sent, oldest first."""
    return list(db.session.scalars(sa.select(OutboxEntry).where(OutboxEntry.kind == "mail").order_by(OutboxEntry.id)))


def carry_out_resets() -> None:
    """Do what the outbox owes for those who forgot their password, as its worker would."""
    for entry in db.session.scalars(sa.select(OutboxEntry).where(OutboxEntry.kind == "password-reset")).all():
        outbox.HANDLERS[entry.kind](entry.payload)
        entry.done_at = clock.now()
    db.session.flush()


def link_in(mail: OutboxEntry) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.payload["text"])
    assert found
    return found[1]
