"""Attempts: a log of steps, and what is derived from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, enum_type, reference
from models.enums import StepKind


class Attempt(Base):
    """One go of a learner at a quiz; `fraction` and the slots are derived from the steps."""

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("quiz_id", "user_id", "number"),
        sa.Index(
            "uq_attempt_open",
            "quiz_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        ),
        sa.CheckConstraint("fraction IS NULL OR (fraction >= 0 AND fraction <= 1)", name="fraction_range"),
        sa.CheckConstraint("(finished_at IS NULL) = (fraction IS NULL)", name="finished_with_fraction"),
    )

    id: Mapped[Id]
    quiz_id: Mapped[int] = reference("quiz.id", index=False)
    user_id: Mapped[int] = reference("user.id")
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    fraction: Mapped[float | None]


class AttemptSlot(Base):
    """A question of an attempt, with the version it was asked in and the newest answer to it."""

    __tablename__ = "attempt_slot"
    __table_args__ = (
        sa.Index("ix_attempt_slot_item_id_fraction", "item_id", "fraction"),
        sa.CheckConstraint("fraction IS NULL OR (fraction >= 0 AND fraction <= 1)", name="fraction_range"),
        sa.CheckConstraint("marks > 0", name="marks_positive"),
    )

    attempt_id: Mapped[int] = reference("attempt.id", index=False, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = reference("item.id", ondelete="RESTRICT", index=False)
    item_version_id: Mapped[int] = reference("item_version.id", ondelete="RESTRICT")
    marks: Mapped[float]
    order: Mapped[dict[str, Any]]
    response: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    fraction: Mapped[float | None]
    answered_at: Mapped[datetime | None]


class AttemptStep(Base):
    """Something that happened in an attempt; rows are added and never changed. `token` makes a repeated request harmless."""

    __tablename__ = "attempt_step"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "token"),)

    id: Mapped[Id]
    attempt_id: Mapped[int] = reference("attempt.id", index=False)
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind))
    position: Mapped[int | None]
    token: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
