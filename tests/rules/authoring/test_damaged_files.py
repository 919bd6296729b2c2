"""Files damaged at random: the compiler never fails, it says what is wrong or makes a course that can be stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.authoring.compiler import compile_course
from courses.authoring.rules.records import records_of
from tests.rules.authoring.test_bundled_course import files as bundled_files
from tests.support.bank_course import bank_files
from tests.support.small_course import course_files

# What means something to one of the readers, or to a database.
MARKS = [
    *("\0", "\r", "\u2028", "\x85", "\ufeff", "\x7f", '"\\0"', '"\\ud800"', "&#0;", "٣", "é", "“", "”"),
    *("---\n", "\n---\n", "- ", ": ", "? ", "'", '"', "|", ">", "*", "&a ", "!x ", "~", "null", "true", "[", "]", "{", "}", "#", "%"),
    *("1e999", "-1", "9" * 30, "id: x\n", "kind: ", "items:\n", "\t", "    ", "\n\n", "\n:   x\n", "\n===\n", "\n# x\n"),
    *("///", "/// quote | A 8\n///\n", "/// note\n", "/// compare | A 8 ~ A 9\n///\n", "{#", "{#a}", "[[", "[[toll]]", "[A 8]", "[A 99999]"),
    *("```", "~~~", "[^1]", "\n[^1]: x\n", "](lesson:", "](javascript:x)", "![x](y)", "![x](picture:bridge.png)", "<script>", "<!--", "|---|\n"),
]  # fmt: skip
BYTES = st.sampled_from([mark.encode() for mark in MARKS] + [b"\xff", b"\xed\xa0\x80"]) | st.binary(max_size=4)
NAMES = [
    "x.md",
    "../x",
    "modules//x",
    "modules/x.md",
    "modules/01-a/b\n.md",
    "sources/new.txt",
    "modules/01-town/x.quiz.yaml",
    "bank/x.yaml",
    "pictures/x.png",
]
CONTENTS = [b"", b"\n", b"---", b"---\n---\n", b"[]", b"- ", b"{}", b"\xff", b"x" * 1_048_577]


@st.composite
def damaged(draw: st.DrawFn, files: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """The files of a course with some damage."""
    damage = dict(files())
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(damage)))
        what = draw(st.sampled_from(["bytes", "bytes", "bytes", "lines", "lines", "rename", "remove", "replace"]))
        content = damage.pop(path)
        if what == "bytes":
            start = draw(st.integers(0, len(content)))
            end = min(len(content), start + draw(st.integers(0, 40)))
            damage[path] = content[:start] + draw(BYTES) + content[end:]
        elif what == "lines":
            damage[path] = b"\n".join(draw(moved(content.split(b"\n"))))
        elif what == "rename":
            damage[draw(st.sampled_from([*NAMES, path.upper(), f"{path}x"]))] = content
        elif what == "replace":
            damage[path] = draw(st.sampled_from([*CONTENTS, *damage.values()]))
    return damage


@st.composite
def moved(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    """Lines, some of which are taken out, stand elsewhere too, or are indented otherwise."""
    start, to = draw(st.integers(0, len(lines))), draw(st.integers(0, len(lines)))
    block, rest = lines[start : start + 4], lines[:start] + lines[start + 4 :]
    indent = draw(st.sampled_from([b"", b" ", b"    ", b"- "]))
    block = [indent + line.lstrip() for line in block] if draw(st.booleans()) else block
    return rest if draw(st.booleans()) else rest[:to] + block + rest[to:]


def check(files: dict[str, bytes]) -> None:
    """What holds whatever the files are."""
    draft, problems = compile_course(files)

    assert (draft is None) == bool(problems)
    assert problems == sorted(set(problems))
    for problem in problems:
        lines = files.get(problem.path, b"").replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert 1 <= problem.line <= lines, problem
        assert problem.message.strip().endswith((".", "?")), problem
    if draft is not None:
        records = [list(records_of(draft).values()), bodies(draft)]
        stored = json.dumps(records, default=str, allow_nan=False, ensure_ascii=False)
        # PostgreSQL stores neither NUL nor half of a surrogate pair, which has no bytes either.
        assert b"\\u0000" not in stored.encode()


def bodies(draft: Any) -> list[Any]:
    """Everything that questions hold."""
    return [[dict(item.spec), dict(item.body), item.tags] for item in draft.items]


@settings(deadline=None)
@given(damaged(course_files))
def test_damage_to_a_small_course_is_named(files: dict[str, bytes]) -> None:
    check(files)


@settings(deadline=None)
@given(damaged(bank_files))
def test_damage_to_a_course_with_a_bank_is_named(files: dict[str, bytes]) -> None:
    check(files)


@settings(deadline=None, max_examples=30)
@given(damaged(bundled_files))
def test_damage_to_the_bundled_course_is_named(files: dict[str, bytes]) -> None:
    check(files)
