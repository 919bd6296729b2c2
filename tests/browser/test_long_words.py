"""Words longer than a narrow screen are broken: no page of those that show what people and authors wrote scrolls sideways."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from courses.shared.db import commit
from tests.browser.deeds import sign_up
from tests.browser.looks import SIDEWAYS
from tests.support.factories.catalogue import make_course, make_lesson, make_module
from tests.support.server import LiveServer

WORD = "Verylongword" * 6
COURSE = "/courses/river"
ADDRESSES = ("/", f"{COURSE}/", f"{COURSE}/lessons/bridge", f"{COURSE}/progress", "/progress", "/groups", "/settings")


def test_long_words_are_broken(page: Page, live: LiveServer) -> None:
    with live.app.app_context():
        course = make_course(slug="river", title=WORD, summary_text=WORD)
        beyond = {"previous": {"key": "bridge", "title": WORD}, "next": {"key": "bridge", "title": WORD}}
        make_lesson(course, make_module(course, title=WORD), key="bridge", title=WORD, aside=beyond)
        commit()
    page.goto("/sign-up")
    sign_up(page, f"Ana {WORD}")
    page.goto(f"{COURSE}/groups/new")
    page.get_by_label("Name of the group").fill(WORD)
    page.get_by_label("What the group is about").fill(WORD)
    page.get_by_label("Nothing").check()
    page.get_by_role("button", name="Found the group").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORD)
    group = page.url

    wide = []
    for address in (group, f"{group}/edit", *ADDRESSES):
        for width in (320, 800):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            if beyond_edge := page.evaluate(SIDEWAYS):
                wide.append((address, width, beyond_edge))

    assert wide == []
