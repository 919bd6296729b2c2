"""The worker of the outbox, one round of it."""

from __future__ import annotations

from datetime import datetime

from courses.shared import outbox


def deliver_due(*, now: datetime) -> int:
    """Carry out all that is due, as the worker does; how many entries there were."""
    number = 0
    while outbox.deliver_next(now=now):
        number += 1
    return number
