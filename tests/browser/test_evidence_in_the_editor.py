"""The sentences that prove a claim are chosen as passages are: by selecting words in the reading, with a pointer or with keys alone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from courses.authoring import service
from courses.shared.db import commit, db
from models.items import Quiz
from tests.browser.deeds import PASSWORD, main, sign_in
from tests.browser.deeds_with_keys import press, tab_to
from tests.browser.looks import problems
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import NOW, appoint
from tests.support.server import LiveServer
from tests.support.small_course import course_files

QUIZ = """id: the-bridge-quiz
items:
  - id: prove-it
    kind: evidence
    prompt: Prove it.
    proof:
      - passage: my-own
        text: A paragraph with an anchor.
"""
MAIL = "nadia@example.org"
CHRONICLE = "The chronicle speaks of a Toll."
OWN = "A paragraph with an anchor."
BRIDGE = "In 1204 the town built a bridge of stone."
PENNY = 'Whoever crossed it paid a penny, "man and beast alike".'
COUNCIL = "The council answered that bridgs do not grow."


@pytest.fixture
def question(live: LiveServer, page: Page) -> Page:
    """A question that is proved by one sentence, open in front of its author."""
    with live.app.app_context():
        course = service.publish(db.session, course_files(quiz=QUIZ), author_id=None, now=NOW).course
        appoint(make_member(name="Nadia", email=MAIL), course)
        number = db.session.scalars(sa.select(Quiz.id).where(Quiz.course_id == course.id)).one()
        commit()
    sign_in(page, MAIL, PASSWORD)
    page.goto(f"/quizzes/{number}/items/prove-it", wait_until="networkidle")
    return page


def parts(page: Page) -> Locator:
    return main(page).get_by_role("list", name="Parts of the proof").get_by_role("listitem")


def sentence(page: Page, words: str) -> Locator:
    return main(page).get_by_role("group", name="Proof", exact=True).get_by_role("checkbox", name=words)


def unfold(page: Page) -> None:
    main(page).get_by_text("Sentences of the reading; 1 chosen").click()


SELECT = """(first, last) => {
    const middle = ({firstChild}) => [firstChild, Math.floor(firstChild.length / 2)];
    getSelection().setBaseAndExtent(...middle(first), ...middle(last));
}"""


def select(page: Page, first: str, last: str) -> None:
    """Select from the middle of one sentence to the middle of another, as a pointer or a finger would."""
    proof = main(page).get_by_role("group", name="Proof", exact=True)
    start, end = (proof.get_by_text(words, exact=True).first.element_handle() for words in (first, last))
    page.evaluate(f"([first, last]) => ({SELECT})(first, last)", [start, end])


def publish(page: Page) -> None:
    main(page).get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Saved. New attempts get this wording")).to_be_visible()


def test_selected_words_are_the_proof_and_can_be_taken_out(question: Page) -> None:
    expect(parts(question)).to_have_text([re.compile(f"^{OWN}")])
    unfold(question)

    select(question, BRIDGE, COUNCIL)
    main(question).get_by_role("button", name="Add to the proof").click()

    expect(question.locator("#announcer")).to_have_text("Sentences selected: 4")
    for words in (BRIDGE, PENNY, COUNCIL):
        expect(sentence(question, words)).to_be_checked()
    expect(parts(question)).to_have_count(4)
    parts(question).filter(has_text=PENNY).get_by_role("button").click()
    expect(question.locator("#announcer")).to_contain_text("Removed: Whoever crossed it")
    expect(sentence(question, PENNY)).not_to_be_checked()
    preview = question.locator("#preview")
    expect(preview.locator("mark")).to_have_text([BRIDGE, COUNCIL, OWN])
    expect(preview).to_have_css("opacity", "1")
    assert problems(question) == []
    publish(question)
    expect(parts(question)).to_have_text([re.compile(f"^{words}") for words in (BRIDGE, OWN, COUNCIL)])


def test_a_proof_is_chosen_with_keys_alone_in_another_reading_too(question: Page) -> None:
    press(question, "button", f"Remove: {OWN}")
    summary = main(question).get_by_text("Sentences of the reading; 0 chosen")
    expect(summary).to_be_focused()

    question.keyboard.press("Enter")
    tab_to(question, sentence(question, CHRONICLE))
    for key in ("ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp"):
        question.keyboard.press(key)
    expect(sentence(question, PENNY)).to_be_focused()
    expect(question.locator("#announcer")).to_have_text("Sentences selected: 2")
    question.keyboard.press("Shift+Tab")
    expect(parts(question)).to_have_text([re.compile(f"^{words}") for words in (BRIDGE, PENNY)])

    chooser = main(question).get_by_label("Reading for the proof")
    chooser.focus()
    question.keyboard.type("The q")
    expect(question.locator("#announcer")).to_have_text("The reading is now: The quarrel.")
    expect(parts(question)).to_have_text([re.compile(f"^{words}") for words in (BRIDGE, PENNY)])
    tab_to(question, sentence(question, "Of the quarrel only a line is left"))
    question.keyboard.press("Space")
    expect(parts(question)).to_have_count(3)
    publish(question)

    expect(parts(question)).to_have_count(3)
    expect(main(question).get_by_text("Sentences of the reading; 2 chosen")).to_be_visible()
    expect(main(question).get_by_label("Passage", exact=True).first).to_have_value(re.compile("^the-quarrel#"))


def test_words_outside_sentences_prove_nothing(question: Page) -> None:
    unfold(question)
    question.get_by_role("heading", level=1).click(click_count=3)

    main(question).get_by_role("button", name="Add to the proof").click()

    expect(main(question).get_by_text("Select words inside a sentence of the reading first.")).to_be_visible()
    expect(parts(question)).to_have_count(1)
