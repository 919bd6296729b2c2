"""Hands in attempts whose time is over, in the background: nobody has to open a page for it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from courses.quizzes import service
from courses.shared import outbox
from courses.shared.db import db, release

HAND_IN = "hand-in"
# How long one that could not be handed in is let alone: the others do not wait for it.
REST = timedelta(minutes=2)
MOST_RESTING = 1_000
log = logging.getLogger(__name__)
RESTING: dict[int, datetime] = {}


def register() -> None:
    """Teach the worker."""
    outbox.TICKS[HAND_IN] = hand_in_next


def hand_in_next(now: datetime) -> bool:
    """Hand in the next attempt whose time is over; whether there was any."""
    for attempt_id, until in list(RESTING.items()):
        if until <= now:
            RESTING.pop(attempt_id, None)
    try:
        return service.hand_in_next(db.session, besides=list(RESTING), now=now)
    except service.NotHandedIn as error:
        release()
        log.warning("An %s: %r. It is tried again in %s.", error, error.__cause__, REST)
        RESTING[error.attempt_id] = now + REST
        return len(RESTING) < MOST_RESTING
