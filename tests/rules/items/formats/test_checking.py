"""What is told about a file, to programs and to people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from courses.items.formats.checking import TYPES, bare, correct_of, report, text_of
from courses.items.formats.crossing import as_json, from_json
from courses.items.formats.values import Found, Question, Skipped
from courses.items.rules.kinds import KINDS
from tests.support.apps import close, make_app
from tests.support.questions import KINDS as MADE_KINDS


def test_every_kind_has_a_type() -> None:
    assert set(TYPES) == set(KINDS) == set(MADE_KINDS)


@pytest.mark.parametrize(
    ("spec", "correct"),
    [
        ({"kind": "multiple-choice", "options": [{"text": "*a*", "correct": True}, {"text": "b"}]}, ["a"]),
        (
            {"kind": "multiple-choice", "options": [{"text": "a", "correct": True}, {"text": "b", "weight": 0.5}]},
            ["a", "b"],
        ),
        ({"kind": "true-false", "answer": False}, ["false"]),
        ({"kind": "short-answer", "answers": ["a", {"text": "b", "weight": 0}]}, ["a"]),
        ({"kind": "numeric", "answer": 3, "tolerance": 0.5}, ["3 ± 0.5"]),
        ({"kind": "numeric", "answers": [{"from": 1, "to": 2}, {"value": 5, "weight": 0.5}]}, ["1..2", "5"]),
        ({"kind": "matching", "pairs": [{"left": "a", "right": "b"}]}, ["a -> b"]),
        ({"kind": "ordering", "steps": ["a", "b"]}, ["a", "b"]),
        ({"kind": "drag-words", "gaps": [{"id": "a", "word": "x"}]}, ["x"]),
        (
            {"kind": "cloze", "gaps": [{"kind": "text", "answers": ["x", "y"]}, {"kind": "number", "answer": 2}]},
            ["x / y", "2"],
        ),
        ({"kind": "cloze", "gaps": [{"kind": "number"}]}, [""]),
        ({"kind": "essay"}, []),
    ],
)
def test_what_is_right_is_told_in_words(spec: dict[str, object], correct: list[str]) -> None:
    assert correct_of(Question(spec)) == correct


def test_the_file_s_own_words_come_first() -> None:
    question = Question({"kind": "true-false", "prompt": "x", "answer": True}, text="<x>", correct=("wahr",))

    assert (text_of(question), correct_of(question)) == ("<x>", ["wahr"])


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**a** *b* `c` ~~d~~", "a b c d"),
        (r"\*a\* \_b\_ 2 \^ 3", "*a* _b_ 2 ^ 3"),
        ("[a](https://example.org/b) ![c](picture:d.png)", "a c"),
        ("a &lt;b> &#61;", "a <b> ="),
        ("snake_case", "snake_case"),
    ],
)
def test_markdown_is_told_in_words(markdown: str, words: str) -> None:
    assert bare(markdown) == words


def test_gaps_are_left_open() -> None:
    assert text_of(Question({"kind": "cloze", "prompt": r"In {year} \{x}", "gaps": []})) == "In … {x}"


def test_warnings_are_counted_and_told() -> None:
    lacking = Question({"kind": "essay", "prompt": "x"}, where="line 3", lacking="Something is missing.")
    found = Found("gift", [lacking], [Skipped("stack", "n", "line 9: No.")], ["line 1: Look."])

    told = report("a.gift", found)

    assert told["ok"]
    assert told["warnings"] == 2
    assert told["messages"] == ["line 1: Look.", "line 3: Something is missing."]
    assert told["skipped"] == [{"what": "stack", "name": "n", "reason": "line 9: No."}]


def test_what_was_found_crosses_as_it_is() -> None:
    question = Question({"kind": "essay", "prompt": "ä\u2028"}, "n", ("a", "b"), "line 1", "l", "t", ("c",))
    found = Found(
        "gift", [question, Question({"kind": "essay"})], [Skipped("a", "b", "c")], ["w"], "e", {"p.png": b"\0\xff"}
    )

    assert from_json(json.loads(json.dumps(as_json(found)))) == found


# The command.


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The application, without a database."""
    made = make_app(tmp_path / "instance")
    close(made)
    return made


def test_the_command_prints_a_line_of_json_a_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "good.gift").write_text("Which?{=a ~b}")
    (tmp_path / "bad.gift").write_text("How much?{#many}")
    files = [str(tmp_path / name) for name in ("good.gift", "bad.gift", "none.gift")]

    done = app.test_cli_runner().invoke(args=["items", "check", *files, "--json"])

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1
    assert [(line["file"], line["ok"]) for line in lines] == [(files[0], True), (files[1], False), (files[2], False)]
    assert lines[0]["questions"] == [{"type": "multiple_choice", "text": "Which?", "correct": ["a"]}]
    assert lines[1]["error"] == "No question could be read. line 1: “many” is no number."
    assert lines[2]["error"] == "There is no file of this name."


def test_the_command_tells_people_what_is_in_a_file(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "some.gift"
    path.write_text("Which?{=a ~b}\n\n::Bad::How much?{#many}\n\nA {=x} and {y}")

    done = app.test_cli_runner().invoke(args=["items", "check", str(path)])

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"{path}: 2 questions (1 multiple choice, 1 short answer)",
        "  left out: question “Bad”. line 3: “many” is no number.",
        "  line 5: Braces that belong to the text should be written \\{ and \\}; only the first pair holds answers.",
    ]


def test_the_format_can_be_said(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text("Q\nA. x\nB. y\nANSWER: A")

    told = [
        json.loads(app.test_cli_runner().invoke(args=["items", "check", str(path), "--json", *more]).stdout)
        for more in ([], ["--format", "gift"])
    ]

    assert [each["format"] for each in told] == ["aiken", "gift"]
    assert told[1]["questions"][0]["type"] == "description"
