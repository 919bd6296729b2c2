"""The place in a text is kept and found again, and comes along when one signs up."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.behaviours.conftest import Far
from tests.browser.deeds import until

LONG = '<p class="passage" id="p-{0}">{0} ' + "A sentence that fills the line. " * 40 + "</p>"


def reading(attributes: str) -> str:
    texts = "".join(LONG.format(number) for number in range(1, 9))
    return f'<article data-behaviour="reading-position" data-lesson="river/bridge" data-here="You were here." data-to-top="Top" {attributes}>{texts}</article>'


def wait_until_kept(page: Page, words: str) -> None:
    until(page, f"(localStorage.getItem('reading:river/bridge') ?? '').includes('{words}')")


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

    until(page, "localStorage.length === 0")
    expect(page.locator("#announcer")).to_be_empty()


def test_what_could_not_be_carried_over_stays(page: Page, far: Far) -> None:
    page.goto("/")
    page.evaluate("""localStorage.setItem('reading:river/bridge', '{"passage": "p-4", "at": "x"}')""")
    far.content, far.status = '<div hidden data-behaviour="carry-over" data-url="/keep" data-done="Added."></div>', 503

    with page.expect_response("**/keep"):
        page.goto("/?signed-in")

    assert page.evaluate("localStorage.length") == 1


def test_the_contents_show_where_one_is(page: Page, far: Far) -> None:
    links = "".join(f'<li><a href="#p-{n}">{n}</a></li>' for n in (1, 4))
    far.content = f'<nav data-behaviour="contents-spy"><ol>{links}</ol></nav>' + "".join(
        LONG.format(n) for n in range(1, 9)
    )
    page.goto("/")

    page.locator("#p-5").evaluate("element => element.scrollIntoView({behavior: 'instant'})")

    expect(page.get_by_role("link", name="4")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="1")).not_to_have_attribute("aria-current", "true")
