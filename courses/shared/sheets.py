"""Tables as CSV that spreadsheets open safely and in the right letters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import BinaryIO

# A cell that begins so would be run as a formula; an apostrophe in front makes it words.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 CSV, with the mark by which spreadsheets recognise UTF-8."""
    file = io.BytesIO()
    write_csv(file, heading, rows)
    return file.getvalue()


def write_csv(file: BinaryIO, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write such a table row by row, so that a long one is never in memory as a whole."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([cell(value) for value in heading])
    writer.writerows([cell(value) for value in row] for row in rows)
    text.detach()


def cell(value: object) -> object:
    """A value as it may stand in a sheet: numbers stay numbers, instants become ISO 8601, words never a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return value
    words = str(value)
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words
