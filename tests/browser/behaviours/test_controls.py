"""The theme, the menu, copying a link, asking before what cannot be undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.behaviours.conftest import Far


def test_the_theme_is_chosen_and_kept_in_a_cookie(page: Page, far: Far) -> None:
    far.content = """<div data-behaviour="header"><button hidden data-theme-choice data-to-dark="Dark" data-to-light="Light">
        <span data-label></span></button></div>"""
    page.goto("/")

    page.get_by_role("button", name="Dark").click()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert [(each["name"], each["value"]) for each in page.context.cookies()] == [("theme", "dark")]
    expect(page.get_by_role("button", name="Light")).to_be_visible()


def test_the_menu_closes_when_the_focus_leaves_it(page: Page, far: Far) -> None:
    far.content = """<div data-behaviour="header"><details class="menu"><summary>Ana</summary><a href="#x">Settings</a></details></div>
        <a href="#y">Elsewhere</a>"""
    page.goto("/", wait_until="networkidle")
    page.get_by_text("Ana").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Settings")).to_be_focused()

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Elsewhere")).to_be_focused()
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()


COPY = """<button type="button" hidden data-behaviour="copy-link" data-link="/join/abc" data-copied="Copied" data-refused="Not copied">
    <svg width="9" height="9"></svg><span data-label>Copy</span></button>"""


def test_a_link_is_copied_and_the_button_says_so_for_a_while(page: Page, far: Far) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    far.content = COPY
    page.goto("/")
    button = page.get_by_role("button")

    button.click()
    expect(button).to_have_text("Copied")
    button.click()

    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{far.url}/join/abc"
    expect(button).to_have_text("Copy")
    page.wait_for_timeout(300)
    expect(button).to_have_text("Copy")
    expect(button.locator("svg")).to_have_count(1)


def test_a_link_that_the_browser_does_not_copy_is_not_called_copied(page: Page, far: Far) -> None:
    far.content = COPY
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto("/")

    page.get_by_role("button").click()

    expect(page.get_by_role("button")).to_have_text("Not copied")


@pytest.mark.parametrize(("answer", "arrived"), [(True, 1), (False, 0)])
def test_what_cannot_be_undone_is_asked_first(page: Page, far: Far, answer: bool, arrived: int) -> None:
    far.content = """<form method="post" action="/keep" data-behaviour="confirm" data-question="Leave?"><button>Leave</button></form>"""
    asked: list[str] = []

    def decide(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if answer else dialog.dismiss()

    page.on("dialog", decide)
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    page.goto("/", wait_until="networkidle")

    page.get_by_role("button", name="Leave").click()

    page.wait_for_timeout(100)
    assert asked == ["Leave?"]
    assert len(sent) == arrived


def test_a_part_of_a_form_is_never_exchanged_for_a_page_without_it(page: Page, far: Far) -> None:
    """As when somebody was signed out meanwhile: the answer is the page to sign in."""
    far.content = """<form id="f" method="post" action="/keep" data-behaviour="more-rows"><input type="hidden" name="csrf_token" value="the-token">
      <fieldset id="field-questions" data-arranged><fieldset><label>Words <textarea name="words"></textarea></label>
      <button name="action" value="questions up 1">Up</button></fieldset></fieldset></form>"""
    page.goto("/", wait_until="networkidle")
    page.get_by_label("Words").fill("Typed")

    page.get_by_role("button", name="Up").click()

    # Sent as without scripts: the page that answers is seen, whatever it says.
    page.wait_for_url("**/keep")
    assert [form["words"] for form in far.forms] == ["Typed"]
