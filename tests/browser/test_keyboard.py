"""A lesson and a quiz with nothing but a keyboard; wherever the focus goes, it is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.deeds import Answer, main, sign_up, together
from tests.browser.worlds import ASKED, STEPS, make_river_towns
from tests.support.server import LiveServer

MOST_KEYS = 200


@pytest.fixture
def page(chromium: Browser, live: LiveServer) -> Iterator[Page]:
    """A page of somebody who wants no movement, so that scrolling takes no time."""
    context = chromium.new_context(base_url=live.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(5_000)
    yield context.new_page()
    context.close()


def has_focus(element: Locator) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    expect(target).to_have_count(1)
    for _key in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if has_focus(target):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not reach {target}.")


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to a link or a button in the page, and press it."""
    tab_to(page, main(page).get_by_role(role, name=name).first)  # ty: ignore[invalid-argument-type]
    page.keyboard.press(key)


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


# How each kind is answered with keys.


def pick(option: str) -> Answer:
    """Walk through a group of round buttons."""

    def answer(page: Page) -> None:
        wanted = main(page).get_by_role("radio", name=option)
        tab_to(page, main(page).get_by_role("radio").first)
        for _key in range(MOST_KEYS):
            if wanted.is_checked():
                return
            page.keyboard.press("Space" if has_focus(wanted) else "ArrowDown")
        raise AssertionError(f"The arrow keys do not reach {option}.")

    return answer


def tick(*options: str) -> Answer:
    """Tick boxes, going through all of them from the first."""

    def answer(page: Page) -> None:
        boxes = main(page).get_by_role("checkbox")
        for place in range(boxes.count()):
            tab_to(page, boxes.nth(place))
            if boxes.nth(place).evaluate("box => box.labels[0].innerText.trim()") in options:
                page.keyboard.press("Space")

    return answer


def tick_with_arrows(option: str) -> Answer:
    """Walk through sentences with the arrow keys."""

    def answer(page: Page) -> None:
        wanted = main(page).get_by_role("checkbox", name=option)
        tab_to(page, main(page).get_by_role("checkbox").first)
        while not has_focus(wanted):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")

    return answer


def type_in(words: str) -> Answer:
    def answer(page: Page) -> None:
        tab_to(page, main(page).get_by_role("textbox"))
        page.keyboard.type(words)

    return answer


def match(page: Page) -> None:
    """Choose partners by their first letters."""
    partners = {"Town": "1204", "Bridge": "later", "King": "never"}
    boxes = main(page).get_by_role("combobox")
    for place in range(boxes.count()):
        tab_to(page, boxes.nth(place))
        page.keyboard.type(partners[str(boxes.nth(place).evaluate("box => box.labels[0].innerText.trim()"))])


def move(page: Page) -> None:
    """Move each step up to its place; the focus stays on the button that was pressed."""
    for place, step in enumerate(STEPS):
        button = main(page).get_by_role("button", name=f"Move up: {step}")
        page.evaluate("document.querySelector('main').focus()")
        tab_to(page, button)
        rows = main(page).get_by_role("listitem").filter(has=page.get_by_role("button", name="Move up"))
        while step not in rows.nth(place).inner_text():
            page.keyboard.press("Enter")
            assert has_focus(button)


def fill_gaps(page: Page) -> None:
    """Write where one can write, and choose with the first letters where one chooses."""
    for label, words in (("Gap 1 of 3", "1204"), ("Gap 2 of 3", "ev"), ("Gap 3 of 3", "toll")):
        tab_to(page, main(page).get_by_label(label))
        page.keyboard.type(words)


def press_words(page: Page) -> None:
    """Press the words in the order of their gaps."""
    press(page, "button", "bridge")
    press(page, "button", "town", "Space")


ANSWERS: dict[str, Answer] = {
    "multiple-choice": pick("The town"),
    "multiple-response": tick("Merchants", "Pilgrims"),
    "true-false": pick("False"),
    "short-answer": type_in("toll"),
    "numeric": type_in("1204"),
    "matching": match,
    "ordering": move,
    "evidence": tick_with_arrows("Its bridge came later."),
    "cloze": fill_gaps,
    "drag-words": press_words,
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
