"""What a browser keeps until the server has it belongs to the person who typed it, is bounded, and is forgotten in time."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.behaviours.conftest import Far
from tests.browser.behaviours.test_answers import CHOICE
from tests.browser.deeds import until

DAY_MS = 86_400_000
STATE = "[data-state]"


def keep(page: Page, key: str, value: str, *, days: float = 0) -> None:
    """What a browser has under this key that was kept some days ago."""
    entry = f"{{ at: Date.now() - {days * DAY_MS}, value: {value} }}"
    page.evaluate(f'localStorage.setItem("{key}", JSON.stringify({entry}))')


def keep_an_answer(page: Page, far: Far) -> None:
    """What is left of an answer of Ana's that did not arrive."""
    far.content = "<p>Nothing to fill in.</p>"
    page.goto("/", wait_until="networkidle")
    keep(page, "answer:ana:q-1", '{ url: "/keep", token: "the-token-of-it", fields: [["choice", "2"]] }')
    far.content = CHOICE


def test_the_next_person_neither_sees_nor_sends_what_was_kept_and_the_first_finds_it_again(
    page: Page, far: Far
) -> None:
    keep_an_answer(page, far)

    far.keeper = "ben"
    page.goto("/", wait_until="networkidle")
    expect(page.get_by_label("Two")).not_to_be_checked()
    assert far.forms == []

    far.keeper = "ana"
    page.goto("/", wait_until="networkidle")
    expect(page.locator(STATE)).to_have_text("Saved")
    assert [form["choice"] for form in far.forms] == ["2"]
    assert page.evaluate("localStorage.length") == 0


def test_whoever_was_a_guest_and_signs_in_finds_what_the_guest_has_typed(page: Page, far: Far) -> None:
    keep_an_answer(page, far)

    far.keeper, far.former = "member", "ana"
    page.goto("/", wait_until="networkidle")

    expect(page.locator(STATE)).to_have_text("Saved")
    assert [form["choice"] for form in far.forms] == ["2"]


def test_what_is_older_than_sixty_days_is_forgotten_on_any_page(page: Page, far: Far) -> None:
    keep_an_answer(page, far)
    keep(page, "draft:ben:newer", '"words"', days=59)
    keep(page, "draft:ben:older", '"words"', days=61)
    page.evaluate('localStorage.setItem("draft:/quizzes/1", "[]")')

    far.content = "<p>Nothing to fill in.</p>"
    page.goto("/", wait_until="networkidle")

    until(page, "localStorage.length === 2")
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["answer:ana:q-1", "draft:ben:newer"]


def test_more_than_a_browser_should_keep_is_not_said_to_be_kept(page: Page, far: Far) -> None:
    keep_an_answer(page, far)
    keep(page, "answer:ana:other", '"x".repeat(1_500_000)')
    page.evaluate('localStorage.removeItem("answer:ana:q-1")')
    far.status = 503
    page.goto("/", wait_until="networkidle")

    page.get_by_label("Two").check()

    expect(page.locator(STATE)).to_have_text("Not saved")
    assert page.evaluate("localStorage.length") == 1
