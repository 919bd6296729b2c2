"""The upload page and the export page: what they show before anything happens, and what happens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.authoring.interchange.uploads import KEPT, LARGEST, MOST_WAITING, forget_old
from courses.authoring.service import publish
from courses.items.formats.registry import WRITERS
from courses.items.formats.sandbox import read_safely
from courses.shared import outbox
from models.authoring import CourseVersion, Upload
from models.catalogue import Course
from models.items import Category, Item
from tests.support.apps import new_client
from tests.support.bank_course import bank_files
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, appoint, join, make_instructor, make_user
from tests.support.seen import main_part, seen

GIFT = """$CATEGORY: Rivers/Bridges

::Arches:: How many arches has the old bridge? {#3}

::Same:: The bridge is made of wood. {F}

::Bare:: Which one is it? {~this ~that}

$CATEGORY: Roads

::Ferry:: Was there a ferry before? {T}

A road is a way. {
"""


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


@pytest.fixture
def author(client: Client, course: Course) -> Client:
    return client.login(make_instructor(course))


def upload(
    author: Client, course: Course, content: str | bytes = GIFT, name: str = "town.gift", format: str = "auto"
) -> TestResponse:
    """What a browser sends. The body is made here: that of the test client would lie in a file of its own."""
    file = content.encode() if isinstance(content, str) else content
    quoted = name.replace('"', "%22")
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    tail = f'\r\n--edge\r\nContent-Disposition: form-data; name="format"\r\n\r\n{format}\r\n--edge--\r\n'
    body = head.encode() + file + tail.encode()
    return author.post(
        f"/courses/{course.slug}/bank/upload", data=body, content_type="multipart/form-data; boundary=edge"
    )


def uploads(session: Session) -> int | None:
    return session.scalar(sa.select(sa.func.count(Upload.id)))


def versions(session: Session) -> int | None:
    return session.scalar(sa.select(sa.func.count(CourseVersion.id)))


def ticked(page: TestResponse) -> list[str]:
    """The numbers of the questions that come in if nobody says otherwise."""
    return re.findall(r'value="(\d+)" checked', main_part(page))


def category_of(session: Session, key: str) -> str | None:
    return session.scalar(sa.select(Category.title).join(Item, Item.category_id == Category.id).where(Item.key == key))


# Upload.


def test_what_is_in_a_file_is_shown_and_nothing_has_come_in(session: Session, author: Client, course: Course) -> None:
    reply = upload(author, course)
    assert reply.status_code == 303
    page = author.get(reply.location)

    words = seen(page)
    assert "3 questions can come in." in words
    assert "How many arches has the old bridge?" in words
    assert "A road is a way." in words.split("What comes in")[0]
    assert "Cannot come in: No option is marked as right" in words
    assert "Roads" in words
    assert versions(session) == 1


def test_questions_that_the_course_has_are_named_and_not_ticked(author: Client, course: Course) -> None:
    page = author.get(upload(author, course).location)

    assert ticked(page) == ["0", "3"]
    assert "The course has it word for word: wooden" in seen(page)


def test_what_is_ticked_comes_in_and_the_file_is_gone(session: Session, author: Client, course: Course) -> None:
    address = upload(author, course).location

    reply = author.post(address, data={"take": ["0", "3"]})

    assert (reply.status_code, reply.location) == (303, f"/courses/{course.slug}/bank")
    assert (category_of(session, "arches"), category_of(session, "ferry")) == ("Rivers / Bridges", "Roads")
    assert category_of(session, "same") is None
    assert uploads(session) == 0
    assert author.get(address).status_code == 404


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ({"category": "Tolls"}, "Tolls"),
        ({"category": "Tolls", "new_category": " Old  roads "}, "Old roads"),
        ({"category": ""}, "Roads"),
    ],
)
def test_questions_go_where_it_is_said(
    session: Session, author: Client, course: Course, form: dict[str, str], title: str
) -> None:
    author.post(upload(author, course).location, data={"take": ["3"], **form})

    assert category_of(session, "ferry") == title


@pytest.mark.parametrize("take", [[], ["2"], ["99"], ["x"], ["-1"]])
def test_without_a_question_that_can_come_in_nothing_does(
    session: Session, author: Client, course: Course, take: list[str]
) -> None:
    reply = author.post(upload(author, course).location, data={"take": take})

    assert reply.status_code == 422
    assert "Tick at least one question." in seen(reply)
    assert (versions(session), uploads(session)) == (1, 1)


def test_a_category_that_is_not_offered_is_refused(session: Session, author: Client, course: Course) -> None:
    reply = author.post(upload(author, course).location, data={"take": ["3"], "category": "Elsewhere"})

    assert (reply.status_code, versions(session)) == (422, 1)


def test_what_the_course_would_refuse_is_said_and_nothing_comes_in(
    session: Session, author: Client, course: Course
) -> None:
    address = upload(author, course, "Good? {T}\n\n[markdown]See [there](lesson:nowhere), is it so? {T}\n").location

    reply = author.post(address, data={"take": ["0", "1"]})

    assert reply.status_code == 422
    assert "There is no lesson 'nowhere'" in seen(reply)
    assert ticked(reply) == ["0", "1"]
    assert (versions(session), uploads(session)) == (1, 1)


@pytest.mark.parametrize(
    ("content", "form", "sentence"),
    [
        ("", {}, "There is no question in this file."),
        ("<quiz><question", {}, "This file cannot be used"),
        (GIFT, {"format": "qti"}, "This file cannot be used"),
        (b"\x00\x01\x02\xff", {}, "This file cannot be used"),
        (GIFT, {"format": "nothing"}, "Not a valid choice"),
    ],
)
def test_a_file_that_cannot_be_used_is_not_kept(
    session: Session, author: Client, course: Course, content: str | bytes, form: dict[str, str], sentence: str
) -> None:
    reply = upload(author, course, content, **form)

    assert reply.status_code == 422
    assert sentence in seen(reply)
    assert uploads(session) == 0


def test_a_form_without_a_file_is_refused(session: Session, author: Client, course: Course) -> None:
    reply = author.post(f"/courses/{course.slug}/bank/upload", data={"format": "auto"})

    assert (reply.status_code, "Choose a file." in seen(reply), uploads(session)) == (422, True, 0)


def test_a_file_of_more_than_a_form_may_be_sent(author: Client, course: Course) -> None:
    content = GIFT + f"\n\n// {'x' * 1_500_000}\n"

    assert upload(author, course, content).status_code == 303


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    session: Session, author: Client, course: Course
) -> None:
    reply = upload(author, course, b"x" * (LARGEST + 100_000))

    assert (reply.status_code, uploads(session)) == (413, 0)


def test_strangers_may_not_send_more_than_a_form(app: Flask, course: Course) -> None:
    assert upload(new_client(app), course, b"x" * 1_500_000).status_code == 413


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>town</b>.gift", "b>.gift"),
        ("../../etc/passwd", "passwd"),
        ("C:\\town\\bridge.gift", "bridge.gift"),
        ("<img src=x onerror=alert(1)>.gift", "<img src=x onerror=alert(1)>.gift"),
        ("Brücke‮tfig.exe", "Brücketfig.exe"),
    ],
)
def test_names_of_files_are_words(author: Client, course: Course, name: str, shown: str) -> None:
    page = author.get(upload(author, course, name=name).location)

    assert shown in seen(page)
    assert "<img src=x" not in main_part(page)


def test_a_file_is_its_owners_alone(session: Session, app: Flask, author: Client, course: Course) -> None:
    address = upload(author, course).location
    other = make_user()
    appoint(other, course)

    colleague = new_client(app).login(other)

    assert colleague.get(address).status_code == 404
    assert colleague.post(address, data={"take": ["3"]}).status_code == 404
    assert colleague.post(f"{address}/discard").status_code == 404
    assert uploads(session) == 1
    assert "town.gift" not in seen(colleague.get(f"/courses/{course.slug}/bank/upload"))


def test_learners_may_not_upload(session: Session, app: Flask, course: Course) -> None:
    learner = make_user()
    join(learner, course)

    assert upload(new_client(app).login(learner), course).status_code == 403
    assert uploads(session) == 0


def test_a_file_that_is_thrown_away_is_gone(session: Session, author: Client, course: Course) -> None:
    address = upload(author, course).location
    assert "town.gift" in seen(author.get(f"/courses/{course.slug}/bank/upload"))

    assert author.post(f"{address}/discard").status_code == 303
    assert uploads(session) == 0


def test_only_so_many_files_wait(session: Session, author: Client, course: Course) -> None:
    content = {"course_id": course.id, "name": "x", "format": "gift", "content": b"x", "created_at": NOW}
    upload(author, course)
    owner = session.scalars(sa.select(Upload.user_id)).one()
    session.add_all([Upload(user_id=owner, **content) for _number in range(MOST_WAITING - 1)])
    session.flush()

    assert upload(author, course).status_code == 409
    assert uploads(session) == MOST_WAITING


def test_the_worker_forgets_files_after_a_day(session: Session, author: Client, course: Course) -> None:
    upload(author, course)
    kept = session.scalars(sa.select(Upload)).one()

    assert forget_old(session, now=kept.created_at + KEPT) is False
    assert outbox.TICKS["uploads"](kept.created_at + KEPT + timedelta(seconds=1)) is True
    assert uploads(session) == 0


def test_what_is_waiting_needs_the_token_of_the_form(session: Session, author: Client, course: Course) -> None:
    address = upload(author, course).location

    assert author.post(address, data={"take": ["3"]}, form_token=False).status_code == 400
    assert author.put(address).status_code == 405
    assert (versions(session), uploads(session)) == (1, 1)


# Export.


def test_the_page_offers_the_bank_its_categories_and_the_quizzes(author: Client, course: Course) -> None:
    page = main_part(author.get(f"/courses/{course.slug}/bank/export"))

    assert re.findall(r'<option value="([^"]+)"', page) == [
        "bank",
        "category:bridges",
        "category:tolls",
        "quiz:the-bridge-quiz",
        "quiz:quarrel-quiz",
    ]


def test_what_is_lost_is_said_before_the_file_is_given(author: Client, course: Course) -> None:
    words = seen(author.get(f"/courses/{course.slug}/bank/export?what=bank&format=aiken"))

    assert "Aiken has multiple choice only; “numeric” was left out." in words
    assert "built" in words


def test_a_format_that_holds_everything_says_so(author: Client, course: Course) -> None:
    words = seen(author.get(f"/courses/{course.slug}/bank/export?what=category:tolls&format=gift"))

    assert "No question loses anything." in words


@pytest.mark.parametrize("format", WRITERS)
def test_the_file_holds_the_questions(author: Client, course: Course, format: str) -> None:
    reply = author.post(f"/courses/{course.slug}/bank/export", data={"what": "quiz:quarrel-quiz", "format": format})

    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    found = read_safely(reply.data, "file")
    assert (found.error == "") is (format != "aiken")


@pytest.mark.parametrize(
    "form",
    [
        {"what": "bank", "format": "docx"},
        {"what": "everything", "format": "gift"},
        {"what": "category:none", "format": "gift"},
        {"what": "quiz:none", "format": "gift"},
        {"what": "quiz:99999999999999", "format": "gift"},
        {"what": "bank"},
    ],
)
def test_what_cannot_be_exported_is_refused(author: Client, course: Course, form: dict[str, str]) -> None:
    address = f"/courses/{course.slug}/bank/export"

    assert author.post(address, data=form).status_code == 404
    if "format" in form:
        assert author.get(address, query_string=form).status_code == 404


def test_learners_may_not_export(app: Flask, course: Course) -> None:
    learner = make_user()
    join(learner, course)

    reply = (
        new_client(app)
        .login(learner)
        .post(f"/courses/{course.slug}/bank/export", data={"what": "bank", "format": "gift"})
    )

    assert reply.status_code == 403
