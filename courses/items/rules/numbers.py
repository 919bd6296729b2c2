"""Numbers in course files and in the editor: what counts as one, and what stays the words it is."""

from __future__ import annotations

import math
import re

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
# Longer ones lose digits on their way through a float.
LONGEST = 18


def number_or_text(text: str) -> int | float | str:
    """The number that is written so and not otherwise; `007`, `1.50` and `1e3` stay texts, because they may be meant as words."""
    if len(text) > LONGEST or not NUMBER.fullmatch(text):
        return text
    value = float(text) if set(text) & set(".eE") else int(text)
    return value if str(value) == text else text


def number_of(value: object) -> float | None:
    """The finite number that a value of a course file is, however it is written; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
