"""Reading the bank, the questions and the quizzes of a course: all of them, or those that one change concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.rules.records import Thing, name
from courses.authoring.snapshots import Snapshot
from models.items import Category, Item, ItemTag, ItemVersion, Quiz, QuizItem, QuizPool

AT_ONCE = 500
QUIZ_COLUMNS = ("path", "title", "pass_fraction", "settings", "question_count")
POOL_COLUMNS = ("key", "position", "section", "difficulty", "tags", "draw", "marks")


def portions(values: Collection[Any]) -> Iterator[Sequence[Any]]:
    """The values in portions that a statement can name."""
    wanted = list(values)
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


class QuestionReader:
    """Adds records to a snapshot; without a choice of rows, those of the whole course."""

    def __init__(self, session: Session, course_id: int, found: Snapshot) -> None:
        self.session = session
        self.course_id = course_id
        self.found = found
        self.category_keys: dict[int, str] = {}

    def categories(self) -> None:
        """The files of the bank."""
        columns = (Category.id, Category.key, Category.retired_at, Category.path, Category.title)
        for row_id, key, retired_at, path, title in self.session.execute(
            sa.select(*columns).where(Category.course_id == self.course_id).order_by(Category.id)
        ):
            self.category_keys[row_id] = key
            self.found.add(name(Thing.CATEGORY, key), row_id, {"path": path, "title": title}, retired_at)

    def items(self, only: Collection[int] | None = None) -> None:
        """The questions with the newest version of each; `only` these rows."""
        tags = self._tags(only)
        columns: tuple[Any, ...] = (Item.id, Item.key, Item.retired_at, Item.category_id, Item.difficulty)
        version: tuple[Any, ...] = (ItemVersion.number, ItemVersion.id, ItemVersion.digest)
        statement = (
            sa.select(*columns, *version)
            .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
            .where(Item.course_id == self.course_id)
            .order_by(Item.id)
        )
        for row_id, key, retired_at, category_id, difficulty, *newest in self._rows(statement, Item.id, only):
            number, version_id, digest = newest
            self.found.versions[key] = (number, version_id, digest)
            category = None if category_id is None else self.category_keys[category_id]
            values = {"digest": digest, "category": category, "difficulty": difficulty, "tags": tags[row_id]}
            self.found.add(name(Thing.ITEM, key), row_id, values, retired_at)

    def _tags(self, only: Collection[int] | None) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        statement = sa.select(ItemTag.item_id, ItemTag.tag).join(Item, Item.id == ItemTag.item_id)
        statement = statement.where(Item.course_id == self.course_id)
        for item_id, tag in self._rows(statement, ItemTag.item_id, only):
            found[item_id].append(tag)
        return defaultdict(list, {item_id: sorted(tags) for item_id, tags in found.items()})

    def quizzes(self, lesson_keys: Mapping[int, str], only: Collection[int] | None = None) -> None:
        """The quizzes with their places and pools; `only` these rows."""
        items, pools = self._places(only), self._pools(only)
        columns = [getattr(Quiz, column) for column in QUIZ_COLUMNS]
        statement = sa.select(Quiz.id, Quiz.key, Quiz.retired_at, Quiz.lesson_id, *columns)
        statement = statement.where(Quiz.course_id == self.course_id).order_by(Quiz.id)
        for row_id, key, retired_at, lesson_id, *values in self._rows(statement, Quiz.id, only):
            record = {**dict(zip(QUIZ_COLUMNS, values, strict=True)), "items": items[row_id], "pools": pools[row_id]}
            self.found.add(name(Thing.QUIZ, key), row_id, {**record, "lesson": lesson_keys[lesson_id]}, retired_at)

    def _places(self, only: Collection[int] | None) -> dict[int, list[list[Any]]]:
        places: dict[int, list[list[Any]]] = defaultdict(list)
        columns: tuple[Any, ...] = (QuizItem.quiz_id, Item.key, ItemVersion.digest, QuizItem.position)
        statement = (
            sa.select(*columns, QuizItem.marks, QuizItem.section)
            .join(Item, Item.id == QuizItem.item_id)
            .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
            .where(Item.course_id == self.course_id)
            .order_by(QuizItem.quiz_id, QuizItem.position)
        )
        for quiz_id, *about in self._rows(statement, QuizItem.quiz_id, only):
            places[quiz_id].append(about)
        return places

    def _pools(self, only: Collection[int] | None) -> dict[int, list[dict[str, Any]]]:
        pools: dict[int, list[dict[str, Any]]] = defaultdict(list)
        columns = [getattr(QuizPool, column) for column in POOL_COLUMNS]
        statement = (
            sa.select(QuizPool.quiz_id, QuizPool.category_id, *columns)
            .join(Quiz, Quiz.id == QuizPool.quiz_id)
            .where(Quiz.course_id == self.course_id)
            .order_by(QuizPool.quiz_id, QuizPool.position)
        )
        for quiz_id, category_id, *values in self._rows(statement, QuizPool.quiz_id, only):
            category = None if category_id is None else self.category_keys[category_id]
            pools[quiz_id].append({**dict(zip(POOL_COLUMNS, values, strict=True)), "category": category})
        return pools

    def _rows(self, statement: Any, column: Any, only: Collection[int] | None) -> Iterator[Any]:
        if only is None:
            yield from self.session.execute(statement)
            return
        for some in portions(only):
            yield from self.session.execute(statement.where(column.in_(some)))
