"""Several questions about one text in the editor: added, moved and proved without leaving the page, and what is wrong stands where it is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from courses.authoring import service
from courses.shared.db import commit, db
from models.items import Quiz
from tests.browser.deeds import PASSWORD, main, sign_in
from tests.browser.deeds_in_the_editor import field, fields, group, look, options
from tests.browser.looks import problems
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import NOW, appoint
from tests.support.server import LiveServer
from tests.support.small_course import FIRST_QUIZ, course_files

MAIL = "nadia@example.org"
CHOICE, NUMBER = "Question 1: Multiple choice", "Question 2: Number"


@pytest.fixture
def form(live: LiveServer, page: Page) -> Page:
    """The form of a new text with questions, in front of its instructor."""
    with live.app.app_context():
        course = service.publish(db.session, course_files(quiz=FIRST_QUIZ), author_id=None, now=NOW).course
        appoint(make_member(name="Nadia", email=MAIL), course)
        number = db.session.scalars(sa.select(Quiz.id).where(Quiz.course_id == course.id)).one()
        commit()
    sign_in(page, MAIL, PASSWORD)
    page.goto(f"/quizzes/{number}/new-item?kind=stimulus")
    field(page, "Text").fill("Read the chronicle once more.")
    return page


def add(page: Page, kind: str) -> None:
    field(page, "Kind of the next question").select_option(label=kind)
    page.get_by_role("button", name="Add a question").click()


def marked(page: Page) -> bool:
    """Whether the page is the one that was opened; leaves a mark that is gone when it is loaded anew."""
    return bool(
        page.evaluate("document.body.dataset.mark === 'here' || ((document.body.dataset.mark = 'here'), false)")
    )


def test_questions_are_written_below_their_text_without_leaving_the_page(form: Page) -> None:
    assert not marked(form)
    add(form, "Multiple choice")
    expect(field(group(form, CHOICE), "Question")).to_be_focused()
    form.keyboard.type("Who called the toll unjust?")
    options({"The abbot": "", "The council": "It defended it."}, "This one is right")(group(form, CHOICE))
    add(form, "Number")
    fields({"Question": "When was it built?", "Right number": "1204"})(group(form, NUMBER))

    form.get_by_role("button", name="Move question 2 up").click()

    moved = group(form, "Question 1: Number")
    expect(field(moved, "Right number")).to_have_value("1204")
    expect(form.get_by_role("button", name="Move question 1 down")).to_be_focused()
    expect(field(group(form, "Question 2: Multiple choice"), "Feedback to option 2")).to_have_value("It defended it.")
    look(form)
    assert marked(form)
    assert problems(form) == []


def test_selected_words_prove_the_question_inside_in_which_they_are_read(form: Page) -> None:
    add(form, "Multiple choice")
    part = group(form, CHOICE)
    fields({"Question": "Who called it unjust?"}, feedback="")(part)
    options({"The abbot": "", "The council": "It defended it."}, "This one is right")(part)
    proofs = group(part, "Passages that prove the answer")
    look(form)
    proofs.locator("p", has_text="answered that").click(click_count=3)
    proofs.get_by_role("button", name="This proves it").click()
    expect(proofs.get_by_role("list", name="Chosen passages")).to_contain_text("A 10")
    field(proofs, "Reading").select_option(label="The quarrel")
    expect(
        proofs.get_by_role("list", name="Chosen passages").get_by_role("checkbox", include_hidden=True)
    ).to_be_checked()
    add(form, "Number")
    fields({"Question": "When was it built?", "Right number": "1204"})(group(form, NUMBER))

    main(form).get_by_role("button", name="Publish").click()

    missing = group(group(form, NUMBER), "Passages that prove the answer")
    expect(missing).to_contain_text("Say what proves the answer")
    missing.get_by_role("checkbox", name="A 8").check()
    main(form).get_by_role("button", name="Publish").click()
    expect(main(form)).to_contain_text("Saved. New attempts get this wording")
    chosen = group(group(form, CHOICE), "Passages that prove the answer").get_by_role("list", name="Chosen passages")
    expect(chosen).to_contain_text("A 10")
