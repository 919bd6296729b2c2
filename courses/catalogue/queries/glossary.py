"""The glossary: every term, the places where the readings use it, and the terms it points to."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.catalogue import Course, Lesson, Passage, Term, TermUse

USES_IN_LIST = 12
# A glossary of many terms shows few uses of each, so that its page stays light; the rest stand on the terms' own pages.
MANY_TERMS, FEW_USES = 120, 3
USES_A_PAGE = 100


class Use(NamedTuple):
    """A passage that uses a term."""

    lesson_key: str
    lesson_title: str
    anchor: str
    text: str


@dataclass(frozen=True)
class ListedTerm:
    """A term with its first uses and the number of all."""

    term: Term
    uses: tuple[Use, ...]
    use_count: int
    see: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Letter:
    """The terms that begin with one letter."""

    letter: str
    anchor: str
    terms: tuple[ListedTerm, ...]


def glossary(session: Session, course: Course) -> tuple[Letter, ...]:
    """All terms by their first letters, in two statements."""
    terms = session.scalars(sa.select(Term).where(Term.course_id == course.id, Term.retired_at.is_(None))).all()
    titles = {term.key: term.title for term in terms}
    uses = _first_uses(session, course, at_most=USES_IN_LIST if len(terms) <= MANY_TERMS else FEW_USES)
    letters: dict[str, list[ListedTerm]] = defaultdict(list)
    for term in sorted(terms, key=lambda each: (_plain(each.title), each.key)):
        see = tuple((key, titles[key]) for key in term.see if key in titles)
        number, first = uses.get(term.id, (0, []))
        letters[_letter(term.title)].append(ListedTerm(term, tuple(first), number, see))
    return tuple(
        Letter(letter, f"letter-{place}", tuple(terms))
        for place, (letter, terms) in enumerate(letters.items(), start=1)
    )


def _plain(title: str) -> str:
    """The title without case and accents, for sorting."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(sign))


def _letter(title: str) -> str:
    first = _plain(title)[:1].upper()
    return first if first.isalpha() else "#"


def _first_uses(session: Session, course: Course, *, at_most: int) -> dict[int, tuple[int, list[Use]]]:
    """For each term the number of its uses and some of them, in the order of the course.

    The uses are numbered in the order of their index; only the few that are shown are sorted and their texts looked up.
    """
    numbered = (
        sa.select(
            *(TermUse.term_id, TermUse.passage_id),
            sa.func.row_number().over(partition_by=TermUse.term_id, order_by=TermUse.passage_id).label("place"),
            sa.func.count().over(partition_by=TermUse.term_id).label("number"),
        )
        .join(Term, Term.id == TermUse.term_id)
        .join(Passage, Passage.id == TermUse.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(Term.course_id == course.id, Passage.retired_at.is_(None), Lesson.retired_at.is_(None))
        .subquery()
    )
    statement = (
        sa.select(numbered.c.term_id, numbered.c.number, Lesson.key, Lesson.title, Passage.key, Passage.text)
        .join(Passage, Passage.id == numbered.c.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(numbered.c.place <= at_most)
        .order_by(numbered.c.term_id, Lesson.position, Passage.position)
    )
    found: dict[int, tuple[int, list[Use]]] = {}
    for term_id, number, *use in session.execute(statement):
        found.setdefault(term_id, (number, []))[1].append(Use(*use))
    return found


@dataclass(frozen=True)
class TermPage:
    """A term with a page of all its uses."""

    uses: tuple[Use, ...]
    see: tuple[tuple[str, str], ...]
    use_count: int
    page: int
    pages: int


def term_page(session: Session, term: Term, *, page: int) -> TermPage:
    """The uses of a term in the order of the course, in two statements."""
    statement = (
        sa.select(Lesson.key, Lesson.title, Passage.key, Passage.text, sa.func.count().over())
        .select_from(TermUse)
        .join(Passage, Passage.id == TermUse.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(TermUse.term_id == term.id, Passage.retired_at.is_(None), Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Passage.position)
        .offset((page - 1) * USES_A_PAGE)
        .limit(USES_A_PAGE)
    )
    rows = session.execute(statement).all()
    number = rows[0][4] if rows else 0
    others = sa.select(Term.key, Term.title).where(
        Term.course_id == term.course_id, Term.key.in_(term.see), Term.retired_at.is_(None)
    )
    see = tuple(
        sorted(((row[0], row[1]) for row in session.execute(others)), key=lambda other: term.see.index(other[0]))
    )
    return TermPage(tuple(Use(*row[:4]) for row in rows), see, number, page, max(1, -(-number // USES_A_PAGE)))
