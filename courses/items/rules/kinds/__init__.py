"""The registry of item kinds. A new kind is a module here, a template of the same name and a line below."""

from courses.items.rules.kinds import (
    cloze,
    description,
    drag_words,
    essay,
    evidence,
    matching,
    multiple_choice,
    multiple_response,
    numeric,
    ordering,
    short_answer,
    stimulus,
    true_false,
)
from courses.items.rules.kinds.context import KINDS, Context, Grade, Kind, Unreadable

REGISTERED: tuple[Kind, ...] = (
    multiple_choice,
    multiple_response,
    true_false,
    short_answer,
    numeric,
    matching,
    ordering,
    evidence,
    cloze,
    drag_words,
    essay,
    stimulus,
    description,
)
KINDS.update({kind.NAME: kind for kind in REGISTERED})

__all__ = ["KINDS", "Context", "Grade", "Kind", "Unreadable"]
