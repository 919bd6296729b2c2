"""The glossary: every term, every passage that uses it, and the terms it points to."""

from __future__ import annotations

import pytest
from flask import Flask

from courses.catalogue.queries.glossary import USES_A_PAGE, USES_IN_LIST
from courses.shared.db import db
from models.catalogue import Course
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_course,
    make_lesson,
    make_passage,
    make_term,
)
from tests.support.seen import links, part, seen
from tests.support.statements import recorded

GLOSSARY = "/courses/river/glossary"


@pytest.fixture
def course(client: Client) -> Course:
    """A course whose term “toll” is used in two lessons."""
    course = make_course(slug="river", title="River Towns")
    first, second = (
        make_lesson(course, key="first", title="The first bridge"),
        make_lesson(course, key="second", title="The flood"),
    )
    used = [
        make_passage(second, key="p-2", text="Then the toll rose."),
        make_passage(first, key="p-1", text="Nobody liked the toll."),
    ]
    make_term(
        course, key="toll", title="Toll", text="What one pays to cross.", passages=used, see=["bridge", "nothing-there"]
    )
    make_term(course, key="bridge", title="bridge", text="What one crosses.")
    make_term(course, key="etiage", title="Étiage", text="The lowest water.")
    return course


def test_terms_stand_in_their_order_under_their_letters(client: Client, course: Course) -> None:
    page = client.get(GLOSSARY)

    words = seen(page)
    assert "B E T" in words
    assert words.index("What one crosses.") < words.index("The lowest water.") < words.index("What one pays to cross.")


def test_a_term_leads_to_every_passage_that_uses_it(client: Client, course: Course) -> None:
    page = client.get(GLOSSARY)

    words = part(page, "toll")
    assert "Used in 2 passages" in words
    assert words.index("The first bridge : Nobody liked the toll.") < words.index("The flood : Then the toll rose.")
    assert links(page)["The first bridge"] == "/courses/river/lessons/first#p-1"
    assert "No passage of the readings is marked with this term." in part(page, "bridge")


def test_a_term_points_to_others_that_are_there(client: Client, course: Course) -> None:
    page = client.get(GLOSSARY)

    assert "See also: bridge" in part(page, "toll")
    assert "nothing-there" not in part(page, "toll")
    assert links(page)["bridge"] == "#bridge"


def test_retired_terms_passages_and_lessons_are_gone(client: Client, course: Course) -> None:
    make_term(course, title="Gone", retired_at=NOW)
    retired = make_passage(make_lesson(course, retired_at=NOW)), make_passage(make_lesson(course), retired_at=NOW)
    make_term(course, key="late", passages=retired)

    page = client.get(GLOSSARY)

    assert "Gone" not in seen(page)
    assert "No passage" in part(page, "late")


def test_a_term_used_very_often_has_a_page_of_its_own(client: Client, course: Course) -> None:
    lesson = make_lesson(course, title="Tolls everywhere")
    number = max(USES_IN_LIST, USES_A_PAGE) + 1
    make_term(
        course, key="often", title="Often", passages=[make_passage(lesson) for _each in range(number)], see=["toll"]
    )

    words, found = part(client.get(GLOSSARY), "often"), links(client.get(GLOSSARY))
    page, second = client.get(f"{GLOSSARY}/often"), client.get(f"{GLOSSARY}/often?page=2")

    assert f"Used in {number} passages" in words
    assert words.count("Tolls everywhere") == USES_IN_LIST
    assert found[f"All {number} passages (Often)"] == f"{GLOSSARY}/often"
    assert seen(page).count("Tolls everywhere") == USES_A_PAGE
    assert seen(second).count("Tolls everywhere") == 1
    assert links(page)["Toll"] == f"{GLOSSARY}/toll"


def test_a_term_that_is_not_there_is_not_found(client: Client, course: Course) -> None:
    make_term(course, key="gone", retired_at=NOW)

    assert client.get(f"{GLOSSARY}/nothing").status_code == 404
    assert client.get(f"{GLOSSARY}/gone").status_code == 404
    assert client.get("/courses/elsewhere/glossary/toll").status_code == 404


def test_a_course_without_terms_says_so(client: Client) -> None:
    make_course(slug="river")

    assert "This course has no glossary." in seen(client.get(GLOSSARY))


def test_a_long_glossary_asks_no_more_than_a_short_one(client: Client, app: Flask, course: Course) -> None:
    db.session.flush()
    with recorded(app) as few:
        client.get(GLOSSARY)
    for _number in range(20):
        make_term(course, passages=[make_passage(make_lesson(course))], see=["toll"])
    with recorded(app) as many:
        client.get(GLOSSARY)

    assert len(few) == len(many) <= 6
