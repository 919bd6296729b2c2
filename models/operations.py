"""What the program owes the world after a commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class OutboxEntry(Base):
    """A side effect written in the transaction that causes it, and carried out after the commit."""

    __tablename__ = "outbox_entry"
    __table_args__ = (sa.Index("ix_outbox_entry_due", "done_at", "due_at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(32))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.Text)
    done_at: Mapped[datetime | None]
