"""Names and titles are found and sorted alike on both databases, in every alphabet: through what the pages ask."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from courses.accounts import erasure, service
from courses.authoring.bank.queries import Wanted, lines_of
from courses.authoring.interchange.queries import category_titles
from courses.authoring.quiz_editor.queries import categories_of, found_in_bank
from courses.catalogue.queries.home import catalogue
from courses.catalogue.queries.staff import instructors
from courses.groups.queries import groups_of, matrix
from courses.quizzes.queries.extensions import enrolled_like, extensions_of
from courses.quizzes.queries.gradebook import Order, all_rows, gradebook
from models.accounts import User
from models.catalogue import Course
from models.folding import folded
from models.items import Category
from tests.support.factories.catalogue import (
    NOW,
    TODAY,
    make_course,
    make_instructor,
    make_learner,
    make_lesson,
    make_user,
)
from tests.support.factories.gradebook import make_extension
from tests.support.factories.groups import make_group, make_membership
from tests.support.factories.items import make_bank_item, make_category, make_quiz

MIXED = (
    "Zoë",
    "Ωmega",
    "ärger",
    "Émile",
    "Яна",
    "Ana",
    "ørsted",
    "Łucja",
    "Ähre",
    "zack",
    "Élodie",
    "ωκεανός",
    "яблоко",
)
SORTED = [
    "Ähre",
    "Ana",
    "ärger",
    "Élodie",
    "Émile",
    "Łucja",
    "ørsted",
    "zack",
    "Zoë",
    "Ωmega",
    "ωκεανός",
    "яблоко",
    "Яна",
]
LETTERS = "aAäÄáÅæøØłŁßẞiİıIzZ ’'-%_\\σςΣΩώьЯёЁيى가あ李\u0301"


@pytest.fixture
def course(session: Session) -> Course:
    return make_course()


def shown(session: Session, course: Course, typed: str = "", *, order: Order | None = None) -> list[str]:
    book = gradebook(session, course.id, order=order or Order(), name=typed, page=1)
    return [row.name for row in book.rows]


def test_people_stand_in_the_same_order_everywhere(session: Session, course: Course) -> None:
    quiz, group, someone = make_quiz(make_lesson(course, needs_quiz=True)), make_group(course), make_user()
    for name in MIXED:
        learner = make_learner(course, name=name)
        make_extension(learner, quiz, someone)
        make_membership(group, learner)
        make_instructor(course, name=name)

    members = matrix(session, group, someone.id, module_key=None, page=1, today=TODAY)

    assert shown(session, course) == SORTED
    assert shown(session, course, order=Order(is_descending=True)) == SORTED[::-1]
    assert shown(session, course, order=Order("total")) == SORTED
    assert [row.name for row in all_rows(session, course.id, ())] == SORTED
    assert [line.name for line in extensions_of(session, quiz.id)] == SORTED
    assert [row.name for row in members.rows] == SORTED
    assert [each.name for each in instructors(session, course)] == SORTED


def test_titles_stand_in_the_same_order_everywhere(session: Session, course: Course) -> None:
    member = make_learner(course)
    for title in MIXED:
        make_bank_item(make_category(course, title))
        make_membership(make_group(course, name=title), member)
        make_course(title=title)

    lines, _count = lines_of(session, course.id, Wanted(), 1)
    cards = catalogue(session, None, page=1, today=TODAY).cards

    assert [line.category for line in lines] == SORTED
    assert list(categories_of(session, course.id).values()) == SORTED
    assert list(category_titles(session, course.id).values()) == SORTED
    assert [group.name for group in groups_of(session, member.id)] == SORTED
    assert [card.course.title for card in cards if card.course.id != course.id] == SORTED


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ÄH", ["Ähre"]),
        ("ah", ["Ähre"]),
        ("A\u0308h", ["Ähre"]),
        ("lucja", ["Łucja"]),
        ("ORSTED", ["ørsted"]),
        ("émi", ["Émile"]),
        ("ΩΚΕΑΝΟΣ", ["ωκεανός"]),
        ("ω", ["Ωmega", "ωκεανός"]),
        ("ЯБ", ["яблоко"]),
        ("яна", ["Яна"]),
        ("%", []),
    ],
)
def test_people_are_found_however_their_names_are_typed(
    session: Session, course: Course, typed: str, expected: list[str]
) -> None:
    for name in MIXED:
        make_learner(course, name=name)

    assert shown(session, course, typed) == expected
    assert [found.name for found in enrolled_like(session, course.id, typed)] == expected


@pytest.mark.parametrize("typed", ["größe", "GROSSE", "ΠΟΤΑΜΌΣ", "река", "МОСТЫ größe", "überblick"])
def test_questions_are_found_by_words_title_and_tags(session: Session, course: Course, typed: str) -> None:
    category = make_category(course)
    wanted = make_bank_item(category, tags=["Мосты"], prompt="Größe, ποταμός, Река?", title="Überblick")
    make_bank_item(category, tags=["bridges"], prompt="How large is it?")

    lines, count = lines_of(session, course.id, Wanted(q=typed), 1)
    lines_of_editor = found_in_bank(session, course.id, typed)

    assert [line.id for line in lines] == [wanted.item_id]
    assert (count, len(lines_of_editor)) == (1, 1)


def test_a_name_that_changes_is_found_by_the_new_one(session: Session, course: Course) -> None:
    user = make_learner(course, name="Ana")

    service.rename(session, user, "Žofia")

    assert shown(session, course, "zof") == ["Žofia"]
    assert shown(session, course, "ana") == []


def test_an_erased_name_is_nowhere_left(session: Session, course: Course) -> None:
    user = make_learner(course, name="Žofia")

    erasure.erase(session, user, keep_proposals=True, now=NOW)

    assert session.scalar(sa.select(User.folded_name).where(User.id == user.id)) == "former member"


def test_titles_that_change_are_sorted_anew(session: Session, course: Course) -> None:
    category = make_category(course, "Zebra")
    category.title = "Ähre"
    course.title = "Ähre"
    session.flush()

    assert session.scalar(sa.select(Category.folded_title).where(Category.id == category.id)) == "ahre"
    assert session.scalar(sa.select(Course.folded_title).where(Course.id == course.id)) == "ahre"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=8),
    typed=st.text(LETTERS, max_size=3),
)
def test_whatever_the_names_both_databases_do_what_the_fold_says(
    session: Session, names: list[str], typed: str
) -> None:
    course = make_course()
    people = [make_learner(course, name=name) for name in names]

    in_order = [user.name for user in sorted(people, key=lambda user: (folded(user.name), user.id))]

    assert shown(session, course) == in_order
    assert shown(session, course, typed) == [name for name in in_order if folded(typed) in folded(name)]
