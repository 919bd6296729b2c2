"""The questions of a course as they are written, for comparing with others and for handing out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.questions import portions
from models.authoring import Blob, CourseFile, CourseVersion
from models.catalogue import Lesson
from models.items import Category, Item, ItemVersion, Quiz, QuizItem, QuizPool

Spec = Mapping[str, Any]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as its author wrote it; `category` is the title of its file of the bank, `marks` what it is worth where it is asked."""

    key: str
    spec: Spec
    category: str | None
    marks: float | None = None


def specs_of(session: Session, course_id: int) -> Iterator[tuple[str, Spec]]:
    """All questions of a course as they are written, in its bank and in its quizzes, with their ids; one statement, some rows at a time."""
    return ((each.key, each.spec) for each in _questions(session, Item.course_id == course_id))


def bank_questions(session: Session, course_id: int, category: str = "") -> list[WrittenQuestion]:
    """The questions of the bank, or of one of its files (its id), in the order of the titles of the files."""
    wanted = Category.key == category if category else Item.category_id.is_not(None)
    return list(_questions(session, Item.course_id == course_id, wanted))


def _questions(session: Session, *conditions: sa.ColumnElement[bool]) -> Iterator[WrittenQuestion]:
    columns: tuple[Any, ...] = (Item.key, ItemVersion.spec, Category.title)
    rows = session.execute(
        sa.select(*columns)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .outerjoin(Category, Category.id == Item.category_id)
        .where(Item.retired_at.is_(None), *conditions)
        .order_by(Category.folded_title, Category.id, Item.id)
        .execution_options(yield_per=AT_ONCE)
    )
    return (WrittenQuestion(*row) for row in rows)


def quiz_questions(session: Session, quiz_id: int) -> list[WrittenQuestion]:
    """The questions that a quiz asks everybody, in their order and with what they are worth there."""
    columns: tuple[Any, ...] = (Item.key, ItemVersion.spec, Category.title, QuizItem.marks)
    rows = session.execute(
        sa.select(*columns)
        .join(Item, Item.id == QuizItem.item_id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .outerjoin(Category, Category.id == Item.category_id)
        .where(QuizItem.quiz_id == quiz_id)
        .order_by(QuizItem.position, Item.id)
    )
    return [WrittenQuestion(*row) for row in rows]


def drawn_by(session: Session, quiz_id: int) -> int:
    """How many questions a quiz draws for each attempt, beside those that it asks everybody."""
    return session.scalar(sa.select(sa.func.sum(QuizPool.draw)).where(QuizPool.quiz_id == quiz_id)) or 0


def quiz_named(session: Session, course_id: int, name: str) -> Quiz | None:
    """The quiz of a course with this id in its file, or with this number in its address."""
    is_number = name.isascii() and name.isdecimal() and len(name) < 10
    wanted = Quiz.id == int(name) if is_number else Quiz.key == name
    return session.scalar(sa.select(Quiz).where(Quiz.course_id == course_id, Quiz.retired_at.is_(None), wanted))


def category_titles(session: Session, course_id: int) -> dict[str, str]:
    """The titles of the files of the bank by their ids."""
    titles = sa.select(Category.key, Category.title).where(Category.course_id == course_id)
    return dict(
        session.execute(titles.where(Category.retired_at.is_(None)).order_by(Category.folded_title, Category.id)).all()
    )


def quiz_titles(session: Session, course_id: int) -> dict[str, str]:
    """The titles of the lessons whose quizzes a course has, by the ids of the quizzes, in the order of the lessons."""
    rows = session.execute(
        sa.select(Quiz.key, Lesson.title)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .where(Quiz.course_id == course_id, Quiz.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    )
    return dict(rows.all())


def pictures_named(session: Session, course_id: int, names: Collection[str]) -> dict[str, bytes]:
    """The pictures of a course's newest files that have these names."""
    newest = (
        sa.select(CourseVersion.id)
        .where(CourseVersion.course_id == course_id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = sa.select(CourseFile.path, Blob.content).join(Blob, Blob.sha256 == CourseFile.sha256)
    statement = statement.where(CourseFile.version_id == newest)
    found: dict[str, bytes] = {}
    for some in portions([f"pictures/{name}" for name in names]):
        found.update((path, content) for path, content in session.execute(statement.where(CourseFile.path.in_(some))))
    return {path.removeprefix("pictures/"): content for path, content in sorted(found.items())}
