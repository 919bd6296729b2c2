"""The story of a quiz: written in the editor, answered with keys while the server is killed, repaired, marked, told truthfully."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from courses.authoring.folders import write_folder
from courses.authoring.service import import_folder
from courses.items.rules.kinds import KINDS
from courses.shared import clock
from courses.shared.db import commit, db
from models.catalogue import Appointment
from models.enums import CourseRole
from tests.browser.deeds import PASSWORD, main, sign_in
from tests.browser.deeds_in_the_editor import ESSAY, QUESTIONS, add_question, group, write_question
from tests.browser.deeds_with_keys import enter, fill_gaps, press
from tests.robustness.mortal import Mortal
from tests.support.apps import close, make_app
from tests.support.factories.accounts import make_member
from tests.support.small_course import course_files

KEPT = "Not sent yet: kept in this browser, and sent when the connection is back."
COMMENT = "You give a reason for each side."
REASON = "The chronicle says man and beast alike"
ASKED = [kind for kind in KINDS if kind != "description"]
# Every other answer is wrong (what the essay is worth, a person says); that to the statement whose key the instructor has turned is among them.
WRONG = ASKED[::2]
BEFORE_ALL, WHILE_GONE = {"Gap 1 of 3": "1304"}, {"Gap 2 of 3": "king", "Gap 3 of 3": "wood"}


class Site:
    """A server in a process of its own, which can be killed and comes back at the same address."""

    def __init__(self, mortal: Mortal) -> None:
        self._mortal, self._life = mortal, ExitStack()
        self.url = ""
        self.start()

    def start(self) -> None:
        self.url = self._life.enter_context(self._mortal.serving(urlsplit(self.url).port or 0))

    def kill(self) -> None:
        self._life.close()


@pytest.fixture
def site(prepared_instance: Path, tmp_path: Path) -> Iterator[Site]:
    """The small course without a quiz, and its instructor."""
    folder = tmp_path / "site"
    shutil.copytree(prepared_instance, folder)
    write_folder(tmp_path / "course", course_files(quiz=None))
    app = make_app(folder)
    with app.app_context():
        course = import_folder(db.session, tmp_path / "course", author_id=None, now=clock.now())
        instructor = make_member(name="Nadia Osman", email="nadia@example.org")
        about = {"user_id": instructor.id, "course_id": course.id, "appointed_at": clock.now()}
        db.session.add(Appointment(role=CourseRole.INSTRUCTOR, **about))
        commit()
    close(app)
    with Mortal(folder) as mortal:
        site = Site(mortal)
        yield site
        site.kill()


@pytest.fixture
def people(chromium: Browser, site: Site) -> Iterator[list[Page]]:
    """Two browsers, the instructor's and the learner's; what scripts and the site's policy complain of fails the test."""
    about: Any = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
    contexts = [chromium.new_context(base_url=site.url, **about) for _person in range(2)]
    complaints: list[str] = []
    for context in contexts:
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_quiz_is_written_taken_through_a_killed_server_repaired_and_explained(people: list[Page], site: Site) -> None:
    instructor, learner = people

    the_instructor_writes_a_question_of_every_kind(instructor)
    the_learner_begins(learner)
    the_learner_answers(learner, site)
    result = the_learner_hands_in(learner)
    the_instructor_turns_a_key(instructor)
    the_instructor_sees_what_it_changes_and_publishes(instructor)
    the_learner_reads_why(learner, result)
    the_instructor_marks_the_essay(instructor)

    learner.goto(result)
    expect(main(learner)).to_contain_text("8 of 12 questions right")
    expect(main(learner)).to_contain_text("66%")
    expect(main(learner)).not_to_contain_text("Not passed yet")
    expect(answered(learner, "essay")).to_contain_text("Marked by hand: 1 of 1 mark")
    expect(answered(learner, "essay")).to_contain_text(COMMENT)


def the_instructor_writes_a_question_of_every_kind(page: Page) -> None:
    assert list(QUESTIONS) == list(KINDS)
    sign_in(page, "nadia@example.org", PASSWORD)
    page.goto("/courses/river-towns/quizzes")
    first, *others = KINDS
    main(page).get_by_role("link", name="New quiz").click()
    main(page).get_by_role("link", name="The bridge").click()
    main(page).get_by_role("link", name=KINDS[first].TITLE, exact=True).click()
    write_question(page, first)
    for kind in others:
        add_question(page, kind)


