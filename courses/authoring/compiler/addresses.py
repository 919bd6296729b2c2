"""The addresses of a course's pages, which compiled HTML links to."""

from __future__ import annotations

from dataclasses import dataclass

from courses.authoring.draft import EntryDraft
from models.enums import EntryKind


@dataclass(frozen=True)
class Addresses:
    """Addresses below /courses/SLUG; a test follows each of them."""

    slug: str

    def lesson(self, key: str, anchor: str = "") -> str:
        return f"/courses/{self.slug}/lessons/{key}{f'#{anchor}' if anchor else ''}"

    def source(self, key: str, line: int) -> str:
        return f"/courses/{self.slug}/sources/{key}#l{line}"

    def term(self, key: str) -> str:
        return f"/courses/{self.slug}/glossary#{key}"

    def picture(self, sha256: str, ending: str) -> str:
        return f"/courses/{self.slug}/pictures/{sha256}.{ending}"

    def entry(self, entry: EntryDraft) -> str:
        page = "topics" if entry.kind is EntryKind.TOPIC else "bibliography"
        return f"/courses/{self.slug}/{page}#{line_anchor(entry.source, entry.line_from)}"


def line_anchor(source: str, line: int) -> str:
    """The anchor of a line of a source wherever it is shown: `a-75`."""
    return f"{source.lower()}-{line}"
