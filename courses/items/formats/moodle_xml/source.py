"""One question of a Moodle file while it is read: its elements, its texts in their formats, and what was noticed on the way."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from courses.items.formats import texts
from courses.items.formats.moodle_xml.files import Files
from courses.items.formats.texts import Where
from courses.items.formats.xml import Element, attribute, child, children, inside, words

FORMATS = {
    "moodle_auto_format": "moodle",
    "wiki_like": "moodle",
    "0": "moodle",
    "plain_text": "plain",
    "2": "plain",
    "markdown": "markdown",
    "4": "markdown",
}
NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,4})?")
LONGEST_NUMBER = 60
TRUE = frozenset({"true", "1", "yes"})
FALSE = frozenset({"false", "0", "no", ""})
NEARLY = 0.999
LONGEST = 4_000_000
MOST_WARNINGS = 50
# What may stand beside a text in the same element.
BESIDE = frozenset({"file", "answer", "feedback", "tolerance", "fraction", "hintcontent", "group", "infinite"})
MORE = "There is more of this kind."
ANYWHERE = Where()


class Broken(Exception):
    """A question that cannot be taken; the message says why."""


@dataclass(frozen=True)
class Text:
    """A text of the file as it stands there, and its format: html, moodle, plain or markdown."""

    raw: str
    format: str

    @property
    def words(self) -> str:
        """What it says, without any markup."""
        if self.format in ("html", "moodle") or (self.format == "markdown" and texts.ELEMENT.search(self.raw)):
            return texts.words_of_html(self.raw)
        return " ".join(self.raw.split())


@dataclass
class Source:
    """A question: `right` collects the right answers as the file writes them, `lacks` what it does not say and must, `used` the
    names of the elements that were understood."""

    element: Element
    files: Files
    format: str = "html"
    warnings: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    asks: str = ""

    def warn(self, sentence: str) -> None:
        """Note what was changed or left out; of very many things, that there are more."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings += [sentence] if sentence not in self.warnings else []
        elif self.warnings[-1] != MORE:
            self.warnings.append(MORE)

    def lack(self, sentence: str) -> None:
        """Note what a question must say and this one does not."""
        if sentence not in self.lacks:
            self.lacks.append(sentence)

    def child(self, name: str) -> Element | None:
        """An element of the question, which is thereby understood."""
        self.used.add(name)
        return child(self.element, name)

    def children(self, name: str) -> list[Element]:
        """All elements of a name, which is thereby understood."""
        self.used.add(name)
        return list(children(self.element, name))

    def value(self, name: str, default: str = "") -> str:
        """The words of an element; `default` where there is none, or it is empty."""
        return words(self.child(name)).strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        """A truth, in any of the ways in which Moodle has written them."""
        word = self.value(name, "true" if default else "false").lower()
        return word in TRUE or (word not in FALSE and default)

    def text(self, element: Element | None) -> Text:
        """A text with its format; that of the question where it has none."""
        if element is None:
            return Text("", self.format)
        named = attribute(element, "format").strip().lower()
        written = raw(element)
        if len(written) > LONGEST:
            self.warn(f"Of a text of {len(written):,} characters, the first {LONGEST:,} were read.")
        return Text(written[:LONGEST], FORMATS.get(named, "html") if named else self.format)

    def markdown(self, element: Element | None, *, is_line: bool = False, where: Where = ANYWHERE) -> str:
        """A text as Markdown."""
        return self.converted(self.text(element), is_line=is_line, where=where)

    def converted(self, text: Text, *, is_line: bool = False, where: Where = ANYWHERE) -> str:
        """Markdown of any of the four formats; `is_line`: of one paragraph."""
        if text.format == "plain":
            return texts.from_text(text.raw.strip(), where=where, is_line=is_line, note=self.warn)
        return CONVERT[text.format](
            text.raw, where=where, is_line=is_line, find_picture=self.files.picture, note=self.warn
        ).strip()

    def number(self, text: str, what: str) -> float | int | None:
        """A finite number, or None and a warning that names what it should have been."""
        text = text.strip()
        value = finite(text)
        if value is None:
            self.warn(f"{what} is “{text[:40]}”, which is no number that can be used.")
        return value

    def fraction(self, answer: Element) -> float:
        """What an answer is worth, from -1 to 1; old files say it in an element."""
        old = words(child(answer, "fraction")).strip()
        written = attribute(answer, "fraction").strip() or old or "0"
        value = self.number(written, "What an answer is worth")
        if value is None:
            return 0.0
        value = value if old and not attribute(answer, "fraction").strip() and abs(value) <= 1 else value / 100
        if abs(value) > 1:
            self.warn(f"An answer is worth {written} %; more than all is not possible.")
        value = round(max(-1.0, min(1.0, value)), 7)
        return 1.0 if value >= NEARLY else value


CONVERT: Mapping[str, Callable[..., str]] = {
    "html": texts.from_html,
    "moodle": texts.from_moodle_auto,
    "markdown": texts.from_markdown,
}


def raw(element: Element) -> str:
    """The text of an element: in `text`, or in old files in the element itself; tags that nobody escaped are part of it."""
    holder = child(element, "text")
    if holder is None:
        return (inside(element, without=BESIDE) if len(element) else words(element)).strip()
    return (inside(holder) if any(True for _ in children(holder)) else words(holder)).strip()


def finite(text: str) -> float | int | None:
    """The finite number that a text is."""
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else value
