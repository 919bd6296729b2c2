"""Tables that spreadsheets open without running what people wrote."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from courses.shared.sheets import cell, csv_bytes


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=HYPERLINK(1)"])
def test_words_that_would_be_a_formula_become_words(words: str) -> None:
    assert cell(words) == f"'{words}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("River - Towns", "River - Towns"),
        (-3, -3),
        (0.5, 0.5),
        (date(2027, 1, 31), "2027-01-31"),
        (datetime(2027, 1, 31, 10, 5, 3, 99, tzinfo=UTC), "2027-01-31T10:05:03+00:00"),
    ],
)
def test_other_values_stay_what_they_are(value: object, written: object) -> None:
    assert cell(value) == written


def test_a_sheet_is_read_back_as_it_was_meant() -> None:
    sheet = csv_bytes(["name", "note"], [["Žofie, the elder", 'says "no"\nand leaves'], [2, None]])

    assert sheet.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""))) == [
        ["name", "note"],
        ["Žofie, the elder", 'says "no"\nand leaves'],
        ["2", ""],
    ]
