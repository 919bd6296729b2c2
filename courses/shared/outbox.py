"""Side effects after the commit: written with the transaction that causes them, carried out by a worker."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.shared import clock
from courses.shared.db import commit, db
from models.operations import OutboxEntry

log = logging.getLogger(__name__)
HANDLERS: dict[str, Callable[[dict[str, Any]], None]] = {}
# What is due by the clock alone: each does the next thing in one transaction, and says whether there was any.
TICKS: dict[str, Callable[[datetime], bool]] = {}
CLAIM = timedelta(minutes=2)
TRIES = 10
POLL_SECONDS = 5.0


def put(session: Session, kind: str, payload: dict[str, Any], *, now: datetime) -> None:
    """Note a side effect; it happens only if this transaction is committed."""
    session.add(OutboxEntry(kind=kind, payload=payload, created_at=now, due_at=now))


def deliver_next(*, now: datetime) -> bool:
    """Carry out what has been due the longest; whether there was anything.

    An entry is claimed in one transaction and finished in another, so that no lock is held while a mail server thinks. A
    program killed in between does it again after the claim runs out: at least once, never lost.
    """
    claimed = _claim_next(db.session, now)
    if claimed is None:
        db.session.rollback()
        return False
    _carry_out(db.session, claimed, now)
    commit()
    return True


def tick(*, now: datetime) -> None:
    """Do everything that is due by the clock; one that fails does not keep the others from it, and is tried again at the next."""
    for name, work in TICKS.items():
        try:
            while work(now):
                commit()
        except Exception as error:
            log.warning("What is due by the clock (%s) failed: %s", name, error)
        db.session.rollback()


def forget_done(session: Session, *, before: datetime) -> None:
    """Delete what was done or given up before `before`; until then it shows the operator what failed, and why."""
    session.execute(sa.delete(OutboxEntry).where(OutboxEntry.done_at < before))


def _claim_next(session: Session, now: datetime) -> OutboxEntry | None:
    # SKIP LOCKED lets several nodes share the work; SQLite, with its one writer, leaves the clause out.
    entry = session.scalar(
        sa.select(OutboxEntry)
        .where(OutboxEntry.done_at.is_(None), OutboxEntry.due_at <= now)
        .order_by(OutboxEntry.due_at, OutboxEntry.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if entry is not None:
        entry.tries += 1
        entry.due_at = now + CLAIM * 2 ** (entry.tries - 1)
        commit()
    return entry


def _carry_out(session: Session, entry: OutboxEntry, now: datetime) -> None:
    kind, payload = entry.kind, entry.payload
    commit()
    try:
        HANDLERS[kind](payload)
    except Exception as error:
        session.rollback()  # Nothing done by half stays.
        log.warning("Outbox entry %s (%s) failed: %s", entry.id, kind, error)
        entry.last_error = repr(error)
        entry.done_at = now if entry.tries >= TRIES else None
        return
    entry.done_at = now
    entry.payload = {}


def start_worker(app: Flask) -> None:
    """Deliver in the background for as long as the program runs."""

    def work() -> None:
        ticked_at = 0.0
        while True:
            is_more = False
            try:
                with app.app_context():
                    if time.monotonic() - ticked_at >= POLL_SECONDS:
                        ticked_at = time.monotonic()
                        tick(now=clock.now())
                    is_more = deliver_next(now=clock.now())
            except Exception:
                log.exception("The outbox worker goes on after an error.")
            if not is_more:
                time.sleep(POLL_SECONDS)

    threading.Thread(target=work, name="outbox", daemon=True).start()
