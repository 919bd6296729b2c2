"""Signing up and in, with every refusal beside what it refuses."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts import passwords
from courses.shared.db import db
from models.accounts import User
from models.progress import LessonProgress
from tests.pages.accounts.reading import is_member, sessions_of, words
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_member
from tests.support.factories.catalogue import YESTERDAY, make_guest, make_lesson, make_progress, make_user

NEW = {"name": "Ana Lindt", "email": "ana@example.org", "password": PASSWORD}
MINE = {"email": "ana@example.org", "password": PASSWORD}
ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "courses"]


def member(email: str = "ana@example.org") -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email))


def token_of(client: Client) -> str:
    with client.session_transaction() as cookie:
        return str(cookie.get("_user_id"))


def test_someone_signs_up_and_is_there(client: Client, session: Session) -> None:
    reply = client.post("/sign-up", data={**NEW, "email": " Ana@Example.org "}, follow_redirects=True)

    assert "Welcome, Ana Lindt" in words(reply)
    assert is_member(client)
    made = member()
    assert made
    assert (made.name, made.is_administrator) == ("Ana Lindt", False)
    assert PASSWORD not in str(made.password_hash)


def test_the_row_of_a_guest_becomes_the_member_and_keeps_everything(client: Client, session: Session) -> None:
    guest, lesson = make_guest(), make_lesson()
    make_progress(guest, lesson, read_at=YESTERDAY)
    client.login(guest)
    before = token_of(client)

    client.post("/sign-up", data=NEW)

    made = member()
    assert made
    assert made.id == guest.id
    assert session.get_one(LessonProgress, (guest.id, lesson.id)).read_at == YESTERDAY
    assert token_of(client) != before
    assert sessions_of(guest.id) == 1


def test_a_known_address_signs_nobody_up(client: Client, session: Session) -> None:
    make_member(email="ana@example.org", name="First")

    reply = client.post("/sign-up", data=NEW)

    assert reply.status_code == 422
    assert "There is an account with this address already" in words(reply)
    assert 'value="Ana Lindt"' in reply.text
    assert not is_member(client)
    assert session.scalars(sa.select(User.name)).all() == ["First"]


def test_a_guest_who_takes_a_known_address_stays_a_guest(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")
    guest = make_guest()
    client.login(guest)

    reply = client.post("/sign-up", data=NEW)

    assert reply.status_code == 422
    assert (guest.email, guest.name) == (None, "Guest")
    assert sessions_of(guest.id) == 1


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "", "Write the name others will see"),
        ("name", "Ana\u202e", "cannot be seen"),
        ("email", "", "Write your mail address"),
        ("email", "ana", "not a mail address"),
        ("password", "", "Choose a password of at least 10 characters"),
        ("password", "too short", "at least 10 characters"),
        ("password", "password123", "first passwords"),
        ("password", "ana@example.org", "Your address or your name"),
        ("password", "  Ana LINDT  ", "Your address or your name"),
    ],
)
def test_a_form_with_a_mistake_says_so_beside_the_field(
    client: Client, session: Session, field: str, value: str, problem: str
) -> None:
    reply = client.post("/sign-up", data={**NEW, field: value})

    assert reply.status_code == 422
    assert problem in words(reply)
    assert f'id="{field}-error"' in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert member() is None


def test_what_was_typed_stays_but_not_the_password(client: Client, session: Session) -> None:
    reply = client.post("/sign-up", data={**NEW, "email": "not an address"})

    assert 'value="Ana Lindt"' in reply.text
    assert 'value="not an address"' in reply.text
    assert PASSWORD not in reply.text


def test_markup_in_a_name_stays_words(client: Client, session: Session) -> None:
    reply = client.post("/sign-up", data={**NEW, "name": "<b>Ana</b>"}, follow_redirects=True)

    assert "&lt;b&gt;Ana&lt;/b&gt;" in reply.text
    assert "<b>Ana" not in reply.text


def test_a_member_is_sent_on_from_the_forms_of_entry(client: Client, session: Session) -> None:
    client.login(make_user())

    for path in ("/sign-up", "/sign-in"):
        assert client.get(f"{path}?next=/progress").location == "/progress"
        assert client.post(path, data=NEW).location == "/"
    assert member() is None


def test_someone_signs_in(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")

    reply = client.post("/sign-in", data={"email": " ANA@example.org", "password": PASSWORD})

    assert (reply.status_code, reply.location) == (303, "/")
    assert is_member(client)


@pytest.mark.parametrize("wrong", [{"password": "a bridge over the rive"}, {"email": "nobody@example.org"}])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: Client, session: Session, wrong: dict[str, str]
) -> None:
    make_member(email="ana@example.org")

    reply = client.post("/sign-in", data={**MINE, **wrong})

    assert reply.status_code == 422
    assert "Address and password do not belong together" in words(reply)
    assert not is_member(client)


def test_an_unknown_address_costs_a_hash_too(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_member(email="ana@example.org")
    client.post("/sign-in", data={**MINE, "password": "wrong"})
    hashes: list[str] = []
    hasher = type(passwords._hasher("light"))
    verify = hasher.verify
    monkeypatch.setattr(
        hasher, "verify", lambda self, stored, given: hashes.append(stored) or verify(self, stored, given)
    )

    client.post("/sign-in", data={**MINE, "password": "wrong"})
    client.post("/sign-in", data={**MINE, "email": "nobody@example.org"})

    known, unknown = hashes
    assert known.split("$")[:4] == unknown.split("$")[:4]


def test_an_account_without_a_password_lets_nobody_in(client: Client, session: Session) -> None:
    make_user(email="ana@example.org", password_hash=passwords.NO_PASSWORD)

    for guess in ("!", "", PASSWORD):
        assert client.post("/sign-in", data={**MINE, "password": guess}).status_code == 422


def test_an_erased_account_lets_nobody_in(client: Client, session: Session) -> None:
    make_user(email=None, password_hash=None, erased_at=YESTERDAY)

    assert client.post("/sign-in", data={"email": "", "password": ""}).status_code == 422


def test_a_hash_of_another_cost_is_made_anew(client: Client, session: Session) -> None:
    user = make_member(email="ana@example.org")
    user.password_hash = passwords.PasswordHasher(time_cost=3, memory_cost=128, parallelism=1).hash(PASSWORD)
    old = user.password_hash

    client.post("/sign-in", data=MINE)

    assert user.password_hash != old
    assert not passwords.is_outdated(str(user.password_hash))
    assert client.post("/sign-out").status_code == 303
    assert client.post("/sign-in", data=MINE).status_code == 303


def test_signing_in_makes_a_new_token_and_forgets_the_cookie(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")
    client.login(make_guest()).form_token()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = dict(cookie)

    client.post("/sign-in", data=MINE)

    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != before["_user_id"]
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before["csrf_token"]


def test_a_guest_who_signs_in_brings_everything_along(client: Client, session: Session) -> None:
    user, guest, lesson = make_member(email="ana@example.org"), make_guest(), make_lesson()
    make_progress(guest, lesson, read_at=YESTERDAY)
    client.login(guest)
    guest_id = guest.id

    client.post("/sign-in", data=MINE)

    assert session.get_one(LessonProgress, (user.id, lesson.id)).read_at == YESTERDAY
    assert session.get(User, guest_id) is None


def test_a_guest_with_a_wrong_password_stays_as_they_are(client: Client, session: Session) -> None:
    make_member(email="ana@example.org")
    guest, lesson = make_guest(), make_lesson()
    make_progress(guest, lesson, read_at=YESTERDAY)
    client.login(guest)

    client.post("/sign-in", data={**MINE, "password": "wrong"})

    assert session.get(LessonProgress, (guest.id, lesson.id)) is not None
    assert sessions_of(guest.id) == 1


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_who_was_on_the_way_somewhere_arrives(client: Client, session: Session, path: str) -> None:
    if path == "/sign-in":
        make_member(email="ana@example.org")

    reply = client.post(f"{path}?next=/courses/peace/?tab%3D1", data=NEW)

    assert reply.location == "/courses/peace/?tab=1"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/sign-out"])
@pytest.mark.parametrize("wish", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: Client, session: Session, path: str, wish: str) -> None:
    if path == "/sign-in":
        make_member(email="ana@example.org")

    reply = client.post(path, query_string={"next": wish}, data=NEW)

    assert (reply.status_code, reply.location) == (303, "/")
