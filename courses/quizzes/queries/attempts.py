"""Reading attempts: what their pages show, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.asked import Asked
from courses.items.rules.grading import grade_answer, missing_of, verdict
from models.catalogue import Lesson, Passage, SourceDocument
from models.items import Evidence, ItemVersion, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, AttemptStep


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question of a quiz as new attempts get it."""

    item_id: int
    version_id: int
    marks: float
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A question in the map of an attempt; `missing` says what its answer still lacks."""

    position: int
    is_answered: bool
    missing: str | None = None
    prompt_html: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A passage that proves an answer, and where it stands."""

    text: str
    lesson_key: str
    passage_key: str
    lesson_title: str
    source_key: str | None
    source_title: str | None
    line_from: int | None
    line_to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedQuestion(Asked):
    """A question of a finished attempt, with its proof."""

    fraction: float
    proofs: Sequence[Proof]

    @property
    def verdict(self) -> str:
        return verdict(self.fraction)

    @property
    def earned(self) -> float:
        return self.fraction * self.marks


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One of a learner's attempts at a quiz."""

    id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    fraction: float | None


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a learner goes from a finished quiz: whether the lesson is complete, and the next one (key, title)."""

    is_complete: bool
    next: tuple[str, str] | None


def items_of_quiz(session: Session, quiz_id: int) -> list[QuizQuestion]:
    """The questions of a quiz in their order."""
    rows = session.execute(
        sa.select(QuizItem.item_id, QuizItem.item_version_id, QuizItem.marks, ItemVersion.kind, ItemVersion.body)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, QuizItem.item_id)
    )
    return [QuizQuestion(row.item_id, row.item_version_id, row.marks, row.kind, row.body) for row in rows]


def attempts_of(session: Session, quiz_id: int, user_id: int | None) -> list[PastAttempt]:
    """A learner's attempts at a quiz, the newest first."""
    if user_id is None:
        return []
    rows = session.execute(
        sa.select(Attempt.id, Attempt.number, Attempt.started_at, Attempt.finished_at, Attempt.fraction)
        .where(Attempt.quiz_id == quiz_id, Attempt.user_id == user_id)
        .order_by(Attempt.number.desc())
    )
    return [PastAttempt(row.id, row.number, row.started_at, row.finished_at, row.fraction) for row in rows]


def open_attempt_of(session: Session, quiz_id: int, user_id: int) -> tuple[int | None, int]:
    """The open attempt of a learner, if there is one, and the number a new one gets."""
    attempts = attempts_of(session, quiz_id, user_id)
    open_id = next((attempt.id for attempt in attempts if attempt.finished_at is None), None)
    return open_id, 1 + max((attempt.number for attempt in attempts), default=0)


def last_step_of(session: Session, attempt_id: int, token: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The newest step (id, position, payload) that a request with this token has brought; None if there is none."""
    is_its = sa.or_(AttemptStep.token == token, sa.func.substr(AttemptStep.token, 1, len(token) + 1) == f"{token}:")
    return session.execute(
        sa.select(AttemptStep.id, AttemptStep.position, AttemptStep.payload)
        .where(AttemptStep.attempt_id == attempt_id, is_its)
        .order_by(AttemptStep.id.desc())
        .limit(1)
    ).one_or_none()


_SLOT: tuple[Any, ...] = (AttemptSlot.position, AttemptSlot.response, AttemptSlot.order, AttemptSlot.marks)
_BODY: tuple[Any, ...] = (ItemVersion.kind, ItemVersion.body)
_PROOF: tuple[Any, ...] = (
    *(AttemptSlot.position, Passage.text, Lesson.key, Passage.key, Lesson.title),
    *(SourceDocument.key, SourceDocument.title, Passage.line_from, Passage.line_to),
)
_HERE = AttemptSlot.position == sa.bindparam("position")

# Built once: composing a statement takes longer than running it.
_MAP = (
    sa.select(*_SLOT, *_BODY)
    .outerjoin(ItemVersion, sa.and_(ItemVersion.id == AttemptSlot.item_version_id, _HERE))
    .where(AttemptSlot.attempt_id == sa.bindparam("attempt_id"))
    .order_by(AttemptSlot.position)
)
_SLOTS = (
    sa.select(*_SLOT, *_BODY, AttemptSlot.fraction)
    .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
    .where(AttemptSlot.attempt_id == sa.bindparam("attempt_id"))
    .order_by(AttemptSlot.position)
)
_PROOFS = (
    sa.select(*_PROOF)
    .join(Evidence, Evidence.item_version_id == AttemptSlot.item_version_id)
    .join(Passage, Passage.id == Evidence.passage_id)
    .join(Lesson, Lesson.id == Passage.lesson_id)
    .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
    .where(AttemptSlot.attempt_id == sa.bindparam("attempt_id"))
    .order_by(AttemptSlot.position, Evidence.position)
)


def question_page(session: Session, attempt_id: int, position: int) -> tuple[Asked | None, list[Place]]:
    """One question of an attempt (None if it has no such position) and the map of all, in one statement."""
    question, places = None, []
    for row in session.execute(_MAP, {"attempt_id": attempt_id, "position": position}):
        places.append(Place(row.position, row.response is not None))
        if row.position == position:
            question = Asked(
                position=row.position,
                kind=row.kind,
                body=row.body,
                order=row.order,
                response=row.response,
                marks=row.marks,
            )
    return question, places


def overview(session: Session, attempt_id: int) -> list[Place]:
    """All questions of an open attempt, with what their answers still lack."""
    return [
        Place(
            row.position,
            row.response is not None,
            missing_of(row.kind, row.body, row.response),
            row.body["prompt_html"],
        )
        for row in session.execute(_SLOTS, {"attempt_id": attempt_id})
    ]


def slots_to_grade(session: Session, attempt_id: int) -> Sequence[sa.Row[Any]]:
    """The questions of an attempt with their answers."""
    return session.execute(_SLOTS, {"attempt_id": attempt_id}).all()


def graded_questions(session: Session, attempt_id: int) -> list[GradedQuestion]:
    """The questions of a finished attempt with grades and proofs, in two statements."""
    proofs = proofs_of(session, attempt_id)
    return [
        GradedQuestion(
            position=row.position,
            kind=row.kind,
            body=row.body,
            order=row.order,
            response=row.response,
            marks=row.marks,
            grade=grade_answer(row.kind, row.body, row.response),
            fraction=row.fraction or 0.0,
            proofs=proofs.get(row.position, ()),
        )
        for row in session.execute(_SLOTS, {"attempt_id": attempt_id})
    ]


def proofs_of(session: Session, attempt_id: int) -> Mapping[int, list[Proof]]:
    """The proving passages of an attempt by position."""
    found: dict[int, list[Proof]] = {}
    for position, *columns in session.execute(_PROOFS, {"attempt_id": attempt_id}):
        found.setdefault(position, []).append(Proof(*columns))
    return found


def onward(session: Session, lesson_id: int, user_id: int) -> Onward:
    """Whether the lesson is complete to this learner, and which one follows."""
    row = session.execute(
        sa.select(Lesson.aside, LessonProgress.completed_at)
        .outerjoin(LessonProgress, sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id))
        .where(Lesson.id == lesson_id)
    ).one()
    following = row.aside.get("next")
    return Onward(row.completed_at is not None, (following["key"], following["title"]) if following else None)
