"""Hands in attempts whose time is over, in the background: nobody has to open a page for it."""

from __future__ import annotations

from datetime import datetime

from courses.quizzes import service
from courses.shared import outbox
from courses.shared.db import db

HAND_IN = "hand-in"


def register() -> None:
    """Teach the worker."""
    outbox.TICKS[HAND_IN] = hand_in_next


def hand_in_next(now: datetime) -> bool:
    """Hand in the next attempt whose time is over; whether there was any."""
    return service.hand_in_next(db.session, now=now)
