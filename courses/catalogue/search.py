"""Searching: what holds the words, or what was probably meant by them."""

from __future__ import annotations

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
MOST_NEAR_WORDS = 500
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
    """What a search came to: `corrected` is what was searched instead of a misspelt query; `is_partial`: with some of the words."""

    query: str
    results: tuple[Result, ...]
    corrected: str | None = None
    is_partial: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is listed."""
        return len(self.results) == MOST_RESULTS


def search(session: Session, text: str, *, course: Course | None = None) -> Found:
    """Find what holds every word of `text`; else what holds them spelt right; else what holds some of them.

    Four statements at most.
    """
    query = parse(text)
    if not query.wanted:
        return Found(query.text, ())
    if results := _matches(session, query, course):
        return Found(query.text, results)
    better = _near_words(session, query, course)
    meant = corrected(query, better) if better else None
    if meant and (results := _matches(session, parse(meant), course)):
        return Found(query.text, results, corrected=meant)
    if len(query.words) == 1:
        return Found(query.text, ())
    results = _matches(session, parse(meant or query.text), course, any_of=True)
    return Found(query.text, results, corrected=meant if results else None, is_partial=bool(results))


def _matches(
    session: Session, query: SearchQuery, course: Course | None, *, any_of: bool = False
) -> tuple[Result, ...]:
    """The best rows for the query; the database chooses them, our own measure orders them."""
    wanted = [term.stems for term in query.wanted]
    statement = best_rows(
        session.get_bind().dialect.name, wanted, [term.stems for term in query.unwanted], any_of=any_of
    )
    statement = statement.add_columns(Course.slug, Course.title).join(Course, Course.id == SearchRow.course_id)
    if course is None:
        statement = statement.where(Course.retired_at.is_(None))
    else:
        statement = statement.where(SearchRow.course_id == course.id)
    stems = [word.stem for word in query.words]
    rows = sorted(session.execute(statement.limit(MOST_RESULTS)), key=lambda row: -_weight(row[0], stems))
    return tuple(_result(*row, frozenset(stems)) for row in rows)


def _weight(row: SearchRow, stems: list[str]) -> float:
    # A passage is not better because of the title of the lesson it stands in.
    return weight("" if row.kind is SearchKind.PASSAGE else row.title, row.body, stems)


def _result(row: SearchRow, slug: str, course_title: str, stems: frozenset[str]) -> Result:
    title, text = marked(row.title, stems), snippet(row.body, stems)
    return Result(row.kind, slug, course_title, row.lesson_key, row.anchor, title, text)


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
