"""The item bank: questions with their versions and the passages that prove them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Hash, Id, Key, Text, Title, reference


class Item(Base):
    """A question; what it asks stands in its versions."""

    __tablename__ = "item"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    retired_at: Mapped[datetime | None]


class ItemVersion(Base):
    """A question as it stood from one change to the next: `spec` as written, `body` as compiled."""

    __tablename__ = "item_version"
    __table_args__ = (sa.UniqueConstraint("item_id", "number"),)

    id: Mapped[Id]
    item_id: Mapped[int] = reference("item.id", index=False)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(32))
    digest: Mapped[Hash]
    spec: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    text: Mapped[Text]
    created_at: Mapped[datetime]


class Evidence(Base):
    """`passage` proves the answer of this version of an item."""

    __tablename__ = "evidence"

    item_version_id: Mapped[int] = reference("item_version.id", index=False, primary_key=True)
    passage_id: Mapped[int] = reference("passage.id", primary_key=True)
    position: Mapped[int]


class Quiz(Base):
    """The quiz of a lesson; `pass_fraction` of the marks passes it, 0-1."""

    __tablename__ = "quiz"
    __table_args__ = (
        sa.UniqueConstraint("course_id", "key"),
        sa.CheckConstraint("pass_fraction >= 0 AND pass_fraction <= 1", name="pass_is_fraction"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    lesson_id: Mapped[int] = reference("lesson.id")
    key: Mapped[Key]
    path: Mapped[str] = mapped_column(sa.String(300))
    title: Mapped[Title]
    pass_fraction: Mapped[float]
    retired_at: Mapped[datetime | None]


class QuizItem(Base):
    """An item's place in a quiz, with the version that new attempts get and what it is worth."""

    __tablename__ = "quiz_item"
    __table_args__ = (sa.CheckConstraint("marks > 0", name="marks_positive"),)

    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    item_id: Mapped[int] = reference("item.id", primary_key=True)
    item_version_id: Mapped[int] = reference("item_version.id", ondelete="RESTRICT")
    position: Mapped[int]
    marks: Mapped[float]
