"""The anchors of one lesson: each belongs to one thing."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from courses.authoring.compiler.fields import ID, ID_RULE

# What the page around a lesson calls its own parts; tests/laws holds this against the templates.
OF_THE_PAGE = frozenset(
    {
        *("main", "announcer", "site-search", "text", "completion", "completion-title"),
        *("quiz-title", "questions-title", "terms-title", "topics-title"),
    }
)


class Anchors:
    """What is taken, and the line it was taken at (None where it made itself)."""

    def __init__(self) -> None:
        self.lines: dict[str, int | None] = {}
        self.counts: dict[str, int] = {}

    def claim(self, anchor: str, line: int | None) -> str | None:
        """Take an anchor that an author chose, or say why it cannot be taken."""
        if not ID.fullmatch(anchor):
            return f"{ID_RULE}; '{anchor}' is none."
        if anchor in OF_THE_PAGE:
            return f"The page around the lesson uses '{anchor}' itself. Choose another anchor."
        if anchor in self.lines:
            return f"The anchor '{anchor}' is already taken{_at(self.lines[anchor])}."
        self.lines[anchor] = line
        return None

    def make(self, wanted: str) -> str:
        """Take an anchor like `wanted`, with a number behind it when it is taken."""
        anchor = wanted
        while anchor in self.lines:
            self.counts[wanted] = self.counts.get(wanted, 1) + 1
            anchor = f"{wanted}-{self.counts[wanted]}"
        self.lines[anchor] = None
        return anchor


def _at(line: int | None) -> str:
    return f" in line {line}" if line else ""


def anchor_of_words(words: str) -> str:
    """`p-` and eight digits made from the words."""
    return "p-" + hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:8]


def anchor_of_heading(title: str) -> str:
    """`h-` and the title's letters, so that it meets no id of the page around."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:50].rstrip("-")
    return f"h-{slug or hashlib.sha256(title.encode()).hexdigest()[:8]}"
