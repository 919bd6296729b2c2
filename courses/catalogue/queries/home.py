"""The list of courses, with the progress of the one who asks, and where each course goes on for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from courses.access.viewer import NOBODY
from models.catalogue import Course, Enrolment, Lesson, LessonPrerequisite
from models.progress import LessonProgress

COURSES_A_PAGE = 24


class NextLesson(NamedTuple):
    """The lesson in which a reader goes on; `is_begun`: whether they have been in any lesson of the course."""

    module_id: int
    key: str
    title: str
    is_begun: bool


@dataclass(frozen=True)
class CourseCard:
    """A course in the list; `done` counts completed lessons, `has_begun` is true of whoever joined or did anything in it."""

    course: Course
    has_begun: bool
    done: int
    next: NextLesson | None

    @property
    def fraction(self) -> float:
        return self.done / self.course.lesson_count if self.course.lesson_count else 0.0


@dataclass(frozen=True)
class Catalogue:
    """A page of the list of courses, those begun first."""

    cards: tuple[CourseCard, ...]
    page: int
    pages: int


def catalogue(session: Session, user_id: int | None, *, page: int, today: date) -> Catalogue:
    """The list of courses for this reader (None: a visitor), in three statements at most."""
    number_of_all = sa.func.count().over()
    statement = (
        sa.select(Course, Enrolment.joined_at, number_of_all)
        .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == user_id))
        .where(Course.retired_at.is_(None))
        .order_by(Enrolment.joined_at.is_(None), Course.folded_title, Course.id)
        .offset((page - 1) * COURSES_A_PAGE)
        .limit(COURSES_A_PAGE)
    )
    rows = session.execute(statement).all()
    pages = -(-rows[0][2] // COURSES_A_PAGE) if rows else 1
    begun = [course.id for course, joined_at, _all in rows if joined_at]
    done = completed_lessons(session, user_id, begun)
    following = next_lessons(session, user_id, begun, today=today)
    cards = (
        CourseCard(course, joined_at is not None, done.get(course.id, 0), following.get(course.id))
        for course, joined_at, _all in rows
    )
    return Catalogue(tuple(cards), page, pages)


def completed_lessons(session: Session, user_id: int | None, course_ids: Sequence[int]) -> dict[int, int]:
    """How many lessons of each course the reader has completed."""
    if user_id is None or not course_ids:
        return {}
    statement = (
        sa.select(Lesson.course_id, sa.func.count())
        .join(LessonProgress, LessonProgress.lesson_id == Lesson.id)
        .where(LessonProgress.user_id == user_id, LessonProgress.completed_at.is_not(None))
        .where(Lesson.course_id.in_(course_ids), Lesson.retired_at.is_(None))
        .group_by(Lesson.course_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def next_lessons(
    session: Session, user_id: int | None, course_ids: Sequence[int], *, today: date
) -> dict[int, NextLesson]:
    """Where each course goes on: the lesson last read or the first after it that is open and not complete, else the first such."""
    if not course_ids:
        return {}
    person = user_id or NOBODY
    last, mine = _last_read(person, course_ids), aliased(LessonProgress)
    order = (sa.case((Lesson.position >= last.c.position, 0), else_=1), Lesson.position, Lesson.id)
    numbered = (
        sa.select(
            *(Lesson.course_id, Lesson.module_id, Lesson.key, Lesson.title),
            last.c.position.is_not(None).label("is_begun"),
            sa.func.row_number().over(partition_by=Lesson.course_id, order_by=order).label("place"),
        )
        .outerjoin(mine, sa.and_(mine.lesson_id == Lesson.id, mine.user_id == person))
        .outerjoin(last, last.c.course_id == Lesson.course_id)
        .where(Lesson.course_id.in_(course_ids), Lesson.retired_at.is_(None), mine.completed_at.is_(None))
        .where(sa.or_(Lesson.opens_on.is_(None), Lesson.opens_on <= today), ~_is_waiting(person))
        .subquery()
    )
    columns = (numbered.c.course_id, numbered.c.module_id, numbered.c.key, numbered.c.title, numbered.c.is_begun)
    rows = session.execute(sa.select(*columns).where(numbered.c.place == 1))
    return {course_id: NextLesson(*lesson) for course_id, *lesson in rows}


def _last_read(user_id: int, course_ids: Sequence[int]) -> sa.Subquery:
    """The place in each course of the lesson the reader was last in.

    Grouped, not numbered: one row a course stands there before any lesson is compared with it.
    """
    mine = sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id)
    is_here = sa.and_(Lesson.course_id.in_(course_ids), Lesson.retired_at.is_(None))
    newest = (
        sa.select(Lesson.course_id, sa.func.max(LessonProgress.position_at).label("at"))
        .join(LessonProgress, mine)
        .where(is_here)
        .group_by(Lesson.course_id)
        .subquery()
    )
    return (
        sa.select(Lesson.course_id, sa.func.max(Lesson.position).label("position"))
        .join(LessonProgress, mine)
        .join(newest, sa.and_(newest.c.course_id == Lesson.course_id, newest.c.at == LessonProgress.position_at))
        .where(is_here)
        .group_by(Lesson.course_id)
        .subquery()
    )


def _is_waiting(user_id: int) -> sa.ColumnElement[bool]:
    """Whether a lesson asks for others that this reader has not completed."""
    required, done = aliased(Lesson), aliased(LessonProgress)
    return (
        sa.select(LessonPrerequisite.lesson_id)
        .join(required, required.id == LessonPrerequisite.requires_id)
        .outerjoin(done, sa.and_(done.lesson_id == required.id, done.user_id == user_id))
        .where(LessonPrerequisite.lesson_id == Lesson.id, required.retired_at.is_(None), done.completed_at.is_(None))
        .exists()
    )
