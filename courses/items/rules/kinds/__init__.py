"""The registry of item kinds. A new kind is a module here, a template of the same name and a line below."""

from courses.items.rules.kinds import (
    evidence,
    matching,
    multiple_choice,
    multiple_response,
    numeric,
    ordering,
    short_answer,
    true_false,
)
from courses.items.rules.kinds.context import Context, Grade, Kind, Unreadable

KINDS: dict[str, Kind] = {
    kind.NAME: kind
    for kind in (multiple_choice, multiple_response, true_false, short_answer, numeric, matching, ordering, evidence)
}

__all__ = ["KINDS", "Context", "Grade", "Kind", "Unreadable"]
