"""What people write stays words: on every page of every role, in every sheet, in every header."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from courses.shared.db import db
from courses.shared.web.headers import POLICY
from models.accounts import User
from models.catalogue import Proposal
from models.groups import Group
from tests.laws.conftest import Inhabited
from tests.laws.table import ROUTES
from tests.support.crawl import crawl

MARK = "q7z"
PAYLOAD = f"""{MARK}'"><script>alert(1)</script><img src=x onerror=alert(1)>{{{{7*7}}}}%(name)s"""
SHORT = f"""{MARK}'"><img src=x onerror=a()>%(name)s"""
LINK = f"javascript:alert('{MARK}')"
ROLES = ("visitor", "learner", "facilitator", "instructor", "administrator")
HANDLERS = "on"


class Suspicious(HTMLParser):
    """Elements and attributes that words of people must not become."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.found.append(f"<script> {values}")
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith(HANDLERS) or name == "style":
                self.found.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and address.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.found.append(f"<{tag} {name}={value}>")
            if tag == "img" and value == "x":
                self.found.append("<img src=x>")


def suspicious(html: str) -> list[str]:
    reader = Suspicious()
    reader.feed(html)
    return reader.found


@pytest.fixture
def scrawled(besieged: Inhabited) -> Inhabited:
    """The world with markup wherever people may write: first through the forms, then straight into the tables."""
    leader, learner = besieged.browser("facilitator"), besieged.browser("learner")
    course = "/courses/river-towns"
    fields = {"author": SHORT, "year": SHORT[:40], "found_at": LINK, "licence": SHORT, "title": PAYLOAD}
    plan = {"name": SHORT[:80], "about": PAYLOAD, "sharing": "everything"}
    answers = [
        leader.post("/settings", data={"name": SHORT}),
        leader.post(besieged.address("groups.edit"), data=plan),
        leader.post(besieged.address("groups.found"), data=plan),
        learner.post(besieged.address("catalogue.propose"), data=fields),
        learner.post("/settings", data={"name": SHORT}),
    ]
    assert [answer.status_code for answer in answers] == [303] * len(answers)
    with besieged.app.app_context():
        db.session.execute(sa.update(User).values(name=SHORT))
        db.session.execute(sa.update(Group).values(name=SHORT, about=PAYLOAD))
        db.session.execute(sa.update(Proposal).values(title=PAYLOAD, author=SHORT, found_at=LINK, licence=SHORT))
        db.session.commit()
    assert learner.get(course + "/").status_code == 200
    return besieged


@pytest.mark.parametrize("role", ROLES)
def test_markup_stays_words_on_every_page(scrawled: Inhabited, role: str) -> None:
    client = scrawled.browser(role)
    search = client.get("/search", query_string={"q": PAYLOAD}).get_data(as_text=True)

    pages = crawl(client, "/", "/groups", "/progress", scrawled.address("groups.invitation"))

    found = {path: suspicious(page.html) for path, page in pages.items() if suspicious(page.html)}
    assert found == {}
    assert suspicious(search) == []
    assert MARK in search
    assert any(MARK in page.html for page in pages.values())


def test_the_look_for_markup_finds_it() -> None:
    assert len(suspicious(f"<p>{PAYLOAD}</p><a href=\"{LINK}\">x</a><b style='a'>")) == 5


def test_sheets_hold_no_formulas(besieged: Inhabited) -> None:
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
    client = besieged.browser("facilitator")
    with besieged.app.app_context():
        for user, formula in zip(db.session.scalars(sa.select(User)), formulas, strict=False):
            user.name = formula
        db.session.commit()

    sheets = [client.get(besieged.address("groups.table")), client.get(besieged.address("progress.course_sheet"))]

    cells = [cell for sheet in sheets for row in rows_of(sheet.get_data().decode("utf-8-sig")) for cell in row]
    assert any(cell[1:] in formulas for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def every_address(besieged: Inhabited) -> list[tuple[str, str]]:
    """Each address with each method it takes, HEAD and OPTIONS too, and some that nothing stands at."""
    known = [(method, besieged.address(endpoint)) for endpoint, methods in ROUTES.items() for method in methods]
    heads = [("HEAD", path) for method, path in known if method == "GET"] + [("OPTIONS", path) for _, path in known]
    strange = [("GET", "/nothing"), ("DELETE", "/"), ("GET", "/static/nothing.js"), ("GET", "/courses/river-towns")]
    return [*known, *heads, *strange]


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_every_answer_carries_the_policy_and_stays_with_its_reader(besieged: Inhabited, role: str) -> None:
    client = besieged.browser(role)

    for method, path in every_address(besieged):
        reply = client.open(path, method=method, data={} if method == "POST" else None)

        about = f"{method} {path}: {reply.status_code}"
        assert reply.status_code < 500, about
        assert reply.headers["Content-Security-Policy"] == POLICY, about
        assert reply.headers["X-Content-Type-Options"] == "nosniff", about
        assert reply.headers["X-Frame-Options"] == "DENY", about
        # A picture is named by its hash and the same for everybody.
        is_picture = (reply.mimetype or "").startswith("image/") and reply.status_code == 200
        kept = ("public, max-age=31536000, immutable",) if is_picture else ("private, no-cache", "no-store")
        assert reply.headers["Cache-Control"] in kept, about
        assert method != "HEAD" or reply.get_data() == b"", about


def test_the_policy_lets_no_script_of_others_run() -> None:
    parts = dict(part.partition(" ")[::2] for part in POLICY.split("; "))

    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == parts["connect-src"] == parts["form-action"] == "'self'"
    assert parts["base-uri"] == parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY


def test_reading_by_head_does_what_get_does_and_writes_nothing(besieged: Inhabited) -> None:
    learner = besieged.browser("learner")

    answers = {
        path: (learner.head(path).status_code, learner.get(path).status_code) for path in ("/", "/settings", "/search")
    }

    assert {path: each for path, each in answers.items() if each[0] != each[1]} == {}
