"""Circles of lessons that require each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.compiler.requirements import circles


@pytest.mark.parametrize(
    ("requires", "found"),
    [
        ({}, []),
        ({"a": [], "b": ["a"], "c": ["a", "b"]}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, [["b", "c"]]),
        ({"a": ["missing"]}, []),
    ],
)
def test_circles_are_found(requires: dict[str, list[str]], found: list[list[str]]) -> None:
    assert circles(requires) == found


def test_a_chain_as_long_as_a_course_is_walked() -> None:
    chain = {str(number): [str(number + 1)] for number in range(2_000)} | {"2000": []}

    assert circles(chain) == []


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=4), max_size=7))
def test_there_is_a_circle_exactly_when_some_lesson_can_never_be_opened(graph: dict[int, list[int]]) -> None:
    requires = {str(key): [str(other) for other in others if other in graph] for key, others in graph.items()}
    opened: set[str] = set()
    while fresh := {key for key, others in requires.items() if key not in opened and opened.issuperset(others)}:
        opened |= fresh

    assert bool(circles(requires)) == (opened != set(requires))
