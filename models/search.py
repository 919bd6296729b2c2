"""The search index: what can be found, the words of each course, and the ways to misspell them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Text, Title, enum_type, reference
from models.enums import SearchKind


class SearchRow(Base):
    """One thing that search finds, with its address inside the course and its words folded for comparing.

    The full-text index over `title_words` and `body_words` is the database's own and stands in a migration.
    """

    __tablename__ = "search_row"

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id")
    kind: Mapped[SearchKind] = mapped_column(enum_type(SearchKind))
    lesson_key: Mapped[str | None] = mapped_column(sa.String(64))
    anchor: Mapped[str | None] = mapped_column(sa.String(64))
    title: Mapped[Title]
    body: Mapped[Text]
    title_words: Mapped[Text]
    body_words: Mapped[Text]


class SearchWord(Base):
    """A word of a course: folded, and as the course mostly writes it."""

    __tablename__ = "search_word"
    __table_args__ = (sa.UniqueConstraint("course_id", "word"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    word: Mapped[str] = mapped_column(sa.String(64))
    shown: Mapped[str] = mapped_column(sa.String(64))
    uses: Mapped[int]


class SearchVariant(Base):
    """What is left of a word when a letter or two are taken out; a misspelt word leaves some of the same."""

    __tablename__ = "search_variant"

    variant: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    word_id: Mapped[int] = reference("search_word.id", primary_key=True)
