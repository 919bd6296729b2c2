"""A question written in a field is read as course files are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from courses.authoring.compiler.report import Report
from courses.authoring.compiler.yaml_lines import parse, value_of
from courses.authoring.quiz_editor.dumping import dumped
from courses.items.rules.written import LONGEST, NotWritten, read_mapping
from tests.rules.items.new_kinds import specs
from tests.support.factories.items import body_of

TEXTS = [
    "id: a\nyear: 1204\nhalf: .5\nnone: ~\nempty:\nyes: no\nflag: true\nweird: 007\nwords: '1204'",
    "text: >\n  Two\n  lines\nother: |\n  Two\n  lines\n",
    "list: [a, 2, [b, {c: d}]]\nmap: {a: {b: 1e3}}",
    "on: 2027-01-31\ntime: 12:30:00\nhex: 0x1f\noctal: 0o17\ninf: .inf",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_field_says_what_a_file_with_its_words_would(text: str) -> None:
    node = parse(text, Report().file(""))

    assert node is not None
    assert read_mapping(text) == value_of(node)


@given(spec=specs("stimulus"))
def test_a_question_shown_in_a_field_is_read_back(spec: dict[str, Any]) -> None:
    for question in spec["questions"]:
        written = read_mapping("\n".join(dumped(question)))

        assert body_of(written) == body_of(question)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x", "anchors, aliases and tags"),
        ("a: *x", "anchors, aliases and tags"),
        ("a: !!python/object/apply:os.system [ls]", "anchors, aliases and tags"),
        ("a: 1\na: 2", "twice"),
        ("[a]: 1", "a key is a word"),
        ("- a", "keys with their values"),
        ("", "keys with their values"),
        ("just words", "keys with their values"),
        ("a: [1", "in its line"),
        ("a: 'x", "in its line"),
        ("a: 1\n---\nb: 2", "three dashes"),
        ("a: " + "[" * 40 + "]" * 40, "too deeply"),
        ("a: x" + "x" * LONGEST, "at most"),
        ("a: \0", "not valid YAML"),
        ("a: \ud800", "not valid YAML"),
    ],
)
def test_what_is_no_question_says_why(text: str, words: str) -> None:
    with pytest.raises(NotWritten, match=words) as refusal:
        read_mapping(text)

    assert str(refusal.value).endswith(".")
