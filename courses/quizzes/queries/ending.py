"""Attempts that come to their end by themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.quizzes import Attempt


def expired(session: Session, *, before: datetime, besides: Collection[int] = ()) -> sa.Row[*tuple[Any, ...]] | None:
    """An open attempt (id, user_id) whose time was over before this instant, held; None if there is none, besides some, that nobody
    else holds."""
    return session.execute(
        sa.select(Attempt.id, Attempt.user_id)
        .where(Attempt.finished_at.is_(None), Attempt.ends_at < before, Attempt.id.not_in(besides))
        .order_by(Attempt.ends_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
