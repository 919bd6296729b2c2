"""Every kind of page of the demonstration, as each of its people sees it: nothing for axe to find, nothing out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.accounts import service as accounts
from courses.authoring.editing import add_to_bank
from courses.authoring.quiz_editor.service import Place, digest_of, open_file
from courses.items.rules.kinds import KINDS
from courses.operations.demonstration import PASSWORD
from courses.shared import clock
from courses.shared.db import commit, db
from models.accounts import User
from models.authoring import Draft, Upload
from models.catalogue import Course
from models.enums import TokenPurpose
from models.items import Category, Item, ItemVersion, Quiz, QuizItem
from models.quizzes import Attempt, Repair
from tests.browser.deeds import main, sign_in
from tests.browser.looks import problems
from tests.browser.worlds import ANSWERS, ASKED, make_river_towns
from tests.support.factories.accounts import make_link
from tests.support.server import LiveServer

COURSE = "/courses/culture-of-peace"
MEMBER, FACILITATOR, INSTRUCTOR, ADMINISTRATOR = "boris", "amara", "nadia", "oskar"
PAGES: dict[str, tuple[str, ...]] = {
    "nobody": (
        "/",
        f"{COURSE}/",
        f"{COURSE}/lessons/lenin-on-tactics",
        f"{COURSE}/lessons/winning-conflict",
        f"{COURSE}/topics",
        f"{COURSE}/bibliography",
        f"{COURSE}/entries/a-130",
        f"{COURSE}/glossary",
        f"{COURSE}/glossary/communist-manifesto",
        f"{COURSE}/sources/A",
        "/search",
        "/search?q=peace",
        "/search?q=Breznev&course=culture-of-peace",
        "/search?q=zzzzzzzz",
        "/sign-in",
        "/sign-up",
        "/reset",
        "/reset/{reset}",
        f"{COURSE}/join",
        "/progress",
        f"{COURSE}/progress",
        "/groups",
        f"{COURSE}/groups",
        "/join/thursday-readers",
        "/quizzes/{quiz}",
        "/nowhere",
        "/reset/expired",
    ),
    MEMBER: (
        "/",
        f"{COURSE}/",
        f"{COURSE}/lessons/lenin-on-tactics",
        f"{COURSE}/lessons/workers-of-the-world",
        f"{COURSE}/topics",
        f"{COURSE}/bibliography",
        f"{COURSE}/entries/a-57",
        "/progress",
        f"{COURSE}/progress",
        "/groups",
        "/groups/1",
        f"{COURSE}/groups",
        f"{COURSE}/groups/new",
        "/quizzes/{quiz}",
        "/attempts/{attempt}",
        "/settings",
        "/settings/mail",
        "/settings/mail/{confirm}",
        "/settings/password",
        "/settings/delete",
        f"{COURSE}/staff",
    ),
    FACILITATOR: ("/groups/1", "/groups/1?module=culture-of-peace", "/groups/1/edit"),
    INSTRUCTOR: (
        f"{COURSE}/",
        f"{COURSE}/quizzes",
        f"{COURSE}/proposals",
        "/quizzes/{quiz}/results",
        "/quizzes/{quiz}/heat",
        f"{COURSE}/gradebook",
        f"{COURSE}/marking",
        f"{COURSE}/gradebook/{{learner}}/{{quiz}}",
        "/quizzes/{quiz}/edit",
        *(f"/quizzes/{{quiz}}/new-item?kind={kind}" for kind in KINDS),
        *(f"/quizzes/{{quiz}}/new-item?kind={kind}" for kind in ("section", "pool", "bank")),
        "/quizzes/{quiz}/items/{item}",
        "/quizzes/{quiz}/history",
        "/quizzes/{quiz}/history/1",
        "/quizzes/{quiz}/extensions?q=a",
        "/quizzes/{quiz}/extensions?user_id={learner}",
        f"{COURSE}/new-quiz",
        f"{COURSE}/bank",
        f"{COURSE}/bank?q=nothing-like-it",
        f"{COURSE}/bank/duplicates",
        f"{COURSE}/bank/new",
        f"{COURSE}/bank/new-item?kind=matching&title=Bank",
        f"{COURSE}/bank/items/bank-question",
        f"{COURSE}/bank/pictures",
        f"{COURSE}/bank/upload",
        f"{COURSE}/bank/uploads/{{upload}}",
        f"{COURSE}/bank/export",
        f"{COURSE}/bank/export?what=bank&format=aiken",
        "/quizzes/{quiz}/items/{item}/impact",
        "/quizzes/{quiz}/items/{item}/mark-anew",
        f"{COURSE}/bank/items/bank-question/impact",
        "/repairs/{repair}",
    ),
    ADMINISTRATOR: (f"{COURSE}/", f"{COURSE}/staff"),
}

# Files, fragments and answers to machines; pages that need an attempt that is under way, or a site that nobody administers.
NO_PAGES = {
    "accounts.export",
    "authoring.passages",
    "catalogue.source_file",
    "catalogue.picture",
    "groups.table",
    "operations.health",
    "progress.course_sheet",
    "quizzes.gradebook_csv",
    "quizzes.gradebook_xlsx",
    "reading.completion",
}
LOOKED_AT_BELOW = {"quizzes.question", "accounts.setup", "authoring.first_question"}
# With answers that wait, which the demonstration has not. (Of the bank: the page of a quiz's question, which is the same, is looked at.)
LOOKED_AT_ELSEWHERE = {"quizzes.mark", "quizzes.objection", "authoring.bank_mark_anew"}


@pytest.fixture(scope="module")
def numbers(demo: LiveServer) -> dict[str, object]:
    """What addresses of the demonstration are made of."""
    with demo.app.app_context():
        user = db.session.scalars(sa.select(User).where(User.email == f"{MEMBER}@example.org")).one()
        attempt = db.session.scalars(sa.select(Attempt).where(Attempt.user_id == user.id, Attempt.fraction < 1)).first()
        assert attempt
        reset = make_link(TokenPurpose.PASSWORD_RESET, user)
        confirm = make_link(TokenPurpose.EMAIL_CHANGE, user, email="boris.k@example.org")
        found = {"quiz": attempt.quiz_id, "attempt": attempt.id, "learner": user.id, "reset": reset, "confirm": confirm}
        items = (
            sa.select(Item.key).join(QuizItem, QuizItem.item_id == Item.id).where(QuizItem.quiz_id == attempt.quiz_id)
        )
        course = db.session.scalars(sa.select(Course).where(Course.slug == COURSE.rpartition("/")[2])).one()
        upload, item = _bank(course), db.session.scalars(items).first()
        for key in (item, "bank-question"):
            _waiting(course, key)
        _with_another_version(item)
        repair = db.session.scalars(sa.select(Repair.id)).first()
        commit()
        return {**found, "item": item, "upload": upload.id, "repair": repair}


def _waiting(course: Course, key: str | None) -> None:
    """A change of a question that the instructor is about to publish."""
    row = db.session.execute(
        sa.select(Item.id, ItemVersion.kind, ItemVersion.body, sa.func.coalesce(Category.path, Quiz.path).label("path"))
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .outerjoin(Category, Category.id == Item.category_id)
        .outerjoin(QuizItem, QuizItem.item_id == Item.id)
        .outerjoin(Quiz, Quiz.id == QuizItem.quiz_id)
        .where(Item.key == key, ItemVersion.number == Item.newest)
    ).one()
    opened = open_file(db.session, Place(course, row.path, ""))
    nadia = db.session.scalars(sa.select(User.id).where(User.email == f"{INSTRUCTOR}@example.org")).one()
    place = {"user_id": nadia, "course_id": course.id, "path": row.path, "key": key}
    said = {"fields": {"prompt": ["Which one?"]}, "compiled": {"kind": row.kind, "body": row.body}}
    base = digest_of(opened.file.text_of(key or ""))
    db.session.add(Draft(**place, **said, base=base, saved_at=clock.now()))


def _with_another_version(key: str | None) -> None:
    """The question was published anew, for new attempts only."""
    item = db.session.scalars(sa.select(Item).where(Item.key == key)).one()
    newest = sa.select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number == item.newest)
    before = db.session.scalars(newest).one()
    said = {name: getattr(before, name) for name in ("item_id", "kind", "digest", "spec", "body", "text")}
    item.newest += 1
    db.session.add(ItemVersion(**said, number=item.newest, created_at=clock.now()))


def _bank(course: Course) -> Upload:
    """Two questions in the bank that say the same, and a file of the instructor's that waits."""
    question = {"kind": "true-false", "prompt": "Is there a bank of questions?", "answer": True, "tags": ["bank"]}
    questions = [{"id": "bank-question", **question}, question]
    add_to_bank(db.session, course, "Bank", questions, {}, author_id=None, now=clock.now())
    nadia = db.session.scalars(sa.select(User.id).where(User.email == f"{INSTRUCTOR}@example.org")).one()
    content = b"Is there a bank of questions? {T}\n\nWhich one? {~this ~that}\n\nBroken? {\n"
    about = {"name": "town.gift", "format": "gift", "content": content, "created_at": clock.now()}
    upload = Upload(course_id=course.id, user_id=nadia, **about)
    db.session.add(upload)
    db.session.flush()
    return upload


