"""Questions of another program come into the bank with nothing but keys: what comes and what does not is seen before; a hostile file is refused in words."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import sqlalchemy as sa
from playwright.sync_api import FilePayload, Page, expect

from courses.authoring import service
from courses.shared.db import commit, db
from models.authoring import CourseVersion
from models.items import Item
from tests.browser.deeds import PASSWORD, main, sign_in
from tests.browser.deeds_with_keys import press, tab_to
from tests.support.bank_course import bank_files
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import NOW, appoint
from tests.support.server import LiveServer

MAIL = "nadia@example.org"
BANK = "/courses/river-towns/bank"
# Two that come in, one that the course has, one without a key, and one that cannot be read.
GIFT = """$CATEGORY: Ferries

::Crossing:: Who rowed the ferry? {=The ferryman ~The abbot}

::Boats:: How many boats were there? {#3}

::Same:: The bridge is made of wood. {F}

::Keyless:: Which quay was it? {~the upper ~the lower}

::Unclosed:: A quay is a place. {
"""
BOMB_NAME = "harmless.zip"


def bomb() -> bytes:
    """Some kilobytes that would become twenty million bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", b"0" * 20_000_000)
    return stream.getvalue()


@pytest.fixture
def upload(live: LiveServer, page: Page) -> Page:
    """The upload page of a course with a bank, in front of its instructor."""
    with live.app.app_context():
        course = service.publish(db.session, bank_files(), author_id=None, now=NOW).course
        appoint(make_member(name="Nadia", email=MAIL), course)
        commit()
    sign_in(page, MAIL, PASSWORD)
    page.goto(f"{BANK}/upload")
    return page


def hand_in(page: Page, name: str, content: bytes) -> None:
    """Choose a file and send it, with keys; the dialog of the system is the browser's."""
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.once("filechooser", lambda chooser: chooser.set_files(file))
    field = main(page).get_by_label("File", exact=True)
    tab_to(page, field)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(re.escape(name)))
    press(page, "button", "Look into it")


def stored(live: LiveServer) -> tuple[int | None, int | None]:
    """How many questions there are, and how many states of the course."""
    with live.app.app_context():
        return (
            db.session.scalar(sa.select(sa.func.count(Item.id))),
            db.session.scalar(sa.select(sa.func.count(CourseVersion.id))),
        )


def test_what_comes_in_and_what_does_not_is_seen_before_it_does(upload: Page, live: LiveServer) -> None:
    before = stored(live)
    hand_in(upload, "ferries.gift", GIFT.encode())

    expect(upload.get_by_role("heading", level=1)).to_have_text("ferries.gift")
    expect(main(upload)).to_contain_text("Nothing has come into the course yet.")
    left_out = main(upload).get_by_role("region", name="Left out")
    expect(left_out).to_contain_text("Unclosed")
    expect(main(upload)).to_contain_text("Cannot come in: No option is marked as right")
    expect(main(upload).get_by_role("checkbox", name="Who rowed the ferry?")).to_be_checked()
    expect(main(upload).get_by_role("checkbox", name="The bridge is made of wood.")).not_to_be_checked()
    expect(main(upload).get_by_role("checkbox", name="Which quay was it?")).to_be_disabled()
    assert stored(live) == before

    tab_to(upload, main(upload).get_by_role("checkbox", name="How many boats were there?"))
    upload.keyboard.press("Space")
    press(upload, "button", "Take in what is ticked")

    expect(main(upload).get_by_role("heading", level=1)).to_have_text("Question bank")
    expect(upload.get_by_text("1 question came in.")).to_be_visible()
    expect(main(upload)).to_contain_text("Ferries")
    expect(main(upload)).to_contain_text("Who rowed the ferry?")
    expect(main(upload)).not_to_contain_text("How many boats were there?")


def test_a_bomb_is_refused_in_words_where_it_was_chosen(upload: Page, live: LiveServer) -> None:
    content = bomb()
    assert len(content) < 100_000

    hand_in(upload, BOMB_NAME, content)

    field = main(upload).get_by_label("File", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("no honest file"))
    expect(main(upload).get_by_role("alert")).to_be_focused()
    expect(main(upload)).not_to_contain_text("Your files that wait")
