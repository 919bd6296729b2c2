"""The item bank: questions with their versions and the passages that prove them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.base import Base, Hash, Id, Key, Text, Title, enum_type, reference
from models.enums import Difficulty
from models.folding import BY_CODE_POINT, folded, folded_from, folded_question


class Category(Base):
    """A file of questions that belong to no lesson; `title` may name its way down, `Rivers / Bridges`."""

    __tablename__ = "category"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    path: Mapped[str] = mapped_column(sa.String(300))
    title: Mapped[Title]
    folded_title: Mapped[str] = folded_from("title")
    retired_at: Mapped[datetime | None]

    @validates("title")
    def _fold(self, _column: str, title: str) -> str:
        self.folded_title = folded(title)
        return title


class Item(Base):
    """A question; what it asks stands in its versions, of which `newest` is the number of the last.

    `category_id`: the file of the bank it is written in; None when it is written in a quiz.
    """

    __tablename__ = "item"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    category_id: Mapped[int | None] = reference("category.id", ondelete="SET NULL")
    difficulty: Mapped[Difficulty | None] = mapped_column(enum_type(Difficulty))
    newest: Mapped[int]
    retired_at: Mapped[datetime | None]


class ItemTag(Base):
    """A word by which a question is found."""

    __tablename__ = "item_tag"
    __table_args__ = (sa.Index("ix_item_tag_tag", "tag"),)

    item_id: Mapped[int] = reference("item.id", index=False, primary_key=True)
    tag: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    folded_tag: Mapped[str] = folded_from("tag")


def _folded_words(context: Any) -> str:
    row = context.get_current_parameters()
    return folded_question(row["spec"], row["text"])


class ItemVersion(Base):
    """A question as it stood from one change to the next: `spec` as written, `body` as compiled, `folded_words` by which it is found."""

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
    folded_words: Mapped[str] = mapped_column(BY_CODE_POINT, default=_folded_words)
    created_at: Mapped[datetime]


class Evidence(Base):
    """`passage` proves the answer of this version of an item."""

    __tablename__ = "evidence"

    item_version_id: Mapped[int] = reference("item_version.id", index=False, primary_key=True)
    passage_id: Mapped[int] = reference("passage.id", primary_key=True)
    position: Mapped[int]


class OptionEvidence(Base):
    """`passage` proves that an option of this version of an item is wrong; `option` counts from 0."""

    __tablename__ = "option_evidence"

    item_version_id: Mapped[int] = reference("item_version.id", index=False, primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = reference("passage.id", primary_key=True)


class Quiz(Base):
    """The quiz of a lesson; `pass_fraction` of the marks passes it, 0-1.

    `settings` are those of `courses.quizzes.rules.settings`, as JSON; `question_count` is how many questions an attempt asks.
    """

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
    settings: Mapped[dict[str, Any]]
    question_count: Mapped[int]
    retired_at: Mapped[datetime | None]


class QuizItem(Base):
    """An item's place in a quiz, with the version that new attempts get and what it is worth; `section` counts from 0."""

    __tablename__ = "quiz_item"
    __table_args__ = (sa.CheckConstraint("marks >= 0", name="marks_not_negative"),)

    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    item_id: Mapped[int] = reference("item.id", primary_key=True)
    item_version_id: Mapped[int] = reference("item_version.id", ondelete="RESTRICT")
    position: Mapped[int]
    marks: Mapped[float]
    section: Mapped[int]


class QuizPool(Base):
    """A place in a quiz at which `draw` questions are drawn from those that fit; what is None or empty fits all."""

    __tablename__ = "quiz_pool"
    __table_args__ = (
        sa.CheckConstraint("draw > 0", name="draw_positive"),
        sa.CheckConstraint("marks > 0", name="marks_positive"),
    )

    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    position: Mapped[int]
    section: Mapped[int]
    category_id: Mapped[int | None] = reference("category.id", ondelete="SET NULL")
    difficulty: Mapped[Difficulty | None] = mapped_column(enum_type(Difficulty))
    tags: Mapped[list[str]]
    draw: Mapped[int]
    marks: Mapped[float]
