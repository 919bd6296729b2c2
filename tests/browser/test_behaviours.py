"""Each behaviour of the pages' scripts, on the smallest page that has it, under the site's own policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.datastructures import ImmutableMultiDict

from courses.shared.config import ROOT
from courses.shared.web import assets, headers
from tests.support.server import serving

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="color-scheme" content="light dark"><meta name="csrf-token" content="the-token">
<link rel="stylesheet" href="{style}"><script type="module" src="{script}"></script></head>
<body><main id="main">{content}</main><div id="announcer" role="status"></div></body></html>"""
LONG = '<p class="passage" id="p-{0}">{0} ' + "A sentence that fills the line. " * 40 + "</p>"


@dataclass
class Far:
    """The far side of the scripts: a page to show, what arrived, and how it answers."""

    url: str = ""
    content: str = ""
    status: int = 200
    kept: int = 1
    received: list[Any] = field(default_factory=list)

    @property
    def forms(self) -> list[ImmutableMultiDict[str, str]]:
        return [each for each in self.received if isinstance(each, ImmutableMultiDict)]


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Far]:
    """A server with one page, `/`, an address that scripts send to, `/keep`, and one they fetch from, `/part`."""
    far = Far()

    def make(_port: int) -> Flask:
        app = Flask(__name__, static_folder=None)
        assets.init_app(app, ROOT / "static", tmp_path / "static")
        headers.init_app(app, is_secure=False)
        asset: Any = app.jinja_env.globals["asset"]
        app.add_url_rule(
            "/", "page", lambda: FRAME.format(style=asset("css"), script=asset("js/main.js"), content=far.content)
        )
        app.add_url_rule("/keep", "keep", keep, methods=["POST"])
        app.add_url_rule("/part", "part", lambda: '<p id="what" data-announce="Read.">Read to the end.</p>')
        return app

    def keep() -> tuple[dict[str, Any], int]:
        assert request.headers["X-CSRFToken"] == "the-token"
        far.received.append(request.get_json() if request.is_json else request.form)
        answer = {"missing": None, "kept": far.kept}
        return answer if far.status < 400 else {"error": "This attempt is finished."}, far.status

    with serving(make) as server:
        far.url = server.url
        yield far


