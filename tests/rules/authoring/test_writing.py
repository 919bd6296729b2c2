"""Questions written as YAML are read back as they were."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from courses.authoring.compiler.report import Report
from courses.authoring.compiler.yaml_lines import parse, value_of
from courses.authoring.writing import ITEM_INDENT, bank_file, item_lines

# What a course file may hold: no control characters but tabs and line ends, and no halves of characters.
LETTERS = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(
    "\n\t \"'#:-?{}[]|>&*!%@`~\u2028\u2029\ufeff"
)
TEXTS = st.text(LETTERS, max_size=30) | st.sampled_from(
    [
        "true",
        "null",
        "~",
        "",
        "007",
        "12",
        "1e3",
        "- a",
        "a: b",
        "a #b",
        "# a",
        "a:",
        " a",
        "a ",
        "\na",
        "a\n",
        "a\n\n b",
        "…",
        "=",
        "<<",
        "---",
        "Yes? No: yes",
    ]
)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(-(10**12), 10**12) | st.sampled_from([0.5, -1.25, 1e-05, None]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(bool), inner, max_size=4),
    max_leaves=12,
)
ITEMS = st.dictionaries(TEXTS.filter(bool), VALUES, min_size=1, max_size=5)


def read(text: str) -> Any:
    report = Report()
    node = parse(text, report.file("x"))
    assert report.sorted() == []
    assert node
    return value_of(node)


@given(TEXTS, st.lists(ITEMS, min_size=1, max_size=3))
@example("Rivers / Bridges: 1", [{"prompt": "a\n\n  b\nc", "options": [["x"], [], {}, {"text": "y"}]}])
def test_a_file_is_read_back_as_it_was_written(title: str, items: list[dict[str, Any]]) -> None:
    text = bank_file("bridges", title, [item_lines(item, indent=ITEM_INDENT) for item in items])

    found = read(text)

    assert json.dumps(found) == json.dumps({"id": "bridges", "title": title, "items": items})


def test_plain_words_stand_without_quotation_marks_and_lines_as_a_block() -> None:
    item = {"id": "a", "prompt": "Who, in 1204, built it?", "explanation": "One.\n\nTwo.", "answers": ["12", "a: b"]}

    assert item_lines(item, indent=2) == [
        "  - id: a",
        "    prompt: Who, in 1204, built it?",
        "    explanation: |-\n      One.\n\n      Two.",
        "    answers:",
        '      - "12"',
        '      - "a: b"',
    ]
