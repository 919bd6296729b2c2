"""A source document: its lines as they are, who quotes them, its hash, and its bytes."""

from __future__ import annotations

from hashlib import sha256

import pytest

from models.authoring import Blob
from models.catalogue import SourceDocument
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, kept, make_course, make_lesson, make_passage, make_source
from tests.support.seen import links, main_part, part, seen

ADDRESS = "/courses/river/sources/A"
TEXT = "The town <1204>\r\n\r\n  was founded & grew.\u2028So they say.\nIts bridge came later.\n"
CONTENT = TEXT.encode()


@pytest.fixture
def source(client: Client) -> SourceDocument:
    """A document of four lines with its bytes."""
    course = make_course(slug="river", title="River Towns")
    source = make_source(course, text=TEXT, title="Chronicle", origin_html="<p>From the archive.</p>")
    kept(Blob(sha256=source.sha256, content=CONTENT))
    return source


def test_the_document_stands_line_by_line(client: Client, source: SourceDocument) -> None:
    page = client.get(ADDRESS)

    assert part(page, "l1") == "Line 1 The town <1204>"
    assert part(page, "l2") == "Line 2"
    assert part(page, "l3") == "Line 3 was founded & grew. So they say."
    assert part(page, "l4").startswith("Line 4 Its bridge came later.")
    assert 'id="l5"' not in main_part(page)


def test_lines_are_kept_verbatim(client: Client, source: SourceDocument) -> None:
    assert "  was founded &amp; grew.\u2028So they say." in main_part(client.get(ADDRESS))


def test_origin_and_hash_are_told(client: Client, source: SourceDocument) -> None:
    words = seen(client.get(ADDRESS))

    assert "From the archive." in words
    assert sha256(CONTENT).hexdigest() in words


def test_a_line_names_the_lessons_that_quote_it(client: Client, source: SourceDocument) -> None:
    course_id = source.course_id
    lesson = make_lesson(None, title="The first bridge", key="bridge", course_id=course_id)
    make_passage(lesson, source, line_from=3, line_to=4, key="a-3")
    make_passage(lesson, source, line_from=4, key="a-4")
    make_passage(make_lesson(title="Gone", retired_at=NOW), source, line_from=1)

    page = client.get(ADDRESS)

    assert "Quoted in The first bridge ." in part(page, "l3")
    assert part(page, "l4").count("The first bridge") == 1
    assert "Gone" not in seen(page)
    assert links(page)["The first bridge"] == "/courses/river/lessons/bridge#a-3"


def test_the_bytes_are_handed_out_as_they_came(client: Client, source: SourceDocument) -> None:
    reply = client.get(f"{ADDRESS}/file")

    assert reply.data == CONTENT
    assert reply.headers["Content-Disposition"] == "attachment; filename=chronicle.txt"
    assert reply.mimetype == "application/octet-stream"


def test_bytes_that_have_not_changed_are_not_sent_again(client: Client, source: SourceDocument) -> None:
    first = client.get(f"{ADDRESS}/file")

    again = client.get(f"{ADDRESS}/file", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_bytes_that_are_not_kept_are_not_found(client: Client) -> None:
    make_source(make_course(slug="river"))

    reply = client.get(f"{ADDRESS}/file")

    assert reply.status_code == 404
    assert "Read it line by line instead." in seen(reply)


@pytest.mark.parametrize(
    "address", ["/courses/river/sources/B", "/courses/elsewhere/sources/A", "/courses/river/sources/B/file"]
)
def test_a_document_that_is_not_there_is_not_found(client: Client, source: SourceDocument, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_retired_document_is_not_found(client: Client) -> None:
    make_source(make_course(slug="river"), retired_at=NOW)

    assert client.get(ADDRESS).status_code == 404
