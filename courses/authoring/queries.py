"""Reading a course back: as records to compare with, as the files of its newest version, as what a quiz may point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.questions import QuestionReader
from courses.authoring.rules.records import Thing, name
from courses.authoring.snapshots import Snapshot
from models.authoring import Blob, CourseFile, CourseVersion
from models.catalogue import (
    Course,
    Entry,
    EntryLesson,
    Lesson,
    LessonPrerequisite,
    Module,
    Passage,
    SourceDocument,
    Term,
    TermUse,
)

COURSE_COLUMNS = (
    "title",
    "language",
    "summary_html",
    "summary_text",
    "authors",
    "licence",
    "lesson_count",
    "minutes",
    "digest",
    "topics",
)
SOURCE_COLUMNS = ("path", "sha256", "title", "origin_html", "text")
ENTRY_COLUMNS = ("kind", "line_from", "line_to", "title", "authors", "authors_line", "heading", "position")
TERM_COLUMNS = ("title", "html", "text", "see")
MODULE_COLUMNS = ("title", "summary_html", "position")
RULES = ("needs_read", "needs_quiz", "needs_mark")
LESSON_COLUMNS = ("title", "minutes", "words", *RULES, "opens_on", "html", "aside", "position")
PASSAGE_COLUMNS = ("position", "kind", "text", "line_from", "line_to", "sha256")


def find_course(session: Session, slug: str, *, lock: bool = False) -> Course | None:
    """The course with this id in its files; `lock` keeps others from changing it until the transaction ends."""
    statement = sa.select(Course).where(Course.slug == slug)
    # Rows that point at the course may still be written: learners go on while it is published.
    return session.scalar(statement.with_for_update(key_share=True) if lock else statement)


def snapshot(session: Session, course: Course | None) -> Snapshot:
    """Everything the database holds of a course."""
    found = Snapshot()
    if course is None:
        return found
    course_record(session, course.id, found)
    reader = _Reader(session, course.id, found)
    reader.catalogue()
    reader.lessons()
    questions = QuestionReader(session, course.id, found)
    questions.categories()
    questions.items()
    questions.quizzes(reader.lesson_keys)
    return found


def course_record(session: Session, course_id: int, found: Snapshot) -> None:
    """Add the record of the course itself."""
    columns = [getattr(Course, column) for column in COURSE_COLUMNS]
    statement = sa.select(Course.slug, Course.retired_at, *columns).where(Course.id == course_id)
    slug, retired_at, *values = session.execute(statement).one()
    found.add(name(Thing.COURSE, slug), course_id, dict(zip(COURSE_COLUMNS, values, strict=True)), retired_at)


class _Reader:
    def __init__(self, session: Session, course_id: int, found: Snapshot) -> None:
        self.session = session
        self.course_id = course_id
        self.found = found

    def _rows(self, model: Any, columns: Sequence[str], *extra: Any) -> list[Any]:
        chosen = [model.id, model.retired_at, *(getattr(model, column) for column in columns), *extra]
        return list(
            self.session.execute(sa.select(*chosen).where(model.course_id == self.course_id).order_by(model.id))
        )

    def _plain(self, thing: Thing, model: Any, columns: Sequence[str]) -> dict[int, str]:
        """Read things that refer to no other; returns their ids in the files by row."""
        rows = self._rows(model, columns, model.key)
        for row_id, retired_at, *values, key in rows:
            self.found.add(name(thing, key), row_id, dict(zip(columns, values, strict=True)), retired_at)
        return {row[0]: row[-1] for row in rows}

    def catalogue(self) -> None:
        self.sources = self._plain(Thing.SOURCE, SourceDocument, SOURCE_COLUMNS)
        self.terms = self._plain(Thing.TERM, Term, TERM_COLUMNS)
        self.modules = self._plain(Thing.MODULE, Module, MODULE_COLUMNS)
        self.entries: dict[int, str] = {}
        for row_id, retired_at, *values, source_id in self._rows(Entry, ENTRY_COLUMNS, Entry.source_id):
            record = {**dict(zip(ENTRY_COLUMNS, values, strict=True)), "source": self.sources[source_id]}
            self.entries[row_id] = f"{record['source']}:{record['line_from']}"
            self.found.add(name(Thing.ENTRY, self.entries[row_id]), row_id, record, retired_at)

    def lessons(self) -> None:
        rows = self._rows(Lesson, LESSON_COLUMNS, Lesson.key, Lesson.module_id)
        keys = {row[0]: row[-2] for row in rows}
        requires = self._links(LessonPrerequisite.lesson_id, LessonPrerequisite.requires_id, Lesson, keys)
        entries = self._links(EntryLesson.lesson_id, EntryLesson.entry_id, Lesson, self.entries)
        for row_id, retired_at, *values, key, module_id in rows:
            record = {**dict(zip(LESSON_COLUMNS, values, strict=True)), "module": self.modules[module_id]}
            record |= {"requires": requires[row_id], "entries": entries[row_id]}
            self.found.add(name(Thing.LESSON, key), row_id, record, retired_at)
        self.lesson_keys = keys
        self._passages()

    def _links(self, owner: Any, other: Any, model: Any, keys: dict[int, str]) -> dict[int, list[str]]:
        """For each row of `model`: the keys of what it is linked with, sorted."""
        links: dict[int, list[str]] = defaultdict(list)
        statement = sa.select(owner, other).join(model, model.id == owner)
        if model is Passage:
            statement = statement.join(Lesson, Lesson.id == Passage.lesson_id).where(Lesson.course_id == self.course_id)
        else:
            statement = statement.where(model.course_id == self.course_id)
        for owner_id, other_id in self.session.execute(statement):
            links[owner_id].append(keys[other_id])
        return defaultdict(list, {owner_id: sorted(each) for owner_id, each in links.items()})

    def _passages(self) -> None:
        uses = self._links(TermUse.passage_id, TermUse.term_id, Passage, self.terms)
        columns = [getattr(Passage, column) for column in PASSAGE_COLUMNS]
        statement = (
            sa.select(Passage.id, Passage.retired_at, *columns, Passage.source_id, Passage.lesson_id, Passage.key)
            .join(Lesson, Lesson.id == Passage.lesson_id)
            .where(Lesson.course_id == self.course_id)
            .order_by(Passage.id)
        )
        for row_id, retired_at, *values, source_id, lesson_id, key in self.session.execute(statement):
            record = dict(zip(PASSAGE_COLUMNS, values, strict=True))
            record |= {"source": self.sources[source_id] if source_id else None, "terms": uses[row_id]}
            self.found.add(name(Thing.PASSAGE, self.lesson_keys[lesson_id], key), row_id, record, retired_at)


def newest_version(session: Session, course_id: int) -> CourseVersion | None:
    """The version that readers see."""
    statement = sa.select(CourseVersion).where(CourseVersion.course_id == course_id)
    return session.scalar(statement.order_by(CourseVersion.number.desc()).limit(1))


def hashes_of_version(session: Session, version: CourseVersion) -> dict[str, str]:
    """The SHA-256 of each file of a version."""
    statement = sa.select(CourseFile.path, CourseFile.sha256).where(CourseFile.version_id == version.id)
    return dict(session.execute(statement).all())


def file_of(session: Session, version: CourseVersion, path: str) -> bytes | None:
    """One file of a version."""
    statement = sa.select(Blob.content).join(CourseFile, CourseFile.sha256 == Blob.sha256)
    return session.scalar(statement.where(CourseFile.version_id == version.id, CourseFile.path == path))


def files_of(session: Session, version: CourseVersion) -> dict[str, bytes]:
    """The files of a version, byte for byte."""
    statement = (
        sa.select(CourseFile.path, Blob.content)
        .join(Blob, Blob.sha256 == CourseFile.sha256)
        .where(CourseFile.version_id == version.id)
        .order_by(CourseFile.path)
    )
    return dict(session.execute(statement).all())
