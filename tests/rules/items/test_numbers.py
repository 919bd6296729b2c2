"""Numbers in course files: what counts as one, and what stays the words it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.numbers import number_of, number_or_text


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-12", -12), ("1204", 1204), ("0.5", 0.5), ("-3.25", -3.25), ("1e+20", 1e20)]
)
def test_what_is_written_as_we_write_it_is_a_number(text: str, value: float) -> None:
    assert (number_or_text(text), type(number_or_text(text))) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    ["007", "1.50", ".5", "+1", "-0", "1e3", "1_000", " 1", "٣", "nan", "inf", "", "0x1f", "1" * 19, "1,5", "9" * 5000],
)
def test_everything_else_stays_the_words_it_is(text: str) -> None:
    assert number_or_text(text) == text


@pytest.mark.parametrize(
    ("value", "number"), [("007", 7), ("1.50", 1.5), (".5", 0.5), ("+1", 1), ("1e3", 1000), (12, 12)]
)
def test_where_a_number_is_asked_for_it_may_be_written_in_any_way(value: object, number: float) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    "value", [None, True, [], "", "nan", float("nan"), float("inf"), "1e999", 10**400, "٣", "1,5", "1 2"]
)
def test_what_is_no_finite_number_is_none(value: object) -> None:
    assert number_of(value) is None


@given(st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back(value: float) -> None:
    assert number_of(number_or_text(str(value))) == value
