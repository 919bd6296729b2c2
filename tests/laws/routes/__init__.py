"""The table of every route and what each role gets from it, a module a feature.

A module holds `ROUTES`: endpoint -> method -> role -> status. The addresses are made from the world of `tests/laws/world.py`; where
its values by the names of parameters do not fit, `VALUES` (endpoint -> parameters) says others. `FORMS` (endpoint -> fields) is what a POST
sends. Both may hold functions of the world in place of plain values.
"""

from __future__ import annotations

ROLES = ("visitor", "guest", "member", "learner", "instructor", "administrator", "group_member", "facilitator")


def everybody(status: int, **others: int) -> dict[str, int]:
    """The same status for all roles, except for those named."""
    return {**dict.fromkeys(ROLES, status), **others}
