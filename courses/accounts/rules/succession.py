"""Who leads a group when a member leaves it, or leaves the site; groups and the erasure of accounts both ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import GroupRole


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place in the order of succession."""

    user_id: int
    role: GroupRole
    joined_at: datetime


def successor(members: Sequence[Standing], leaving: int) -> int | None:
    """Who becomes facilitator when `leaving` goes: the longest-standing member, or None if someone leads on or nobody is left."""
    staying = [member for member in members if member.user_id != leaving]
    if not staying or any(member.role is GroupRole.FACILITATOR for member in staying):
        return None
    return min(staying, key=lambda member: (member.joined_at, member.user_id)).user_id
