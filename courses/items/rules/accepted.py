"""Answers that an author accepts, each with what it is worth: what words and numbers to be typed have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from courses.items.rules.kinds.context import Grade
from courses.items.rules.parts import Part

MOST_ANSWERS = 200
Accepted = Mapping[str, Any]
Fits = Callable[[Accepted, str], bool]


def worth_of(part: Part) -> dict[str, Any]:
    """What an accepted answer is worth, from 0 to 1, and what is said to it."""
    return {
        "weight": part.fraction("weight", low=0, default=1),
        "feedback_html": part.html("feedback", optional=True),
    }


def first_fitting(answers: Iterable[Accepted], text: str, fits: Fits) -> Accepted | None:
    """The answer that counts: the first that fits, as in the programs that questions come from."""
    return next((answer for answer in answers if fits(answer, text)), None)


def grade_with(answer: Accepted | None, feedback_html: str | None) -> Grade:
    """The grade of what was typed when this answer fits it; `feedback_html` is said where nothing fits, or nothing is earned."""
    fraction = answer["weight"] if answer else 0.0
    own_html = answer["feedback_html"] if answer else None
    return Grade(fraction, remark_html=own_html or (None if fraction > 0 else feedback_html))


def whole(answers: Iterable[Accepted]) -> list[Accepted]:
    """The answers worth everything."""
    return [answer for answer in answers if answer["weight"] == 1]


def right_text(answers: Sequence[Accepted], text_of: Callable[[Accepted], str], fits: Fits) -> str:
    """What to type for everything."""
    for answer in whole(answers):
        found = first_fitting(answers, text_of(answer), fits)
        if found and found["weight"] == 1:
            return text_of(answer)
    return next((text_of(answer) for answer in whole(answers)), "")


def check_reach(item: Part, answers: Sequence[Accepted], text_of: Callable[[Accepted], str], fits: Fits) -> None:
    """Note when nothing is worth everything, and answers that are, but whose words an earlier one takes for less."""
    if answers and not whole(answers):
        item.problem("answers", "At least one answer should be worth 1 (no 'weight').")
    if len(whole(answers)) == len(answers):
        return
    hidden = [number for number, answer in enumerate(answers) if _is_hidden(answers, answer, text_of, fits)]
    # Where questions come from elsewhere, one way to be right is enough.
    if not item.context.is_lenient or len(hidden) == len(whole(answers)):
        for number in hidden:
            place = (*item.path, "answers", number)
            item.context.problem(place, "An answer above accepts this one too, and is worth less. Put this one first.")


def _is_hidden(answers: Sequence[Accepted], answer: Accepted, text_of: Callable[[Accepted], str], fits: Fits) -> bool:
    if answer["weight"] != 1:
        return False
    found = first_fitting(answers, text_of(answer), fits)
    return found is not None and found["weight"] < 1
