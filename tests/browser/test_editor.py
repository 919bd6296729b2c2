"""The quiz editor as instructors use it: nothing is reloaded needlessly, nothing typed is lost, and a keyboard is enough."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect

from courses.authoring import service
from courses.shared.db import commit, db
from models.items import Quiz
from tests.browser.deeds import PASSWORD, main, sign_in, until
from tests.browser.looks import problems
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import NOW, appoint
from tests.support.server import LiveServer
from tests.support.small_course import course_files

QUIZ = """id: the-bridge-quiz
items:
  - id: who-called-it-unjust
    kind: multiple-choice
    prompt: Who called the toll unjust?
    evidence: [a-10-council]
    options:
      - text: The abbot
        correct: true
      - text: The council
        feedback: It defended the toll.
  - id: when-was-it-built
    kind: numeric
    prompt: When was the bridge built?
    evidence: [a-8]
    answer: 1204
  - id: part-two
    kind: section
    title: Part two
  - id: what-did-it-cost
    kind: short-answer
    prompt: What did it cost?
    evidence: [a-8]
    answers: [a penny]
    feedback: Read A 8.
"""
MAIL, COLLEAGUE = "nadia@example.org", "omar@example.org"


@pytest.fixture
def quiz(live: LiveServer, page: Page) -> int:
    """A quiz with a section in a small course, and its instructor in front of the page."""
    with live.app.app_context():
        course = service.publish(db.session, course_files(quiz=QUIZ), author_id=None, now=NOW).course
        for name, mail in (("Nadia", MAIL), ("Omar", COLLEAGUE)):
            appoint(make_member(name=name, email=mail), course)
        number = db.session.scalars(sa.select(Quiz.id).where(Quiz.course_id == course.id)).one()
        commit()
    sign_in(page, MAIL, PASSWORD)
    return number


@pytest.fixture
def choice(page: Page, quiz: int) -> str:
    """The address of a question with options, which is open."""
    address = f"/quizzes/{quiz}/items/who-called-it-unjust"
    page.goto(address, wait_until="networkidle")
    return address


def titles(page: Page) -> list[str]:
    return page.locator(".outline-title").all_inner_texts()


def row(page: Page, words: str) -> Locator:
    return page.locator(".outline > li").filter(has_text=words)


def marked(page: Page) -> None:
    """Leave a mark that is gone when the page is loaded anew."""
    page.evaluate("document.body.dataset.mark = 'here'")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("document.body.dataset.mark === 'here'"))


def select_words(page: Page, words: str) -> None:
    """Select a paragraph as a mouse does: with three presses."""
    page.locator(".evidence-passages p").filter(has_text=words).click(click_count=3)


def unfold(page: Page, summary: str) -> None:
    page.get_by_text(summary).first.click()


def test_typing_shows_the_question_and_keeps_a_draft(page: Page, choice: str) -> None:
    marked(page)
    main(page).get_by_label("Question", exact=True).fill("Who *really* called it so?")

    expect(page.locator("#preview em").first).to_have_text("really")
    expect(page.get_by_text("Kept as a draft at")).to_be_visible()
    assert is_marked(page)

    page.goto(choice)
    expect(main(page).get_by_label("Question", exact=True)).to_have_value("Who called the toll unjust?")
    page.get_by_role("link", name="Go on with the draft").click()
    expect(main(page).get_by_label("Question", exact=True)).to_have_value("Who *really* called it so?")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Saved. New attempts get this wording")).to_be_visible()
    expect(page.get_by_text("You have a draft")).to_have_count(0)
    expect(row(page, "Who really called it so?")).to_be_visible()


def test_a_draft_that_was_not_opened_is_not_written_over_by_typing(page: Page, choice: str) -> None:
    main(page).get_by_label("Explanation").fill("The first thought.")
    expect(page.get_by_text("Kept as a draft at")).to_be_visible()
    page.goto(choice)

    main(page).get_by_label("Explanation").fill("Another thought.")
    expect(page.get_by_text("Not kept by itself")).to_be_visible()

    page.get_by_role("link", name="Go on with the draft").click()
    expect(main(page).get_by_label("Explanation")).to_have_value("The first thought.")


def test_without_a_connection_nothing_typed_is_lost(page: Page, choice: str) -> None:
    page.context.set_offline(True)
    main(page).get_by_label("Explanation").fill("Typed in a tunnel.")
    expect(page.get_by_text("Not kept: no connection")).to_be_visible()
    page.goto("about:blank")

    page.context.set_offline(False)
    page.goto(choice)

    page.get_by_role("link", name="Go on with the draft").click()
    expect(main(page).get_by_label("Explanation")).to_have_value("Typed in a tunnel.")


def test_a_colleague_at_the_same_computer_does_not_get_what_was_typed(page: Page, choice: str) -> None:
    page.context.set_offline(True)
    main(page).get_by_label("Explanation").fill("Typed in a tunnel.")
    expect(page.get_by_text("Not kept: no connection")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)

    page.context.clear_cookies()
    sign_in(page, COLLEAGUE, PASSWORD)
    page.goto(choice, wait_until="networkidle")
    expect(page.get_by_text("You have a draft")).to_have_count(0)

    page.context.clear_cookies()
    sign_in(page, MAIL, PASSWORD)
    page.goto(choice)
    page.get_by_role("link", name="Go on with the draft").click()
    expect(main(page).get_by_label("Explanation")).to_have_value("Typed in a tunnel.")


def test_an_answer_that_is_not_the_servers_keeps_nothing_and_is_not_taken_for_one(page: Page, choice: str) -> None:
    page.route(f"**{choice}", lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Hotel</p>"))
    main(page).get_by_label("Explanation").fill("Typed in a hotel.")

    expect(page.get_by_text("Not kept: no connection")).to_be_visible()
    expect(page.get_by_text("Kept as a draft at")).to_have_count(0)

    page.unroute(f"**{choice}")
    page.goto(choice)
    page.get_by_role("link", name="Go on with the draft").click()
    expect(main(page).get_by_label("Explanation")).to_have_value("Typed in a hotel.")


def test_what_was_not_kept_is_sent_when_the_connection_is_back(page: Page, choice: str) -> None:
    page.context.set_offline(True)
    main(page).get_by_label("Explanation").fill("Typed in a tunnel.")
    expect(page.get_by_text("Not kept: no connection")).to_be_visible()

    page.context.set_offline(False)

    expect(page.get_by_text("Kept as a draft at")).to_be_visible()
    page.goto(choice)
    expect(page.get_by_text("You have a draft of this question")).to_be_visible()


def test_publishing_waits_for_a_draft_that_is_on_its_way(page: Page, choice: str) -> None:
    held: list[Route] = []
    page.route(
        f"**{choice}",
        lambda route: held.append(route) if "action=draft" in (route.request.post_data or "") else route.fallback(),
    )
    page.get_by_label("Question", exact=True).fill("Who spoke of injustice?")
    expect(page.get_by_text("Keeping a draft")).to_be_visible()

    page.get_by_role("button", name="Publish").click()
    draft = held[0].fetch()
    held[0].fulfill(response=draft)

    expect(page.get_by_text("Saved. New attempts")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Question", exact=True)).to_have_value("Who spoke of injustice?")
    expect(page.get_by_text("You have a draft")).to_have_count(0)


def test_what_is_wrong_stands_beside_its_field_and_takes_the_focus(page: Page, choice: str) -> None:
    main(page).get_by_label("Feedback to option 2").fill("")

    page.get_by_role("button", name="Publish").click()

    option = main(page).get_by_label("Option 2", exact=True)
    expect(option).to_have_attribute("aria-invalid", "true")
    expect(option).to_have_accessible_description("Say why this option is wrong: learners who chose it read it.")
    expect(option).to_be_focused()
    assert problems(page) == []


def test_more_rows_come_without_leaving_the_page(page: Page, choice: str) -> None:
    marked(page)
    main(page).get_by_label("Option 1", exact=True).fill("The abbot himself")

    page.get_by_role("button", name="Add another option").click()

    fourth = main(page).get_by_label("Option 4", exact=True)
    expect(fourth).to_be_visible()
    expect(main(page).get_by_label("Option 1", exact=True)).to_have_value("The abbot himself")
    assert is_marked(page)


def test_selected_words_prove_the_answer(page: Page, choice: str) -> None:
    unfold(page, "Read and choose")
    select_words(page, "Whoever crossed it")
    page.get_by_role("button", name="This proves it").click()

    chips = page.get_by_role("list", name="Chosen passages")
    expect(chips).to_contain_text("A 8")
    expect(page.locator("#announcer")).to_have_text("Added: a-8.")
    chips.get_by_role("button", name="Remove a-10-council").click()
    expect(chips).not_to_contain_text("A 10")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Saved. New attempts")).to_be_visible()
    expect(page.get_by_role("list", name="Chosen passages")).to_contain_text("A 8")
    expect(page.get_by_role("list", name="Chosen passages")).not_to_contain_text("A 10")


def test_selected_words_prove_an_option_wrong(page: Page, choice: str) -> None:
    unfold(page, "Read and choose")
    page.get_by_label("What the selected words prove").select_option(label="Option 2 is wrong")
    select_words(page, "Whoever crossed it")
    page.get_by_role("button", name="This proves it").click()

    expect(main(page).get_by_label("Passages that prove option 2 wrong")).to_have_value("a-8")


def test_words_outside_passages_prove_nothing(page: Page, choice: str) -> None:
    unfold(page, "Read and choose")
    page.get_by_role("heading", level=1).click(click_count=3)

    page.get_by_role("button", name="This proves it").click()

    expect(main(page).get_by_text("Select words inside a passage first")).to_be_visible()


def test_the_reading_of_another_lesson_comes_into_the_panel(page: Page, choice: str) -> None:
    marked(page)
    unfold(page, "Read and choose")

    page.get_by_label("Reading", exact=True).select_option(label="The quarrel")
    expect(page.get_by_text("The council answered that bridgs do not grow.", exact=True)).to_have_count(0)
    main(page).get_by_role("checkbox", name="A 10").check()

    chips = page.get_by_role("list", name="Chosen passages")
    expect(chips.get_by_role("button")).to_have_count(2)
    assert is_marked(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("list", name="Chosen passages")).to_contain_text("the-quarrel#a-10")


def test_rows_are_moved_with_keys_and_it_is_said(page: Page, quiz: int) -> None:
    page.goto(f"/quizzes/{quiz}/edit")
    marked(page)
    link = row(page, "When was the bridge built?").get_by_role("link")
    link.focus()

    page.keyboard.press("Alt+ArrowUp")

    expect(page.locator("#announcer")).to_have_text("When was the bridge built? is now entry 1 of 4.")
    expect(link).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#announcer")).to_have_text("When was the bridge built? is now entry 2 of 4.")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#announcer")).to_have_text("When was the bridge built? is now entry 1 of 4.")
    assert page.locator(".outline-number").all_inner_texts() == ["1", "2", "3"]
    assert is_marked(page)
    page.reload()
    assert titles(page)[:2] == ["When was the bridge built?", "Who called the toll unjust?"]


def test_rows_are_dragged_into_another_section(page: Page, quiz: int) -> None:
    page.goto(f"/quizzes/{quiz}/edit")

    row(page, "Who called").drag_to(row(page, "What did it cost?"))

    expect(page.locator("#announcer")).to_contain_text("Who called the toll unjust? is now entry")
    page.reload()
    found = titles(page)
    assert found.index("Part two") < found.index("Who called the toll unjust?")


def test_a_refused_move_goes_back(page: Page, quiz: int) -> None:
    page.goto(f"/quizzes/{quiz}/edit")
    before = titles(page)
    page.locator(".outline").evaluate("list => { list.closest('form').elements.base.value = 'older' }")

    row(page, "When was").get_by_role("button", name="Up").click()

    expect(page.locator("#announcer")).to_contain_text("Not moved")
    assert titles(page) == before


def test_the_rules_follow_the_settings(page: Page, quiz: int) -> None:
    page.goto(f"/quizzes/{quiz}/edit")
    marked(page)

    page.get_by_label("How answers are checked").select_option("practice")

    expect(page.locator("#preview")).to_contain_text("This is for practice")
    assert is_marked(page)


def test_a_first_question_and_every_entry_can_be_used_by_everybody(page: Page, quiz: int) -> None:
    found: list[str] = []
    for address in (
        "/courses/river-towns/new-quiz",
        "/courses/river-towns/lessons/the-quarrel/new-quiz",
        "/courses/river-towns/lessons/the-quarrel/new-quiz?kind=essay",
        f"/quizzes/{quiz}/items/part-two",
        f"/quizzes/{quiz}/new-item?kind=pool",
        f"/quizzes/{quiz}/new-item?kind=bank&q=river",
    ):
        page.goto(address)
        found += problems(page)

    assert found == []


def test_the_editor_with_the_keyboard_alone(page: Page, quiz: int) -> None:
    page.goto(f"/quizzes/{quiz}/edit")
    row(page, "When was").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question: Number")).to_be_visible()

    answer = main(page).get_by_label("Right number")
    for _key in range(200):
        page.keyboard.press("Tab")
        if answer.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("The preview shows what you typed.")
    publish = page.get_by_role("button", name="Publish")
    for _key in range(200):
        page.keyboard.press("Tab")
        if publish.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("Saved. New attempts get this wording")).to_be_visible()
    until(page, "document.querySelector('#answer').value === '5'")
