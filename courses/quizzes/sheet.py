"""The gradebook as a sheet: CSV, and XLSX in which words are never formulas; made row by row, so that only the finished file is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from flask_babel import gettext as _

from courses.quizzes.queries.gradebook import LearnerRow, QuizColumn
from courses.shared.sheets import write_csv

# What a name of a sheet and a cell may hold in that format.
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
LONGEST_CELL = 32_767
# The words a column of names needs; numbers are as wide as their heading would make them.
NAME_WIDTH, NUMBER_WIDTH = 28, 14


def csv_file(quizzes: Sequence[QuizColumn], rows: Iterable[LearnerRow]) -> BytesIO:
    """The gradebook as CSV; grades are fractions from 0 to 1, empty where there is none."""
    file = BytesIO()
    write_csv(file, heading(quizzes), (_values(row) for row in rows))
    file.seek(0)
    return file


def xlsx_file(title: str, quizzes: Sequence[QuizColumn], rows: Iterable[LearnerRow]) -> BytesIO:
    """The gradebook as XLSX; grades are numbers shown as per cent."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet(title.translate(FORBIDDEN_IN_NAMES).strip()[:LONGEST_NAME] or None)
    bold, share = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.0%"})
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, len(quizzes) + 2, NUMBER_WIDTH)
    sheet.freeze_panes(1, 1)
    for column, words in enumerate(heading(quizzes)):
        sheet.write_string(0, column, words[:LONGEST_CELL], bold)
    for number, row in enumerate(rows, start=1):
        name, learner, *fractions = _values(row)
        sheet.write_string(number, 0, str(name)[:LONGEST_CELL])
        sheet.write_number(number, 1, int(str(learner)))
        for column, fraction in enumerate(fractions, start=2):
            if isinstance(fraction, float):
                sheet.write_number(number, column, fraction, share)
    book.close()
    file.seek(0)
    return file


def heading(quizzes: Iterable[QuizColumn]) -> list[str]:
    """The names of the columns."""
    return [_("Name"), _("Number"), _("Whole course"), *(quiz.lesson_title for quiz in quizzes)]


def _values(row: LearnerRow) -> list[object]:
    grades = (None if cell is None or cell.fraction is None else float(cell.fraction) for cell in row.cells)
    return [row.name, row.user_id, None if row.total is None else float(row.total), *grades]
