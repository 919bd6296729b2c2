"""The questions of a course: found by words and kind, with where they are used and how they were answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.formats.checking import GAP, bare
from courses.quizzes.queries.repair import MARKED_BEFORE
from models.catalogue import Lesson
from models.folding import folded
from models.items import Category, Item, ItemTag, ItemVersion, Quiz, QuizItem
from models.quizzes import AttemptSlot

LINES_A_PAGE = 50
MOST_WORDS = 10
# No id of a file.
IN_QUIZZES = "-"
PROMPT, TITLE = ItemVersion.spec["prompt"].as_string(), ItemVersion.spec["title"].as_string()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty fits all. `category` is the id of a file of the bank, or `-` for what stands in none."""

    q: str = ""
    kind: str = ""
    category: str = ""
    tag: str = ""
    difficulty: str = ""
    used: str = ""

    def asked(self) -> dict[str, str]:
        """What is not empty, for an address."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Place:
    """A quiz that asks a question."""

    quiz_id: int
    lesson_title: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """A question in a list. `answers`: how many were graded, `facility` their mean, 0-1."""

    id: int
    key: str
    kind: str
    prompt: str | None
    title: str | None
    category: str | None
    difficulty: str | None
    answers: int
    facility: float | None
    tags: Sequence[str]
    places: Sequence[Place]

    @property
    def words(self) -> str:
        """What it asks, without marks."""
        return bare(GAP.sub("…", self.prompt or ""))


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a question. For the newest `body` is there, and how many answers have the marks of an earlier one and wait for a
    repair."""

    number: int
    kind: str
    prompt: str | None
    created_at: datetime
    body: dict[str, Any] | None
    marked_before: int


def lines_of(session: Session, course_id: int, wanted: Wanted, page: int) -> tuple[list[BankLine], int]:
    """A page of the questions that are wanted, and how many there are; three statements."""
    found = _found(course_id, wanted).add_columns(sa.func.count().over())
    rows = session.execute(found.limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE)).all()
    return _lines(session, [row[:-1] for row in rows]), rows[0][-1] if rows else 0


def lines_with(session: Session, keys: Sequence[str], course_id: int) -> dict[str, BankLine]:
    """The questions with these ids, by their ids; three statements."""
    rows = session.execute(_found(course_id, Wanted()).where(Item.key.in_(keys))).all()
    return {line.key: line for line in _lines(session, rows)}


def _found(course_id: int, wanted: Wanted) -> sa.Select[*tuple[Any, ...]]:
    # What was worth less than nothing counts as nothing, as everywhere that a mean is shown.
    worth = sa.case((AttemptSlot.fraction < 0, 0.0), else_=AttemptSlot.fraction)
    answers = sa.select(sa.func.count(AttemptSlot.fraction)).where(AttemptSlot.item_id == Item.id)
    facility = sa.select(sa.func.avg(worth)).where(AttemptSlot.item_id == Item.id)
    columns: tuple[Any, ...] = (
        *(Item.id, Item.key, ItemVersion.kind, PROMPT, TITLE),
        *(Category.title, Item.difficulty, answers.scalar_subquery(), facility.scalar_subquery()),
    )
    return (
        sa.select(*columns)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .outerjoin(Category, Category.id == Item.category_id)
        .where(Item.course_id == course_id, Item.retired_at.is_(None), *_conditions(wanted))
        .order_by(Category.folded_title.is_(None), Category.folded_title, Category.id, Item.id)
    )


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    for word in folded(wanted.q).split()[:MOST_WORDS]:
        tagged = sa.select(ItemTag.item_id).where(ItemTag.folded_tag.contains(word, autoescape=True))
        in_words = ItemVersion.folded_words.contains(word, autoescape=True)
        found.append(in_words | Item.key.contains(word, autoescape=True) | Item.id.in_(tagged))
    if wanted.kind:
        found.append(ItemVersion.kind == wanted.kind)
    if wanted.category == IN_QUIZZES:
        found.append(Item.category_id.is_(None))
    elif wanted.category:
        found.append(Category.key == wanted.category)
    if wanted.tag:
        found.append(Item.id.in_(sa.select(ItemTag.item_id).where(ItemTag.tag == wanted.tag)))
    if wanted.difficulty:
        found.append(Item.difficulty == wanted.difficulty)
    if wanted.used:
        asked = sa.select(QuizItem.item_id).join(Quiz, Quiz.id == QuizItem.quiz_id).where(Quiz.retired_at.is_(None))
        found.append(Item.id.in_(asked) if wanted.used == "yes" else Item.id.not_in(asked))
    return found


def _lines(session: Session, rows: Sequence[Any]) -> list[BankLine]:
    ids = [row[0] for row in rows]
    tags, places = _tags(session, ids), places_of(session, ids)
    return [BankLine(*row, tags.get(row[0], ()), places.get(row[0], ())) for row in rows]


def _tags(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    statement = sa.select(ItemTag.item_id, ItemTag.tag).where(ItemTag.item_id.in_(ids))
    for item_id, tag in sorted(session.execute(statement).all(), key=lambda row: (folded(row.tag), row.tag)):
        found[item_id].append(tag)
    return found


def places_of(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[Place]]:
    """The quizzes that ask these questions; what is drawn from a pool is not counted."""
    found: dict[int, list[Place]] = defaultdict(list)
    rows = session.execute(
        sa.select(QuizItem.item_id, Quiz.id, Lesson.title)
        .join(Quiz, Quiz.id == QuizItem.quiz_id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .where(QuizItem.item_id.in_(ids), Quiz.retired_at.is_(None))
        .order_by(Lesson.position, Quiz.id)
    )
    for item_id, quiz_id, lesson_title in rows:
        found[item_id].append(Place(quiz_id, lesson_title))
    return found


def versions_of(session: Session, item_id: int) -> list[VersionLine]:
    """The versions of a question, the newest first and with its body."""
    is_newest = ItemVersion.number == Item.newest
    body, marked_before = sa.case((is_newest, ItemVersion.body)), sa.case((is_newest, MARKED_BEFORE), else_=0)
    words: tuple[Any, ...] = (ItemVersion.number, ItemVersion.kind, PROMPT)
    columns = (*words, ItemVersion.created_at, body, marked_before)
    rows = session.execute(
        sa.select(*columns)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return [VersionLine(*row) for row in rows]
