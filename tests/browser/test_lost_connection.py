"""Answering while the server is gone, and in two tabs at once: the page says what is true, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.shared import clock
from courses.shared.db import commit, db
from models.enums import Behaviour
from models.quizzes import Attempt, AttemptStep
from tests.browser.deeds import main, until
from tests.browser.worlds import ASKED, make_river_towns
from tests.support.apps import close, make_app
from tests.support.server import LiveServer, serving

KEPT = "Not sent yet: kept in this browser, and sent when the connection is back."


class Site:
    """A server that can go away and come back at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, 0
        self.come()

    def come(self) -> None:
        self._block: AbstractContextManager[LiveServer] = serving(self._make, port=self.port)
        server = self._block.__enter__()
        self.app, self.url = server.app, server.url
        self.port = urlsplit(server.url).port or 0

    def go(self) -> None:
        self._block.__exit__(None, None, None)
        close(self.app)

    def _make(self, port: int) -> Flask:
        return make_app(self.folder, PORT=str(port))


@pytest.fixture
def site(prepared_instance: Path, tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    shutil.copytree(prepared_instance, folder)
    site = Site(folder)
    yield site
    site.go()


@pytest.fixture
def browser(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site.url)
    yield context
    context.close()


@pytest.fixture
def page(browser: BrowserContext, site: Site) -> Page:
    """The first question of a quiz, with all its scripts."""
    return begun(browser, site)


def begun(browser: BrowserContext, site: Site, **taking: Any) -> Page:
    """The first question of a quiz with these settings."""
    page = browser.new_page()
    page.goto(f"/quizzes/{make_river_towns(site.app, **taking)}")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1")
    page.wait_for_load_state("networkidle")
    return page


def answer(page: Page, option: str) -> None:
    main(page).get_by_text(option, exact=True).click()


def test_an_answer_given_without_a_server_is_kept_and_sent_when_it_is_back(page: Page, site: Site) -> None:
    site.go()
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_text("Saved.")).to_have_count(0)

    site.come()

    expect(page.get_by_text("Saved.")).to_be_visible(timeout=15_000)
    expect(page.get_by_text(KEPT)).to_have_count(0)
    page.reload()
    expect(page.get_by_label("The town")).to_be_checked()


def test_the_button_does_not_lead_away_from_an_answer_that_is_not_saved(page: Page, site: Site) -> None:
    site.go()
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1")

    site.come()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2")
    expect(page.get_by_role("link", name="Question 1 (answered)")).to_be_visible()


