"""What a file about an attempt may tell at a moment, by the table of `behaviours`; and of the rest why not, and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from courses.quizzes.rules.behaviours import Moment, Showing, moment_of_attempt, shown
from courses.quizzes.rules.limits import Terms

# The part of the table on which each field depends; fields that are not here are the learner's own doing.
OF_ATTEMPT = {"fraction": "score"}
OF_ANSWER = {
    "fraction": "marks",
    "comment": "feedback",
    "objection_answer": "correctness",
    "objection_answered_at": "correctness",
    "objection_fraction_after": "marks",
}
OF_STEP = {
    "fraction": "marks",
    "fractions": "marks",
    "levels": "marks",
    "former": "marks",
    "total": "score",
    "former_total": "score",
    "comment": "feedback",
    "written": "feedback",
    "reason": "correctness",
}
# In this step the fraction is that of the whole attempt.
OF_GRADING = {**OF_STEP, "fraction": "score"}
OF_GRADE = {"fraction": "score", "override": "score"}


class Why(StrEnum):
    """Why something is not told."""

    UNFINISHED = "unfinished"
    UNCLOSED = "unclosed"
    FOR_GOOD = "for good"


@dataclass(frozen=True)
class Withheld:
    """Fields that are not told, in the order of their names; `until` is the instant, where there is one."""

    fields: tuple[str, ...]
    why: Why
    until: datetime | None = None


def told(row: Mapping[str, Any], depends: Mapping[str, str], shows: Showing) -> tuple[dict[str, Any], set[str]]:
    """What may be told of a row, and the names of the fields that may not; where nothing is yet, nothing is kept back."""
    hidden = {name for name in row if name in depends and row[name] is not None and not getattr(shows, depends[name])}
    return {name: value for name, value in row.items() if name not in hidden}, hidden


def reason_of(part: str, terms: Terms, *, is_finished: bool) -> tuple[Why, datetime | None]:
    """Why this part of the table is not told of an attempt now, and until when."""
    settings = terms.settings
    if not is_finished and getattr(shown(Moment.FINISHED, settings.behaviour, settings.review), part):
        return Why.UNFINISHED, None
    is_told_later = getattr(shown(Moment.CLOSED, settings.behaviour, settings.review), part)
    if is_told_later and terms.closes_at is not None:
        return Why.UNCLOSED, terms.closes_at
    return Why.FOR_GOOD, None


def withheld(hidden: Mapping[str, str], terms: Terms, *, is_finished: bool) -> list[Withheld]:
    """The fields that are not told (name -> part of the table), together where the reason is the same."""
    together: dict[tuple[Why, datetime | None], list[str]] = defaultdict(list)
    for name in sorted(hidden):
        together[reason_of(hidden[name], terms, is_finished=is_finished)].append(name)
    return [Withheld(tuple(names), why, until) for (why, until), names in together.items()]


def result_shows(terms: Terms, now: datetime) -> Showing:
    """What is shown of a finished attempt, or of the grade that is made of such."""
    return shown(moment_of_attempt(terms.closes_at, now), terms.settings.behaviour, terms.settings.review)


def hidden_of_sum(quizzes: Iterable[Terms], now: datetime) -> list[Withheld]:
    """Why the sum over these quizzes is not told: it would tell what one of them keeps back. Empty where it may be told."""
    reasons = [reason_of("score", terms, is_finished=True) for terms in quizzes if not result_shows(terms, now).score]
    if not reasons:
        return []
    if any(why is Why.FOR_GOOD for why, _until in reasons):
        return [Withheld(("fraction",), Why.FOR_GOOD)]
    return [Withheld(("fraction",), Why.UNCLOSED, max(until for _why, until in reasons if until is not None))]
