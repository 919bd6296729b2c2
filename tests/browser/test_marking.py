"""Essays marked and objections answered with the keyboard alone, and without scripts; pages that keep nobody out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.shared.db import commit, db
from models.accounts import User
from models.quizzes import AttemptSlot
from tests.browser.deeds import main
from tests.browser.deeds_with_keys import has_focus, press, tab_to
from tests.browser.looks import problems
from tests.support.apps import new_client
from tests.support.factories.catalogue import make_course, make_instructor, make_learner, make_lesson
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, mark_answer, object_to
from tests.support.server import LiveServer

LIST, QUEUE = "/courses/river-towns/quizzes", "/courses/river-towns/marking"
WIDE = "Averylongwordwithoutanend" * 8


@dataclass(frozen=True)
class River:
    """A course with two essays that wait and an objection; cookies by which its people are known."""

    instructor: str
    learner: str
    attempts: tuple[int, ...]


def cookie_of(app: Flask, user: User) -> str:
    """What the browser of someone who is signed in holds."""
    client = new_client(app).login(user)
    commit()
    cookie = client.get_cookie("study")
    assert cookie
    return cookie.value


@pytest.fixture
def river(live: LiveServer) -> River:
    with live.app.app_context():
        course = make_course(slug="river-towns", title="River Towns")
        quiz = make_quiz(make_lesson(course, title="The toll", needs_quiz=True))
        make_essay(quiz, has_rubric=True)
        make_item(quiz)
        nadia, oskar = make_instructor(course, name="Nadia"), make_instructor(course, name="Oskar")
        ana = make_learner(course, name="Ana Lindt")
        attempts = [hand_in(quiz, {1: {"text": TEXT}, 2: {"choice": 1}}, ana)]
        attempts += [hand_in(quiz, {1: {"text": f"{TEXT} {WIDE}"}, 2: {"choice": 1}})]
        attempts += [hand_in(quiz, {1: {"text": TEXT}, 2: {"choice": 0}})]
        mark_answer(attempts[2], oskar, 0.75, levels={"sides": 2, "words": 0}, comment=f"Both **sides**. {WIDE}")
        object_to(attempts[0], "The chronicle also names the king.", position=2)
        commit()
        return River(cookie_of(live.app, nadia), cookie_of(live.app, ana), tuple(attempt.id for attempt in attempts))


def known(context: BrowserContext, live: LiveServer, cookie: str) -> Page:
    context.add_cookies([{"name": "study", "value": cookie, "url": live.url}])
    return context.new_page()


@pytest.fixture
def desk(chromium: Browser, live: LiveServer, river: River) -> Iterator[Page]:
    """The browser of the instructor, who wants no movement."""
    context = chromium.new_context(base_url=live.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield known(context, live, river.instructor)
    context.close()


def fractions(live: LiveServer, river: River, position: int = 1) -> list[float | None]:
    with live.app.app_context():
        slots = [db.session.get_one(AttemptSlot, (attempt, position)) for attempt in river.attempts]
        return [slot.fraction for slot in slots]


def test_essays_are_marked_with_the_keyboard_alone(desk: Page, live: LiveServer, river: River) -> None:
    desk.goto(LIST)
    press(desk, "link", "Marking: 3 wait")
    press(desk, "link", "Was the toll just?")
    for _answer in range(2):
        expect(desk.get_by_text("the digits choose")).to_be_visible()
        tab_to(desk, desk.get_by_role("group", name="Both sides").get_by_role("radio").first)
        desk.keyboard.press("3")
        assert has_focus(desk.get_by_role("group", name="Own words").get_by_role("radio").first)
        desk.keyboard.press("2")
        tab_to(desk, desk.get_by_label("Comment"))
        desk.keyboard.type("Well said, 1 of 2.")
        press(desk, "button", "Save")
    expect(main(desk)).to_contain_text("No answer to this question waits any more.")

    assert fractions(live, river) == [1.0, 1.0, 0.75]


def test_an_objection_is_answered_with_the_keyboard_alone(desk: Page, live: LiveServer, river: River) -> None:
    desk.goto(QUEUE)
    press(desk, "link", "Who built the bridge?")
    tab_to(desk, desk.get_by_label("Your answer"))
    desk.keyboard.type("The king ordered it, so half of the marks.")
    tab_to(desk, desk.get_by_label("New marks"))
    desk.keyboard.type("0.5")
    press(desk, "button", "Answer")

    expect(main(desk)).to_contain_text("The objection is answered")
    assert fractions(live, river, position=2) == [0.5, 0.0, 1.0]


def test_a_digit_that_is_no_level_chooses_nothing(desk: Page) -> None:
    desk.goto(QUEUE)
    press(desk, "link", "Was the toll just?")
    first = desk.get_by_role("group", name="Own words").get_by_role("radio").first
    tab_to(desk, first)

    desk.keyboard.press("9")

    assert has_focus(first)
    expect(main(desk).locator(":checked")).to_have_count(0)


def test_everything_works_without_scripts(chromium: Browser, live: LiveServer, river: River) -> None:
    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    desk = known(context, live, river.instructor)
    desk.goto(QUEUE)
    desk.get_by_role("link", name="Was the toll just?").click()
    expect(desk.get_by_text("the digits choose")).to_be_hidden()
    desk.get_by_role("radio", name="One 1 point").check()
    desk.get_by_role("radio", name="No 0 points").check()
    desk.get_by_role("button", name="Save and next").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Answer")
    context.close()

    context = chromium.new_context(base_url=live.url, java_script_enabled=False)
    learner = known(context, live, river.learner)
    learner.goto(f"/attempts/{river.attempts[0]}")
    expect(main(learner)).to_contain_text("It waits for the answer of an instructor.")
    context.close()

    assert sorted(filter(None, fractions(live, river))) == [0.25, 0.75]


def test_pages_of_marking_are_fit_for_everybody(desk: Page, chromium: Browser, live: LiveServer, river: River) -> None:
    found: list[str] = []
    for address in (LIST, QUEUE, f"{QUEUE}?names=shown"):
        desk.goto(address)
        found += problems(desk)
    desk.get_by_role("link", name="Who built the bridge?").click()
    found += problems(desk)
    desk.goto(QUEUE)
    desk.get_by_role("link", name="Was the toll just?").click()
    for _answer in range(3):
        for summary in main(desk).locator("summary").all():
            summary.click()
        found += problems(desk)
        if main(desk).get_by_role("link", name="Skip").count():
            main(desk).get_by_role("link", name="Skip").click()
    main(desk).locator("form").evaluate("form => { form.noValidate = true; form.reset() }")
    main(desk).locator("[name=base]").evaluate("field => { field.value = '7' }")
    for group in ("Both sides", "Own words"):
        desk.get_by_role("group", name=group).get_by_role("radio").first.check()
    desk.get_by_role("button", name="Save").click()
    expect(main(desk)).to_contain_text("This answer was marked meanwhile")
    found += problems(desk)

    context = chromium.new_context(base_url=live.url)
    learner = known(context, live, river.learner)
    learner.goto(f"/attempts/{river.attempts[0]}")
    found += problems(learner)
    context.close()

    assert "\n".join(found) == ""
