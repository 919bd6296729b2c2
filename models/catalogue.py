"""Courses as readers meet them: modules, lessons, passages, sources, entries and terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, validates

from models.base import Base, Hash, Id, Key, Text, Title, enum_type, reference
from models.enums import CourseRole, EntryKind, PassageKind, ProposalState
from models.folding import folded, folded_from


class Course(Base):
    """A course; `slug` is the id written in its files, `digest` the hash over all of them.

    `topics` is the menu beside every lesson: entry key and title of each topic of the sources, in their order.
    """

    __tablename__ = "course"

    id: Mapped[Id]
    slug: Mapped[Key] = mapped_column(unique=True)
    title: Mapped[Title]
    folded_title: Mapped[str] = folded_from("title")
    language: Mapped[str] = mapped_column(sa.String(35))
    summary_html: Mapped[Text]
    summary_text: Mapped[Text]
    authors: Mapped[list[str]]
    licence: Mapped[str | None] = mapped_column(sa.String(100))
    lesson_count: Mapped[int]
    minutes: Mapped[int]
    digest: Mapped[Hash]
    topics: Mapped[list[list[str]]] = deferred(mapped_column(sa.JSON, default=list))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    @validates("title")
    def _fold(self, _column: str, title: str) -> str:
        self.folded_title = folded(title)
        return title


class Module(Base):
    """A part of a course."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    title: Mapped[Title]
    summary_html: Mapped[Text]
    position: Mapped[int]
    retired_at: Mapped[datetime | None]


class Lesson(Base):
    """A lesson with its compiled reading; `position` counts from 0 through the whole course.

    `aside` is what stands around the reading: `objectives` and `questions` (HTML each), `headings` ({anchor, title, level}),
    `terms` ({key, title}), `topics` (keys of the entries it treats), `previous` and `next` ({key, title} or None).
    """

    __tablename__ = "lesson"
    __table_args__ = (
        sa.UniqueConstraint("course_id", "key"),
        sa.Index("ix_lesson_course_id_position", "course_id", "position"),
        sa.CheckConstraint("needs_read OR needs_quiz OR needs_mark", name="has_completion_rule"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    module_id: Mapped[int] = reference("module.id")
    key: Mapped[Key]
    title: Mapped[Title]
    position: Mapped[int]
    minutes: Mapped[int]
    words: Mapped[int]
    needs_read: Mapped[bool]
    needs_quiz: Mapped[bool]
    needs_mark: Mapped[bool]
    opens_on: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    html: Mapped[str] = deferred(mapped_column(sa.Text))
    aside: Mapped[dict[str, Any]] = deferred(mapped_column(sa.JSON))


class LessonPrerequisite(Base):
    """`lesson` stays closed until `requires` is complete."""

    __tablename__ = "lesson_prerequisite"

    lesson_id: Mapped[int] = reference("lesson.id", index=False, primary_key=True)
    requires_id: Mapped[int] = reference("lesson.id", primary_key=True)


class SourceDocument(Base):
    """A document readings are taken from, as text; its bytes are among the files of the course."""

    __tablename__ = "source_document"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    path: Mapped[str] = mapped_column(sa.String(300))
    sha256: Mapped[Hash]
    title: Mapped[Title]
    origin_html: Mapped[Text]
    text: Mapped[str] = deferred(mapped_column(sa.Text))
    retired_at: Mapped[datetime | None]


class Passage(Base):
    """A paragraph at most of a lesson's reading, with its anchor in the page."""

    __tablename__ = "passage"
    __table_args__ = (
        sa.UniqueConstraint("lesson_id", "key"),
        sa.CheckConstraint("(source_id IS NULL) = (line_from IS NULL)", name="source_with_line"),
        sa.CheckConstraint("line_to IS NULL OR line_to >= line_from", name="line_order"),
    )

    id: Mapped[Id]
    lesson_id: Mapped[int] = reference("lesson.id", index=False)
    key: Mapped[Key]
    position: Mapped[int]
    kind: Mapped[PassageKind] = mapped_column(enum_type(PassageKind))
    text: Mapped[Text]
    source_id: Mapped[int | None] = reference("source_document.id", ondelete="SET NULL")
    line_from: Mapped[int | None]
    line_to: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    retired_at: Mapped[datetime | None]


class Entry(Base):
    """An entry of a list in a source document: a work, a topic or a further source."""

    __tablename__ = "entry"
    __table_args__ = (sa.UniqueConstraint("source_id", "line_from"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id")
    source_id: Mapped[int] = reference("source_document.id", index=False)
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    line_from: Mapped[int]
    line_to: Mapped[int]
    title: Mapped[Title]
    authors: Mapped[str | None] = mapped_column(sa.String(300))
    authors_line: Mapped[int | None]
    heading: Mapped[str | None] = mapped_column(sa.String(300))
    position: Mapped[int]
    retired_at: Mapped[datetime | None]


class EntryLesson(Base):
    """`lesson` treats `entry`."""

    __tablename__ = "entry_lesson"

    entry_id: Mapped[int] = reference("entry.id", index=False, primary_key=True)
    lesson_id: Mapped[int] = reference("lesson.id", primary_key=True)


class Term(Base):
    """A key term of the glossary."""

    __tablename__ = "term"
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id", index=False)
    key: Mapped[Key]
    title: Mapped[Title]
    html: Mapped[Text]
    text: Mapped[Text]
    see: Mapped[list[str]]
    retired_at: Mapped[datetime | None]


class TermUse(Base):
    """`term` is used in `passage`."""

    __tablename__ = "term_use"

    term_id: Mapped[int] = reference("term.id", index=False, primary_key=True)
    passage_id: Mapped[int] = reference("passage.id", primary_key=True)


class Enrolment(Base):
    """A learner has joined a course."""

    __tablename__ = "enrolment"

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    course_id: Mapped[int] = reference("course.id", primary_key=True)
    joined_at: Mapped[datetime]


class Appointment(Base):
    """A person holds a role in a course, given by the administrator."""

    __tablename__ = "appointment"

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    course_id: Mapped[int] = reference("course.id", primary_key=True)
    role: Mapped[CourseRole] = mapped_column(enum_type(CourseRole))
    appointed_at: Mapped[datetime]


class Proposal(Base):
    """A reading that a learner proposes for an entry; accepted ones stand in the bibliography."""

    __tablename__ = "proposal"
    __table_args__ = (sa.Index("ix_proposal_entry_id_state", "entry_id", "state"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = reference("entry.id", index=False)
    user_id: Mapped[int] = reference("user.id")
    title: Mapped[Title]
    author: Mapped[str] = mapped_column(sa.String(200))
    year: Mapped[str] = mapped_column(sa.String(40))
    found_at: Mapped[str] = mapped_column(sa.String(500))
    licence: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ProposalState] = mapped_column(enum_type(ProposalState))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
