"""Attempts: a log of steps, what is derived from it, and the repairs of marks already given."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Text, enum_type, reference
from models.enums import RepairState, StepKind


def _where(condition: str) -> dict[str, Any]:
    """An index over part of a table, alike on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class Attempt(Base):
    """One go of a learner at a quiz; `fraction`, `pending` and the slots are derived from the steps.

    `ends_at`: when what was saved is handed in. `pending`: answers a person has still to mark; they count nothing so far.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        sa.UniqueConstraint("quiz_id", "user_id", "number"),
        sa.Index(
            "uq_attempt_open",
            "quiz_id",
            "user_id",
            unique=True,
            **_where("finished_at IS NULL"),
        ),
        sa.CheckConstraint("fraction IS NULL OR (fraction >= 0 AND fraction <= 1)", name="fraction_range"),
        sa.CheckConstraint("(finished_at IS NULL) = (fraction IS NULL)", name="finished_with_fraction"),
        sa.Index("ix_attempt_open_ends_at", "ends_at", **_where("finished_at IS NULL AND ends_at IS NOT NULL")),
        sa.Index("ix_attempt_pending", "quiz_id", **_where("pending > 0")),
    )

    id: Mapped[Id]
    quiz_id: Mapped[int] = reference("quiz.id", index=False)
    user_id: Mapped[int] = reference("user.id")
    number: Mapped[int]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    fraction: Mapped[float | None]
    pending: Mapped[int]


class AttemptSlot(Base):
    """A question of an attempt, with the version it was asked in and the newest answer to it.

    `fraction`: the share of the marks the answer earns, from -2 (certain and wrong) to 1; None until it is graded. `certainty`: 1-3, where it is
    asked for. `tries`: how often the answer was checked; `closed_at`: when it could no longer be changed. `comment`: what a person who marked it says.
    """

    __tablename__ = "attempt_slot"
    __table_args__ = (
        sa.Index("ix_attempt_slot_item_id_fraction", "item_id", "fraction"),
        sa.CheckConstraint("fraction IS NULL OR (fraction >= -2 AND fraction <= 1)", name="fraction_range"),
        sa.CheckConstraint("marks >= 0", name="marks_not_negative"),
        sa.CheckConstraint("certainty IS NULL OR (certainty >= 1 AND certainty <= 3)", name="certainty_range"),
        sa.CheckConstraint("tries >= 0", name="tries_not_negative"),
    )

    attempt_id: Mapped[int] = reference("attempt.id", index=False, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = reference("item.id", ondelete="RESTRICT", index=False)
    item_version_id: Mapped[int] = reference("item_version.id", ondelete="RESTRICT")
    section: Mapped[int]
    marks: Mapped[float]
    order: Mapped[dict[str, Any]]
    response: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    certainty: Mapped[int | None]
    tries: Mapped[int]
    closed_at: Mapped[datetime | None]
    fraction: Mapped[float | None]
    comment: Mapped[str | None] = mapped_column(sa.Text)
    answered_at: Mapped[datetime | None]


class AttemptStep(Base):
    """Something that happened in an attempt; rows are added and never changed. `token` makes a repeated request harmless.

    `author_id`: who did it, where it was not the learner or the program.
    """

    __tablename__ = "attempt_step"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "token"),)

    id: Mapped[Id]
    attempt_id: Mapped[int] = reference("attempt.id", index=False)
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind))
    position: Mapped[int | None]
    token: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    created_at: Mapped[datetime]


class Contest(Base):
    """A learner's objection to the mark of one answer, once, and what was said to it."""

    __tablename__ = "contest"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["attempt_id", "position"], ["attempt_slot.attempt_id", "attempt_slot.position"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_with_words"),
        sa.Index("ix_contest_quiz_id", "quiz_id", "answered_at"),
    )

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = reference("quiz.id", index=False)
    reason: Mapped[Text]
    created_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(sa.Text)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    fraction_before: Mapped[float]
    fraction_after: Mapped[float | None]


