"""What a file of a published course may point to, read from the database as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler import Bank, BankQuestion, Known, Picture, Source, Target, picture_of, split_lines
from courses.authoring.draft import PassageDraft
from courses.authoring.queries import newest_version
from courses.items.rules.numbers import number_of
from models.authoring import Blob, CourseFile
from models.catalogue import Course, Lesson, Passage, SourceDocument, Term
from models.items import Category, Item, ItemTag, ItemVersion, Quiz, QuizItem

Value = TypeVar("Value")


class Lazy(Mapping[str, Value], Generic[Value]):
    """A mapping that is read when it is first looked into."""

    def __init__(self, read: Callable[[], Mapping[str, Value]]) -> None:
        self._read = read

    @cached_property
    def _values(self) -> Mapping[str, Value]:
        return self._read()

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def known_of(session: Session, course: Course) -> Known:
    """The course as its texts may point to it; the passages of a lesson, the sources and the bank are read when they are named."""
    return Known(
        course.slug,
        Lazy(lambda: {source.key: source for source in _sources(session, course)}),
        Lazy(lambda: _terms(session, course)),
        StoredLessons(session, course),
        StoredPictures(session, course),
        Bank(Lazy(lambda: _bank(session, course)), Lazy(lambda: _categories(session, course))),
    )


def _terms(session: Session, course: Course) -> dict[str, str]:
    terms = sa.select(Term.key, Term.title).where(Term.course_id == course.id, Term.retired_at.is_(None))
    return dict(session.execute(terms).all())


def _sources(session: Session, course: Course) -> Iterator[Source]:
    columns = (
        SourceDocument.key,
        SourceDocument.path,
        SourceDocument.title,
        SourceDocument.text,
        SourceDocument.sha256,
    )
    statement = sa.select(*columns).where(SourceDocument.course_id == course.id, SourceDocument.retired_at.is_(None))
    for key, path, title, text, sha256 in session.execute(statement):
        yield Source(key, path, title, None, text, split_lines(text), sha256, is_intact=True)


class StoredLessons(Mapping[str, Target]):
    """The lessons of a course by their ids."""

    def __init__(self, session: Session, course: Course) -> None:
        self.session = session
        self.course_id = course.id
        self.read: dict[str, Target] = {}

    @cached_property
    def rows(self) -> dict[str, tuple[int, str]]:
        """Row and title of each."""
        statement = sa.select(Lesson.key, Lesson.id, Lesson.title)
        rows = self.session.execute(statement.where(Lesson.course_id == self.course_id, Lesson.retired_at.is_(None)))
        return {key: (row_id, title) for key, row_id, title in rows}

    def __getitem__(self, key: str) -> Target:
        if key not in self.read:
            self.read[key] = self._target(*self.rows[key])
        return self.read[key]

    def _target(self, lesson_id: int, title: str) -> Target:
        columns = (Passage.key, Passage.kind, Passage.text, SourceDocument.key, Passage.line_from, Passage.line_to)
        statement = (
            sa.select(*columns)
            .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
            .where(Passage.lesson_id == lesson_id, Passage.retired_at.is_(None))
            .order_by(Passage.position)
        )
        passages = {row[0]: PassageDraft(*row) for row in self.session.execute(statement)}
        aside = self.session.scalar(sa.select(Lesson.aside).where(Lesson.id == lesson_id)) or {}
        return Target(title, passages, frozenset(heading["anchor"] for heading in aside.get("headings", ())))

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class StoredPictures(Mapping[str, Picture]):
    """The pictures of a course's newest files by their names; the size of one is read when it is named."""

    def __init__(self, session: Session, course: Course) -> None:
        self.session = session
        self.course_id = course.id
        self.read: dict[str, Picture] = {}

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The hash of the content of each."""
        version = newest_version(self.session, self.course_id)
        if version is None:
            return {}
        statement = sa.select(CourseFile.path, CourseFile.sha256).where(CourseFile.version_id == version.id)
        rows = self.session.execute(statement.where(CourseFile.path.startswith("pictures/", autoescape=True)))
        return {path.removeprefix("pictures/"): sha256 for path, sha256 in rows}

    def __getitem__(self, name: str) -> Picture:
        if name not in self.read:
            content = self.session.scalar(sa.select(Blob.content).where(Blob.sha256 == self.hashes[name]))
            self.read[name] = picture_of(content or b"")
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.hashes)

    def __len__(self) -> int:
        return len(self.hashes)


def _categories(session: Session, course: Course) -> dict[str, str]:
    statement = sa.select(Category.key, Category.title)
    return dict(session.execute(statement.where(Category.course_id == course.id, Category.retired_at.is_(None))).all())


def _bank(session: Session, course: Course) -> dict[str, BankQuestion]:
    """The questions of the bank, without their texts."""
    tags: dict[int, set[str]] = {}
    tagged = sa.select(ItemTag.item_id, ItemTag.tag).join(Item, Item.id == ItemTag.item_id)
    for item_id, tag in session.execute(tagged.where(Item.course_id == course.id, Item.category_id.is_not(None))):
        tags.setdefault(item_id, set()).add(tag)
    marks = ItemVersion.spec["marks"].as_string()
    columns: tuple[Any, ...] = (Item.id, Item.key, ItemVersion.digest, ItemVersion.kind, marks, Category.key)
    statement = (
        sa.select(*columns, Item.difficulty)
        .join(Category, Category.id == Item.category_id)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == course.id, Item.retired_at.is_(None), Category.retired_at.is_(None))
    )
    return {
        key: BankQuestion(key, digest, kind, _marks(marks), category, frozenset(tags.get(item_id, ())), difficulty)
        for item_id, key, digest, kind, marks, category, difficulty in session.execute(statement)
    }


def _marks(written: object) -> float:
    """What a question is worth by itself: 1 where nothing is written."""
    return 1.0 if written is None else number_of(written) or 0.0


def items_elsewhere(session: Session, course: Course, paths: Collection[str]) -> dict[str, str]:
    """The ids of the items in other quizzes and other files of the bank, with the file of each."""
    places = (
        (
            sa.select(Item.key, Quiz.path)
            .join(QuizItem, QuizItem.item_id == Item.id)
            .join(Quiz, Quiz.id == QuizItem.quiz_id)
        ).where(Item.category_id.is_(None), Quiz.retired_at.is_(None), Quiz.path.not_in(paths)),
        (sa.select(Item.key, Category.path).join(Category, Category.id == Item.category_id)).where(
            Category.retired_at.is_(None), Category.path.not_in(paths)
        ),
    )
    found: dict[str, str] = {}
    for statement in places:
        rows = session.execute(statement.where(Item.course_id == course.id, Item.retired_at.is_(None)))
        found.update((key, place) for key, place in rows)
    return found


def categories_elsewhere(session: Session, course: Course, paths: Collection[str]) -> dict[str, str]:
    """The ids of the other files of the bank, with the path of each."""
    statement = sa.select(Category.key, Category.path).where(Category.path.not_in(paths), Category.retired_at.is_(None))
    return dict(session.execute(statement.where(Category.course_id == course.id)).all())
