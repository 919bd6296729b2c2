"""Gaps are found where readers see them: not in code, addresses, titles or behind a backslash."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.kinds import Context
from courses.items.rules.spec import parse_item
from courses.shared.markup import course_text

LINK = '<a rel="noopener noreferrer" href="https://x.org/'


def cut(prompt: str, *ids: str, render: Callable[[str], str] = course_text) -> tuple[list[str], list[str]]:
    """The pieces of a text whose gaps are called so, and what is wrong with it."""
    problems: list[str] = []
    context = Context(
        render=lambda text, _path: render(text),
        passages={},
        problem=lambda _path, message: problems.append(message),
        is_lenient=True,
    )
    gaps = [{"id": key, "kind": "text", "answers": ["x"]} for key in ids]
    item = parse_item({"id": "x", "kind": "cloze", "prompt": prompt, "gaps": gaps}, context)
    assert item
    return item.body["pieces_html"], problems


@pytest.mark.parametrize(
    ("prompt", "pieces"),
    [
        ("In {a}.", ["<p>In ", "a", ".</p>"]),
        ("{a}", ["<p>", "a", "</p>"]),
        ("**{a}**", ["<p><strong>", "a", "</strong></p>"]),
        ("- {a}\n- b", ["<ul>\n<li>", "a", "</li>\n<li>b</li>\n</ul>"]),
        ("{{a}}", ["<p>{", "a", "}</p>"]),
        (r"\{a} {a}", ["<p>{a} ", "a", "</p>"]),
        (r"\\{a}", ["<p>\\", "a", "</p>"]),
        (r"\\\{a} {a}", ["<p>\\{a} ", "a", "</p>"]),
        ("`{b}` {a}", ["<p><code>{b}</code> ", "a", "</p>"]),
        ("`x = {a}`", ["<p><code>x = ", "a", "</code></p>"]),
        ("```\nif {a}: {b}\n```", ["<pre><code>if ", "a", ": {b}\n</code></pre>"]),
        ("[x](https://x.org/{a}) {a}", [f'<p>{LINK}{{a}}">x</a> ', "a", "</p>"]),
        ('[x](https://x.org/ "{a}") {a}', [f'<p>{LINK}" title="{{a}}">x</a> ', "a", "</p>"]),
        ("{A} { a } {a b} {} {1} {a}", ["<p>{A} { a } {a b} {} {1} ", "a", "</p>"]),
        ("<script>{a}</script>", ["<p>&lt;script&gt;", "a", "&lt;/script&gt;</p>"]),
        ('<b title="x">{a}', ['<p>&lt;b title="x"&gt;', "a", "</p>"]),
    ],
)
def test_a_text_is_cut_at_its_gaps(prompt: str, pieces: list[str]) -> None:
    assert cut(prompt, "a") == (pieces, [])


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("[{a}](https://x.org/)", "inside a link"),
        ("<https://x.org/{a}>", "inside a link"),
        ("[x](https://x.org/{a})", "does not stand in 'prompt'"),
        (r"\{a}", "does not stand in 'prompt'"),
        ("{a} and {a}", "twice"),
        ("{a} and `{a}`", "twice"),
        ("{a} {b}", "no gap 'b'"),
        ("\ue0fab\ue0fb {a}", "means nothing"),
    ],
)
def test_what_is_no_gap_is_a_problem(prompt: str, words: str) -> None:
    _, problems = cut(prompt, "a")

    assert any(words in problem for problem in problems)


MARKS = [
    "{a}",
    "{b}",
    "{c}",
    "\\",
    "{",
    "}",
    "`",
    "```\n",
    "[",
    "](",
    ")",
    "<",
    ">",
    '"',
    "*",
    "_",
    "\n\n",
    "- ",
    "a",
    " ",
    "\ue0fa",
    "&",
]


@given(prompt=st.lists(st.sampled_from(MARKS), max_size=14).map("".join))
def test_whatever_a_text_holds_every_gap_is_in_it_once_or_there_is_a_problem(prompt: str) -> None:
    pieces, problems = cut(prompt, "a", "b")

    found = pieces[1::2]
    assert len(pieces) % 2 == 1
    assert len(set(found)) == len(found)
    assert set(found) <= {"a", "b"}
    if not problems:
        assert sorted(found) == ["a", "b"]
    html = "".join(pieces[::2])
    assert "\ue0fa" not in html
    assert "\ue0fb" not in html


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_cut_without_a_crash(prompt: str) -> None:
    pieces, _ = cut(prompt, "a", render=lambda text: f"<p>{escape(text)}</p>")

    assert len(pieces) % 2 == 1


def test_a_long_text_is_cut_in_time_that_grows_with_its_length() -> None:
    prompt = "\\" * 9_000 + "{a" * 5_000 + " {a}"

    pieces, _ = cut(prompt, "a", render=lambda text: f"<p>{escape(text)}</p>")

    assert pieces[1] == "a"
