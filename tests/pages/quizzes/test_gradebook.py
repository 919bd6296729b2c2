"""The gradebook as instructors see and use it."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.quizzes.queries.gradebook import MOST_COLUMNS
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.items import Quiz
from models.quizzes import GradeOverride, QuizGrade
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_course,
    make_instructor,
    make_learner,
    make_lesson,
    make_module,
    make_user,
)
from tests.support.factories.gradebook import make_change, make_finished, make_grade
from tests.support.factories.items import make_item, make_quiz
from tests.support.seen import links, seen
from tests.support.statements import recorded

CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(slug="bridges", title="Bridges")


@pytest.fixture
def quizzes(course: Course) -> list[Quiz]:
    modules = [make_module(course, title=title) for title in ("Beginnings", "Later")]
    titles = ("First", "Second", "Third")
    lessons = [make_lesson(course, modules[n // 2], title=title, needs_quiz=True) for n, title in enumerate(titles)]
    made = [make_quiz(lesson) for lesson in lessons]
    for quiz in made:
        make_item(quiz)
    return made


@pytest.fixture
def instructor(course: Course) -> User:
    return make_instructor(course)


@pytest.fixture
def ana(course: Course) -> User:
    return make_learner(course, name="Ana")


def address(learner: User, quiz: Quiz) -> str:
    return f"/courses/bridges/gradebook/{learner.id}/{quiz.id}"


def override_of(learner: User, quiz: Quiz) -> float | None:
    grade = db.session.get(QuizGrade, (learner.id, quiz.id), populate_existing=True)
    return grade.override if grade else None


def changes() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(GradeOverride)) or 0


def test_grades_stand_by_learner_and_quiz(client: Client, quizzes: list[Quiz], instructor: User, ana: User) -> None:
    make_grade(ana, quizzes[0], 0.5, pending=1)
    make_grade(ana, quizzes[1], 0.2, override=0.9, override_reason="Ill.")

    words = seen(client.login(instructor).get("/courses/bridges/gradebook"))

    assert "Beginnings Later" in words
    assert "First Second Third" in words
    assert "Ana 46% 50% waits to be marked 90% set by hand – none" in words


def test_it_is_sorted_by_what_the_heading_is_clicked_for(
    client: Client, course: Course, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_grade(ana, quizzes[0], 0.2)
    make_grade(make_learner(course, name="Boris"), quizzes[0], 0.7)

    reply = client.login(instructor).get(f"/courses/bridges/gradebook?sort={quizzes[0].id}&way=down")

    assert seen(reply).index("Boris") < seen(reply).index("Ana")
    assert reply.text.count('aria-sort="descending"') == 1


@pytest.mark.parametrize("asked", ["sort=nonsense", "sort=999999", "sort=-1", "sort=" + "9" * 40, "sort=²", "way=up"])
def test_an_order_that_cannot_be_is_no_error(client: Client, instructor: User, ana: User, asked: str) -> None:
    reply = client.login(instructor).get(f"/courses/bridges/gradebook?{asked}")

    assert reply.status_code == 200
    assert "Ana" in seen(reply)


def test_a_part_of_a_name_finds_people(client: Client, course: Course, instructor: User, ana: User) -> None:
    make_learner(course, name="Boris")
    client.login(instructor)

    assert "Boris" not in seen(client.get("/courses/bridges/gradebook?name=an"))
    assert "Nobody of that name" in seen(client.get("/courses/bridges/gradebook?name=zzz"))


def test_an_empty_gradebook_says_so(client: Client, instructor: User) -> None:
    assert "Nobody takes this course yet" in seen(client.login(instructor).get("/courses/bridges/gradebook"))


def test_a_page_that_is_not_there_is_not_found(client: Client, instructor: User, ana: User) -> None:
    assert client.login(instructor).get("/courses/bridges/gradebook?page=2").status_code == 404


def test_it_asks_the_same_of_many_learners_as_of_few(
    client: Client, app: Flask, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    client.login(instructor)
    counts = []
    for size in (1, 60):
        for _ in range(size):
            make_grade(make_learner(course), quizzes[0])
        with recorded(app) as statements:
            client.get("/courses/bridges/gradebook?sort=total")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 6


def test_a_cell_leads_to_the_attempts_behind_it(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_finished(quizzes[0], [1.0], ana)
    make_grade(ana, quizzes[0], 1.0)
    page = client.login(instructor).get("/courses/bridges/gradebook").text

    words = seen(client.get(address(ana, quizzes[0])))

    assert f'href="{address(ana, quizzes[0])}"' in page
    assert "Grade 100%" in words
    assert "No attempt yet" not in words


def test_what_waits_to_be_marked_leads_to_marking(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_finished(quizzes[0], [None], ana, pending=1)

    page = client.login(instructor).get(address(ana, quizzes[0]))

    assert links(page)["1 answer waits to be marked"] == "/courses/bridges/marking"


def test_a_grade_is_set_by_hand_with_its_reason_on_record(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    client.login(instructor)

    reply = client.post(address(ana, quizzes[0]), data={"percent": "87.5", "reason": " The power went. "})

    words = seen(client.get(reply.location))
    assert reply.status_code == 303
    assert override_of(ana, quizzes[0]) == 0.875
    assert "Grade 87%, set by hand" in words
    assert "Set to 87% The power went." in words
    assert instructor.name in words


@pytest.mark.parametrize(
    "fields",
    [
        {"percent": "50", "reason": "   "},
        {"percent": "", "reason": "Ill."},
        {"percent": "101", "reason": "Ill."},
        {"percent": "-1", "reason": "Ill."},
        {"percent": "nan", "reason": "Ill."},
        {"percent": "much", "reason": "Ill."},
        {"percent": "50", "reason": "x" * 2001},
        {},
    ],
)
def test_a_grade_without_reason_or_sense_is_refused(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User, fields: dict[str, str]
) -> None:
    reply = client.login(instructor).post(address(ana, quizzes[0]), data=fields)

    assert reply.status_code == 422
    assert "Please look at this again" in seen(reply)
    assert override_of(ana, quizzes[0]) is None
    assert changes() == 0


def test_a_grade_is_taken_back_with_a_reason(client: Client, quizzes: list[Quiz], instructor: User, ana: User) -> None:
    make_grade(ana, quizzes[0], 0.5, override=0.9, override_reason="Ill.", override_at=NOW)
    client.login(instructor)
    where = address(ana, quizzes[0]) + "/take-back"

    refused = client.post(where, data={"back-reason": ""})
    done = client.post(where, data={"back-reason": "Not ill."})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert override_of(ana, quizzes[0]) is None
    assert "Taken back Not ill." in seen(client.get(done.location))


def test_taking_back_twice_says_that_nothing_is_set(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    reply = client.login(instructor).post(address(ana, quizzes[0]) + "/take-back", data={"back-reason": "Why not."})

    assert reply.status_code == 409
    assert "Nothing is set here any more" in seen(reply)


def test_the_record_outlives_the_account_that_made_it(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_change(ana, quizzes[0])

    assert "somebody whose account is gone" in seen(client.login(instructor).get(address(ana, quizzes[0])))


def test_only_those_who_take_the_course_and_its_quizzes_have_a_page(
    client: Client, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    other_quiz = make_quiz()
    client.login(instructor)

    assert client.get(address(make_user(), quizzes[0])).status_code == 404
    assert client.get(address(ana, other_quiz)).status_code == 404
    assert client.post(address(ana, other_quiz), data={"percent": "9", "reason": "No."}).status_code == 404
    assert changes() == 0


def test_the_csv_holds_everybody_and_no_formula(
    client: Client, course: Course, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_grade(ana, quizzes[1], 0.25)
    hostile = make_learner(course, name="=1+1")

    reply = client.login(instructor).get("/courses/bridges/gradebook.csv")

    rows = list(csv.reader(io.StringIO(reply.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Number", "Whole course", "First", "Second", "Third"]
    assert rows[1] == ["'=1+1", str(hostile.id), "", "", "", ""]
    assert rows[2][:2] == ["Ana", str(ana.id)]
    assert rows[2][3:] == ["", "0.25", ""]
    assert "filename=grades-bridges.csv" in reply.headers["Content-Disposition"]


def test_the_xlsx_holds_numbers_as_numbers_and_words_as_words(
    client: Client, course: Course, quizzes: list[Quiz], instructor: User, ana: User
) -> None:
    make_grade(ana, quizzes[1], 0.25)
    make_learner(course, name="=1+1")
    make_learner(course, name="http://example.org")
    course.title = "Bridges [of] stone: a/b\\c*?" + "x" * 40

    reply = client.login(instructor).get("/courses/bridges/gradebook.xlsx")

    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        names = book.namelist()
    cells = {cell.get("r"): cell for cell in sheet.iter(CELL)}
    assert sheet.find(".//{*}f") is None
    assert "".join(cells["A2"].itertext()) == "=1+1"
    assert cells["E3"].get("t") in (None, "n")
    assert "".join(cells["E3"].itertext()) == "0.25"
    assert not [name for name in names if "rels/sheet" in name]


PLACES = ["gradebook", "gradebook.csv", "gradebook.xlsx"]


@pytest.mark.parametrize("place", PLACES)
def test_learners_visitors_and_instructors_of_other_courses_see_no_grades(
    client: Client, quizzes: list[Quiz], ana: User, place: str
) -> None:
    stranger = make_instructor(make_course())

    for browser in (client, client.login(ana), client.login(stranger)):
        assert browser.get(f"/courses/bridges/{place}").status_code == 403
        assert browser.get(address(ana, quizzes[0])).status_code == 403


def test_a_learner_cannot_set_a_grade(client: Client, quizzes: list[Quiz], ana: User) -> None:
    client.login(ana)

    replies = [
        client.post(address(ana, quizzes[0]), data={"percent": "100", "reason": "I am good."}),
        client.post(address(ana, quizzes[0]) + "/take-back", data={"back-reason": "I am good."}),
    ]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert changes() == 0


def test_there_is_no_gradebook_of_no_course(client: Client, instructor: User) -> None:
    assert client.login(instructor).get("/courses/nowhere/gradebook").status_code == 404


def test_more_quizzes_than_there_is_room_for_come_in_parts(client: Client, course: Course, instructor: User) -> None:
    module = make_module(course, title="Very long")
    lessons = [make_lesson(course, module, title=f"Town {number}") for number in range(MOST_COLUMNS + 1)]
    for lesson in lessons:
        make_quiz(lesson)
    make_learner(course, name="Ana")
    client.login(instructor)

    first, second = (client.get(f"/courses/bridges/gradebook?part={part}") for part in (1, 2))

    assert f"Town {MOST_COLUMNS - 1} " in seen(first)
    assert f"Town {MOST_COLUMNS} " not in seen(first)
    assert f"Town {MOST_COLUMNS} " in seen(second)
    assert "Very long quizzes 1–40 Very long quiz 41" in seen(second)
    assert "sort=total&amp;way=down&amp;part=2" in second.text
    assert f"Town {MOST_COLUMNS - 1} " in seen(client.get("/courses/bridges/gradebook?part=99"))
