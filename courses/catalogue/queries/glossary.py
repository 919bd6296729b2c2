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
    uses = _first_uses(session, course)
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


def _first_uses(session: Session, course: Course) -> dict[int, tuple[int, list[Use]]]:
    """For each term the number of its uses and the first of them."""
    place = sa.func.row_number().over(partition_by=TermUse.term_id, order_by=(Lesson.position, Passage.position))
    number = sa.func.count().over(partition_by=TermUse.term_id)
    numbered = _uses().add_columns(TermUse.term_id, place.label("place"), number.label("number"))
    numbered = numbered.join(Term, Term.id == TermUse.term_id).where(Term.course_id == course.id)
    sub = numbered.subquery()
    statement = sa.select(sub).where(sub.c.place <= USES_IN_LIST).order_by(sub.c.term_id, sub.c.place)
    found: dict[int, tuple[int, list[Use]]] = {}
    for lesson_key, lesson_title, anchor, text, term_id, _place, number_of_all in session.execute(statement):
        found.setdefault(term_id, (number_of_all, []))[1].append(Use(lesson_key, lesson_title, anchor, text))
    return found


def _uses() -> sa.Select[str, str, str, str]:
    return (
        sa.select(Lesson.key, Lesson.title, Passage.key.label("anchor"), Passage.text)
        .select_from(TermUse)
        .join(Passage, Passage.id == TermUse.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(Passage.retired_at.is_(None), Lesson.retired_at.is_(None))
    )


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
        _uses()
        .add_columns(sa.func.count().over())
        .where(TermUse.term_id == term.id)
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
