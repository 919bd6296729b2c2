"""What a learner has done in a lesson, and where in it they are."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, reference


class LessonProgress(Base):
    """The recorded facts about a learner and a lesson; `completed_at` is derived from them and the lesson's rules."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        sa.CheckConstraint("best_fraction IS NULL OR (best_fraction >= 0 AND best_fraction <= 1)", name="best_range"),
    )

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    lesson_id: Mapped[int] = reference("lesson.id", primary_key=True)
    position_key: Mapped[str | None] = mapped_column(sa.String(64))
    position_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    marked_at: Mapped[datetime | None]
    quiz_passed_at: Mapped[datetime | None]
    best_fraction: Mapped[float | None]
    completed_at: Mapped[datetime | None]
