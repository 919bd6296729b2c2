"""The shape of what the pages of marking send: a mark by rubric or by number, words, and what makes a repetition harmless."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from courses.access.loaders.marking import MarkedSlot
from courses.quizzes.rules.marking import Mark, Wrong, mark_by_number, mark_by_rubric

# Numbers of steps; longer ones are none.
LONGEST_NUMBER = 10


@dataclass(frozen=True)
class Filled:
    """What stands in the fields: the number of a level for each criterion (empty: none), the marks as typed, the comment or answer.

    `base`: the change of the mark that the page has seen last.
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    marks: str = ""
    words: str = ""
    base: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no mark is given."""
        return not self.marks and not any(self.levels.values())

    def mark(self, slot: MarkedSlot) -> Mark | Wrong:
        """The mark it comes to."""
        if slot.body.get("rubric"):
            return mark_by_rubric(slot.body, list(self.levels.values()))
        return mark_by_number(self.marks, slot.marks)


def criteria_of(slot: MarkedSlot) -> list[str]:
    """The ids of what is looked at."""
    return [criterion["id"] for criterion in slot.body.get("rubric") or ()]


def read_filled(slot: MarkedSlot, form: MultiDict[str, str], words: str) -> Filled:
    """What a form holds; `words` is the name of its field of words."""
    levels = {key: form.get(f"level-{number}", "").strip() for number, key in enumerate(criteria_of(slot))}
    base = form.get("base", "")
    is_number = base.isascii() and base.isdecimal() and len(base) <= LONGEST_NUMBER
    text = form.get(words, "").replace("\r\n", "\n").strip()
    return Filled(levels, form.get("marks", "").strip(), text, int(base) if is_number else -1)


def filled_from(slot: MarkedSlot, levels: Mapping[str, int], words: str = "", *, is_marked: bool, base: int) -> Filled:
    """The fields of an answer as its mark stands."""
    chosen = {key: str(levels.get(key, "")) for key in criteria_of(slot)}
    marks = format_decimal(round(slot.fraction * slot.marks, 8)) if is_marked else ""
    return Filled(chosen, marks, words, base)


def wrong_words(wrong: Wrong, marks: float) -> str:
    """What is wrong with a mark, as a sentence that says what to do."""
    most = format_decimal(marks)
    return {
        Wrong.NO_LEVEL: _("Choose a level for every criterion."),
        Wrong.UNKNOWN_LEVEL: _("The rubric has no such level. Reload the page and choose again."),
        Wrong.NO_NUMBER: _("Write the marks as a number from 0 to %(most)s.", most=most),
        Wrong.OUT_OF_RANGE: _("The marks go from 0 to %(most)s.", most=most),
    }[wrong]
