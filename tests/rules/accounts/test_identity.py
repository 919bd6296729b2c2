"""Addresses, names, passwords, local paths and the names of browsers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.accounts.rules.browsers import described
from courses.accounts.rules.identity import email_problem, name_problem, normal_email, normal_name
from courses.accounts.rules.passwords import COMMONEST, SHORTEST, password_problem
from courses.accounts.rules.paths import local_path


@pytest.mark.parametrize(
    "email", ["ana@example.org", "a.b+c@mail.example.co.uk", "o'neil@example.org", "root@localhost", "x@1.2"]
)
def test_a_mail_address_is_taken(email: str) -> None:
    assert email_problem(email) is None


@pytest.mark.parametrize(
    "email",
    ["", "ana", "@example.org", "ana@", "a b@example.org", "a@b@c", "a@-b.org", "a@b-.org", "a@b..org", "ána@example.org",
     "ana@example.org\nBcc: all@example.org", "<ana@example.org>", "x" * 65 + "@example.org", "a@" + "b." * 130 + "org"],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(email: str) -> None:
    assert "mail address" in str(email_problem(email))


def test_capital_letters_and_blanks_around_an_address_mean_nothing() -> None:
    assert normal_email("  Ana@Example.ORG ") == "ana@example.org"


@pytest.mark.parametrize("name", ["Ana", "Željko Đ.", "李雷", "🌍", "O’Neil-Šarić", "نور‌الدین", "x" * 80])
def test_a_name_is_taken(name: str) -> None:
    assert name_problem(normal_name(name)) is None


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 81, "Ana\u202e", "A\u200bna", "An\x00a", "\ue000", "\u200d", "\u0301", "\u3164", "\u2800"],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    assert name_problem(normal_name(name))


def test_blanks_inside_a_name_become_one() -> None:
    assert normal_name("  Ana \t\n Lindt ") == "Ana Lindt"


@pytest.mark.parametrize(
    "password", ["correct horse", "ⓟassword no one has", "0123456780", "x y x y x z", "я" * 9 + "ю!"]
)
def test_a_password_is_taken(password: str) -> None:
    assert password_problem(password, own=["ana@example.org", "Ana Lindt"]) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 10"),
        ("short one", "at least 10"),
        ("x" * 201, "at most 200"),
        ("Password123", "first passwords"),
        ("qwertyuiop", "first passwords"),
        ("0987654321", "first passwords"),
        ("jihgfedcba", "first passwords"),
        ("aaaaaaaaaaaa", "first passwords"),
        ("ababababab", "first passwords"),
        ("Ana.Lindt2@example.org", "Your address"),
        ("ana-lindt-2", "Your address"),
        ("ANNAMARIALINDT", "Your address"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, reason: str) -> None:
    assert reason in str(password_problem(password, own=["ana.lindt2@example.org", "Anna Maria Lindt"]))


def test_the_list_of_common_passwords_holds_only_what_would_pass_otherwise() -> None:
    assert all(len(word) >= SHORTEST and word == word.casefold() for word in COMMONEST)


def test_an_empty_name_forbids_no_password() -> None:
    assert password_problem("!?!-!?!-!?", own=["", ""]) is None


@pytest.mark.parametrize("wish", ["/", "/courses/peace/", "/search?q=a%20b#x", "/a//b", "/~x/é"])
def test_pages_of_this_site_are_local(wish: str) -> None:
    assert local_path(wish) == wish


@pytest.mark.parametrize(
    "wish",
    [None, "", "courses", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example",
     "https:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/a b",
     "/x\x7f", "/a\\b", "/" + "x" * 2_000],
)  # fmt: skip
def test_other_sites_and_tricks_are_not_local(wish: str | None) -> None:
    assert local_path(wish) is None


@given(st.text(max_size=40))
def test_a_local_path_never_leaves_the_site(wish: str) -> None:
    kept = local_path(wish)

    assert kept is None or (kept == wish and kept[0] == "/" and kept[1:2] not in ("/", "\\"))


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", ("Safari", "iPhone")),
        ("curl/8", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_browser_is_described_in_words(agent: str, names: tuple[str | None, str | None]) -> None:
    assert described(agent) == names
