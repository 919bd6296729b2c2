"""The letters of GIFT: what is escaped, the four formats of a text, and how both become Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from courses.items.formats import texts
from courses.shared.markup.plain import plain

SPECIAL = ":#={}~"
# Escaped marks become characters that no text may hold, so that nothing mistakes them for marks, and come back at the end.
HIDDEN = {mark: chr(0xFDD0 + number) for number, mark in enumerate(SPECIAL)} | {"n": "\ufdd6"}
SHOWN = str.maketrans({hidden: "\n" if mark == "n" else mark for mark, hidden in HIDDEN.items()})
NEVER = re.compile("[\ufdd0-\ufdef]")
ESCAPE = re.compile(r"\\([\\:#={}~n])")
WRITTEN = str.maketrans({mark: f"\\{mark}" for mark in SPECIAL} | {"\\": "\\\\", "\n": "\\n"})
TAGS = (
    "a abbr b big blockquote br center cite code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd label li math mark nobr "
    "ol p pre q s small span strike strong sub sup svg table tbody td th thead tr tt u ul var video audio iframe object embed"
)
HTML = re.compile(rf"</?(?:{TAGS.replace(' ', '|')})\b[^<>]*>|&(?:#\d+|#x[\da-f]+|[a-z]\w+);", re.IGNORECASE)
NO_TAG = re.compile(rf"<(?!/?(?:{TAGS.replace(' ', '|')})\b)", re.IGNORECASE)
Note = Callable[[str], None]
LONGEST = 100_000


class Broken(Exception):
    """A question that cannot be taken; the message says why."""


def hide(text: str) -> str:
    """The text with its escapes resolved; what was escaped is no mark any more until it is shown."""
    clean = NEVER.sub("\ufffd", text)
    return ESCAPE.sub(lambda found: HIDDEN.get(found[1], found[1]), clean)


def show(text: str) -> str:
    """The text as it is meant to be seen."""
    return text.translate(SHOWN)


def escaped(text: str) -> str:
    """The text as it is written in a file, in one line."""
    return text.translate(WRITTEN)


@dataclass(frozen=True)
class Words:
    """A text of the file, its escapes resolved, and the format it is in; `note` is told what cannot be kept of it."""

    source: str
    format: str
    note: Note

    @property
    def markdown(self) -> str:
        """The text as Markdown, of any number of paragraphs."""
        return self._converted(is_line=False)

    @property
    def line(self) -> str:
        """The text as Markdown of one paragraph."""
        return self._converted(is_line=True)

    def _converted(self, *, is_line: bool) -> str:
        if len(self.source) > LONGEST:
            raise Broken(f"A text has {len(self.source):,} characters; a question may have {LONGEST:,}.")
        return CONVERT[self.format](self.source, is_line=is_line, note=self.note).strip()

    @property
    def bare(self) -> str:
        """The text without any markup, as somebody would type it."""
        return plain(self.source) if self.has_tags else " ".join(self.source.split())

    @property
    def has_tags(self) -> bool:
        """Whether some of the text is HTML."""
        return self.format in ("html", "moodle") and HTML.search(self.source) is not None


def words_of(text: str, usual: str, note: Note) -> Words:
    """A text and the format that it names in brackets, or the usual one."""
    text = text.strip()
    if text.startswith("["):
        name = text[1 : text.find("]")].lower()
        if name in CONVERT:
            return Words(show(text[len(name) + 2 :]).strip(), name, note)
    return Words(show(text).strip(), usual, note)


def automatic(text: str, *, is_line: bool, note: Note) -> str:
    """Moodle's own format: HTML where there is any; a `<` that begins no tag is only that."""
    if not HTML.search(text):
        return texts.from_text(text, is_line=is_line, note=note)
    return texts.from_moodle_auto(NO_TAG.sub("&lt;", text), is_line=is_line, note=note, find_picture=without(note))


def without(note: Note) -> texts.FindPicture:
    """Pictures are never in the file: it is said where one was shown."""

    def find(source: str, alt: str) -> None:
        note(f"The picture “{source[:80]}” is not in the file; its words stand instead.")

    return find


CONVERT: Mapping[str, Callable[..., str]] = {
    "moodle": automatic,
    "html": lambda text, *, is_line, note: texts.from_html(
        text, is_line=is_line, note=note, find_picture=without(note)
    ),
    "plain": texts.from_text,
    "markdown": lambda text, *, is_line, note: texts.from_markdown(
        text, is_line=is_line, note=note, find_picture=without(note)
    ),
}
