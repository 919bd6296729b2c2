"""Answered questions that were published with other words, and where their marks are repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.links import path_to
from courses.authoring.questions import portions
from courses.quizzes.queries.repair import MARKED_BEFORE
from models.catalogue import Course
from models.items import Item, Quiz, QuizItem


@dataclass(frozen=True)
class TouchedQuestion:
    """A question with answers that have the marks of an earlier version, and the path of the page that marks them anew."""

    key: str
    answers: int
    path: str


def touched_by(session: Session, course: Course, keys: Sequence[str]) -> list[TouchedQuestion]:
    """Those of the questions with these ids that finished attempts have answered before they said what they say now."""
    quiz_id = (
        sa.select(sa.func.min(Quiz.id))
        .join(QuizItem, QuizItem.quiz_id == Quiz.id)
        .where(QuizItem.item_id == Item.id, Quiz.retired_at.is_(None))
        .correlate(Item)
        .scalar_subquery()
    )
    found: list[TouchedQuestion] = []
    for some in portions(keys):
        rows = session.execute(
            sa.select(Item.key, Item.category_id, quiz_id.label("quiz_id"), MARKED_BEFORE.label("answers"))
            .where(Item.course_id == course.id, Item.key.in_(some), MARKED_BEFORE > 0)
            .order_by(Item.id)
        )
        found += [TouchedQuestion(row.key, row.answers, _path(course, row)) for row in rows]
    return found


def _path(course: Course, row: sa.Row) -> str:
    """In the bank, or in the quiz in which it is written."""
    if row.category_id is not None:
        return path_to("authoring.bank_mark_anew", slug=course.slug, key=row.key)
    return path_to("authoring.mark_anew", quiz_id=row.quiz_id, key=row.key)
