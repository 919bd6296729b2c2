"""A lesson and a quiz with nothing but a keyboard; wherever the focus goes, it is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.deeds import Answer, main, sign_up, together
from tests.browser.deeds_with_keys import (
    MOST_KEYS,
    fill_gaps,
    match,
    move,
    pick,
    press,
    press_words,
    tab_to,
    tick,
    tick_with_arrows,
    type_in,
)
from tests.browser.worlds import ASKED, STEPS, make_river_towns
from tests.support.server import LiveServer


@pytest.fixture
def page(chromium: Browser, live: LiveServer) -> Iterator[Page]:
    """A page of somebody who wants no movement, so that scrolling takes no time."""
    context = chromium.new_context(base_url=live.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_lesson_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    press(page, "link", "Internationalism, national liberation")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Internationalism, national liberation")
    press(page, "link", "One strategy, many countries")
    expect(page.get_by_role("heading", level=1)).to_contain_text("One strategy, many countries")

    skip_to_content(page)
    note = page.get_by_text("It names no place where the expression is taken from.")
    expect(note).to_be_hidden()
    tab_to(page, main(page).get_by_label('"party-line"'))
    page.keyboard.press("Enter")
    expect(note).to_be_visible()

    for _key in range(MOST_KEYS):
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"):
            break
        page.keyboard.press("PageDown")
    expect(page.get_by_role("link", name="About the source")).to_have_attribute("aria-current", "true")
    press(page, "button", "I have read this to the end")
    expect(main(page)).to_contain_text("Read to the end on")


def skip_to_content(page: Page) -> None:
    """The first stop of the Tab key leads past the head of the page."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(main(page)).to_be_focused()


ANSWERS: dict[str, Answer] = {
    "multiple-choice": pick("The town"),
    "multiple-response": tick("Merchants", "Pilgrims"),
    "true-false": pick("False"),
    "short-answer": type_in("toll"),
    "numeric": type_in("1204"),
    "matching": match({"Town": "1204", "Bridge": "later", "King": "never"}),
    "ordering": move(STEPS),
    "evidence": tick_with_arrows("Its bridge came later."),
    "cloze": fill_gaps({"Gap 1 of 3": "1204", "Gap 2 of 3": "ev", "Gap 3 of 3": "toll"}),
    "drag-words": press_words("bridge", "town"),
    "stimulus": together(pick("The town"), type_in("1204")),
}


def test_a_quiz_with_the_keyboard_alone(page: Page, live: LiveServer) -> None:
    page.goto(f"/quizzes/{make_river_towns(live.app)}")
    press(page, "button", "Begin")
    for place, kind in enumerate(ASKED, start=1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {place} of {len(ASKED)}")
        ANSWERS[kind](page)
        expect(page.get_by_text("Saved.")).to_be_visible()
        press(page, "button", "Save and")
    press(page, "button", "Finish and see what is right")
    expect(main(page)).to_contain_text(f"{len(ASKED)} of {len(ASKED)} questions right")


def test_the_menu_of_the_account_opens_and_closes(page: Page) -> None:
    page.goto("/sign-up")
    sign_up(page, "Ana Lindt")
    menu = page.get_by_role("banner").locator("summary")

    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    expect(menu).to_be_focused()
