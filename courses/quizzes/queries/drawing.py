"""Reading what a new attempt is made of: the fixed questions of a quiz, the candidates of its pools, and what the learner has seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.selection import Fixed, Pool
from models.items import Category, Item, ItemTag, ItemVersion, Quiz, QuizItem, QuizPool
from models.quizzes import Attempt, AttemptSlot


@dataclass(frozen=True, slots=True)
class Question:
    """A question as new attempts get it."""

    version_id: int
    kind: str
    body: dict[str, Any]


def fixed_of(session: Session, quiz_id: int) -> tuple[list[Fixed], dict[int, int]]:
    """The questions that every attempt asks, and by item the version of each."""
    rows = session.execute(
        sa.select(QuizItem.item_id, QuizItem.position, QuizItem.section, QuizItem.marks, QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, QuizItem.item_id)
    ).all()
    fixed = [Fixed(row.item_id, row.position, row.section, row.marks, is_text=row.marks == 0) for row in rows]
    return fixed, {row.item_id: row.item_version_id for row in rows}


def pools_of(session: Session, quiz_id: int) -> tuple[list[Pool], dict[int, int]]:
    """The pools with their candidates, and by item the newest version of each, in two statements."""
    columns = (QuizPool, Quiz.course_id)
    rows = session.execute(
        sa.select(*columns).join(Quiz).where(QuizPool.quiz_id == quiz_id).order_by(QuizPool.position, QuizPool.key)
    ).all()
    if not rows:
        return [], {}
    candidates: list[list[int]] = [[] for _ in rows]
    versions: dict[int, int] = {}
    fitting = sa.union_all(*(_fitting(number, pool, course_id) for number, (pool, course_id) in enumerate(rows)))
    for number, item_id, version_id in session.execute(fitting.order_by("item_id")):
        candidates[number].append(item_id)
        versions[item_id] = version_id
    pools = [
        Pool(pool.position, pool.section, pool.marks, pool.draw, found)
        for (pool, _), found in zip(rows, candidates, strict=True)
    ]
    return pools, versions


def _fitting(number: int, pool: QuizPool, course_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The questions of the bank that fit a pool, each in its newest version, behind the pool's number; texts ask nothing."""
    statement = (
        sa.select(sa.literal(number), Item.id.label("item_id"), ItemVersion.id)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .join(Category, Category.id == Item.category_id)
        .where(ItemVersion.kind.not_in(_texts()))
        .where(Item.course_id == course_id, Item.retired_at.is_(None), Category.retired_at.is_(None))
    )
    if pool.category_id is not None:
        statement = statement.where(Item.category_id == pool.category_id)
    if pool.difficulty is not None:
        statement = statement.where(Item.difficulty == pool.difficulty)
    for tag in dict.fromkeys(pool.tags):
        statement = statement.where(Item.id.in_(sa.select(ItemTag.item_id).where(ItemTag.tag == tag)))
    return statement


def _texts() -> list[str]:
    """The kinds that ask nothing."""
    return [name for name, kind in KINDS.items() if getattr(kind, "ASKS_NOTHING", False)]


def seen_by(session: Session, user_id: int, item_ids: Collection[int]) -> Mapping[int, int]:
    """How often the learner has been asked each of these questions, in whatever quiz."""
    if not item_ids:
        return {}
    rows = session.execute(
        sa.select(AttemptSlot.item_id, sa.func.count())
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.user_id == user_id)
        .group_by(AttemptSlot.item_id)
    )
    wanted = frozenset(item_ids)
    return {item_id: count for item_id, count in rows if item_id in wanted}


def questions_of(session: Session, version_ids: Sequence[int]) -> dict[int, Question]:
    """Kinds and bodies of versions."""
    rows = session.execute(
        sa.select(ItemVersion.id, ItemVersion.kind, ItemVersion.body).where(ItemVersion.id.in_(version_ids))
    )
    return {row.id: Question(row.id, row.kind, row.body) for row in rows}
