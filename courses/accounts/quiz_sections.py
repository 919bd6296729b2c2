"""What is kept of a person around quizzes, for the file with everything about them: extensions, and what they did as instructors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.authoring import Draft, Upload
from models.base import Base
from models.catalogue import Course
from models.items import Item, Quiz
from models.quizzes import Attempt, AttemptStep, Contest, GradeOverride, QuizExtension, QuizGrade, Repair

Read = Callable[[Session, int], Iterable[dict[str, Any]]]
# Bytes that were uploaded are the person's own file; the export is text.
LEFT_OUT = {"user_id", "author_id", "override_by_id", "answered_by_id", "content", "course_id", "quiz_id", "item_id"}


def _columns(model: type[Base]) -> list[sa.ColumnElement[Any]]:
    """What a row says, without the numbers of people and places."""
    return [column for column in model.__table__.columns if column.name not in LEFT_OUT]


def _section(
    model: type[Base], person: InstrumentedAttribute[Any], way: Callable[[sa.Select[Any]], sa.Select[Any]], *names: Any
) -> Read:
    """Reads the rows that point at a person, beside the names of the place they belong to."""
    statement = way(sa.select(*names, *_columns(model)).select_from(model))
    order = list(model.__table__.primary_key)

    def read(session: Session, user_id: int) -> list[dict[str, Any]]:
        rows = session.execute(statement.where(person == user_id).order_by(*order))
        return [dict(row) for row in rows.mappings()]

    return read


def _of_quiz(model: Any, person: Any) -> Read:
    def way(statement: sa.Select[Any]) -> sa.Select[Any]:
        return statement.join(Quiz, Quiz.id == model.quiz_id).join(Course, Course.id == Quiz.course_id)

    return _section(model, person, way, Course.slug.label("course"), Quiz.key.label("quiz"))


def _of_course(model: Any, person: Any) -> Read:
    def way(statement: sa.Select[Any]) -> sa.Select[Any]:
        return statement.join(Course, Course.id == model.course_id)

    return _section(model, person, way, Course.slug.label("course"))


def _marks(statement: sa.Select[Any]) -> sa.Select[Any]:
    of_attempt = statement.join(Attempt, Attempt.id == AttemptStep.attempt_id)
    return of_attempt.join(Quiz, Quiz.id == Attempt.quiz_id).join(Course, Course.id == Quiz.course_id)


def _repairs(statement: sa.Select[Any]) -> sa.Select[Any]:
    return statement.join(Item, Item.id == Repair.item_id).join(Course, Course.id == Item.course_id)


QUIZ_SECTIONS: dict[str, Read] = {
    "marks_given": _section(
        AttemptStep, AttemptStep.author_id, _marks, Course.slug.label("course"), Quiz.key.label("quiz")
    ),
    "objections_answered": _of_quiz(Contest, Contest.answered_by_id),
    "extensions": _of_quiz(QuizExtension, QuizExtension.user_id),
    "extensions_granted": _of_quiz(QuizExtension, QuizExtension.author_id),
    "grades_set": _of_quiz(QuizGrade, QuizGrade.override_by_id),
    "grade_changes_made": _of_quiz(GradeOverride, GradeOverride.author_id),
    "repairs": _section(Repair, Repair.author_id, _repairs, Course.slug.label("course"), Item.key.label("question")),
    "drafts": _of_course(Draft, Draft.user_id),
    "uploads": _of_course(Upload, Upload.user_id),
}
