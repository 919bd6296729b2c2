"""The table of a group as rows of a sheet, from the same value as the page."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from courses.groups.queries import Matrix
from courses.groups.rules.sharing import CellState


def heading(matrix: Matrix) -> list[str]:
    """The names of the columns."""
    return [_("Name"), _("Lessons completed"), _("Last read"), *(lesson.title for lesson in matrix.lessons)]


def rows(matrix: Matrix) -> Iterator[list[object]]:
    """A row for each member, with what they share: numbers and days that are not shared stay empty, lessons say so."""
    words = {
        CellState.DONE: _("completed"),
        CellState.STARTED: _("started"),
        CellState.OPEN: "",
        CellState.PRIVATE: _("not shared"),
    }
    for row in matrix.rows:
        yield [row.name, row.summary.completed, row.summary.last_on, *(words[cell.state] for cell in row.cells)]
