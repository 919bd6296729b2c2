"""GIFT, Moodle's format for questions as plain text."""

from __future__ import annotations

from courses.items.formats.gift_reader import NAME, read
from courses.items.formats.gift_writer import write
from courses.items.formats.plain_files import is_plain

__all__ = ["ENDING", "NAME", "TITLE", "read", "recognises", "write"]

TITLE = "GIFT"
ENDING = "gift"


def recognises(content: bytes, file_name: str) -> bool:
    """Any text may be GIFT: what has no answers is a description."""
    return is_plain(content)
