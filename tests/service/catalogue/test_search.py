"""Search finds what holds the words, on both databases alike, and what was probably meant."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from courses.catalogue.search import Found, index_course, search
from models.catalogue import Course
from models.enums import EntryKind, SearchKind
from models.search import SearchRow, SearchVariant, SearchWord
from tests.support.factories.catalogue import (
    NOW,
    make_course,
    make_entry,
    make_lesson,
    make_module,
    make_passage,
    make_source,
    make_term,
)


@pytest.fixture
def course(session: Session) -> Course:
    """A course with something of every kind, and its index."""
    course = make_course(slug="river", title="River Towns", summary_text="About a river.")
    lesson = make_lesson(course, make_module(course, title="Beginnings"), key="bridge", title="The first bridge")
    source = make_source(course)
    make_passage(
        lesson,
        source,
        line_from=1,
        text="Brezhnev declared that proletarian internationalism was neither dead nor obsolete.",
    )
    make_passage(lesson, key="p-own", text="Uniform tactics of the workers, said Lenin; other workers differed.")
    make_entry(source, line_from=64, title="War Communism", authors="Lenin")
    make_entry(source, line_from=104, kind=EntryKind.TOPIC, title="Culture of War", heading="Topics")
    make_entry(source, line_from=151, kind=EntryKind.SOURCE, title="Liberté en Indochine")
    make_term(course, key="toll", title="Toll", text="What one pays to cross a bridge.")
    index_course(session, course)
    return course


def found(result: Found) -> list[tuple[SearchKind, str | None, str | None]]:
    return [(each.kind, each.lesson_key, each.anchor) for each in result.results]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("towns", (SearchKind.COURSE, None, None)),
        ("first bridge", (SearchKind.LESSON, "bridge", None)),
        ("obsolete", (SearchKind.PASSAGE, "bridge", "a-1")),
        ("toll", (SearchKind.TERM, None, "toll")),
        ("communism lenin", (SearchKind.WORK, None, "a-64")),
        ("culture of war", (SearchKind.TOPIC, None, "a-104")),
        ("indochine", (SearchKind.SOURCE, None, "a-151")),
    ],
)
def test_everything_is_found_where_it_stands(
    session: Session, course: Course, query: str, place: tuple[SearchKind, str | None, str | None]
) -> None:
    assert found(search(session, query))[0] == place


def test_of_what_fits_equally_well_the_first_of_the_course_comes_first(session: Session, course: Course) -> None:
    source = make_source(course, key="B")
    for line in range(200, 230):
        make_entry(
            source, line_from=line, kind=EntryKind.TOPIC, title="Ferry" if line % 2 else "Ferries", heading="Topics"
        )
    index_course(session, course)

    places = [each.anchor for page in (1, 2) for each in search(session, "ferry", page=page).results]

    assert places == [f"b-{line}" for line in range(200, 230)]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("worker", 1),
        ("WORKERS", 1),
        ("liberte", 1),
        ("Liberté", 1),
        ('"uniform tactics"', 1),
        ("lenin", 2),
        ("lenin -communism", 1),
        ('lenin -"uniform tactics"', 1),
        ("workers -tactics", 0),
    ],
)
def test_words_phrases_and_exclusions_are_minded(session: Session, course: Course, query: str, number: int) -> None:
    assert len(search(session, query).results) == number


def test_words_of_a_phrase_stand_together(session: Session, course: Course) -> None:
    apart = search(session, '"tactics uniform"')

    assert apart.is_partial
    assert len(apart.results) == 1


def test_the_words_asked_for_are_marked(session: Session, course: Course) -> None:
    result = search(session, "workers lenin").results[0]

    assert [piece for piece, is_marked in result.snippet if is_marked] == ["workers", "Lenin", "workers"]


@pytest.mark.parametrize("name", ["Breznev", "Brejnev", "brezhnef", "Brezhnevv", "Berzhnev"])
def test_a_misspelt_name_finds_the_right_one(session: Session, course: Course, name: str) -> None:
    result = search(session, name)

    assert result.corrected == "Brezhnev"
    assert found(result) == [(SearchKind.PASSAGE, "bridge", "a-1")]


def test_only_the_misspelt_word_of_a_query_is_corrected(session: Session, course: Course) -> None:
    result = search(session, "internationalism Breznev")

    assert result.corrected == "internationalism Brezhnev"
    assert not result.is_partial
    assert len(result.results) == 1


def test_words_that_never_stand_together_find_some_of_them(session: Session, course: Course) -> None:
    result = search(session, "toll brezhnev")

    assert result.is_partial
    assert result.corrected is None
    assert {place[0] for place in found(result)} == {SearchKind.TERM, SearchKind.PASSAGE}


def test_what_nobody_wrote_is_not_found(session: Session, course: Course) -> None:
    assert search(session, "photosynthesis").results == ()


@pytest.mark.parametrize("query", ["", "   ", "-", '"', "-war", "!?"])
def test_a_query_that_wants_nothing_finds_nothing(session: Session, course: Course, query: str) -> None:
    assert search(session, query).results == ()


def test_search_stays_in_its_course(session: Session, course: Course) -> None:
    other = make_course(title="Bridges elsewhere")
    index_course(session, other)

    assert {result.course_slug for result in search(session, "bridge", course=course).results} == {"river"}
    assert {result.course_slug for result in search(session, "bridge").results} == {"river", other.slug}
    assert search(session, "Breznev", course=other).results == ()


def test_a_retired_course_is_not_found(session: Session, course: Course) -> None:
    course.retired_at = NOW

    assert search(session, "bridge").results == ()


HOSTILE = [
    '"',
    "' OR 1=1 --",
    "a AND (b",
    "NEAR(a b)",
    "title_words:x",
    "a* b^2",
    "-- ; DROP TABLE search_row",
    "\0",
    "a:b|!c",
    "\\",
    "%_",
    "'' :*",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)))
@example("AND OR NOT")
@example("x" * 300)
def test_no_query_does_harm(session: Session, course: Course, query: str) -> None:
    search(session, query)

    assert session.scalar(sa.select(sa.func.count()).select_from(SearchRow)) == 8


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=30))
@example("x1914")
@example("1e5")
@example("0x1F 3rd")
@example("mу́жество 国際 ไทย")
def test_every_word_of_a_text_finds_it(session: Session, text: str) -> None:
    text = text.replace("\0", " ").replace('"', " ").replace("-", " ")
    course = make_course(title="Any", summary_text=text)
    with session.begin_nested() as attempt:
        index_course(session, course)
        result = search(session, f"any {text}", course=course)
        attempt.rollback()

    assert len(result.results) == 1


def test_indexing_twice_changes_nothing(session: Session, course: Course) -> None:
    def state() -> list[list[tuple[object, ...]]]:
        models = (SearchRow, SearchWord, SearchVariant)
        return [sorted(map(tuple, session.execute(sa.select(*model.__table__.columns)))) for model in models]

    before = state()
    index_course(session, course)

    assert state() == before


def test_a_changed_text_is_found_by_its_new_words_only(session: Session, course: Course) -> None:
    course.summary_text = "About a mountain."
    session.flush()

    index_course(session, course)

    assert search(session, "river", course=course).results[0].snippet == (("About a mountain.", False),)
    assert len(search(session, "mountain").results) == 1
    assert search(session, "mountein").corrected == "mountain"


def test_what_is_retired_is_found_no_more(session: Session) -> None:
    course = make_course()
    lesson = make_lesson(course, title="Bridges")
    make_passage(lesson, text="The toll was high.")
    index_course(session, course)
    lesson.retired_at = NOW
    session.flush()

    index_course(session, course)

    assert search(session, "bridges").results == ()
    assert search(session, "toll").results == ()
    assert session.scalars(sa.select(SearchWord.word).where(SearchWord.word == "toll")).all() == []