class QuizExtension(Base):
    """What one person is granted beyond the settings of a quiz."""

    __tablename__ = "quiz_extension"
    __table_args__ = (
        sa.CheckConstraint("extra_minutes >= 0", name="minutes_not_negative"),
        sa.CheckConstraint("extra_attempts >= 0", name="attempts_not_negative"),
    )

    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    user_id: Mapped[int] = reference("user.id", primary_key=True)
    extra_minutes: Mapped[int]
    extra_attempts: Mapped[int]
    closes_at: Mapped[datetime | None]
    reason: Mapped[Text]
    author_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    created_at: Mapped[datetime]


class QuizGrade(Base):
    """What a learner has in a quiz: `fraction` by its grading method, `override` what an instructor has set in its place, with the reason."""

    __tablename__ = "quiz_grade"
    __table_args__ = (
        sa.Index("ix_quiz_grade_quiz_id_fraction", "quiz_id", "fraction"),
        sa.CheckConstraint("fraction IS NULL OR (fraction >= 0 AND fraction <= 1)", name="fraction_range"),
        sa.CheckConstraint("override IS NULL OR (override >= 0 AND override <= 1)", name="override_range"),
        sa.CheckConstraint("(override IS NULL) = (override_reason IS NULL)", name="override_with_reason"),
    )

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    fraction: Mapped[float | None]
    attempts: Mapped[int]
    pending: Mapped[int]
    override: Mapped[float | None]
    override_reason: Mapped[str | None] = mapped_column(sa.Text)
    override_by_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    override_at: Mapped[datetime | None]


class GradeOverride(Base):
    """A change to an override, kept for the record; rows are added and never changed."""

    __tablename__ = "grade_override"

    id: Mapped[Id]
    quiz_id: Mapped[int] = reference("quiz.id")
    user_id: Mapped[int] = reference("user.id")
    fraction: Mapped[float | None]
    reason: Mapped[Text]
    author_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    created_at: Mapped[datetime]


class CourseGrade(Base):
    """The sum over the quizzes of a course, as a share of what its quizzes can bring, 0-1; the gradebook sorts by it."""

    __tablename__ = "course_grade"
    __table_args__ = (
        sa.Index("ix_course_grade_course_id_fraction", "course_id", "fraction"),
        sa.CheckConstraint("fraction >= 0 AND fraction <= 1", name="fraction_range"),
    )

    user_id: Mapped[int] = reference("user.id", index=False, primary_key=True)
    course_id: Mapped[int] = reference("course.id", index=False, primary_key=True)
    fraction: Mapped[float]


class QuizSummary(Base):
    """What the finished attempts at a quiz say, counted by the outbox so that nobody waits for it.

    The numbers in columns are those of all finished attempts; `figures` are those of `courses.quizzes.rules.figures`. `counted_at`: when the last count
    began, None before the first; `stale_since`: since when something has happened that is not counted yet.
    """

    __tablename__ = "quiz_summary"

    quiz_id: Mapped[int] = reference("quiz.id", index=False, primary_key=True)
    attempts: Mapped[int]
    learners: Mapped[int]
    passed: Mapped[int]
    mean_fraction: Mapped[float | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    counted_at: Mapped[datetime | None]
    stale_since: Mapped[datetime | None]


class Repair(Base):
    """A question published anew together with the marks given for its earlier versions.

    `touched`: the slots it concerns; `done`: how many are through, by which its progress is shown; `last_id`: the attempt up to which.
    """

    __tablename__ = "repair"

    id: Mapped[Id]
    item_id: Mapped[int] = reference("item.id")
    item_version_id: Mapped[int] = reference("item_version.id")
    state: Mapped[RepairState] = mapped_column(enum_type(RepairState))
    touched: Mapped[int]
    done: Mapped[int]
    last_id: Mapped[int]
    reason: Mapped[Text]
    author_id: Mapped[int | None] = reference("user.id", ondelete="SET NULL")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
