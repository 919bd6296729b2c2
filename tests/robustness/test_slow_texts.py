"""Texts made to keep the program busy: every pattern and every cutter reads 50 kB in the blink of an eye."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from courses.accounts.rules.identity import email_problem, name_problem, normal_name
from courses.authoring.compiler.drawing import Bank, BankQuestion, available
from courses.authoring.draft import PoolDraft
from courses.catalogue.rules.search_query import parse
from courses.catalogue.rules.snippets import snippet
from courses.items.rules.drafting import new_key
from courses.items.rules.gap_lines import drafted_gaps
from courses.items.rules.gaps import GAP
from courses.items.rules.numbers import number_of, number_or_text
from courses.items.rules.quantities import readings
from courses.items.rules.sentences import sentences
from courses.items.rules.text import comparable, matches, plain, unwrapped
from courses.quizzes.forms import TOKEN
from courses.shared.markup.plain import plain as plain_page
from courses.shared.markup.shortcut import simple_html
from tests.laws.conftest import Inhabited

LETTERS = 50_000
MOST_SECONDS = 1.0
# Marks that have to be put into order: doing so takes quadratic time.
MARKS = "a" + "\u0301\u0323" * (LETTERS * 2)


def of(pattern: str) -> str:
    """The pattern again and again, 50 kB of it."""
    return pattern * (LETTERS // len(pattern))


CASES: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
    (sentences, (of("A. "), of("a."), of("."), of("i.e."), of(".)"), of("x") + " a. b", of(".[1]"), of("!?"))),
    (plain, (of("<"), of('<"'), of("<a "), of("&"), of('"'))),
    (plain_page, (of("<"), of('<"'), of("</p>"))),
    (unwrapped, (of("<p>"), "<p>" + of("x<"))),
    (simple_html, (of("a "), of("a") + "*")),
    (parse, (of('-"'), of("a'"), of("\u0301"), of("a\u0301"))),
    (lambda text: snippet(text, frozenset({"word"})), (of("word "), of("word"))),
    (normal_name, (MARKS, of(" "))),
    (name_problem, (of("a\u0301"),)),
    (email_problem, ("a@" + of("a-"), of("a."), "a@" + "a-." * 80)),
    (lambda text: new_key({"prompt": [text]}, ()), (MARKS, of("-"))),
    (lambda text: matches(of("a*"), text), (of("a") + "b", of("ab"))),
    (lambda text: matches(of("*"), text), (of("a"),)),
    (comparable, (of("a."), of("."), of("'"))),
    (readings, (of("1"), of("1,111"), of("1'"), "1" + of(" "), of("1 "), of("1 x 10"), of("1x10^"))),
    (GAP.findall, (of("\\"), of("{"), of("{a"), of("\\{a}"))),
    (
        lambda text: drafted_gaps({"gap-kind": ["choice"], "gap-answers": [text]}),
        (of("\\"), of("# "), of(" \\#"), of("1%"), of("a\n")),
    ),
    (number_of, (of("1"), of("1") + "x", of("1.") + "e")),
    (number_or_text, (of("1"), of("1") + "x", of("1.") + "e")),
    (TOKEN.fullmatch, (of("a"),)),
]


@pytest.mark.parametrize(("read", "texts"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_reading_takes_time_in_proportion(read: Callable[[str], object], texts: tuple[str, ...]) -> None:
    for text in texts:
        before = time.thread_time()
        read(text)

        assert time.thread_time() - before < MOST_SECONDS, text[:20]


@pytest.mark.parametrize(
    ("address", "field"), [("/sign-in", "password"), ("/sign-up", "password"), ("/sign-up", "name")]
)
def test_marks_without_end_keep_nobody_waiting(besieged: Inhabited, address: str, field: str) -> None:
    written = {"name": "Ana", "email": "member@example.org", "password": "a bridge over the river", field: MARKS}
    parts = [
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in written.items()
    ]
    client = besieged.browser("visitor")
    before = time.thread_time()

    reply = client.post(
        address, data="".join([*parts, "--X--"]).encode(), content_type="multipart/form-data; boundary=X"
    )

    assert reply.status_code == 422
    assert time.thread_time() - before < MOST_SECONDS


def test_many_pools_over_a_large_bank_are_compared_quickly() -> None:
    tags = [f"tag-{number}" for number in range(20)]
    questions = {
        f"q{number}": BankQuestion(
            f"q{number}", "", "numeric", 1, "c", frozenset(tags[n] for n in range(20) if number % (n + 2)), None
        )
        for number in range(5_000)
    }
    pools = [PoolDraft(f"p{number}", number, 0, None, (tags[number % 20],), None, 1, 1) for number in range(200)]

    before = time.thread_time()
    counts = available(pools, Bank(questions), ())

    assert counts["p0"] == 2_500
    assert time.thread_time() - before < 2 * MOST_SECONDS
