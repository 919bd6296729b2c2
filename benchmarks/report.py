"""Tables as text, each figure with its target beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of a table; `target` is what was promised in words, `is_met` whether it was kept."""

    cells: tuple[str, ...]
    target: str = ""
    is_met: bool = True


def table(title: str, heading: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows below their heading, columns as wide as they need."""
    lines = [(*heading, "target", "")]
    lines += [(*row.cells, row.target, "" if not row.target else "kept" if row.is_met else "MISSED") for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([title, "", written[0], "-" * len(written[0]), *written[1:], ""])