@pytest.fixture
def page(chromium: Browser, demo: LiveServer) -> Iterator[Page]:
    """A page in front of the demonstration."""
    context = chromium.new_context(base_url=demo.url)
    yield context.new_page()
    context.close()


def test_every_kind_of_page_is_looked_at(demo: LiveServer, numbers: dict[str, object]) -> None:
    adapter = demo.app.url_map.bind("localhost")
    addresses = [urlsplit(address.format(**numbers)).path for pages in PAGES.values() for address in pages]
    looked_at = {adapter.match(address)[0] for address in addresses if address != "/nowhere"}

    rules = [rule for rule in demo.app.url_map.iter_rules() if "GET" in (rule.methods or ())]

    assert {rule.endpoint for rule in rules} - looked_at == NO_PAGES | LOOKED_AT_BELOW | LOOKED_AT_ELSEWHERE


@pytest.mark.parametrize("person", PAGES)
def test_nobody_is_kept_out_of_any_page(page: Page, numbers: dict[str, object], person: str) -> None:
    if person != "nobody":
        sign_in(page, f"{person}@example.org", PASSWORD)

    found: list[str] = []
    for address in PAGES[person]:
        page.goto(address.format(**numbers))
        found += problems(page)

    assert found == []


def test_what_is_wrong_with_a_page_is_found(page: Page) -> None:
    page.set_content("""<html lang="en"><head><title>A page</title></head><body><main><h1>Head</h1><img src="x.png">
        <p class="wide">Wide</p><a href="/" class="pale">Pale</a></main></body></html>""")
    page.add_style_tag(content=":focus {outline: none} .wide {width: 400px} .pale {color: #ddd}")

    found = "\n".join(problems(page))

    assert "1280 light: image-alt" in found
    assert "1280 dark: color-contrast" in found
    assert "320 dark: scrolls sideways" in found
    assert 'no visible focus: <a href="/"' in found
    assert "1280 light: scrolls" not in found


