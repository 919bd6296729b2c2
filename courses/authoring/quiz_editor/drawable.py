"""What of the bank a pool may draw, counted before anybody publishes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler.drawing import UNASKED
from courses.authoring.quiz_editor.queries import BankLine
from courses.items.rules.spec import MOST_TAGS
from models.items import Category, Item, ItemTag, ItemVersion

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Drawable:
    """How many questions of the bank a pool may draw, the first of them, and the titles of all files of the bank by their ids."""

    count: int
    first: list[BankLine]
    categories: dict[str, str]


def drawable_of(session: Session, course_id: int, spec: Mapping[str, Any], placed: Collection[str]) -> Drawable:
    """What fits the pool `spec`; what stands in the quiz by itself, `placed`, is not drawn."""
    fitting = _fitting(course_id, spec, placed).subquery()
    columns: tuple[Any, ...] = (Category.key, Category.title, fitting.c.key, fitting.c.kind, fitting.c.text)
    rows = session.execute(
        sa.select(*columns, fitting.c.total)
        .outerjoin(fitting, fitting.c.category_id == Category.id)
        .where(Category.course_id == course_id, Category.retired_at.is_(None))
        .order_by(Category.title, Category.key, fitting.c.id)
    ).all()
    found = [(BankLine(key, kind, text, title), total) for _, title, key, kind, text, total in rows if key]
    titles = {category: title for category, title, *_question in rows}
    return Drawable(found[0][1] if found else 0, [line for line, _total in found], titles)


def _fitting(course_id: int, spec: Mapping[str, Any], placed: Collection[str]) -> sa.Select[*tuple[Any, ...]]:
    """The first questions that fit, each with how many there are in all."""
    columns: tuple[Any, ...] = (Item.id, Item.key, Item.category_id, ItemVersion.kind, ItemVersion.text)
    statement = (
        sa.select(*columns, sa.func.count().over().label("total"))
        .join(Category, Category.id == Item.category_id)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == course_id, Item.retired_at.is_(None), Category.retired_at.is_(None))
        .where(ItemVersion.kind != UNASKED, Item.key.not_in(placed))
    )
    if category := spec.get("category"):
        statement = statement.where(Category.key == category)
    if difficulty := spec.get("difficulty"):
        statement = statement.where(Item.difficulty == difficulty)
    for tag in list(spec.get("tags") or ())[:MOST_TAGS]:
        statement = statement.where(Item.id.in_(sa.select(ItemTag.item_id).where(ItemTag.tag == str(tag))))
    return statement.order_by(Category.title, Item.id).limit(MOST_SHOWN)
