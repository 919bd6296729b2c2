"""What a quiz of a published course may point to, read from the database as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler import Known, Source, Target, split_lines
from courses.authoring.draft import PassageDraft
from models.catalogue import Course, Lesson, Passage, SourceDocument, Term
from models.items import Item, Quiz, QuizItem


def known_of(session: Session, course: Course) -> Known:
    """The course as its texts may point to it; the passages of a lesson are read when it is named."""
    terms = sa.select(Term.key, Term.title).where(Term.course_id == course.id, Term.retired_at.is_(None))
    return Known(
        course.slug,
        {source.key: source for source in _sources(session, course)},
        dict(session.execute(terms).all()),
        StoredLessons(session, course),
    )


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
        statement = sa.select(Lesson.key, Lesson.id, Lesson.title)
        rows = session.execute(statement.where(Lesson.course_id == course.id, Lesson.retired_at.is_(None)))
        self.rows = {key: (row_id, title) for key, row_id, title in rows}
        self.read: dict[str, Target] = {}

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


def items_elsewhere(session: Session, course: Course, path: str) -> dict[str, str]:
    """The ids of the items in other quizzes of the course, with the file of each."""
    statement = (
        sa.select(Item.key, Quiz.path)
        .join(QuizItem, QuizItem.item_id == Item.id)
        .join(Quiz, Quiz.id == QuizItem.quiz_id)
        .where(Item.course_id == course.id, Item.retired_at.is_(None), Quiz.retired_at.is_(None), Quiz.path != path)
    )
    return dict(session.execute(statement).all())
