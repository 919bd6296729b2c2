"""YAML with lines: values as texts, every refusal at its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.compiler.report import Report
from courses.authoring.compiler.yaml_lines import BROKEN, Mapping, Node, Scalar, Sequence, line_of, parse, value_of


def read(text: str, first_line: int = 1) -> tuple[Node | None, list[str]]:
    report = Report()
    node = parse(text, report.file("x.yaml"), first_line=first_line)
    return node, [str(problem) for problem in report.sorted()]


def test_every_key_and_item_has_its_line() -> None:
    node, problems = read("a: 1\nb:\n  - c: 2\n    d:\n      - x\n      - y\n", first_line=11)

    assert problems == []
    assert node is not None
    assert [line_of(node, path) for path in (("a",), ("b",), ("b", 0, "d"), ("b", 0, "d", 1))] == [11, 12, 14, 16]


def test_a_path_that_leads_nowhere_ends_at_the_last_thing_there_is() -> None:
    node, _ = read("a:\n  - b: 1\n  - c: 1\n")

    assert node is not None
    assert line_of(node, ("a", 1, "missing", "deeper")) == 3
    assert line_of(node, ("missing",)) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("true", True),
        ("false", False),
        ("'true'", "true"),
        ("12", 12),
        ("'12'", "12"),
        ("1.5", 1.5),
        ("012", "012"),
        ("1.50", "1.50"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2027-01-31", "2027-01-31"),
        ("~", None),
        ("", None),
        ("[a, 'b']", ["a", "b"]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
    ],
)
def test_values_mean_what_they_look_like(text: str, value: object) -> None:
    node, problems = read(f"key: {text}\n")

    assert problems == []
    assert node is not None
    assert value_of(node) == {"key": value}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: The key 'a' stands here twice (first in line 1)."),
        ("a: &x 1\n", "x.yaml:1: Anchors are not allowed; remove '&x'."),
        ("a: 1\nb: *x\n", "x.yaml:2: Aliases are not allowed; write the value of '*x' out."),
        (
            "a: !!python/object:os.system 1\n",
            "x.yaml:1: Tags are not allowed; remove 'tag:yaml.org,2002:python/object:os.system'.",
        ),
        ("a: 1\n---\nb: 1\n", "x.yaml:2: A file holds one document; remove the line of three dashes."),
        ("? [a]\n: 1\n", "x.yaml:1: A key is a word, not a list or a mapping."),
    ],
)
def test_what_hides_or_repeats_is_refused(text: str, problem: str) -> None:
    assert problem in read(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [1, 2\nc: 3\nd: 4\n",
        "a: 1\nb 1\nc: 3\n",
        "a: 1\nb 1\u2028",
        'a: 1\nb: "1\nc: 3\nd: 4\n',
        "a: 1\nb: {c: 1\n\nd: e\n",
        "a: 1\n- b\nc: 3\n",
        "a: 1\n  b: 1\nc: 3\n",
        "a: 1\nb: @1\nc: 3\n",
    ],
)
def test_broken_yaml_is_one_problem_at_the_line_of_the_mistake(text: str) -> None:
    node, problems = read(text)

    assert node is BROKEN
    assert len(problems) == 1
    assert problems[0].startswith("x.yaml:2: This is not valid YAML: ")


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]

    node, problems = read("\n".join(rows))

    assert isinstance(node, Mapping)
    assert len(problems) == 30 + 29


def test_deep_nesting_is_refused() -> None:
    node, problems = read("[" * 5_000)

    assert node is BROKEN
    assert problems == ["x.yaml:1: This is not valid YAML: it is nested too deeply."]


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("key: >\n  one two\n  three four\n\n  five\n", "four", 3),
        ("key: >-\n  one two\n  three four\n\n  five\n", "five", 5),
        ("key: |\n  one\n  two\n  three\n", "three", 4),
        ("key: one\n  two\n  three\n", "three", 3),
        ('key: "one\n  two\n  three"\n', "two", 2),
        ("key: one two\n", "two", 1),
    ],
)
def test_a_word_of_a_long_text_has_its_line(text: str, word: str, line: int) -> None:
    node, _ = read(text)
    assert isinstance(node, Mapping)
    value = node.values["key"]
    assert isinstance(value, Scalar)

    assert value.line_at(value.text.index(word)) == line


plain = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8)
trees = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4), max_leaves=12
)


@given(trees)
def test_quoted_trees_come_back_as_they_were(tree: object) -> None:
    text = yaml.dump(tree, default_style='"', allow_unicode=True, width=30)

    node, problems = read(text)

    assert problems == []
    assert node is not None
    assert value_of(node) == tree


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_a_problem(text: str) -> None:
    node, problems = read(text)

    assert node is None or isinstance(node, Scalar | Sequence | Mapping)
    assert all(problem.startswith("x.yaml:") for problem in problems)
