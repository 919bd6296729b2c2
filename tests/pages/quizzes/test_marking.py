"""Marking as instructors do it: the queue, one answer after the other, and what the learner sees of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Lesson
from models.enums import Behaviour, StepKind
from models.items import Item, Quiz
from models.quizzes import Attempt
from tests.support.client import Client
from tests.support.factories.catalogue import make_course, make_guest, make_instructor, make_learner, make_lesson
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, mark_answer, veil, write_essay
from tests.support.factories.quizzes import make_attempt, new_token, settings, slots_of, steps_of
from tests.support.seen import links, main_part, seen

QUEUE = "/courses/river-towns/marking"


@pytest.fixture
def essays(lesson: Lesson) -> Quiz:
    return make_quiz(lesson, title="What do you think?")


@pytest.fixture
def essay(essays: Quiz) -> Item:
    """Worth four marks, without a rubric."""
    return make_essay(essays)


@pytest.fixture
def rubric(essays: Quiz) -> Item:
    """Marked by a rubric of two criteria."""
    return make_essay(essays, has_rubric=True)


@pytest.fixture
def nadia(lesson: Lesson) -> User:
    return make_instructor(db.session.get_one(Course, lesson.course_id), name="Nadia")


@pytest.fixture
def ana(lesson: Lesson) -> User:
    return make_learner(db.session.get_one(Course, lesson.course_id), name="Ana Lindt")


def address(item: Item, attempt: Attempt, *, names: bool = False, position: int = 1) -> str:
    name = veil().name(attempt.id, position)
    return f"{QUEUE}/{item.key}?n={name}" + ("&names=shown" if names else "")


def base_of(reply: TestResponse) -> str:
    found = re.search(r'name="base" value="(\d+)"', reply.text)
    assert found
    return found[1]


def save(client: Client, where: str, **fields: Any) -> TestResponse:
    return client.post(where, data={"token": new_token(), "base": "0", "comment": "", **fields})


def marks_of(attempt: Attempt) -> list[float]:
    return [step.payload["fraction"] for step in steps_of(attempt) if step.kind is StepKind.MARKED]


def test_the_queue_says_what_waits(client: Client, essays: Quiz, essay: Item, nadia: User, ana: User) -> None:
    write_essay(essays, ana)
    mark_answer(write_essay(essays), nadia)

    reply = client.login(nadia).get(QUEUE)

    assert "Was the toll just? The first bridge 1 " in seen(reply)
    assert "1 of 2" in seen(reply)
    assert links(reply)["Was the toll just?"] == f"{QUEUE}/{essay.key}"
    assert "Marking: 1 waits" in seen(client.get("/courses/river-towns/quizzes"))


def test_an_empty_queue_says_so(client: Client, nadia: User) -> None:
    words = seen(client.login(nadia).get(QUEUE))

    assert "No answers to mark" in words
    assert "No objections" in words
    assert "Marking: " not in seen(client.get("/courses/river-towns/quizzes"))


def test_the_way_from_the_queue_goes_to_the_first_that_waits(
    client: Client, essays: Quiz, essay: Item, nadia: User
) -> None:
    done, waiting = write_essay(essays), write_essay(essays)
    mark_answer(done, nadia)

    reply = client.login(nadia).get(f"{QUEUE}/{essay.key}")

    assert (reply.status_code, reply.location) == (302, address(essay, waiting))


def test_an_answer_stands_beside_what_it_is_marked_by(
    client: Client, essays: Quiz, rubric: Item, nadia: User, ana: User
) -> None:
    attempt = write_essay(essays, ana)

    words = seen(client.login(nadia).get(address(rubric, attempt)))

    assert "Answer 1 of 1" in words
    assert "0 of 1 marked" in words
    assert "Was the toll just?" in words
    assert TEXT in words
    assert "Stone costs **more** than prayers." in words
    assert "Both sides None 0 points One 1 point Both 3 points" in words


def test_names_are_hidden_unless_one_asks(client: Client, essays: Quiz, essay: Item, nadia: User, ana: User) -> None:
    attempt = write_essay(essays, ana)
    client.login(nadia)
    pages = [client.get(QUEUE), client.get(address(essay, attempt)), client.get(f"{QUEUE}/{essay.key}")]

    shown = client.get(address(essay, attempt, names=True))

    assert [page.text.count("Lindt") for page in pages] == [0, 0, 0]
    assert "Ana Lindt , attempt 1" in seen(shown)
    assert links(shown)["Hide names"] == address(essay, attempt)
    assert f"/{attempt.id}" not in main_part(pages[1])


def test_a_mark_is_saved_and_the_next_answer_opened(client: Client, essays: Quiz, essay: Item, nadia: User) -> None:
    attempts = sorted([write_essay(essays) for _ in range(3)], key=lambda each: veil().name(each.id, 1))
    client.login(nadia)

    replies = [save(client, address(essay, each), marks="3") for each in attempts]

    following = [f"{address(essay, each)}#answer" for each in attempts[1:]]
    assert [reply.location for reply in replies] == [*following, QUEUE]
    assert [marks_of(each) for each in attempts] == [[0.75], [0.75], [0.75]]
    assert "No answer to this question waits any more" in seen(client.get(QUEUE))


def test_skipping_and_going_back_reach_every_answer(client: Client, essays: Quiz, essay: Item, nadia: User) -> None:
    first, second = sorted([write_essay(essays) for _ in range(2)], key=lambda each: veil().name(each.id, 1))
    client.login(nadia)

    pages = [client.get(address(essay, each)) for each in (first, second)]

    assert links(pages[0])["Skip"] == f"{address(essay, second)}#answer"
    assert links(pages[1])["Back"] == f"{address(essay, first)}#answer"
    assert "Back" not in links(pages[0])
    assert "Skip" not in links(pages[1])


def test_a_mark_can_be_changed_later(client: Client, essays: Quiz, rubric: Item, nadia: User) -> None:
    attempt = write_essay(essays)
    client.login(nadia)
    save(client, address(rubric, attempt), **{"level-0": "2", "level-1": "0"}, comment="Own **words**!")

    page = client.get(address(rubric, attempt))
    save(client, address(rubric, attempt), **{"level-0": "1", "level-1": "1"}, base=base_of(page))

    assert 'name="level-0" value="2" checked' in page.text
    assert "Own **words**!</textarea>" in page.text
    assert "Change the mark" in seen(page)
    assert marks_of(attempt) == [0.75, 0.5]


def test_the_learner_sees_mark_levels_and_comment_and_not_who_marked(
    client: Client, essays: Quiz, rubric: Item, nadia: User, ana: User
) -> None:
    attempt = write_essay(essays, ana)
    before = seen(client.login(ana).get(f"/attempts/{attempt.id}"))
    client.login(nadia)
    save(client, address(rubric, attempt), **{"level-0": "2", "level-1": "0"}, comment="Say it in *your* words.")

    reply = client.login(ana).get(f"/attempts/{attempt.id}")

    words = seen(reply)
    assert "1 answer has still to be marked by a person" in before
    assert "has still to be marked" not in words
    assert "Marked by hand: 3 of 4 marks" in words
    assert "Reached: Both 3 points" in words
    assert "Say it in <em>your</em> words." in reply.text
    assert "Nadia" not in words


def test_who_marks_with_names_is_named(client: Client, essays: Quiz, essay: Item, nadia: User, ana: User) -> None:
    attempt = write_essay(essays, ana)

    save(client.login(nadia), address(essay, attempt, names=True), marks="4")

    assert "Marked by Nadia" in seen(client.login(ana).get(f"/attempts/{attempt.id}"))


def test_the_name_is_gone_with_the_account(client: Client, essays: Quiz, essay: Item, nadia: User, ana: User) -> None:
    attempt = write_essay(essays, ana)
    mark_answer(attempt, nadia, is_anonymous=False)
    nadia.name = ""

    assert "Marked by" not in main_part(client.login(ana).get(f"/attempts/{attempt.id}")).replace("Marked by hand", "")


def test_a_hostile_comment_is_harmless(client: Client, essays: Quiz, essay: Item, nadia: User, ana: User) -> None:
    attempt = write_essay(essays, ana)

    save(client.login(nadia), address(essay, attempt), marks="1", comment="<img src=x onerror=alert(1)> *so*")

    reply = client.login(ana).get(f"/attempts/{attempt.id}")
    assert "<em>so</em>" in reply.text
    assert "<img" not in main_part(reply)


def test_sending_a_page_twice_marks_once(client: Client, essays: Quiz, essay: Item, nadia: User) -> None:
    attempt = write_essay(essays)
    client.login(nadia)
    fields = {"token": "the-token-of-one-page", "base": "0", "marks": "2", "comment": "Half."}

    replies = [client.post(address(essay, attempt), data=fields) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert marks_of(attempt) == [0.5]


def test_of_two_at_once_the_second_sees_both_and_decides(
    client: Client, essays: Quiz, rubric: Item, nadia: User
) -> None:
    attempt = write_essay(essays)
    oskar = make_instructor(db.session.get_one(Course, essays.course_id), name="Oskar")
    mark_answer(attempt, oskar, 1.0, levels={"sides": 2, "words": 1}, comment="Splendid.")
    client.login(nadia)

    late = save(client, address(rubric, attempt), **{"level-0": "0", "level-1": "1"}, comment="Only one side.")

    words = seen(late)
    assert late.status_code == 409
    assert marks_of(attempt) == [1.0]
    assert "This answer was marked meanwhile" in words
    assert "Splendid." in words
    assert "Oskar" in words
    assert 'name="level-0" value="0" checked' in late.text
    assert "Only one side.</textarea>" in late.text
    again = save(client, address(rubric, attempt), **{"level-0": "0", "level-1": "1"}, base=base_of(late))
    assert again.status_code == 303
    assert marks_of(attempt) == [1.0, 0.25]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"marks": ""}, "a number from 0 to 4"),
        ({"marks": "good"}, "a number from 0 to 4"),
        ({"marks": "nan"}, "a number from 0 to 4"),
        ({"marks": "-1"}, "go from 0 to 4"),
        ({"marks": "4.5"}, "go from 0 to 4"),
        ({"marks": "3", "comment": "x" * 10_001}, "The comment has 10001 characters"),
    ],
)
def test_what_is_no_mark_is_refused_with_what_was_typed(
    client: Client, essays: Quiz, essay: Item, nadia: User, fields: dict[str, str], words: str
) -> None:
    attempt = write_essay(essays)

    reply = save(client.login(nadia), address(essay, attempt), **{"comment": "Kept.", **fields})

    assert reply.status_code == 422
    assert words in seen(reply)
    assert "Please look at this again" in seen(reply)
    assert f'value="{fields["marks"]}"' in reply.text
    assert marks_of(attempt) == []


@pytest.mark.parametrize(
    "levels", [{}, {"level-0": "1"}, {"level-0": "7", "level-1": "0"}, {"level-0": "x", "level-1": "1"}]
)
def test_levels_that_are_missing_or_unknown_are_refused(
    client: Client, essays: Quiz, rubric: Item, nadia: User, levels: dict[str, str]
) -> None:
    attempt = write_essay(essays)

    reply = save(client.login(nadia), address(rubric, attempt), **levels, comment="Kept.")

    assert reply.status_code == 422
    assert "Kept.</textarea>" in reply.text
    assert marks_of(attempt) == []


@pytest.mark.parametrize("fields", [{"token": ""}, {"token": ":marked"}, {"token": "x" * 50}])
def test_a_page_without_its_token_is_refused(
    client: Client, essays: Quiz, essay: Item, nadia: User, fields: dict[str, str]
) -> None:
    attempt = write_essay(essays)

    assert save(client.login(nadia), address(essay, attempt), marks="1", **fields).status_code == 422
    assert marks_of(attempt) == []


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "²"])
def test_a_page_that_does_not_say_what_it_has_seen_is_stale(
    client: Client, essays: Quiz, essay: Item, nadia: User, base: str
) -> None:
    attempt = write_essay(essays)

    assert save(client.login(nadia), address(essay, attempt), marks="1", base=base).status_code == 409
    assert marks_of(attempt) == []


def test_only_instructors_of_the_course_mark(client: Client, essays: Quiz, essay: Item, ana: User) -> None:
    attempt = write_essay(essays, ana)
    stranger = make_instructor(make_course())

    for browser in (client, client.login(ana), client.login(make_guest()), client.login(stranger)):
        replies = [
            browser.get(QUEUE),
            browser.get(f"{QUEUE}/{essay.key}"),
            browser.get(address(essay, attempt)),
            save(browser, address(essay, attempt), marks="4"),
        ]
        assert [reply.status_code for reply in replies] == [403] * 4

    assert marks_of(attempt) == []
    assert slots_of(attempt)[0].fraction == 0.0


def test_an_instructor_finds_no_answer_of_another_course(
    client: Client, essays: Quiz, essay: Item, lesson: Lesson
) -> None:
    attempt = write_essay(essays)
    stranger = make_instructor(make_course(slug="elsewhere"))
    client.login(stranger)
    name = veil().name(attempt.id, 1)

    where = f"/courses/elsewhere/marking/{essay.key}?n={name}"

    assert client.get(where).status_code == 404
    assert client.get(f"/courses/elsewhere/marking/{essay.key}").status_code == 404
    assert save(client, where, marks="4").status_code == 404
    assert marks_of(attempt) == []


def test_what_is_worth_nothing_takes_no_mark(client: Client, essays: Quiz, essay: Item, nadia: User) -> None:
    aside = db.session.get_one(Item, make_item(essays, "description", marks=0).item_id)
    attempt = write_essay(essays)

    reply = save(client.login(nadia), address(aside, attempt, position=2), marks="0")

    assert reply.status_code == 404
    assert marks_of(attempt) == []


def test_what_no_person_marks_has_no_page(client: Client, quiz: Quiz, lesson: Lesson, nadia: User) -> None:
    course = db.session.get_one(Course, lesson.course_id)
    practice = make_quiz(make_lesson(course), settings=settings(behaviour=Behaviour.PRACTICE))
    essay = make_essay(practice)
    practised = write_essay(practice)
    open_quiz = make_quiz(make_lesson(course))
    unfinished_essay = make_essay(open_quiz)
    unfinished = make_attempt(quiz=open_quiz)
    chosen = hand_in(quiz, {1: {"choice": 0}})
    chosen_item = db.session.get_one(Item, slots_of(chosen)[0].item_id)
    client.login(nadia)

    for item, attempt in ((essay, practised), (unfinished_essay, unfinished), (chosen_item, chosen)):
        assert client.get(address(item, attempt)).status_code == 404
        assert client.get(f"{QUEUE}/{item.key}").status_code == 404
        assert save(client, address(item, attempt), marks="1").status_code == 404
        assert save(client, address(item, attempt), marks="many").status_code == 404
        assert marks_of(attempt) == []


@pytest.mark.parametrize("name", ["", "x", "g" * 12, "ffffffffffff", "000000000001", "0" * 13])
def test_names_of_nothing_are_not_found(client: Client, essays: Quiz, essay: Item, nadia: User, name: str) -> None:
    write_essay(essays)
    client.login(nadia)

    assert client.get(f"{QUEUE}/{essay.key}?n={name}").status_code == 404
    assert save(client, f"{QUEUE}/{essay.key}?n={name}", marks="1").status_code == 404
    assert client.get(f"{QUEUE}/objections/{name or 'x'}").status_code == 404


def test_practice_says_that_nobody_marks_it(client: Client, lesson: Lesson, ana: User) -> None:
    practice = make_quiz(lesson, settings=settings(behaviour=Behaviour.PRACTICE))
    make_essay(practice)
    attempt = write_essay(practice, ana)

    words = seen(client.login(ana).get(f"/attempts/{attempt.id}"))

    assert "Nobody marks this: it is for practice" in words
    assert "A model answer" in words
    assert "has still to be marked" not in words
    assert "I think this mark is wrong" not in words


def test_the_kind_that_is_not_marked_by_hand_never_waits(client: Client, lesson: Lesson, nadia: User) -> None:
    quiz = make_quiz(make_lesson(db.session.get_one(Course, lesson.course_id)))
    make_item(quiz)
    hand_in(quiz, {1: {"choice": 1}})

    assert "No answers to mark" in seen(client.login(nadia).get(QUEUE))
