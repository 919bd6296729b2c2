"""The gradebook of a course, and one learner's grade in one quiz: to see, and to set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_with_roles
from courses.access.rules.roles import Permission
from courses.access.viewer import Viewer
from courses.shared.errors import NotFound
from models.accounts import User
from models.catalogue import Course, Enrolment, Lesson
from models.items import Quiz
from models.quizzes import QuizGrade


@dataclass(frozen=True, slots=True)
class GradeToSee:
    """A learner and a quiz of their course; `grade` is None as long as they have none."""

    course: Course
    user_id: int
    name: str
    quiz_id: int
    quiz_title: str
    lesson_title: str
    pass_fraction: float
    grade: QuizGrade | None


def course_to_grade(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course whose grades the viewer may see. Raises NotFound or Forbidden."""
    return course_with_roles(session, viewer, slug, Permission.SEE_RESULTS)[0]


def grade_to_see(session: Session, viewer: Viewer, slug: str, user_id: int, quiz_id: int) -> GradeToSee:
    """One learner's grade in one quiz, in two statements. Raises NotFound or Forbidden."""
    course = course_to_grade(session, viewer, slug)
    row = session.execute(_grade_of(course.id, user_id, quiz_id)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such learner or quiz in this course. The gradebook shows those there are."))
    return GradeToSee(course, *row)


def grade_to_set(session: Session, viewer: Viewer, slug: str, user_id: int, quiz_id: int) -> GradeToSee:
    """The same for those who may set it; the learner is held, so that their grades change one after the other."""
    course_with_roles(session, viewer, slug, Permission.EDIT_COURSE)
    # Rows that point at the learner may still be written: whoever hands an attempt in does not wait for this, nor this for them.
    session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    return grade_to_see(session, viewer, slug, user_id, quiz_id)


def _grade_of(course_id: int, user_id: int, quiz_id: int) -> sa.Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (User.id, User.name, Quiz.id, Quiz.title, Lesson.title, Quiz.pass_fraction, QuizGrade)
    return (
        sa.select(*columns)
        .join(Enrolment, sa.and_(Enrolment.user_id == User.id, Enrolment.course_id == course_id))
        .join(Quiz, sa.and_(Quiz.course_id == course_id, Quiz.id == quiz_id))
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .outerjoin(QuizGrade, sa.and_(QuizGrade.user_id == User.id, QuizGrade.quiz_id == Quiz.id))
        .where(User.id == user_id, User.erased_at.is_(None), Quiz.retired_at.is_(None))
    )
