"""Accounts in a real browser: with scripts and without, at a telephone's width."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.support.server import LiveServer

PASSWORD = "a bridge over the river"


def sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Ana Lindt")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()


def test_a_person_sees_the_password_they_choose(page: Page) -> None:
    page.goto("/sign-up")
    field, button = page.get_by_label("Password", exact=True), page.get_by_role("button", name="Show the password")

    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")

    button.click()
    expect(field).to_have_attribute("type", "password")


def test_a_password_that_was_shown_is_sent_as_one(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Ana Lindt")
    page.get_by_label("Mail address").fill("ana@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show the password").click()

    page.get_by_role("main").get_by_role("button", name="Sign up").click()

    expect(page.get_by_text("Welcome, Ana Lindt")).to_be_visible()


def test_an_account_from_its_first_to_its_last_day_without_scripts(chromium: Browser, live: LiveServer) -> None:
    narrow = chromium.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = narrow.new_page()

    sign_up(page, "ana@example.org")
    page.goto("/settings")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("You are signed out everywhere.")).to_be_visible()

    page.goto("/settings")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.get_by_label("Mail address").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()

    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account for ever").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    narrow.close()
