"""Everything works where no script runs: a narrow browser with JavaScript switched off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.shared.db import commit, db
from models.catalogue import Course
from tests.browser.deeds import main, row, sign_in, sign_up, take
from tests.browser.worlds import ANSWERS_WITHOUT_SCRIPTS, ASKED, LESSON, PAGE, QUIZ, make_river_towns
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import appoint
from tests.support.server import LiveServer


@pytest.fixture
def plain(chromium: Browser, live: LiveServer) -> Iterator[BrowserContext]:
    """A browser without scripts."""
    context = chromium.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context
    context.close()


def test_a_lesson_from_the_first_line_to_its_completion(plain: BrowserContext, live: LiveServer) -> None:
    make_river_towns(live.app)
    page = plain.new_page()

    page.goto("/")
    page.get_by_role("link", name="River Towns").click()
    page.get_by_role("link", name="Begin here").click()
    page.get_by_role("button", name="I have read this to the end").click()
    expect(main(page)).to_contain_text("Read to the end on")
    page.get_by_role("button", name="Mark as done").click()
    expect(main(page)).to_contain_text("Marked as done on")

    page.get_by_role("link", name="Sign in").click()
    main(page).get_by_role("link", name="Sign up").click()
    sign_up(page, "Ana Lindt")
    page.goto(PAGE)
    expect(main(page)).to_contain_text("Read to the end on")

    page.get_by_role("link", name="Take the quiz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUIZ)
    page.get_by_role("button", name="Begin").click()
    take(page, [ANSWERS_WITHOUT_SCRIPTS[kind] for kind in ASKED])
    expect(main(page)).to_contain_text(f"{len(ASKED)} of {len(ASKED)} questions right")
    expect(main(page)).to_contain_text("Lesson completed")
    page.get_by_role("article").filter(has_text="Question 1 of").get_by_text("The passage that proves it").click()
    page.get_by_role("link", name=f"Read it in its place: {LESSON}").first.click()
    expect(page.locator(":target")).to_contain_text("The town was founded in 1204.")

    page.get_by_role("link", name="My progress").first.click()
    expect(main(page)).to_contain_text("1 of 1 lesson")


def test_whoever_goes_back_and_answers_otherwise_is_believed(plain: BrowserContext, live: LiveServer) -> None:
    quiz = make_river_towns(live.app)
    page = plain.new_page()
    page.goto(f"/quizzes/{quiz}")
    page.get_by_role("button", name="Begin").click()

    for option in ("The town", "The king", "The town"):
        main(page).get_by_text(option, exact=True).click()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1")

    page.reload()
    expect(page.get_by_label("The town")).to_be_checked()


def test_an_answer_that_lacks_something_is_kept_and_says_so(plain: BrowserContext, live: LiveServer) -> None:
    quiz = make_river_towns(live.app)
    page = plain.new_page()
    page.goto(f"/quizzes/{quiz}")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("navigation", name="Questions").get_by_role("link", name="6").click()

    page.get_by_label("Town").select_option(label="1204")
    page.get_by_role("button", name="Save and go on").click()

    expect(main(page)).to_contain_text("Your answer is kept, but it is not complete")
    expect(page.get_by_label("Town").locator("option:checked")).to_have_text("1204")


def test_a_group_is_founded_and_joined(plain: BrowserContext, chromium: Browser, live: LiveServer) -> None:
    page = plain.new_page()
    page.goto("/sign-up")
    sign_up(page, "Ana Lindt")
    page.goto("/courses/culture-of-peace/groups/new")
    page.get_by_label("Name of the group").fill("Evening readers")
    page.get_by_label("Starts on").fill("2026-09-28")
    page.get_by_label("Lessons a week").fill("2")
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Found the group").click()
    link = page.get_by_role("region", name="Invite").get_by_role("code").inner_text()

    other = chromium.new_context(base_url=live.url, java_script_enabled=False)
    friend = other.new_page()
    friend.goto(link)
    friend.get_by_role("link", name="Sign up and join").click()
    sign_up(friend, "Bruno Mar")
    friend.get_by_label("Completion only").check()
    friend.get_by_role("button", name="Join the group").click()

    page.reload()
    expect(row(page, "Bruno Mar")).to_contain_text("0 of 20")
    expect(row(friend, "Ana Lindt")).to_contain_text("facilitator")
    other.close()


def test_an_instructor_adds_a_question(plain: BrowserContext, live: LiveServer) -> None:
    with live.app.app_context():
        appoint(make_member(email="ines@example.org"), db.session.scalars(sa.select(Course)).one())
        commit()
    page = plain.new_page()
    sign_in(page, "ines@example.org", PASSWORD)

    add_a_question(page)

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("New question")
    expect(main(page)).to_contain_text("Is the first sentence a quotation?")
    page.get_by_role("link", name="As learners see it").click()
    expect(main(page)).to_contain_text("8 questions about this lesson.")


def add_a_question(page: Page) -> None:
    """A question with two options, previewed before it is saved."""
    page.goto("/courses/culture-of-peace/quizzes")
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Add at the end").select_option(label="Multiple choice")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Question", exact=True).fill("Is the first sentence a quotation?")
    page.get_by_label("Option 1", exact=True).fill("No")
    page.get_by_label("This one is right").first.check()
    page.get_by_label("Option 2", exact=True).fill("Yes")
    page.get_by_label("Feedback to option 2").fill("The quotation marks open later.")
    page.get_by_label("A 75").first.check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