def test_forms_that_were_refused(page: Page) -> None:
    found: list[str] = []
    for address, button in (("/sign-up", "Sign up"), ("/sign-in", "Sign in"), ("/reset", "Send me a link")):
        send_empty(page, address, button)
        expect(page.get_by_role("alert")).to_be_focused()
        found += problems(page)
    sign_in(page, f"{INSTRUCTOR}@example.org", PASSWORD)
    for address, button in (
        (f"{COURSE}/groups/new", "Found the group"),
        (f"{COURSE}/entries/a-130", "Send the proposal"),
        ("/settings/password", "Change the password"),
        ("/quizzes/1/new-item?kind=matching", "Publish"),
    ):
        send_empty(page, address, button)
        found += problems(page)

    assert found == []


def send_empty(page: Page, address: str, button: str) -> None:
    """Send a form without anything in it past the browser, which would not let it go."""
    page.goto(address)
    main(page).locator("form").last.evaluate("form => { form.noValidate = true }")
    main(page).get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()


def test_a_quiz_with_every_kind_of_question(page: Page, demo: LiveServer) -> None:
    page.goto(f"/quizzes/{make_river_towns(demo.app)}")
    found = problems(page)
    page.get_by_role("button", name="Begin").click()
    for place, kind in enumerate(ASKED, start=1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {place} of {len(ASKED)}")
        found += problems(page)
        if kind != "numeric":
            ANSWERS[kind](page)
        page.get_by_role("button", name="Save and").click()
    expect(page.get_by_text("Not everything is answered")).to_be_visible()
    found += problems(page)
    page.get_by_role("button", name="Finish all the same").click()
    expect(page.get_by_text(f"{len(ASKED) - 1} of {len(ASKED)} questions right")).to_be_visible()
    found += problems(page)

    assert found == []


def test_the_preview_of_a_question(page: Page, numbers: dict[str, object]) -> None:
    sign_in(page, f"{INSTRUCTOR}@example.org", PASSWORD)
    page.goto("/quizzes/{quiz}/items/{item}".format(**numbers))

    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    assert problems(page) == []


def test_the_first_administrators_page(person: BrowserContext, live: LiveServer) -> None:
    with live.app.app_context():
        path = accounts.first_administrator_path(db.session, now=clock.now())
        commit()
    page = person.new_page()

    page.goto(str(path))

    expect(page.get_by_role("button", name="Become the administrator")).to_be_visible()
    assert problems(page) == []


@pytest.mark.parametrize("address", ["/", f"{COURSE}/lessons/lenin-on-tactics", "/sign-in", "/nowhere"])
def test_the_first_key_leads_past_the_head_of_the_page(page: Page, address: str) -> None:
    page.goto(address)
    page.set_viewport_size({"width": 320, "height": 600})
    link = page.get_by_role("link", name="Skip to the content")

    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    expect(main(page)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
