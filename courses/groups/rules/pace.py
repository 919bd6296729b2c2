"""Where a group meant to be by a day, from its start and its lessons a week."""

from __future__ import annotations

from datetime import date


def lessons_due(*, starts_on: date, lessons_per_week: int, today: date, total: int) -> int:
    """How many lessons were to be complete before `today`: a week's lessons are due when the week is over, 0 to `total`."""
    weeks = max(0, (today - starts_on).days // 7)
    return min(total, weeks * lessons_per_week)
