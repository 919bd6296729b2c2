"""The pictures of a course: added by instructors, written anew, shown in questions; what is none is refused in words."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.authoring.pictures import service as pictures_service
from courses.authoring.service import publish
from models.authoring import CourseVersion
from models.catalogue import Course
from tests.support.bank_course import bank_files
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor, make_user
from tests.support.pictures import picture
from tests.support.seen import seen

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


@pytest.fixture
def author(client: Client, course: Course) -> Client:
    return client.login(make_instructor(course))


def add(client: Client, course: Course, content: bytes, name: str = "The mill.png") -> TestResponse:
    """What a browser sends. The body is made here: that of the test client would lie in a file of its own."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    address = f"/courses/{course.slug}/bank/pictures"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=edge")


def listed(client: Client, course: Course) -> str:
    return seen(client.get(f"/courses/{course.slug}/bank/pictures"))


def versions(session: Session) -> int | None:
    return session.scalar(sa.select(sa.func.count(CourseVersion.id)))


def test_a_picture_is_added_listed_with_its_words_and_can_be_seen(author: Client, course: Course) -> None:
    reply = add(author, course, picture(3, 2))

    assert reply.status_code == 303
    page = author.get(f"/courses/{course.slug}/bank/pictures")
    assert "![What it shows](picture:The-mill.png)" in seen(page)
    assert "2 pictures in this course" in seen(page)
    addresses = re.findall(r'<img class="picture-small" src="([^"]+)"', page.text)
    sizes = [Image.open(BytesIO(author.get(each).data)).size for each in addresses]
    assert (3, 2) in sizes


def test_a_question_shows_it(author: Client, course: Course) -> None:
    add(author, course, picture(3, 2))

    reply = author.post(
        f"/courses/{course.slug}/bank/new-item?kind=true-false&title=Bank",
        data={"prompt": "![A mill](picture:The-mill.png)\n\nIs this a mill?", "answer": "true", "action": "save"},
        follow_redirects=True,
    )

    assert reply.status_code == 200
    assert 'alt="A mill"' in reply.text


def test_what_a_camera_noted_is_left_out(author: Client, course: Course) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera with a name"
    add(author, course, picture(form="JPEG", exif=exif), "photo.jpg")

    page = author.get(f"/courses/{course.slug}/bank/pictures")
    served = [author.get(each).data for each in re.findall(r'src="(/courses/[^"]+\.jpg)"', page.text)]
    assert len(served) == 1
    assert b"A camera with a name" not in served[0]


def test_another_picture_of_the_same_name_gets_one_of_its_own(author: Client, course: Course) -> None:
    add(author, course, picture(3, 2))
    add(author, course, picture(5, 4))

    names = set(re.findall(r"picture:(The-mill[^)]*)\)", listed(author, course)))
    assert len(names) == 2
    assert "The-mill.png" in names


def test_the_same_picture_twice_is_there_once(author: Client, course: Course, session: Session) -> None:
    add(author, course, picture(3, 2))
    before = versions(session)

    assert add(author, course, picture(3, 2)).status_code == 303

    assert versions(session) == before
    assert "2 pictures in this course" in listed(author, course)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "mill.svg", "SVG pictures may hold programs"),
        (SVG, "mill.png", "SVG pictures may hold programs"),
        (b"no picture", "mill.png", "This is no picture that can be shown"),
        (picture(300, 200)[:-40], "mill.png", "damaged"),
        (picture(5000, 1), "mill.png", "4096"),
        (b"", "mill.png", "This is no picture that can be shown"),
    ],
    ids=["svg", "svg by another name", "words", "cut", "wide", "empty"],
)
def test_what_is_no_picture_is_refused_in_words(
    author: Client, course: Course, session: Session, content: bytes, name: str, words: str
) -> None:
    before = versions(session)

    reply = add(author, course, content, name)

    assert reply.status_code == 422
    assert words in seen(reply)
    assert versions(session) == before


def test_no_file_is_asked_for(author: Client, course: Course) -> None:
    reply = author.post(f"/courses/{course.slug}/bank/pictures", data={})

    assert reply.status_code == 422
    assert "Choose a picture." in seen(reply)


def test_too_large_a_file_is_refused(author: Client, course: Course) -> None:
    reply = add(author, course, b"\x89PNG" + b"\0" * (6 * 1_048_576))

    assert reply.status_code == 413


def test_a_full_course_takes_no_more(author: Client, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_service, "MOST_FILES", 1)

    reply = add(author, course, picture(3, 2))

    assert reply.status_code == 422
    assert "A course has at most 1 files" in seen(reply)


def test_others_neither_see_the_page_nor_add_anything(client: Client, course: Course, session: Session) -> None:
    before = versions(session)
    stranger = client.login(make_user())

    assert client.get(f"/courses/{course.slug}/bank/pictures").status_code == 403
    assert add(stranger, course, picture(3, 2)).status_code == 403
    assert versions(session) == before


def test_the_list_has_pages(author: Client, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_service, "PICTURES_A_PAGE", 1)
    add(author, course, picture(3, 2))

    first = listed(author, course)
    second = seen(author.get(f"/courses/{course.slug}/bank/pictures?page=2"))

    assert "Page 1 of 2" in first
    assert ("picture:bridge.png" in first) != ("picture:bridge.png" in second)
    assert author.get(f"/courses/{course.slug}/bank/pictures?page=3").status_code == 404
