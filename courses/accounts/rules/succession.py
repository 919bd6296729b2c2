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
    """Who becomes facilitator when `leaving` goes: who has been there longest; None if somebody leads on or nobody is left."""
    staying = [member for member in members if member.user_id != leaving]
    if not staying or any(member.role is GroupRole.FACILITATOR for member in staying):
        return None
    return min(staying, key=lambda member: (member.joined_at, member.user_id)).user_id
