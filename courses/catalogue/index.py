"""The search index of a course: its rows, its words and their variants, brought up to date after every change of its files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.catalogue.rules.near_words import tolerance, variants
from courses.catalogue.rules.words import counted, fold, index_words
from models.catalogue import Course, Entry, Lesson, Module, Passage, SourceDocument, Term
from models.enums import EntryKind, PassageKind, SearchKind
from models.search import SearchRow, SearchVariant, SearchWord

# PostgreSQL refuses to index more than a megabyte at once; nobody reads a result of that length either.
MOST_LETTERS = 200_000
ROWS_AT_ONCE = 5_000
KIND_OF_ENTRY = {
    EntryKind.WORK: SearchKind.WORK,
    EntryKind.TOPIC: SearchKind.TOPIC,
    EntryKind.SOURCE: SearchKind.SOURCE,
}


class Findable(NamedTuple):
    """A thing to be found, and where it is."""

    kind: SearchKind
    lesson_key: str | None
    anchor: str | None
    title: str
    body: str


def index_course(session: Session, course: Course) -> None:
    """Make the index say what the course's rows say now; what has not changed is left alone."""
    wanted = list(findables(session, course))
    _write_rows(session, course, wanted)
    _write_words(session, course, _words_of_course(wanted))
    session.flush()


def findables(session: Session, course: Course) -> Iterator[Findable]:
    """Everything of a course that a search may find."""
    yield Findable(SearchKind.COURSE, None, None, course.title, course.summary_text)
    yield from _lessons(session, course)
    yield from _passages(session, course)
    yield from _entries(session, course)
    terms = sa.select(Term.key, Term.title, Term.text).where(Term.course_id == course.id, Term.retired_at.is_(None))
    for key, title, text in session.execute(terms.order_by(Term.id)):
        yield Findable(SearchKind.TERM, None, key, title, text)


def _lessons(session: Session, course: Course) -> Iterator[Findable]:
    statement = (
        sa.select(Lesson.key, Lesson.title, Module.title)
        .join(Module, Module.id == Lesson.module_id)
        .where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )
    for key, title, module in session.execute(statement):
        yield Findable(SearchKind.LESSON, key, None, title, module)


def _passages(session: Session, course: Course) -> Iterator[Findable]:
    """Quotations and prose; the entries of lists are found as what they are."""
    statement = (
        sa.select(Lesson.key, Passage.key, Lesson.title, Passage.text)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        .where(Passage.retired_at.is_(None), Passage.kind != PassageKind.ENTRY)
        .order_by(Lesson.position, Passage.position)
    )
    for lesson_key, key, title, text in session.execute(statement):
        yield Findable(SearchKind.PASSAGE, lesson_key, key, title, text)


def _entries(session: Session, course: Course) -> Iterator[Findable]:
    statement = (
        sa.select(Entry, SourceDocument.key)
        .join(SourceDocument, SourceDocument.id == Entry.source_id)
        .where(Entry.course_id == course.id, Entry.retired_at.is_(None))
        .order_by(Entry.position)
    )
    for entry, source in session.execute(statement):
        about = " · ".join(words for words in (entry.authors, entry.heading) if words)
        yield Findable(KIND_OF_ENTRY[entry.kind], None, f"{source.lower()}-{entry.line_from}", entry.title, about)


def _write_rows(session: Session, course: Course, wanted: Sequence[Findable]) -> None:
    statement = sa.select(
        SearchRow.kind, SearchRow.lesson_key, SearchRow.anchor, SearchRow.title, SearchRow.body, SearchRow.id
    ).where(SearchRow.course_id == course.id)
    present = set(wanted)
    kept = {Findable(*row[:5]): row[5] for row in session.execute(statement)}
    _delete(session, SearchRow, [number for thing, number in kept.items() if thing not in present])
    _insert(session, SearchRow, [_row(course, thing) for thing in dict.fromkeys(wanted) if thing not in kept])


def _row(course: Course, thing: Findable) -> dict[str, Any]:
    return {
        "course_id": course.id,
        **thing._asdict(),
        "title_words": index_words(_own_title(thing), at_most=MOST_LETTERS),
        "body_words": index_words(thing.body, at_most=MOST_LETTERS),
    }


def _words_of_course(things: Iterable[Findable]) -> dict[str, Counter[str]]:
    """Every folded word that someone might misspell, with the ways it is written and how often."""
    texts = (text for thing in things for text in (_own_title(thing), thing.body))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for written, number in counted(texts).items():
        word = fold(written)
        if tolerance(word):
            found[word][written] += number
    return found


def _own_title(thing: Findable) -> str:
    # A passage carries its lesson's title to be shown; the lesson itself is found by it.
    return "" if thing.kind is SearchKind.PASSAGE else thing.title


def _write_words(session: Session, course: Course, words: Mapping[str, Counter[str]]) -> None:
    statement = sa.select(SearchWord).where(SearchWord.course_id == course.id)
    kept = {word.word: word for word in session.scalars(statement)}
    _delete(session, SearchWord, [word.id for word in kept.values() if word.word not in words])
    now = {word: (spelt.most_common(1)[0][0][:64], spelt.total()) for word, spelt in words.items()}
    changed = [
        {"id": kept[word].id, "shown": shown, "uses": uses}
        for word, (shown, uses) in now.items()
        if word in kept and (kept[word].shown, kept[word].uses) != (shown, uses)
    ]
    if changed:
        session.execute(sa.update(SearchWord), changed)
    _add_words(session, course, {word: about for word, about in now.items() if word not in kept})


def _add_words(session: Session, course: Course, words: Mapping[str, tuple[str, int]]) -> None:
    rows = [
        {"course_id": course.id, "word": word, "shown": shown, "uses": uses} for word, (shown, uses) in words.items()
    ]
    _insert(session, SearchWord, rows)
    statement = sa.select(SearchWord.id, SearchWord.word).where(SearchWord.course_id == course.id)
    added = [(number, word) for number, word in session.execute(statement) if word in words]
    _insert(
        session, SearchVariant, [{"variant": v, "word_id": number} for number, word in added for v in variants(word)]
    )


def _insert(session: Session, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(sa.insert(model), rows[start : start + ROWS_AT_ONCE])


def _delete(session: Session, model: type[SearchRow] | type[SearchWord], numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        some = numbers[start : start + ROWS_AT_ONCE]
        statement = sa.delete(model).where(model.id.in_(some))
        session.execute(statement, execution_options={"synchronize_session": False})
