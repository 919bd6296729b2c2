"""The page of a course: its modules and lessons, what is done, what is closed and why, where to go on."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.catalogue.rules.outline import LESSONS_A_PAGE, SHOWN_WHOLE
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Lesson, Module
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    complete,
    make_administrator,
    make_course,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
    make_module,
    make_progress,
    make_user,
)
from tests.support.seen import links, main_part, seen
from tests.support.statements import recorded

ADDRESS = "/courses/river/"


@pytest.fixture
def course(client: Client) -> Course:
    """A course of two modules; its third lesson asks for the first, its fourth has a day."""
    course = make_course(slug="river", title="River Towns", authors=["Ana Lindt"], licence="CC BY 4.0")
    beginnings, later = make_module(course, title="Beginnings"), make_module(course, title="Later", key="later")
    first = make_lesson(course, beginnings, key="first", title="The first bridge", minutes=7)
    make_lesson(course, beginnings, key="second", title="The second bridge", needs_quiz=True)
    make_lesson(course, later, key="third", title="The toll", requires=[first])
    make_lesson(course, later, key="fourth", title="The flood", opens_on=date(2150, 1, 31))
    return course


def lesson(key: str) -> Lesson:
    return db.session.scalars(sa.select(Lesson).where(Lesson.key == key)).one()


def rows(client: Client, address: str = ADDRESS) -> dict[str, str]:
    """What stands in the row of each lesson, by its title."""
    markup = main_part(client.get(address))
    found = [piece.split("</li>")[0] for piece in markup.split('<li class="row')[1:]]
    return {title: row for row in found for title in [row.split("</a>")[0].rsplit(">", 1)[1]]}


def test_a_visitor_sees_everything_there_is_to_read(client: Client, course: Course) -> None:
    page = client.get(ADDRESS)

    for words in (
        "River Towns",
        "About a river and its towns.",
        "by Ana Lindt",
        "CC BY 4.0",
        "4 lessons",
        "22 min of reading",
    ):
        assert words in seen(page)
    assert list(rows(client)) == ["The first bridge", "The second bridge", "The toll", "The flood"]
    assert "7 min" in rows(client)["The first bridge"]
    assert "quiz" in rows(client)["The second bridge"]
    assert "lessons complete" not in seen(page)


def test_the_page_leads_to_every_part_of_the_course(client: Client, course: Course) -> None:
    found = links(client.get(ADDRESS))

    assert found["Topics"] == "/courses/river/topics"
    assert found["Bibliography"] == "/courses/river/bibliography"
    assert found["Glossary"] == "/courses/river/glossary"
    assert found["Groups"] == "/courses/river/groups"
    assert found["My progress"] == "/courses/river/progress"
    assert found["The toll"] == "/courses/river/lessons/third"


def test_a_visitor_is_told_where_to_begin(client: Client, course: Course) -> None:
    assert links(client.get(ADDRESS))["Begin here The first bridge"] == "/courses/river/lessons/first"


def test_closed_lessons_say_why(client: Client, course: Course) -> None:
    found = rows(client)

    assert "First complete “The first bridge”." in found["The toll"]
    assert "It opens on January 31, 2150." in found["The flood"]
    assert "Locked" in found["The toll"]
    assert "Not begun" in found["The second bridge"]


def test_a_learner_sees_what_is_done_and_where_to_go_on(client: Client, course: Course) -> None:
    learner = make_learner(course)
    complete(learner, lesson("first"))
    make_progress(learner, lesson("second"))

    page = client.login(learner).get(ADDRESS)

    found = rows(client)
    assert "1 of 4 lessons complete" in seen(page)
    assert "1 of 2 lessons complete" in seen(page)
    assert "Completed" in found["The first bridge"]
    assert "Begun" in found["The second bridge"]
    assert "Not begun" in found["The toll"]
    assert links(page)["Continue here The second bridge"] == "/courses/river/lessons/second"


def test_whoever_has_joined_and_read_nothing_begins(client: Client, course: Course) -> None:
    client.login(make_learner(course))

    assert links(client.get(ADDRESS))["Begin here The first bridge"] == "/courses/river/lessons/first"
    assert "Begin here" in rows(client)["The first bridge"]


def test_what_a_guest_has_done_counts(client: Client, course: Course) -> None:
    guest = make_guest()
    complete(guest, lesson("first"))

    page = client.login(guest).get(ADDRESS)

    assert "1 of 4 lessons complete" in seen(page)
    assert links(page)["Join this course"] == "/courses/river/join"


def test_what_somebody_completed_stays_open_to_them(client: Client, course: Course) -> None:
    learner = make_learner(course)
    complete(learner, lesson("third"))

    assert "Completed" in rows(client.login(learner))["The toll"]


def test_retired_lessons_and_modules_are_gone(client: Client, course: Course) -> None:
    lesson("second").retired_at = NOW
    make_module(course, title="Emptied", retired_at=NOW)

    assert list(rows(client)) == ["The first bridge", "The toll", "The flood"]
    assert "Emptied" not in seen(client.get(ADDRESS))


def test_a_retired_prerequisite_closes_nothing(client: Client, course: Course) -> None:
    lesson("first").retired_at = NOW

    assert "Not begun" in rows(client)["The toll"]


def test_a_course_without_lessons_says_so(client: Client) -> None:
    make_course(slug="river")

    assert "This course has nothing to read so far." in seen(client.get(ADDRESS))


@pytest.mark.parametrize("values", [{"slug": "elsewhere"}, {"slug": "river", "retired_at": NOW}])
def test_a_course_that_is_not_there_is_not_found(client: Client, values: dict[str, object]) -> None:
    make_course(**values)

    page = client.get(ADDRESS)

    assert page.status_code == 404
    assert "There is no such course." in seen(page)


def test_only_those_who_may_see_the_doors_of_the_staff(client: Client, app: Flask, course: Course) -> None:
    def doors(person: User) -> set[str]:
        return {"Proposed readings", "Instructors"} & set(links(new_client(app).login(person).get(ADDRESS)))

    assert doors(make_administrator()) == {"Proposed readings", "Instructors"}
    assert doors(make_instructor(course)) == {"Proposed readings"}
    assert doors(make_learner(course)) == set()
    assert doors(make_user()) == set()


@pytest.fixture
def long_course(client: Client) -> Course:
    """A course of three modules, too long to be laid out at once; the last module needs two pages."""
    course = make_course(slug="river")
    for name, number in (("one", SHOWN_WHOLE), ("two", 2), ("three", LESSONS_A_PAGE + 1)):
        module = make_module(course, key=name, title=name.title())
        for place in range(number):
            make_lesson(course, module, key=f"{name}-{place}", title=f"{name} {place}")
    return course


def test_a_long_course_lays_out_one_module(client: Client, long_course: Course) -> None:
    page = client.get(ADDRESS)

    assert len(rows(client)) == SHOWN_WHOLE
    assert links(page)["Show the lessons of Two"] == "/courses/river/?module=two#module-two"
    assert list(rows(client, f"{ADDRESS}?module=two")) == ["two 0", "two 1"]


def test_a_long_course_opens_where_the_reader_goes_on(client: Client, long_course: Course) -> None:
    learner = make_learner(long_course)
    make_progress(learner, lesson("two-1"))

    assert list(rows(client.login(learner))) == ["two 0", "two 1"]


def test_a_very_long_module_has_pages(client: Client, long_course: Course) -> None:
    first = client.get(f"{ADDRESS}?module=three")

    assert "Page 1 of 2" in seen(first)
    assert links(first)["Next"] == "/courses/river/?module=three&page=2#module-three"
    assert list(rows(client, f"{ADDRESS}?module=three&page=2")) == [f"three {LESSONS_A_PAGE}"]


def test_a_long_course_asks_no_more_than_a_short_one(client: Client, app: Flask, course: Course) -> None:
    client.login(make_learner(course))
    db.session.flush()
    with recorded(app) as few:
        client.get(ADDRESS)
    module = db.session.scalars(sa.select(Module).where(Module.key == "later")).one()
    for _number in range(30):
        make_lesson(course, module, requires=[lesson("first")])
    with recorded(app) as many:
        client.get(ADDRESS)

    assert len(few) == len(many) <= 6
