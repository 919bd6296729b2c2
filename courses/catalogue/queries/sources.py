"""The source documents: their lines, and which lessons quote which."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.catalogue import Course, Lesson, Passage, SourceDocument


class Quotation(NamedTuple):
    """A passage of a lesson that quotes a line."""

    lesson_key: str
    lesson_title: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line of a document, counted from 1."""

    number: int
    text: str
    quotations: tuple[Quotation, ...]


def lines_of(session: Session, source: SourceDocument) -> tuple[Line, ...]:
    """Every line with the passages that quote it, once a lesson, in one statement. The source's text must be loaded."""
    statement = (
        sa.select(Passage.line_from, Passage.line_to, Lesson.key, Lesson.title, sa.func.min(Passage.key))
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(Passage.source_id == source.id, Passage.retired_at.is_(None), Lesson.retired_at.is_(None))
        .group_by(Passage.line_from, Passage.line_to, Lesson.id, Lesson.key, Lesson.title, Lesson.position)
        .order_by(Lesson.position)
    )
    quoted: dict[int, dict[str, Quotation]] = defaultdict(dict)
    for first, last, key, title, anchor in session.execute(statement):
        for number in range(first or 1, (last or first or 0) + 1):
            quoted[number].setdefault(key, Quotation(key, title, anchor))
    lines = source.text.removesuffix("\n").split("\n")
    return tuple(
        Line(number, text.rstrip("\r"), tuple(quoted[number].values()) if number in quoted else ())
        for number, text in enumerate(lines, start=1)
    )


def sources_of(session: Session, course: Course) -> tuple[SourceDocument, ...]:
    """The documents of a course without their texts."""
    statement = (
        sa.select(SourceDocument)
        .where(SourceDocument.course_id == course.id, SourceDocument.retired_at.is_(None))
        .order_by(SourceDocument.key)
    )
    return tuple(session.scalars(statement))
