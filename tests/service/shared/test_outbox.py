"""Side effects: after the commit, at least once, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.shared import outbox
from models.accounts import User
from models.operations import OutboxEntry
from tests.support.delivery import deliver_due

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = []
    monkeypatch.setitem(outbox.HANDLERS, "letter", received.append)
    return received


def test_what_was_committed_is_delivered_once(session: Session, delivered: list[dict[str, Any]]) -> None:
    outbox.put(session, "letter", {"to": "Ana"}, now=NOW)

    first, second = deliver_due(now=NOW), deliver_due(now=NOW + timedelta(days=1))

    assert (first, second) == (1, 0)
    assert delivered == [{"to": "Ana"}]


def test_what_was_rolled_back_never_happens(session: Session, delivered: list[dict[str, Any]]) -> None:
    outbox.put(session, "letter", {"to": "Ana"}, now=NOW)
    session.rollback()

    deliver_due(now=NOW)

    assert delivered == []


def test_a_delivered_letter_leaves_no_words_behind(session: Session, delivered: list[dict[str, Any]]) -> None:
    outbox.put(session, "letter", {"to": "Ana"}, now=NOW)

    deliver_due(now=NOW)

    assert session.scalars(sa.select(OutboxEntry.payload)).one() == {}


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []
    clock = NOW

    def fail(payload: dict[str, Any]) -> None:
        tries.append(clock)
        raise OSError("The mail server is away.")

    monkeypatch.setitem(outbox.HANDLERS, "letter", fail)
    outbox.put(session, "letter", {"to": "Ana"}, now=NOW)

    for _ in range(40):
        deliver_due(now=clock)
        clock += timedelta(hours=2)
    entry = session.scalars(sa.select(OutboxEntry)).one()

    assert len(tries) == outbox.TRIES
    assert entry.done_at is not None
    assert entry.last_error == "OSError('The mail server is away.')"
    assert entry.payload == {"to": "Ana"}


def test_one_bad_letter_does_not_hold_up_the_next(session: Session, delivered: list[dict[str, Any]]) -> None:
    outbox.put(session, "unknown kind", {}, now=NOW - timedelta(minutes=1))
    outbox.put(session, "letter", {"to": "Ana"}, now=NOW)

    deliver_due(now=NOW)

    assert delivered == [{"to": "Ana"}]


def test_what_a_failing_job_wrote_by_half_is_undone(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_twice_the_same(payload: dict[str, Any]) -> None:
        for _ in range(2):
            session.add(User(name="Ana", email="ana@example.org", password_hash="!", created_at=NOW))
        session.flush()

    monkeypatch.setitem(outbox.HANDLERS, "letter", write_twice_the_same)
    outbox.put(session, "letter", {}, now=NOW)

    deliver_due(now=NOW)

    assert session.scalars(sa.select(User)).all() == []
    assert "IntegrityError" in str(session.scalars(sa.select(OutboxEntry.last_error)).one())


def test_what_takes_long_is_not_taken_from_whoever_does_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    later = NOW + 10 * outbox.CLAIM
    stolen: list[bool] = []
    monkeypatch.setitem(outbox.HANDLERS, "letter", lambda payload: stolen.append(outbox.deliver_next(now=later)))
    outbox.put(session, "letter", {}, now=NOW)

    outbox.deliver_next(now=later)

    assert stolen == [False]


def test_what_was_done_long_ago_is_forgotten_and_what_is_owed_is_not(
    session: Session, delivered: list[dict[str, Any]]
) -> None:
    for day in range(3):
        outbox.put(session, "letter", {"day": day}, now=NOW + timedelta(days=day))
        deliver_due(now=NOW + timedelta(days=day))
    outbox.put(session, "letter", {"day": 3}, now=NOW)

    outbox.forget_done(session, before=NOW + timedelta(days=2))

    left = session.execute(sa.select(OutboxEntry.payload, OutboxEntry.done_at).order_by(OutboxEntry.id)).all()
    assert [tuple(row) for row in left] == [({}, NOW + timedelta(days=2)), ({"day": 3}, None)]