@pytest.fixture
def page(chromium: Browser, far: Far) -> Iterator[Page]:
    """A page at the far side's address; errors in its scripts fail the test."""
    context = chromium.new_context(base_url=far.url, viewport={"width": 800, "height": 600}, color_scheme="light")
    context.set_default_timeout(5_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    yield page
    context.close()
    assert complaints == []


def question(inside: str) -> str:
    return f"""<form id="q-1" method="post" action="/keep" data-behaviour="save-answer" data-saving="Saving" data-saved="Saved"
        data-kept="Not saved, kept here" data-lost="Not saved"><input type="hidden" name="csrf_token" value="the-token">
        {inside}<p class="save-state" role="status" data-state></p></form>"""


CHOICE = question(
    '<label><input type="radio" name="choice" value="1">One</label><label><input type="radio" name="choice" value="2">Two</label>'
)


def test_an_answer_is_saved_as_it_is_given(page: Page, far: Far) -> None:
    far.content = CHOICE
    page.goto("/")

    page.get_by_label("Two").check()

    expect(page.locator("[data-state]")).to_have_text("Saved")
    assert [(form["choice"], form["save"]) for form in far.forms] == [("2", "1")]
    assert len(far.forms[0]["token"]) >= 16


def test_an_answer_given_before_the_script_was_there_is_saved(page: Page, far: Far) -> None:
    far.content = CHOICE
    page.route("**/main.js", lambda route: (page.get_by_label("Two").check(), route.continue_()))

    page.goto("/")

    expect(page.locator("[data-state]")).to_have_text("Saved")
    assert [form["choice"] for form in far.forms] == ["2"]


def test_an_answer_that_did_not_arrive_is_kept_and_sent_again_with_the_same_token(page: Page, far: Far) -> None:
    far.content, far.status = CHOICE, 503
    page.goto("/")
    page.get_by_label("Two").check()
    expect(page.locator("[data-state]")).to_have_text("Not saved, kept here")

    far.status = 200
    page.reload()

    expect(page.locator("[data-state]")).to_have_text("Saved")
    expect(page.get_by_label("Two")).to_be_checked()
    assert {form["choice"] for form in far.forms} == {"2"}
    assert len({form["token"] for form in far.forms}) == 1
    assert page.evaluate("localStorage.length") == 0


def test_an_answer_that_is_refused_says_why_and_is_not_sent_again(page: Page, far: Far) -> None:
    far.content, far.status = CHOICE, 409
    page.goto("/")

    page.get_by_label("One").check()

    expect(page.locator("[data-state]")).to_have_text("This attempt is finished.")
    assert page.evaluate("localStorage.length") == 0
    assert len(far.forms) == 1


def test_a_new_answer_carries_a_new_token(page: Page, far: Far) -> None:
    far.content = CHOICE
    page.goto("/")

    for words in ("One", "Two"):
        page.get_by_label(words).check()
        expect(page.locator("[data-state]")).to_have_text("Saved")
        page.wait_for_timeout(50)

    assert [form["choice"] for form in far.forms] == ["1", "2"]
    assert len({form["token"] for form in far.forms}) == 2


ROW = """<li class="ordering-step"><select name="place-{0}" aria-label="Place of {0}"><option></option><option>1</option><option>2</option></select>
    <span class="ordering-text">{0}</span><span class="ordering-buttons" hidden><button type="button" data-move="up">Up {0}</button>
    <button type="button" data-move="down">Down {0}</button></span></li>"""


def test_moving_a_step_changes_the_numbers_that_are_sent_and_says_so(page: Page, far: Far) -> None:
    steps = ROW.format("first") + ROW.format("second")
    far.content = question(f'<ol class="ordering" data-behaviour="ordering" data-moved="Now number">{steps}</ol>')
    page.goto("/")

    page.get_by_role("button", name="Up second").press("Enter")

    expect(page.locator("[data-state]")).to_have_text("Saved")
    assert (far.forms[-1]["place-second"], far.forms[-1]["place-first"]) == ("1", "2")
    expect(page.get_by_role("button", name="Up second")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Now number 1")


def reading(attributes: str) -> str:
    texts = "".join(LONG.format(number) for number in range(1, 9))
    return f'<article data-behaviour="reading-position" data-lesson="river/bridge" data-here="You were here." data-to-top="Top" {attributes}>{texts}</article>'


def wait_until_kept(page: Page, words: str) -> None:
    """The policy lets the page evaluate nothing, so the waiting is done here."""
    for _attempt in range(50):
        if words in (page.evaluate("localStorage.getItem('reading:river/bridge')") or ""):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"The browser has not kept {words}.")


def test_a_visitors_place_is_kept_in_the_browser_and_found_again(page: Page, far: Far) -> None:
    far.content = reading("")
    page.goto("/")

    page.locator("#p-4").evaluate("element => element.scrollIntoView()")

    wait_until_kept(page, "p-4")
    page.goto("/?again")
    expect(page.locator("#p-4")).to_be_in_viewport()
    expect(page.get_by_text("You were here.")).to_be_visible()
    assert far.received == []


def test_whoever_goes_up_to_the_menu_keeps_their_place(page: Page, far: Far) -> None:
    far.content = '<div class="section"><h1>Head</h1>' + "<p>Not yet the text.</p>" * 20 + "</div>" + reading("")
    page.goto("/")
    page.locator("#p-4").evaluate("element => element.scrollIntoView({behavior: 'instant'})")
    wait_until_kept(page, "p-4")

    page.get_by_role("heading", name="Head").evaluate("element => element.scrollIntoView({behavior: 'instant'})")
    page.goto("/?again")

    expect(page.locator("#p-4")).to_be_in_viewport()


def test_a_learners_place_and_the_end_go_to_the_server(page: Page, far: Far) -> None:
    far.content = reading('data-url="/keep"')
    page.goto("/")

    with page.expect_response("**/keep"):
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")

    assert far.received[-1]["end"] is True
    assert far.received[-1]["passage"].startswith("p-")
    assert page.evaluate("localStorage.length") == 0


def test_the_end_noticed_as_one_looks_away_is_shown_too(page: Page, far: Far) -> None:
    far.content = reading('data-url="/keep" data-fragment="/part"') + '<p id="what">To read.</p>'
    page.goto("/", wait_until="networkidle")

    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.wait_for_timeout(300)
    page.evaluate("""Object.defineProperty(document, "hidden", {value: true}),
        document.dispatchEvent(new Event("visibilitychange"))""")

    expect(page.locator("#what")).to_have_text("Read to the end.")
    expect(page.locator("#announcer")).to_have_text("Read.")


def test_a_visitors_place_is_found_by_the_page_they_sign_in_for(page: Page, far: Far) -> None:
    page.goto("/")
    page.evaluate("""localStorage.setItem('reading:river/bridge', '{"passage": "p-6", "end": true, "at": "x"}')""")
    far.content = reading('data-url="/keep" data-passage="p-3"')

    page.goto("/?signed-in")

    expect(page.locator("#p-6")).to_be_in_viewport()
    expect(page.get_by_text("You were here.")).to_be_visible()


def test_the_address_of_a_passage_wins_over_the_stored_place(page: Page, far: Far) -> None:
    far.content = reading('data-url="/keep" data-passage="p-7"')

    page.goto("/#p-2")

    expect(page.locator("#p-2")).to_be_in_viewport()
    expect(page.get_by_text("You were here.")).to_have_count(0)


def test_what_a_visitor_read_is_carried_over_once(page: Page, far: Far) -> None:
    page.goto("/")
    page.evaluate(
        """localStorage.setItem('reading:river/bridge', '{"passage": "p-4", "end": true, "at": "2027-01-31T10:00:00Z"}')"""
    )
    far.content = '<div hidden data-behaviour="carry-over" data-url="/keep" data-done="Added."></div>'

    page.goto("/?signed-in")

    expect(page.locator("#announcer")).to_have_text("Added.")
    assert far.received == [
        {"positions": [{"lesson": "river/bridge", "passage": "p-4", "end": True, "at": "2027-01-31T10:00:00Z"}]}
    ]
    assert page.evaluate("localStorage.length") == 0


def test_what_fits_nothing_is_forgotten_and_nothing_is_said_of_it(page: Page, far: Far) -> None:
    page.goto("/")
    page.evaluate("""localStorage.setItem('reading:river/gone', '{"passage": "p-4", "at": "x"}')""")
    far.content, far.kept = '<div hidden data-behaviour="carry-over" data-url="/keep" data-done="Added."></div>', 0

    with page.expect_response("**/keep"):
        page.goto("/?signed-in")

    page.wait_for_timeout(200)
    assert page.evaluate("localStorage.length") == 0
    expect(page.locator("#announcer")).to_be_empty()


def test_what_could_not_be_carried_over_stays(page: Page, far: Far) -> None:
    page.goto("/")
    page.evaluate("""localStorage.setItem('reading:river/bridge', '{"passage": "p-4", "at": "x"}')""")
    far.content, far.status = '<div hidden data-behaviour="carry-over" data-url="/keep" data-done="Added."></div>', 503

    with page.expect_response("**/keep"):
        page.goto("/?signed-in")

    assert page.evaluate("localStorage.length") == 1


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


def test_arrow_keys_walk_through_sentences(page: Page, far: Far) -> None:
    boxes = "".join(
        f'<label class="sentence"><input type="checkbox" name="s" value="{n}"><span>Number {n}.</span></label> '
        for n in (1, 2)
    )
    far.content = f'<div class="sentences" data-behaviour="sentence-select" data-count="Chosen:">{boxes}</div>'
    page.goto("/")
    page.get_by_label("Number 1.").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    expect(page.get_by_label("Number 2.")).to_be_checked()
    expect(page.locator("#announcer")).to_have_text("Chosen: 1")


def test_the_contents_show_where_one_is(page: Page, far: Far) -> None:
    links = "".join(f'<li><a href="#p-{n}">{n}</a></li>' for n in (1, 4))
    far.content = f'<nav data-behaviour="contents-spy"><ol>{links}</ol></nav>' + "".join(
        LONG.format(n) for n in range(1, 9)
    )
    page.goto("/")

    page.locator("#p-5").evaluate("element => element.scrollIntoView({behavior: 'instant'})")

    expect(page.get_by_role("link", name="4")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="1")).not_to_have_attribute("aria-current", "true")


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
