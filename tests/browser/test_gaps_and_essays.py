"""Words into gaps by pointer, by pressing and by keys; essays counted as they grow; long words on a narrow screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.shared.db import commit
from tests.browser.deeds import main
from tests.browser.looks import problems
from tests.support.factories.catalogue import make_course, make_lesson
from tests.support.factories.items import SPECS, make_item, make_quiz
from tests.support.server import LiveServer

LONG = "Verylongword" * 6


@pytest.fixture
def quiz(live: LiveServer) -> int:
    """A text, words to drag, an essay, and texts with gaps and options too long for a narrow screen."""
    with live.app.app_context():
        course = make_course(slug="river", title="River")
        made = make_quiz(make_lesson(course, key="bridge", title="The bridge", needs_quiz=True), title="Gaps")
        make_item(made, "description", marks=0)
        make_item(made, "drag-words")
        make_item(made, "essay")
        words = [{"id": "a", "word": LONG}, {"id": "b", "word": "town"}]
        make_item(made, "drag-words", gaps=words, prompt=f"The {LONG} {{a}} came {LONG} later than {{b}}.")
        gaps = [{**SPECS["cloze"]["gaps"][1], "options": [{"text": LONG, "correct": True}, {"text": "x"}]}]
        make_item(made, "cloze", gaps=gaps, prompt=f"{LONG} {{who}} {LONG}.")
        commit()
        return made.id


def open_question(page: Page, quiz: int, position: int) -> None:
    """Begin the quiz and go to one of its questions."""
    page.goto(f"/quizzes/{quiz}")
    page.get_by_role("button", name="Begin").click()
    page.goto(page.url.replace("/questions/1", f"/questions/{position}"))


def gap(page: Page, number: int) -> Locator:
    return main(page).get_by_label(f"Gap {number} of 2")


def chosen(page: Page, number: int) -> str:
    return str(gap(page, number).evaluate("select => select.selectedOptions[0].text"))


def word(page: Page, name: str) -> Locator:
    return main(page).get_by_role("button", name=name, exact=True)


def test_a_word_is_dragged_into_a_gap_and_saved(page: Page, quiz: int) -> None:
    open_question(page, quiz, 2)

    word(page, "town").drag_to(gap(page, 2))

    assert (chosen(page, 1), chosen(page, 2)) == ("Choose a word", "town")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    assert chosen(page, 2) == "town"


def test_a_word_that_is_used_up_is_offered_no_longer(page: Page, quiz: int) -> None:
    open_question(page, quiz, 2)

    word(page, "town").click()

    expect(word(page, "town")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("status").filter(has_text="town: gap 1")).to_be_attached()
    assert set(gap(page, 2).locator("option:enabled").all_inner_texts()) == {"Choose a word", "bridge", "king"}


def test_a_word_taken_out_of_its_gap_is_offered_again(page: Page, quiz: int) -> None:
    open_question(page, quiz, 2)
    word(page, "town").click()

    gap(page, 1).select_option(label="Choose a word")

    expect(word(page, "town")).to_have_attribute("aria-disabled", "false")
    assert "town" in gap(page, 2).locator("option:enabled").all_inner_texts()


def test_pressing_a_word_that_is_used_up_says_what_to_do(page: Page, quiz: int) -> None:
    open_question(page, quiz, 2)
    word(page, "town").press("Enter")

    word(page, "town").press("Enter")

    expect(page.get_by_role("status").filter(has_text="town is used up.")).to_be_attached()
    assert chosen(page, 2) == "Choose a word"


def test_the_words_of_an_essay_are_counted(page: Page, quiz: int) -> None:
    open_question(page, quiz, 3)
    expect(page.get_by_text("Words so far: 3")).to_be_visible()

    main(page).get_by_role("textbox").fill("One two  three\nfour")

    expect(page.get_by_text("Words so far: 4")).to_be_visible()


def test_pages_with_gaps_and_essays_are_fit_for_everybody(page: Page, quiz: int) -> None:
    open_question(page, quiz, 1)
    attempt, found = page.url.replace("/questions/1", ""), problems(page)
    for position in (2, 3, 4, 5):
        page.goto(f"{attempt}/questions/{position}")
        found += problems(page)
    page.goto(f"{attempt}/questions/4")
    word(page, LONG).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    found += problems(page)
    page.goto(attempt)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Gap 1 of 2").first).to_be_attached()
    found += problems(page)

    assert "\n".join(found) == ""
