"""Markdown becomes safe HTML, in a process that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.shared.config import ROOT
from courses.shared.markup import FormattingRefused, Guard, course_text, plain, render
from courses.shared.markup.guard import worker
from courses.shared.markup.sanitise import clean_course, clean_post
from courses.shared.markup.shortcut import simple_html

BOMB = "[" * 16_000


@pytest.fixture
def guard() -> Iterator[Guard]:
    """A worker of the test's own, with little patience."""
    guard = Guard(seconds=0.3, most_characters=100_000)
    yield guard
    guard.close()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("*Hello* & “you”", "<p><em>Hello</em> &amp; “you”</p>"),
        ("# Title", "Title"),
        (
            "[a](https://example.org)",
            '<p><a rel="nofollow ugc noopener noreferrer" href="https://example.org">a</a></p>',
        ),
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("[[toll]] [A 83]", "<p>[[toll]] [A 83]</p>"),
        ("![a](https://example.org/x.png)", "<p></p>"),
    ],
)
def test_what_people_write_becomes_safe_html(text: str, html: str) -> None:
    assert render(text) == html


def test_course_texts_name_what_they_link_to() -> None:
    assert course_text("[[toll|the *toll*]] [A 8-10] [x](lesson:b#a-8)") == (
        '<p><a href="term:toll">the <em>toll</em></a> <a href="source:A#8">[A 8-10]</a> <a href="lesson:b#a-8">x</a></p>'
    )


@given(st.text(max_size=80) | st.text("ab .,;“”’—()?!%$@'\"/:é漢", max_size=80))
def test_the_shortcut_for_simple_texts_gives_what_the_formatter_gives(text: str) -> None:
    short = simple_html(text)

    assert short is None or short == clean_course(worker().convert("text", text.rstrip()))


EVIL = st.lists(
    st.sampled_from(
        ["<script>", "</script>", '<a href="', "javascript:", "data:text/html,", "onclick=x ", "<svg/onload=x>", "&#106;", '"', "'", ">", "<", "`", "[x](", ")", "style=", "<!--", "{onclick=x}", "\n\n", " "]
    ),
    max_size=12,
)  # fmt: skip


class Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(EVIL)
def test_nothing_that_runs_survives(pieces: list[str]) -> None:
    text = "".join(pieces)

    found = [each for html in (render(text), clean_post(text), clean_course(text)) for each in Tags(html).found]

    assert {tag for tag, _ in found} <= {"p", "a", "blockquote", "em", "strong", "code", "pre", "ul", "ol", "li", "br"}
    assert {name for _, attributes in found for name in attributes} <= {"href", "rel", "title"}
    assert all(not (a.get("href") or "").lower().startswith(("javascript:", "data:")) for _, a in found)


def test_the_words_of_html_are_plain() -> None:
    html = '<h2>A &amp; B</h2><p>One<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> two.</p><ul><li>x</li><li>y</li></ul>'

    assert plain(html) == "A & B One two. x y"


def test_a_hostile_text_is_refused_within_the_limit_and_the_next_one_is_formatted(guard: Guard) -> None:
    guard.convert("post", "warm *up*")
    started = time.monotonic()

    with pytest.raises(FormattingRefused, match="too long to format"):
        guard.convert("post", BOMB)

    assert time.monotonic() - started < 0.3 * 15 + 2
    assert guard.convert("post", "*again*") == "<p><em>again</em></p>"


def test_a_text_of_too_many_characters_is_refused_before_it_is_sent(guard: Guard) -> None:
    with pytest.raises(FormattingRefused, match="longer than 100,000 characters"):
        guard.convert("post", "x" * 100_001)

    assert guard.line is None


def test_nesting_without_end_is_refused(guard: Guard) -> None:
    with pytest.raises(FormattingRefused):
        guard.convert("post", "\n".join("    " * depth + "- x" for depth in range(400)))


def test_a_worker_that_died_between_two_texts_is_replaced_and_nobody_is_blamed(guard: Guard) -> None:
    guard.convert("post", "*a*")
    assert guard.line is not None
    os.kill(guard.line.process.pid, signal.SIGKILL)
    guard.line.process.wait()

    assert guard.convert("post", "*b*") == "<p><em>b</em></p>"


def test_threads_share_one_worker_and_each_gets_its_own_answer(guard: Guard) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = guard.convert("post", f"*{number}*")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {number: f"<p><em>{number}</em></p>" for number in range(16)}


def test_a_forked_process_opens_its_own_line(guard: Guard) -> None:
    guard.convert("post", "*a*")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, guard.convert("post", "*child*").encode())
        guard.close()
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(read, 100) == b"<p><em>child</em></p>"
    assert guard.convert("post", "*parent*") == "<p><em>parent</em></p>"


def test_the_worker_ends_with_its_parent() -> None:
    program = "from courses.shared.markup.guard import worker; worker().convert('post', '*a*'); print(worker().line.process.pid, flush=True); import os; os.kill(os.getpid(), 9)"

    parent = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    pid = int(parent.stdout)
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """Whether the process does anything; one that only waits to be buried does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