def test_the_button_pressed_at_once_leads_on_only_when_the_answer_is_saved(
    page: Page, browser: BrowserContext, site: Site
) -> None:
    address = page.url
    site.go()
    choose_and_press(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1")
    page.close()
    site.come()

    again = browser.new_page()
    again.goto(address)

    expect(again.get_by_text("Saved.")).to_be_visible()
    expect(again.get_by_label("The town")).to_be_checked()
    again.get_by_role("button", name="Save and go on").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("Question 2")
    assert steps(site) == ["started", "saved"]


def test_the_button_pressed_at_once_saves_once_and_keeps_nothing(page: Page, site: Site) -> None:
    choose_and_press(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2")
    assert steps(site) == ["started", "saved"]
    until(page, "localStorage.length === 0")


def choose_and_press(page: Page) -> None:
    """Faster than any script can save."""
    main(page).get_by_text("The town", exact=True).evaluate(
        "option => { option.click(); option.closest('form').querySelector('button.button').click(); }"
    )


def steps(site: Site) -> list[str]:
    """What the log of the attempt holds."""
    with site.app.app_context():
        return [step.kind.value for step in db.session.scalars(sa.select(AttemptStep).order_by(AttemptStep.id))]


def test_what_arrived_without_being_confirmed_is_not_put_over_a_newer_answer(
    page: Page, browser: BrowserContext, chromium: Browser, site: Site
) -> None:
    page.route("**/answers/1", lambda route: (route.fetch(), route.abort()))
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()
    address = page.url
    page.close()
    with chromium.new_context(base_url=site.url) as phone:
        cookies: Any = browser.cookies()
        phone.add_cookies(cookies)
        elsewhere = phone.new_page()
        elsewhere.goto(address)
        answer(elsewhere, "The king")
        expect(elsewhere.get_by_text("Saved.")).to_be_visible()

    again = browser.new_page()
    again.goto(address)

    expect(again.get_by_label("The king")).to_be_checked()
    assert steps(site) == ["started", "saved", "saved"]
    until(again, "localStorage.length === 0")


def test_whoever_is_signed_out_meanwhile_loses_nothing(page: Page, browser: BrowserContext) -> None:
    cookies: Any = browser.cookies()
    browser.clear_cookies()
    answer(page, "The town")
    expect(page.get_by_role("status").filter(has_text="signed out")).to_be_visible()
    browser.add_cookies(cookies)

    page.get_by_role("link", name="Open the page again").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("The town")).to_be_checked()


def test_an_order_that_was_kept_is_shown_in_its_order(page: Page, browser: BrowserContext, site: Site) -> None:
    address = page.url.replace("/questions/1", f"/questions/{ASKED.index('ordering') + 1}")
    page.goto(address)
    row = main(page).locator("li.ordering-step").last
    words = row.locator(".ordering-text").inner_text()
    site.go()
    row.get_by_role("button", name="Move up").click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    place = main(page).locator(".ordering-text").all_inner_texts().index(words)
    page.close()
    site.come()

    again = browser.new_page()
    again.goto(address)

    expect(again.get_by_text("Saved.")).to_be_visible()
    expect(main(again).locator(".ordering-text").nth(place)).to_have_text(words)


def test_an_answer_survives_the_tab_in_which_it_was_given(page: Page, browser: BrowserContext, site: Site) -> None:
    address = page.url
    site.go()
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.close()
    site.come()

    again = browser.new_page()
    again.goto(address)

    expect(again.get_by_text("Saved.")).to_be_visible()
    expect(again.get_by_label("The town")).to_be_checked()


def test_the_list_of_questions_sends_what_was_kept(page: Page, browser: BrowserContext, site: Site) -> None:
    site.go()
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()
    everything = str(page.get_by_role("link", name="All questions").get_attribute("href"))
    page.close()
    site.come()

    overview = browser.new_page()
    overview.goto(everything)

    expect(main(overview)).to_contain_text(f"1 of {len(ASKED)} questions answered.")
    until(overview, "localStorage.length === 0")


def test_the_later_of_two_tabs_counts(page: Page, browser: BrowserContext) -> None:
    second = browser.new_page()
    second.goto(page.url)
    answer(page, "The town")
    expect(page.get_by_text("Saved.")).to_be_visible()

    answer(second, "The king")
    expect(second.get_by_text("Saved.")).to_be_visible()

    page.reload()
    expect(page.get_by_label("The king")).to_be_checked()


def test_a_tab_left_behind_by_a_finished_attempt_says_so(page: Page, browser: BrowserContext) -> None:
    second = browser.new_page()
    second.goto(page.url)
    second.get_by_role("link", name="All questions").click()
    second.get_by_role("button", name="Finish all the same").click()
    expect(second.get_by_text("of the marks pass")).to_be_visible()

    answer(page, "The town")

    expect(page.get_by_role("status").filter(has_text="finished")).to_be_visible()
    expect(page.get_by_text("Saved.")).to_have_count(0)
    until(page, "localStorage.length === 0")


def test_checking_rests_while_the_server_is_gone_and_works_when_it_is_back(browser: BrowserContext, site: Site) -> None:
    page = begun(browser, site, behaviour=Behaviour.IMMEDIATE)
    check = page.get_by_role("button", name="Check")
    site.go()
    answer(page, "The town")
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_text("Checking needs the connection")).to_be_visible()
    expect(check).to_be_disabled()

    site.come()
    expect(page.get_by_text("Saved.")).to_be_visible(timeout=15_000)
    expect(check).to_be_enabled()
    check.click()

    expect(page.get_by_text("Right: 1 of 1 mark")).to_be_visible()
    assert steps(site) == ["started", "saved", "checked"]


def test_an_answer_checked_at_once_is_saved_and_checked_once(browser: BrowserContext, site: Site) -> None:
    page = begun(browser, site, behaviour=Behaviour.IMMEDIATE)

    main(page).get_by_text("The king", exact=True).evaluate(
        "option => { option.click(); option.closest('form').querySelector('[data-check]').click(); }"
    )

    expect(page.get_by_text("Wrong: 0 of 1 mark")).to_be_visible()
    assert steps(site) == ["started", "saved", "checked"]


def test_when_the_time_is_over_the_last_words_are_sent_and_the_attempt_is_handed_in(
    browser: BrowserContext, site: Site
) -> None:
    page = begun(browser, site, limit_minutes=30)
    with site.app.app_context():
        db.session.execute(sa.update(Attempt).values(ends_at=clock.now() + timedelta(seconds=4)))
        commit()
    page.reload()
    expect(main(page)).to_contain_text("left: 0:0")

    answer(page, "The town")

    expect(page.get_by_text("of the marks pass")).to_be_visible(timeout=15_000)
    expect(main(page)).to_contain_text("Your answer: right")
    with site.app.app_context():
        attempt = db.session.scalars(sa.select(Attempt)).one()
        assert attempt.finished_at == attempt.ends_at
