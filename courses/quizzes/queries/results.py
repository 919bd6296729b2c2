"""What all finished attempts say about the quizzes of a course and about each question, in a fixed number of statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.grading import TOLERANCE
from courses.items.rules.results import Group, QuestionResult, summarise
from courses.quizzes.queries.attempts import Proof
from models.catalogue import Lesson, Passage, SourceDocument
from models.items import Evidence, Item, ItemVersion, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz in the list of a course; `mean_fraction` is None without finished attempts."""

    id: int
    title: str
    lesson_title: str
    lesson_key: str
    question_count: int
    finished_count: int
    mean_fraction: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """All finished attempts at a quiz."""

    attempts: int
    learners: int
    passed: int
    mean_fraction: float | None


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of a quiz with what became of it."""

    position: int
    key: str
    kind: str
    body: dict[str, Any]
    marks: float
    result: QuestionResult
    proofs: Sequence[Proof]


def quizzes_of(session: Session, course_id: int) -> list[QuizLine]:
    """The quizzes of a course in the order of its lessons, in one statement."""
    questions = sa.select(sa.func.count()).where(QuizItem.quiz_id == Quiz.id).correlate(Quiz).scalar_subquery()
    columns: tuple[Any, ...] = (Quiz.id, Quiz.title, Lesson.title, Lesson.key, questions)
    rows = session.execute(
        sa.select(*columns, sa.func.count(Attempt.id), sa.func.avg(Attempt.fraction))
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .outerjoin(Attempt, sa.and_(Attempt.quiz_id == Quiz.id, Attempt.finished_at.is_not(None)))
        .where(Quiz.course_id == course_id, Quiz.retired_at.is_(None))
        .group_by(Quiz.id, Quiz.title, Lesson.title, Lesson.key, Lesson.position)
        .order_by(Lesson.position, Quiz.id)
    )
    return [QuizLine(*row) for row in rows]


def totals_of(session: Session, quiz_id: int, pass_fraction: float) -> Totals:
    """How many finished the quiz, and how well."""
    passed = sa.case((Attempt.fraction >= pass_fraction - TOLERANCE, 1))
    columns: tuple[Any, ...] = (
        sa.func.count(),
        sa.func.count(sa.distinct(Attempt.user_id)),
        sa.func.count(passed),
        sa.func.avg(Attempt.fraction),
    )
    finished = sa.select(*columns).where(Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None))
    return Totals(*session.execute(finished).one())


def question_lines(session: Session, quiz_id: int) -> list[QuestionLine]:
    """Every question of the quiz as it is asked now, with the answers to it; three statements."""
    answers = _answers(session, quiz_id)
    proofs = _proofs(session, quiz_id)
    columns: tuple[Any, ...] = (Item.id.label("item_id"), Item.key, QuizItem.marks, ItemVersion.kind, ItemVersion.body)
    rows = session.execute(
        sa.select(*columns, ItemVersion.id.label("version_id"))
        .join(Item, Item.id == QuizItem.item_id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, Item.id)
    )
    lines = []
    for position, row in enumerate(rows, start=1):
        groups = [
            Group(response, count, fraction, version_id == row.version_id)
            for version_id, response, count, fraction in answers.get(row.item_id, ())
        ]
        result = summarise(row.kind, row.body, groups)
        lines.append(
            QuestionLine(position, row.key, row.kind, row.body, row.marks, result, proofs.get(row.version_id, ()))
        )
    return lines


def _answers(session: Session, quiz_id: int) -> Mapping[int, list[tuple[int, dict[str, Any] | None, int, float]]]:
    """Equal answers counted, by item: (version, response, count, mean fraction)."""
    response = sa.cast(AttemptSlot.response, sa.Text)
    key: tuple[Any, ...] = (AttemptSlot.item_id, AttemptSlot.item_version_id, response)
    rows = session.execute(
        sa.select(*key, sa.func.count(), sa.func.avg(sa.func.coalesce(AttemptSlot.fraction, 0)))
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None))
        .group_by(*key)
    )
    found: dict[int, list[tuple[int, dict[str, Any] | None, int, float]]] = {}
    for item_id, version_id, text, count, fraction in rows:
        found.setdefault(item_id, []).append((version_id, json.loads(text) if text else None, count, float(fraction)))
    return found


def _proofs(session: Session, quiz_id: int) -> Mapping[int, list[Proof]]:
    """The proving passages by version."""
    columns: tuple[Any, ...] = (
        *(QuizItem.item_version_id, Passage.text, Lesson.key, Passage.key, Lesson.title),
        *(SourceDocument.key, SourceDocument.title, Passage.line_from, Passage.line_to),
    )
    rows = session.execute(
        sa.select(*columns)
        .join(Evidence, Evidence.item_version_id == QuizItem.item_version_id)
        .join(Passage, Passage.id == Evidence.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, Evidence.position)
    )
    found: dict[int, list[Proof]] = {}
    for version_id, *proof in rows:
        found.setdefault(version_id, []).append(Proof(*proof))
    return found
