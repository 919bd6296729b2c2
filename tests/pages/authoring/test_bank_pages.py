"""The bank in the browser: questions found, compared, written, and taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring.bank.views import GROUPS_A_PAGE, MOST_OF_A_GROUP
from courses.authoring.queries import file_of, newest_version
from courses.authoring.service import publish
from models.catalogue import Course
from models.items import Category, Item, ItemVersion, Quiz
from tests.pages.authoring.editor import form_on
from tests.support.apps import new_client
from tests.support.bank_course import BANK_PATH, BANK_QUIZ_PATH, bank_files, bank_replaced
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, join, make_course, make_instructor, make_user
from tests.support.factories.gradebook import make_finished
from tests.support.factories.quizzes import finish_attempt, make_attempt
from tests.support.seen import main_part, seen
from tests.support.small_course import SECOND_PATH
from tests.support.statements import recorded


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


@pytest.fixture
def author(client: Client, course: Course) -> Client:
    return client.login(make_instructor(course))


def address(course: Course, rest: str = "") -> str:
    return f"/courses/{course.slug}/bank{rest}"


def keys_on(author: Client, course: Course, query: str = "") -> list[str]:
    """The ids of the questions that the list shows."""
    page = author.get(address(course, query))
    assert page.status_code == 200
    return re.findall(r'class="row-title"><a href="[^"]*/items/([a-z0-9-]+)"', main_part(page))


def bank_file(session: Session, course: Course, path: str = BANK_PATH) -> str:
    version = newest_version(session, course.id)
    assert version
    return (file_of(session, version, path) or b"").decode()


# The list.


def test_all_questions_are_listed_the_bank_first(author: Client, course: Course) -> None:
    keys = keys_on(author, course)

    assert keys[:5] == ["stone", "wooden", "aside", "built", "penny"]
    assert set(keys[5:]) == {"who-called-it-unjust", "when-was-it-built", "whose-reason"}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("?q=made+WOOD", ["stone", "wooden"]),
        ("?q=material", ["stone", "wooden", "built"]),
        ("?q=100%25", []),
        ("?kind=numeric", ["built", "when-was-it-built"]),
        ("?category=tolls", ["penny"]),
        ("?category=-&kind=true-false", ["whose-reason"]),
        ("?tag=easy+start", ["stone"]),
        ("?difficulty=hard", ["built"]),
        ("?used=yes&category=bridges", ["aside", "built"]),
        ("?used=no", ["stone", "wooden"]),
        ("?kind=nothing", []),
        ("?difficulty=nothing", []),
    ],
)
def test_questions_are_found_by_what_they_are(author: Client, course: Course, query: str, keys: list[str]) -> None:
    assert keys_on(author, course, query) == keys


def test_a_question_says_where_it_is_used_and_by_what_it_is_known(author: Client, course: Course) -> None:
    page = seen(author.get(address(course, "?q=built&category=bridges")))

    assert "When was it built?" in page
    assert "Rivers / Bridges" in page
    assert "Tags: material" in page
    assert "Used in: The quarrel" in page


def test_how_a_question_was_answered_is_shown_with_the_number_of_answers(
    session: Session, author: Client, course: Course
) -> None:
    quiz = session.scalars(sa.select(Quiz).where(Quiz.course_id == course.id, Quiz.key == "the-bridge-quiz")).one()
    make_finished(quiz, [1.0, 0.0])

    page = seen(author.get(address(course, "?category=-&q=who-called")))

    assert "100% right of 1 answer" in page


def test_an_empty_bank_says_what_to_do(session: Session, client: Client) -> None:
    course = make_course()
    client.login(make_instructor(course))

    assert "No questions yet" in seen(client.get(address(course)))


def test_a_page_that_is_not_there_is_refused(author: Client, course: Course) -> None:
    assert author.get(address(course, "?page=9")).status_code == 404


# Duplicates.


def test_questions_that_say_the_same_stand_together(session: Session, client: Client) -> None:
    twin = "  - id: timber\n    kind: true-false\n    prompt: The bridge is made of Wood!\n    answer: false\n"
    files = bank_files()
    files["bank/tolls.yaml"] += twin.encode()
    course = publish(session, files, author_id=None, now=NOW).course
    client.login(make_instructor(course))

    page = main_part(client.get(address(course, "/duplicates")))

    assert re.findall(r"/bank/items/([a-z]+)\"", page) == ["wooden", "timber"]


def test_what_is_alike_is_looked_for_again_after_a_change(
    session: Session, author: Client, course: Course, app: Flask
) -> None:
    assert twins_on(author, course) == []
    publish(session, with_twins(bank_files(), 1), author_id=None, now=NOW)
    session.expire_all()

    with recorded(app) as asked:
        assert twins_on(author, course) == ["a-0", "b-0"]
    with recorded(app) as asked_again:
        assert twins_on(author, course) == ["a-0", "b-0"]
    assert len(asked_again) == len(asked) - 1


def test_many_groups_stand_on_pages(session: Session, author: Client, course: Course) -> None:
    publish(session, with_twins(bank_files(), GROUPS_A_PAGE + 1), author_id=None, now=NOW)
    session.expire_all()

    assert len(twins_on(author, course)) == 2 * GROUPS_A_PAGE
    assert twins_on(author, course, "?page=2") == [f"a-{GROUPS_A_PAGE}", f"b-{GROUPS_A_PAGE}"]
    assert author.get(address(course, "/duplicates?page=3")).status_code == 404


def test_of_a_large_group_the_first_are_shown_and_all_are_counted(
    session: Session, author: Client, course: Course
) -> None:
    publish(session, with_twins(bank_files(), MOST_OF_A_GROUP, words=lambda _number: "mill"), author_id=None, now=NOW)
    session.expire_all()

    page = author.get(address(course, "/duplicates"))

    assert f"{2 * MOST_OF_A_GROUP} questions" in seen(page)
    assert len(twins_on(author, course)) == MOST_OF_A_GROUP


def with_twins(
    files: dict[str, bytes], count: int, *, words: Callable[[int], str] = lambda number: f"mill {number}"
) -> dict[str, bytes]:
    """The files with so many questions more, each of them twice."""
    asked = "  - id: {key}-{number}\n    kind: true-false\n    prompt: Whoever built the {words}, was it of timber{mark}\n    answer: true\n"
    twins = [
        asked.format(key=key, mark=mark, number=number, words=words(number))
        for number in range(count)
        for key, mark in (("a", "?"), ("b", "!"))
    ]
    return {**files, "bank/tolls.yaml": files["bank/tolls.yaml"] + "".join(twins).encode()}


def twins_on(author: Client, course: Course, query: str = "") -> list[str]:
    """The ids of the questions that the page of duplicates shows."""
    return re.findall(r"/bank/items/([a-z0-9-]+)\"", main_part(author.get(address(course, f"/duplicates{query}"))))


def test_a_course_without_duplicates_says_so(author: Client, course: Course) -> None:
    assert "No duplicates" in seen(author.get(address(course, "/duplicates")))


# Writing.


def test_a_question_of_the_bank_is_changed_in_its_file(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/items/wooden")
    form = form_on(author.get(url))

    reply = author.post(url, data={**form, "prompt": "The bridge is made of iron.", "action": "save"})

    assert reply.status_code == 303
    text = bank_file(session, course)
    assert "prompt: The bridge is made of iron." in text
    assert text.split("  - id: wooden")[0] == bank_files()[BANK_PATH].decode().split("  - id: wooden")[0]
    assert "2" in seen(author.get(url)).split("Versions")[1]


def test_a_form_that_nobody_touched_leaves_the_file_as_it_is(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/items/stone")

    author.post(url, data={**form_on(author.get(url)), "action": "save"})

    assert bank_file(session, course) == bank_files()[BANK_PATH].decode()


def test_what_is_wrong_is_said_and_nothing_is_kept(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/items/wooden")

    reply = author.post(url, data={**form_on(author.get(url)), "prompt": "[[nowhere]]", "action": "save"})

    assert reply.status_code == 422
    assert bank_file(session, course) == bank_files()[BANK_PATH].decode()


def test_a_change_on_another_state_of_the_question_is_refused(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/items/wooden")
    form = form_on(author.get(url))
    author.post(url, data={**form, "prompt": "First.", "action": "save"})

    reply = author.post(url, data={**form, "prompt": "Second.", "action": "save"})

    assert reply.status_code == 409
    assert "First." in bank_file(session, course)


def test_a_new_question_comes_into_its_category(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/new-item?kind=true-false&title=Tolls")

    reply = author.post(url, data={"prompt": "Was it cheap?", "answer": "false", "action": "save"})

    assert reply.status_code == 303
    assert reply.location.endswith("/bank/items/was-it-cheap")
    assert author.get(reply.location).status_code == 200
    assert "was-it-cheap" in bank_file(session, course, "bank/tolls.yaml")


def test_a_new_category_begins_with_its_first_question(session: Session, author: Client, course: Course) -> None:
    url = address(course, "/new-item?kind=true-false&title=Tolls&new_title=Mills+/+Water")
    assert author.get(url).status_code == 200
    assert session.scalar(sa.select(sa.func.count(Category.id))) == 2

    reply = author.post(url, data={"prompt": "Does it turn?", "answer": "true", "action": "save"})

    assert reply.status_code == 303
    path = session.scalars(sa.select(Category.path).where(Category.title == "Mills / Water")).one()
    assert bank_file(session, course, path).startswith("id: mills-water\ntitle: Mills / Water\n")


@pytest.mark.parametrize(
    ("query", "status"),
    [("kind=nothing&title=Tolls", 404), ("kind=essay", 422), ("kind=essay&title=" + "x" * 301, 422)],
)
def test_a_new_question_needs_a_kind_and_a_category(author: Client, course: Course, query: str, status: int) -> None:
    assert author.get(address(course, f"/new-item?{query}")).status_code == status


def test_the_page_before_offers_the_categories(author: Client, course: Course) -> None:
    page = main_part(author.get(address(course, "/new")))

    assert re.findall(r"<option>([^<]+)</option>", page) == ["Rivers / Bridges", "Tolls"]


def test_a_question_is_taken_out(session: Session, client: Client) -> None:
    course = publish(session, bank_replaced(BANK_QUIZ_PATH, "draw: 2", "draw: 1"), author_id=None, now=NOW).course
    author = client.login(make_instructor(course))
    page = main_part(author.get(address(course, "/items/wooden")))
    base = re.findall(r'name="base" value="([^"]+)"', page)[0]

    reply = author.post(address(course, "/items/wooden/retire"), data={"base": base})

    assert reply.status_code == 303
    assert session.scalars(sa.select(Item.retired_at).where(Item.key == "wooden")).one() is not None
    assert author.get(address(course, "/items/wooden")).status_code == 404


def test_the_last_question_of_a_category_may_be_taken_out(session: Session, client: Client) -> None:
    asked = "  - id: on-tolls\n    kind: section\n    title: On tolls\n  - id: penny\n    kind: bank\n"
    course = publish(session, bank_replaced(BANK_QUIZ_PATH, asked, ""), author_id=None, now=NOW).course
    client.login(make_instructor(course))
    page = main_part(client.get(address(course, "/items/penny")))
    base = re.findall(r'name="base" value="([^"]+)"', page)[0]

    reply = client.post(address(course, "/items/penny/retire"), data={"base": base})

    assert reply.status_code == 303
    assert keys_on(client, course, "?category=tolls") == []
    new = client.post(
        address(course, "/new-item?kind=true-false&title=Tolls"),
        data={"prompt": "Was it cheap?", "answer": "false", "action": "save"},
    )
    assert new.status_code == 303


def test_a_question_that_a_quiz_needs_is_not_taken_out(session: Session, author: Client, course: Course) -> None:
    page = main_part(author.get(address(course, "/items/built")))
    base = re.findall(r'name="base" value="([^"]+)"', page)[0]

    reply = author.post(address(course, "/items/built/retire"), data={"base": base})

    assert reply.status_code == 422
    assert "built" in seen(reply)
    assert bank_file(session, course) == bank_files()[BANK_PATH].decode()


def test_an_answered_question_leads_to_what_it_changes(session: Session, client: Client) -> None:
    course = publish(
        session, bank_replaced(SECOND_PATH, "requires: [the-bridge]\n", ""), author_id=None, now=NOW
    ).course
    author = client.login(make_instructor(course))
    quiz = session.scalars(sa.select(Quiz).where(Quiz.course_id == course.id, Quiz.key == "quarrel-quiz")).one()
    finish_attempt(make_attempt(make_user(), quiz))
    url = address(course, "/items/built")
    form = form_on(author.get(url))

    reply = author.post(url, data={**form, "prompt": "When did they build it?", "action": "save"})
    assert reply.location.endswith("/bank/items/built/impact")
    before = main_part(author.get(reply.location))
    digest = re.findall(r'name="digest" value="([^"]+)"', before)[0]
    done = author.post(address(course, "/items/built/publish"), data={"digest": digest, "regrade": "no"})

    assert done.status_code == 303
    newest = sa.select(ItemVersion.spec).join(Item).where(Item.key == "built", ItemVersion.number == 2)
    assert session.scalars(newest).one()["prompt"] == "When did they build it?"


# Who may.


@pytest.mark.parametrize("rest", ["", "/duplicates", "/new", "/items/stone", "/items/none", "/upload", "/export"])
def test_learners_and_strangers_see_nothing_of_the_bank(app: Flask, course: Course, rest: str) -> None:
    learner = make_user()
    join(learner, course)

    assert new_client(app).login(learner).get(address(course, rest)).status_code == 403
    assert new_client(app).get(address(course, rest)).status_code == 403


@pytest.mark.parametrize("rest", ["/items/none", "/items/whose-reason"])
def test_a_question_that_is_not_in_the_bank_is_not_there(author: Client, course: Course, rest: str) -> None:
    assert author.get(address(course, rest)).status_code == 404


def test_a_form_without_its_token_is_refused(author: Client, course: Course) -> None:
    reply = author.post(address(course, "/items/wooden/retire"), data={"base": ""}, form_token=False)

    assert reply.status_code == 400


def test_a_category_may_be_called_quizzes(author: Client, course: Course) -> None:
    new = address(course, "/new-item?kind=true-false&new_title=Quizzes")
    form = {**form_on(author.get(new)), "id": "a-toll", "prompt": "A toll was paid.", "evidence": ["the-bridge#a-8"]}
    saved = author.post(new, data={**form, "answer": "true", "feedback": "It was."})

    assert saved.status_code == 303, seen(saved)
    assert keys_on(author, course, "?category=quizzes") == ["a-toll"]
