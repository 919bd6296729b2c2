"""Changing one item of a quiz's file: the item says what was meant, and every other line stays byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.compiler.report import Report
from courses.authoring.compiler.yaml_lines import parse, value_of
from courses.authoring.draft import Problem
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.quiz_editor.dumping import dumped_item
from courses.authoring.quiz_editor.places import PlacedProblem, placed, specs_of
from courses.items.rules.numbers import number_or_text

FILE = """# The quiz of the first lesson.
id: first-quiz   # never changes
items:
  # About the bridge.
  - id: one
    kind: numeric   # a year
    prompt: >-
      When was the
      bridge built?
    answer: 1204

  # About the toll,
  # which was high.
  -
    id: two
    kind: short-answer
    prompt: |
      What was paid?

      # This is no comment.

    answers: ["toll"]
    # A last remark.

# The end.
"""


def read(text: str) -> Any:
    """What the compiler reads; the text must be without problems."""
    report = Report()
    node = parse(text, report.file("quiz.yaml"))
    assert report.sorted() == []
    assert node
    return value_of(node)


def items(text: str) -> list[dict[str, Any]]:
    return read(text)["items"]


def test_an_item_is_replaced_and_the_rest_stays_byte_for_byte() -> None:
    text = QuizFile(FILE).replaced("one", {"id": "one", "kind": "numeric", "prompt": "When?", "answer": 1205})

    before, after = FILE.split("  - id: one")[0], FILE.split("    answer: 1204\n")[1]
    assert text == f"{before}  - id: one\n    kind: numeric\n    prompt: When?\n    answer: 1205\n{after}"


def test_a_block_of_text_ends_where_its_item_ends() -> None:
    text = QuizFile(FILE).replaced("two", {"id": "two", "kind": "short-answer"})

    assert items(text)[1] == {"id": "two", "kind": "short-answer"}
    assert text.startswith(FILE[: FILE.index("  -\n")])
    assert text.endswith("    # A last remark.\n\n# The end.\n")


def test_a_new_item_comes_last() -> None:
    text = QuizFile(FILE).added({"id": "three", "kind": "numeric"})

    assert [item["id"] for item in items(text)] == ["one", "two", "three"]
    assert text.replace("\n  - id: three\n    kind: numeric\n", "") == FILE


def test_an_item_is_taken_out_with_its_own_comments() -> None:
    text = QuizFile(FILE).removed("one")

    assert [item["id"] for item in items(text)] == ["two"]
    assert "About the bridge" not in text
    assert "About the toll" in text


def test_items_change_places_with_their_comments() -> None:
    text = QuizFile(FILE).moved("two", -1)

    assert items(text) == list(reversed(items(FILE)))
    assert text.index("About the toll") < text.index("id: two") < text.index("About the bridge") < text.index("id: one")
    assert QuizFile(text).moved("one", -1) == FILE


@pytest.mark.parametrize(("key", "steps"), [("one", -1), ("two", 1), ("three", 1)])
def test_what_cannot_move_stays(key: str, steps: int) -> None:
    assert QuizFile(FILE).moved(key, steps) == FILE


def test_taking_out_what_is_not_there_changes_nothing() -> None:
    assert QuizFile(FILE).removed("three") == FILE


def test_the_head_gets_a_title_below_its_id() -> None:
    text = QuizFile(FILE).with_head({"title": "What: a bridge", "pass": 0.5})

    assert read(text) == {"id": "first-quiz", "pass": 0.5, "title": "What: a bridge", "items": items(FILE)}
    assert "# never changes" in text
    assert QuizFile(text).with_head({"title": "Other"}).count("title:") == 1


def test_lines_of_windows_stay_lines_of_windows() -> None:
    text = QuizFile(FILE.replace("\n", "\r\n")).replaced("one", {"id": "one", "kind": "numeric"})

    assert "\n" not in text.replace("\r\n", "")
    assert items(text)[0] == {"id": "one", "kind": "numeric"}


def test_a_file_without_a_last_line_break_gets_one() -> None:
    text = QuizFile("id: q\nitems:\n- id: a\n  kind: x").added({"id": "b"})

    assert text == "id: q\nitems:\n- id: a\n  kind: x\n\n- id: b\n"


def test_items_between_brackets_are_left_to_an_editor_of_texts() -> None:
    assert not QuizFile("id: q\nitems: [{id: a}, {id: b}]\n").is_editable


TRAPS = [
    "yes", "no", "null", "~", "true", "1e5", "08", "0x10", "1_000", ".5", "2001-01-01", "- a", "a: b", "# a", "a #b",
    "'a'", '"a"', "[a]", "{a}", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "a\nb", "a\n\n  b\n\n\nc", "  a", "a\n b",
    "\n", "a\n\n", "\n\na", "\ta", "a\x85b", "a\u2028b", "a\rb", "é “x” […]", "x" * 300, "word " * 60, "a " * 100 + "\n" + "b " * 100, "\ufeffa",
    "😀",
]  # fmt: skip
TEXTS = st.sampled_from(TRAPS) | st.text(
    # Control characters are problems, however they are written.
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t\x85"),
    min_size=1,
    max_size=60,
)
# As files hold them: those of very many digits are texts.
FLOATS = (st.sampled_from([1e-16, 1e22, -2.0]) | st.floats(allow_nan=False, allow_infinity=False)).map(
    lambda value: number_or_text(str(value))
)
SCALARS = TEXTS | st.booleans() | st.integers(-(10**9), 10**9) | FLOATS
SPECS = st.dictionaries(
    st.sampled_from(["prompt", "answer", "answers", "options", "steps", "feedback"]),
    SCALARS
    | st.lists(TEXTS, min_size=1, max_size=4)
    | st.lists(st.dictionaries(st.sampled_from(["text", "feedback"]), TEXTS, min_size=1), min_size=1, max_size=3),
)


@given(spec=SPECS)
def test_what_is_written_is_read_back_as_it_was(spec: dict[str, Any]) -> None:
    whole = {"id": "two", "kind": "numeric", **spec}

    text = QuizFile(FILE).replaced("two", whole)

    assert items(text) == [items(FILE)[0], whole]
    assert text.startswith(FILE[: FILE.index("  -\n")])


@given(spec=SPECS)
def test_a_changed_item_can_be_changed_again(spec: dict[str, Any]) -> None:
    first = QuizFile(FILE).replaced("one", {"id": "one", **spec})

    again = QuizFile(first).replaced("one", {"id": "one", **spec})

    assert again == first


def test_a_long_text_is_folded_and_a_short_list_stays_in_one_line() -> None:
    lines = dumped_item({"id": "one", "evidence": ["a-1", "a-2"], "prompt": "word " * 60 + "end"}, indent=2)

    assert lines[1] == "    evidence: [a-1, a-2]"
    assert lines[2] == "    prompt: >-"
    assert max(map(len, lines)) <= 130


def test_problems_are_led_back_to_their_fields() -> None:
    text = (
        "id: q\nitems:\n  - id: a\n    options:\n      - text: x\n      - text: y\n        feedback: z\n    marks: 0\n"
        "  - id: b\n    marks: 0\n"
    )
    problems = [
        Problem("q", 7, "Empty."),
        Problem("q", 8, "Above 0."),
        Problem("q", 5, "Twice."),
        Problem("q", 1, "No."),
        Problem("q", 10, "Of another."),
    ]

    assert placed(text, "a", problems) == [
        PlacedProblem("options", 2, "Empty."),
        PlacedProblem("marks", None, "Above 0."),
        PlacedProblem("options", 1, "Twice."),
        PlacedProblem("", None, "No."),
        PlacedProblem("", None, "Of another."),
    ]
    assert placed(text, "b", problems)[-1] == PlacedProblem("marks", None, "Of another.")


def test_items_are_read_as_written() -> None:
    assert specs_of(FILE)["one"] == {
        "id": "one",
        "kind": "numeric",
        "prompt": "When was the bridge built?",
        "answer": 1204,
    }


def test_an_item_comes_behind_the_one_that_is_named() -> None:
    text = QuizFile(FILE).added({"id": "three", "kind": "numeric", "prompt": "How many?", "answer": 3}, "one")

    assert [item["id"] for item in items(text)] == ["one", "three", "two"]
    assert "# About the toll,\n  # which was high.\n  -\n    id: two" in text


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_item_goes_to_any_place_and_back(place: int) -> None:
    file = QuizFile(FILE).added({"id": "three", "kind": "numeric", "prompt": "How many?", "answer": 3})
    others = [key for key in ("one", "two", "three") if key != "two"]

    text = QuizFile(file).placed("two", place)

    assert [item["id"] for item in items(text)] == [*others[:place], "two", *others[place:]]
    assert QuizFile(text).placed("two", 1) == file


@pytest.mark.parametrize(("key", "place"), [("one", 2), ("one", -1), ("three", 0)])
def test_there_is_no_such_place(key: str, place: int) -> None:
    assert QuizFile(FILE).placed(key, place) == FILE


def test_a_key_is_taken_out_of_the_head() -> None:
    titled = QuizFile(FILE).with_head({"title": "Check it"})

    assert QuizFile(titled).with_head({"title": None}) == FILE
    assert QuizFile(FILE).with_head({"title": None}) == FILE


@pytest.mark.parametrize("text", ["id: q\n", "id: q\nitems:\n", "id: q\nitems: []\n"])
def test_a_file_without_items_gets_its_first(text: str) -> None:
    file = QuizFile(text)

    assert file.is_editable
    assert file.added({"id": "one", "kind": "numeric"}) == "id: q\nitems:\n  - id: one\n    kind: numeric\n"


def test_what_is_missing_stands_at_its_own_field() -> None:
    text = "id: a-quiz\nitems:\n  - id: one\n    kind: numeric\n    prompt: When?\n    answer: x\n"
    problems = [Problem("a", 3, "'evidence' is missing."), Problem("a", 6, "'answer' should be a number.")]

    found = placed(text, "one", problems)

    assert [(problem.key, problem.message) for problem in found] == [
        ("evidence", "'evidence' is missing."),
        ("answer", "'answer' should be a number."),
    ]