def the_learner_begins(page: Page) -> None:
    """Nothing but keys from here on."""
    page.goto("/sign-up?next=/courses/river-towns/lessons/the-bridge")
    enter(page, "Name", "Ana Lindt")
    enter(page, "Mail address", "ana@example.org")
    enter(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge")
    press(page, "link", "Take the quiz")
    expect(main(page)).to_contain_text(f"{len(ASKED)} questions about this lesson.")
    press(page, "button", "Begin")


def the_learner_answers(page: Page, site: Site) -> None:
    for number, kind in enumerate(ASKED, start=1):
        expect(heading(page)).to_have_text(f"Question {number} of {len(ASKED)}")
        if kind == "cloze":
            the_server_is_lost_meanwhile(page, site)
        elif kind == "essay":
            QUESTIONS[kind].right(page)
        elif kind in WRONG:
            QUESTIONS[kind].wrong(page)
        else:
            QUESTIONS[kind].right(page)
        expect(page.get_by_text("Saved.")).to_be_visible()
        press(page, "button", "Save and go on")
    expect(heading(page)).to_have_text("Before you go on")
    expect(main(page)).to_contain_text(QUESTIONS["description"].prompt)
    press(page, "link", "Look over it")


def the_server_is_lost_meanwhile(page: Page, site: Site) -> None:
    """One gap is filled before, the others while nobody listens; the page never says more than is true."""
    here = heading(page).inner_text()
    fill_gaps(BEFORE_ALL)(page)
    expect(page.get_by_text("Saved.")).to_be_visible()

    site.kill()
    fill_gaps(WHILE_GONE)(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_text("Saved.")).to_have_count(0)
    press(page, "button", "Save and go on")
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(heading(page)).to_have_text(here)

    site.start()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_have_count(0)


def the_learner_hands_in(page: Page) -> str:
    """Where the result is."""
    expect(main(page)).to_contain_text(f"{len(ASKED)} of {len(ASKED)} questions answered.")
    press(page, "button", "Finish and see what is right")
    expect(main(page)).to_contain_text("6 of 12 questions right; 60% of the marks pass")
    expect(main(page)).to_contain_text("50%")
    expect(main(page)).to_contain_text("Not passed yet")
    for kind in ASKED:
        verdict = (
            "Not marked yet" if kind == "essay" else "Wrong: 0 of 1 mark" if kind in WRONG else "Right: 1 of 1 mark"
        )
        expect(answered(page, kind)).to_contain_text(verdict)
    for words in (*BEFORE_ALL.values(), *WHILE_GONE.values()):
        expect(answered(page, "cloze")).to_contain_text(words)
    return page.url


def the_instructor_turns_a_key(page: Page) -> None:
    turned = QUESTIONS["true-false"]
    page.goto("/courses/river-towns/quizzes")
    main(page).get_by_role("link", name="Edit The bridge").click()
    main(page).get_by_role("link", name=turned.prompt).click()
    group(page, "The statement is").get_by_role("radio", name="True").check()
    main(page).get_by_role("button", name="Publish").click()


def the_instructor_sees_what_it_changes_and_publishes(page: Page) -> None:
    expect(heading(page)).to_have_text("Before you publish")
    expect(main(page)).to_contain_text("1 finished attempt has answered this question.")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Ana Lindt"))
    expect(row).to_contain_text("50%")
    expect(row).to_contain_text("58%")
    page.get_by_label("What was wrong").fill(REASON)
    page.get_by_role("button", name="Publish and correct the marks").click()
    expect(heading(page)).to_have_text("Corrected marks")
    expect(main(page)).to_contain_text("Every learner concerned finds the reason beside the corrected marks.")
    expect(main(page)).to_contain_text("1 of 1 answers")


def the_learner_reads_why(page: Page, result: str) -> None:
    page.goto(result)
    expect(main(page)).to_contain_text("7 of 12 questions right")
    expect(main(page)).to_contain_text("58%")
    repaired = answered(page, "true-false")
    expect(repaired).to_contain_text("Right: 1 of 1 mark")
    expect(repaired).to_contain_text(f"{REASON}; your score was 0, now 1.")


def the_instructor_marks_the_essay(page: Page) -> None:
    page.goto("/courses/river-towns/quizzes")
    main(page).get_by_role("link", name="Marking").click()
    main(page).get_by_role("link", name=QUESTIONS["essay"].prompt).click()
    expect(main(page)).to_contain_text(ESSAY)
    expect(main(page)).not_to_contain_text("Ana Lindt")
    page.get_by_role("radio", name="Reasons of both sides").check()
    page.get_by_label("Comment").fill(COMMENT)
    page.get_by_role("button", name="Save").click()
    expect(main(page)).to_contain_text("No answer to this question waits any more.")


def heading(page: Page) -> Locator:
    """What the page is about."""
    return page.get_by_role("heading", level=1)


def answered(page: Page, kind: str) -> Locator:
    """A question in the result."""
    return page.get_by_role("article", name=f"Question {ASKED.index(kind) + 1} of {len(ASKED)}", exact=True)
