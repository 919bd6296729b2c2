"""Who takes over a study group when its facilitator leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import GroupRole


@dataclass(frozen=True)
class Belonging:
    """One person's place in a group."""

    user_id: int
    role: GroupRole
    joined_at: datetime


def successor(members: Sequence[Belonging], leaving: int) -> int | None:
    """Who becomes facilitator when `leaving` goes: the one who has been there longest.

    None when nobody needs to: another facilitator stays, the one who leaves is none, or nobody is left.
    """
    staying = sorted((m for m in members if m.user_id != leaving), key=lambda m: (m.joined_at, m.user_id))
    led = any(m.user_id == leaving and m.role is GroupRole.FACILITATOR for m in members)
    if not led or not staying or any(m.role is GroupRole.FACILITATOR for m in staying):
        return None
    return staying[0].user_id
