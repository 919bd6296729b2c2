"""Stars in words to be typed: in a course file a star stands for anything unless a backslash stands before it; elsewhere it is a letter."""

from __future__ import annotations

# As courses/items/rules/wordings.py has it, which readers do not import: they run alone and begin quickly.
OWN_STAR = "\\*"


def as_pattern(words: str) -> str:
    """Words in which a star is a letter, as a course file writes them."""
    return words.replace("*", OWN_STAR)


def is_words(pattern: str) -> bool:
    """Whether nothing in an accepted answer stands for anything."""
    return "*" not in pattern.replace(OWN_STAR, "")


def as_words(pattern: str) -> str:
    """An accepted answer with its stars as letters."""
    return pattern.replace(OWN_STAR, "*")
