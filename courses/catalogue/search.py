"""Searching: what holds the words, or what was probably meant by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.catalogue.index import index_course
from courses.catalogue.rules.near_words import Candidate, nearest, tolerance, variants
from courses.catalogue.rules.search_query import SearchQuery, corrected, parse
from courses.catalogue.rules.snippets import Segments, marked, snippet, weight
from courses.shared.fulltext import best_rows
from models.catalogue import Course
from models.enums import SearchKind
from models.search import SearchRow, SearchVariant, SearchWord

MOST_RESULTS = 100
RESULTS_A_PAGE = 20
MOST_NEAR_WORDS = 500
# What is found, with its course's slug and title.
Row = tuple[SearchRow, str, str]

__all__ = ["Found", "Result", "index_course", "search"]


@dataclass(frozen=True)
class Result:
    """A thing found, with its words marked."""

    kind: SearchKind
    course_slug: str
    course_title: str
    lesson_key: str | None
    anchor: str | None
    title: Segments
    snippet: Segments


@dataclass(frozen=True)
class Found:
    """A page of what a search came to.

    `corrected` is what was searched instead of a misspelt query; `is_partial`: with some of the words only.
    """

    query: str
    results: tuple[Result, ...] = ()
    number: int = 0
    page: int = 1
    corrected: str | None = None
    is_partial: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // RESULTS_A_PAGE))

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than are counted."""
        return self.number == MOST_RESULTS


def search(session: Session, text: str, *, course: Course | None = None, page: int = 1) -> Found:
    """Find what holds every word of `text`; else what holds them spelt right; else what holds some of them.

    Four statements at most.
    """
    query = parse(text)
    if not query.wanted:
        return Found(query.text)
    if rows := _matches(session, query, course):
        return _found(query.text, query, rows, page)
    better = _near_words(session, query, course)
    meant = parse(corrected(query, better)) if better else None
    if meant and (rows := _matches(session, meant, course)):
        return _found(query.text, meant, rows, page, corrected=meant.text)
    rows = _matches(session, meant or query, course, any_of=True) if len(query.words) > 1 else []
    if not rows:
        return Found(query.text)
    return _found(query.text, meant or query, rows, page, corrected=meant.text if meant else None, is_partial=True)


def _found(
    text: str,
    searched: SearchQuery,
    rows: Sequence[Row],
    page: int,
    *,
    corrected: str | None = None,
    is_partial: bool = False,
) -> Found:
    """A page of the rows, its snippets cut and marked."""
    page = min(page, -(-len(rows) // RESULTS_A_PAGE))
    stems = frozenset(word.stem for word in searched.words)
    shown = rows[(page - 1) * RESULTS_A_PAGE : page * RESULTS_A_PAGE]
    return Found(text, tuple(_result(*row, stems) for row in shown), len(rows), page, corrected, is_partial)


def _result(row: SearchRow, slug: str, course_title: str, stems: frozenset[str]) -> Result:
    title, text = marked(row.title, stems), snippet(row.body, stems)
    return Result(row.kind, slug, course_title, row.lesson_key, row.anchor, title, text)


def _matches(session: Session, query: SearchQuery, course: Course | None, *, any_of: bool = False) -> list[Row]:
    """The best rows for the query; the database chooses them, our own measure orders them."""
    stems = [word.stem for word in query.words]
    wanted = [(stem,) for stem in stems] if any_of else [term.stems for term in query.wanted]
    unwanted = [term.stems for term in query.unwanted]
    course_id = course.id if course else None
    dialect = session.get_bind().dialect.name
    statement = (
        best_rows(dialect, wanted, unwanted, course_id=course_id, any_of=any_of)
        .add_columns(Course.slug, Course.title)
        .join(Course, Course.id == SearchRow.course_id)
        .where(Course.retired_at.is_(None))
    )
    rows = session.execute(statement.limit(MOST_RESULTS))
    # Of equal weight, what stands first in the course comes first, whatever the database makes of it.
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: (-_weight(row[0], stems), row[0].id))


def _weight(row: SearchRow, stems: list[str]) -> float:
    return weight(row.title_words.split(), row.body_words.split(), stems)


def _near_words(session: Session, query: SearchQuery, course: Course | None) -> dict[str, str]:
    """For each word of the query that no text has: the one that was probably meant."""
    asked = {word.folded for word in query.words if tolerance(word.folded)}
    looked_up = sorted({variant for word in asked for variant in variants(word)})
    if not looked_up:
        return {}
    statement = (
        sa.select(SearchWord.word, SearchWord.shown, sa.func.sum(SearchWord.uses))
        .where(SearchWord.id.in_(sa.select(SearchVariant.word_id).where(SearchVariant.variant.in_(looked_up))))
        .group_by(SearchWord.word, SearchWord.shown)
        .order_by(sa.func.sum(SearchWord.uses).desc(), SearchWord.word)
    )
    if course is not None:
        statement = statement.where(SearchWord.course_id == course.id)
    candidates = [Candidate(*row) for row in session.execute(statement.limit(MOST_NEAR_WORDS))]
    known = {candidate.word for candidate in candidates}
    meant = {word: nearest(word, candidates) for word in asked - known}
    return {word: candidate.shown for word, candidate in meant.items() if candidate}
