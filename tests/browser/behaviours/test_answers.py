"""Answers are saved as they are given, steps are moved, sentences walked through."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.behaviours.conftest import Far


def question(inside: str) -> str:
    return f"""<form id="q-1" method="post" action="/keep" data-behaviour="save-answer" data-saving="Saving" data-saved="Saved"
        data-kept="Not saved, kept here" data-lost="Not saved" data-unknown="Sign in again"><input type="hidden" name="csrf_token" value="the-token">
        {inside}<p class="save-state" role="status" data-state></p><a href="/" data-again hidden>Open the page again</a></form>"""


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


def test_an_answer_of_somebody_who_was_signed_out_is_kept_and_a_link_leads_back(page: Page, far: Far) -> None:
    far.content, far.status = CHOICE, 404
    page.goto("/")
    page.get_by_label("Two").check()
    expect(page.locator("[data-state]")).to_have_text("Sign in again")

    far.status = 200
    page.get_by_role("link", name="Open the page again").click()

    expect(page.locator("[data-state]")).to_have_text("Saved")
    expect(page.get_by_label("Two")).to_be_checked()
    expect(page.get_by_role("link", name="Open the page again")).to_be_hidden()


def wait_until_sent(page: Page, far: Far, number: int) -> None:
    """Wait until the server has this many answers: what the page says may still speak of the one before."""
    for _ in range(600):
        if len(far.forms) >= number:
            return
        page.wait_for_timeout(50)


def test_a_new_answer_carries_a_new_token(page: Page, far: Far) -> None:
    far.content = CHOICE
    page.goto("/")

    for number, words in enumerate(("One", "Two"), start=1):
        page.get_by_label(words).check()
        wait_until_sent(page, far, number)

    assert [form["choice"] for form in far.forms] == ["1", "2"]
    assert len({form["token"] for form in far.forms}) == 2


ROW = """<li class="ordering-step"><select name="place-{0}" aria-label="Place of {0}"><option></option><option>1</option><option>2</option></select>
    <span class="ordering-text">{0}</span><span class="ordering-buttons" hidden><button type="button" data-move="up">Up {0}</button>
    <button type="button" data-move="down">Down {0}</button></span></li>"""


def test_moving_a_step_changes_the_numbers_that_are_sent_and_says_so(page: Page, far: Far) -> None:
    steps = ROW.format("first") + ROW.format("second")
    far.content = question(f'<ol class="ordering" data-behaviour="ordering" data-moved="Now number">{steps}</ol>')
    page.goto("/")

    expect(page.get_by_role("button", name="Up first")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Up second").press("Enter")

    expect(page.get_by_role("button", name="Up second")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("[data-state]")).to_have_text("Saved")
    assert (far.forms[-1]["place-second"], far.forms[-1]["place-first"]) == ("1", "2")
    expect(page.get_by_role("button", name="Up second")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Now number 1")


def test_arrow_keys_walk_through_sentences(page: Page, far: Far) -> None:
    boxes = "".join(
        f'<label class="sentence"><input type="checkbox" name="s" value="{n}"><span>Number {n}.</span></label> '
        for n in (1, 2)
    )
    far.content = f'<div class="sentences" data-behaviour="sentence-select" data-count="Chosen:">{boxes}</div>'
    page.goto("/", wait_until="networkidle")
    page.get_by_label("Number 1.").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    expect(page.get_by_label("Number 2.")).to_be_checked()
    expect(page.locator("#announcer")).to_have_text("Chosen: 1")
