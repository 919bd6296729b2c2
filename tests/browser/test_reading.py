"""Reading a lesson in a real browser: the end is noticed by itself, and everything works without scripts too."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.deeds import scroll_to, sign_up
from tests.support.server import LiveServer

LESSON = "/courses/culture-of-peace/lessons/workers-of-the-world"
READ = re.compile(r"Read to the end on .+\d{4}\.")


def test_reaching_the_end_is_recorded_and_shown_without_a_click(page: Page) -> None:
    page.goto("/sign-up")
    sign_up(page, "Ana Lindt")
    page.goto(LESSON)
    block = page.locator("#completion")
    expect(block).to_contain_text("Read the text to its end.")

    scroll_to(page.locator("#text > :last-child"))

    expect(block).to_contain_text(READ)
    expect(page.locator("#announcer")).to_have_text("Read to the end.")
    page.reload()
    expect(block).to_contain_text(READ)


def test_without_scripts_a_button_records_it_and_a_link_goes_on(chromium: Browser, live: LiveServer) -> None:
    with chromium.new_context(base_url=live.url, java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(LESSON)

        page.get_by_role("button", name="I have read this to the end").click()

        expect(page.locator("#completion")).to_contain_text(READ)
        expect(page.get_by_role("button", name="I have read this to the end")).to_have_count(0)
        page.goto("/progress")
        expect(page.get_by_role("main")).to_contain_text("You read as a guest")
        expect(page.get_by_role("main")).to_contain_text("0 of 20 lessons")
