"""What the editor's pages show beside the file: the entries as they are asked now, readings, and what the bank offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.quiz_editor.proofs import Part, Tick, ticks
from courses.quizzes.queries.repair import MARKED_BEFORE
from models.catalogue import Lesson, Passage, SourceDocument
from models.folding import folded
from models.items import Category, Item, ItemTag, ItemVersion, QuizItem
from models.quizzes import Attempt, AttemptSlot

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A question in the outline of a quiz; `asked` counts the attempts that asked it. For one that is opened `body` is there, and how
    many answers have the marks of an earlier version and wait for a repair."""

    key: str
    kind: str
    text: str
    marks: float
    asked: int
    body: dict[str, Any] | None
    marked_before: int


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage that may prove an answer: `key` is what the file calls it, `place` document and line, empty for a lesson's own words."""

    key: str
    text: str
    place: str

    def ticks(self, proof: Sequence[Part]) -> list[Tick]:
        """Its sentences, ticked where they prove the claim."""
        return ticks(self.key, self.text, proof)


@dataclass(frozen=True, slots=True)
class Reading:
    """The lessons of a course by their ids, and the passages of the one that is `shown` (its id, empty for none)."""

    shown: str
    lessons: dict[str, str]
    passages: list[PassageLine]


@dataclass(frozen=True, slots=True)
class BankLine:
    """A question that the bank offers."""

    key: str
    kind: str
    text: str
    category: str


def items_of(session: Session, quiz_id: int, key: str = "") -> list[ItemLine]:
    """The questions of a quiz in their order, with how often each was asked; with its body the one whose id is `key`."""
    asked = sa.select(sa.func.count()).where(AttemptSlot.item_id == Item.id).correlate(Item).scalar_subquery()
    body, marked_before = (
        sa.case((Item.key == key, ItemVersion.body)),
        sa.case((Item.key == key, MARKED_BEFORE), else_=0),
    )
    words: tuple[Any, ...] = (Item.key, ItemVersion.kind, ItemVersion.text)
    columns = (*words, QuizItem.marks, asked, body, marked_before)
    rows = session.execute(
        sa.select(*columns)
        .join(QuizItem, QuizItem.item_id == Item.id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, Item.id)
    )
    return [ItemLine(*row) for row in rows]


def reading_of(session: Session, course_id: int, shown: str, *, own: str = "") -> Reading:
    """The lessons of a course, and the passages of one of them in their order; those of the lesson `own` are named without it."""
    columns: tuple[Any, ...] = (Lesson.key, Lesson.title, Passage.key, Passage.text, SourceDocument.key)
    rows = session.execute(
        sa.select(*columns, Passage.line_from)
        .outerjoin(Passage, sa.and_(Passage.lesson_id == Lesson.id, Passage.retired_at.is_(None), Lesson.key == shown))
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(Lesson.course_id == course_id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Passage.position)
    ).all()
    passages = [
        PassageLine(key if lesson == own else f"{lesson}#{key}", text, f"{source} {line}" if source else "")
        for lesson, _title, key, text, source, line in rows
        if key is not None
    ]
    lessons = {lesson: title for lesson, title, *_passage in rows}
    return Reading(shown if shown in lessons else "", lessons, passages)


def keys_of(session: Session, course_id: int) -> set[str]:
    """The ids of all items a course has or had: none is given twice."""
    return set(session.scalars(sa.select(Item.key).where(Item.course_id == course_id)))


def is_answered(session: Session, course_id: int, key: str) -> bool:
    """Whether a finished attempt was asked the question: then a change of it touches marks that were given."""
    found = (
        sa.select(Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(Item, Item.id == AttemptSlot.item_id)
        .where(Item.course_id == course_id, Item.key == key, Attempt.finished_at.is_not(None))
    )
    return session.scalar(sa.select(found.exists())) or False


def categories_of(session: Session, course_id: int) -> dict[str, str]:
    """The titles of the files of the bank by their ids."""
    statement = sa.select(Category.key, Category.title).order_by(Category.folded_title, Category.key)
    return dict(session.execute(statement.where(Category.course_id == course_id, Category.retired_at.is_(None))).all())


def found_in_bank(session: Session, course_id: int, words: str) -> list[BankLine]:
    """Questions of the bank in whose text, id or tags all words stand, at most `MOST_FOUND`."""
    statement = (
        sa.select(Item.key, ItemVersion.kind, ItemVersion.text, Category.title)
        .join(Category, Category.id == Item.category_id)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == course_id, Item.retired_at.is_(None), Category.retired_at.is_(None))
    )
    for word in folded(words).split()[:10]:
        tagged = sa.select(ItemTag.item_id).where(ItemTag.folded_tag.contains(word, autoescape=True))
        statement = statement.where(
            ItemVersion.folded_words.contains(word, autoescape=True)
            | Item.key.contains(word, autoescape=True)
            | Item.id.in_(tagged)
        )
    return [
        BankLine(*row) for row in session.execute(statement.order_by(Category.folded_title, Item.id).limit(MOST_FOUND))
    ]
