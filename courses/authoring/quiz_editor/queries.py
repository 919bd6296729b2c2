"""What the editor's pages show beside the file: the items as they are asked now, and the passages of the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.quiz_editor.proofs import Part, Tick, ticks
from models.catalogue import Lesson, Passage, SourceDocument
from models.items import Item, ItemVersion, Quiz, QuizItem
from models.quizzes import AttemptSlot


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item in the list of a quiz; `answered` counts the attempts that asked it."""

    key: str
    kind: str
    body: dict[str, Any]
    marks: float
    asked: int


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage of the lesson that may prove an answer; `place` is document and line, empty for the lesson's own words."""

    key: str
    text: str
    place: str

    def ticks(self, proof: Sequence[Part]) -> list[Tick]:
        """Its sentences, ticked where they prove the claim."""
        return ticks(self.key, self.text, proof)


def items_of(session: Session, quiz_id: int) -> list[ItemLine]:
    """The items of a quiz in their order, with how often each was asked."""
    asked = sa.select(sa.func.count()).where(AttemptSlot.item_id == Item.id).correlate(Item).scalar_subquery()
    columns: tuple[Any, ...] = (Item.key, ItemVersion.kind, ItemVersion.body, QuizItem.marks, asked)
    rows = session.execute(
        sa.select(*columns)
        .join(QuizItem, QuizItem.item_id == Item.id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, Item.id)
    )
    return [ItemLine(*row) for row in rows]


def passages_of(session: Session, quiz_id: int) -> list[PassageLine]:
    """The passages of the quiz's lesson, in their order."""
    columns: tuple[Any, ...] = (Passage.key, Passage.text, SourceDocument.key, Passage.line_from)
    rows = session.execute(
        sa.select(*columns)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .join(Quiz, Quiz.lesson_id == Lesson.id)
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(Quiz.id == quiz_id, Passage.retired_at.is_(None))
        .order_by(Passage.position)
    )
    return [PassageLine(key, text, f"{source} {line}" if source else "") for key, text, source, line in rows]


def keys_of(session: Session, course_id: int) -> set[str]:
    """The ids of all items a course has or had: none is given twice."""
    return set(session.scalars(sa.select(Item.key).where(Item.course_id == course_id)))
