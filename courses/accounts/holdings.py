"""Every place where the database points at a person, and what becomes of it: exported, erased, merged.

A law test compares this list with the schema, so that a new table cannot forget the people in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import sqlalchemy as sa

from models.accounts import AccountToken, UserSession
from models.authoring import CourseVersion, Draft, Upload
from models.base import Base
from models.catalogue import Appointment, Enrolment, Proposal
from models.groups import GroupMember
from models.progress import LessonProgress
from models.quizzes import (
    Attempt,
    AttemptStep,
    Contest,
    CourseGrade,
    GradeOverride,
    QuizExtension,
    QuizGrade,
    Repair,
)


class OnErasure(Enum):
    """What becomes of rows when the person erases the account; the row of the person stays, without name and address."""

    DELETE = auto()
    KEEP = auto()
    HAND_OVER = auto()
    AS_CHOSEN = auto()


class OnMerge(Enum):
    """What becomes of rows when a guest signs in to an account; the guest's row is deleted afterwards."""

    MOVE = auto()
    UNITE = auto()
    COMBINE = auto()
    DROP = auto()


@dataclass(frozen=True)
class Holding:
    """A column that points at a person; `section` is where the export shows the rows.

    UNITE moves the rows whose `by` the account does not have yet.
    """

    model: type[Base]
    name: str
    section: str
    erased: OnErasure
    merged: OnMerge
    by: str | None = None

    @property
    def table(self) -> sa.Table:
        return self.model.metadata.tables[self.model.__tablename__]

    @property
    def column(self) -> sa.Column[int]:
        return self.table.c[self.name]


HOLDINGS = (
    Holding(UserSession, "user_id", "sessions", OnErasure.DELETE, OnMerge.DROP),
    Holding(AccountToken, "user_id", "links", OnErasure.DELETE, OnMerge.DROP),
    Holding(Enrolment, "user_id", "enrolments", OnErasure.KEEP, OnMerge.UNITE, by="course_id"),
    Holding(Appointment, "user_id", "appointments", OnErasure.DELETE, OnMerge.UNITE, by="course_id"),
    Holding(LessonProgress, "user_id", "progress", OnErasure.KEEP, OnMerge.COMBINE),
    Holding(Attempt, "user_id", "attempts", OnErasure.KEEP, OnMerge.COMBINE),
    Holding(GroupMember, "user_id", "groups", OnErasure.HAND_OVER, OnMerge.UNITE, by="group_id"),
    Holding(Proposal, "user_id", "proposals", OnErasure.AS_CHOSEN, OnMerge.MOVE),
    Holding(Proposal, "decided_by_id", "decisions", OnErasure.KEEP, OnMerge.MOVE),
    Holding(CourseVersion, "author_id", "course_versions", OnErasure.KEEP, OnMerge.MOVE),
    Holding(AttemptStep, "author_id", "marks_given", OnErasure.KEEP, OnMerge.MOVE),
    Holding(Contest, "answered_by_id", "objections_answered", OnErasure.KEEP, OnMerge.MOVE),
    # What was said about a person goes with them; their answers stay, as nobody's.
    Holding(QuizExtension, "user_id", "extensions", OnErasure.DELETE, OnMerge.UNITE, by="quiz_id"),
    Holding(QuizExtension, "author_id", "extensions_granted", OnErasure.KEEP, OnMerge.MOVE),
    Holding(QuizGrade, "user_id", "grades", OnErasure.DELETE, OnMerge.UNITE, by="quiz_id"),
    Holding(QuizGrade, "override_by_id", "grades_set", OnErasure.KEEP, OnMerge.MOVE),
    Holding(GradeOverride, "user_id", "grade_changes", OnErasure.DELETE, OnMerge.MOVE),
    Holding(GradeOverride, "author_id", "grade_changes_made", OnErasure.KEEP, OnMerge.MOVE),
    Holding(CourseGrade, "user_id", "course_grades", OnErasure.DELETE, OnMerge.UNITE, by="course_id"),
    Holding(Repair, "author_id", "repairs", OnErasure.KEEP, OnMerge.MOVE),
    Holding(Draft, "user_id", "drafts", OnErasure.DELETE, OnMerge.DROP),
    Holding(Upload, "user_id", "uploads", OnErasure.DELETE, OnMerge.DROP),
)
