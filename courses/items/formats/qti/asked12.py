"""An item of QTI 1.2 while it is read: what it shows, its rules, its feedback, and the gaps that were made of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from courses.items.formats.qti.item import BLANK, BLANK_SHOWN, GAP, NOT_ID, Texts
from courses.items.formats.qti.materials12 import Presentation, material
from courses.items.formats.qti.rules12 import Rules
from courses.items.formats.xml import Element, children, local

NOTHING_CHOSEN = "\ufdd0"
WRONG_NAMES = re.compile(r"incorrect|wrong|_ic?fb|inc\b", re.IGNORECASE)


@dataclass
class Asked:
    """An item of QTI 1.2 while it is read. `placeholders`: names in brackets in the text, with the token of their gap."""

    item: Element
    kind: str
    found: Presentation
    rules: Rules
    texts: Texts
    lacking: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def lacks(self, sentence: str) -> None:
        if sentence not in self.lacking:
            self.lacking.append(sentence)

    def gap(self, name: str) -> tuple[str, str]:
        """A new gap with an id like a name, and its token."""
        key = NOT_ID.sub("-", name.lower()).strip("-")[:50] or "gap"
        key = key if key[0].isalpha() else f"gap-{key}"
        while key in self.gaps:
            key += "-2"
        self.gaps.append(key)
        return key, f"\ue000{len(self.gaps) - 1}\ue001"

    def page(self, html: str) -> str:
        """Markdown with gaps in braces."""
        written = self.texts.page(html, has_gaps=bool(self.gaps))
        written = GAP.sub(lambda found: f"{{{self.gaps[int(found[1])]}}}", written)
        return written.replace(BLANK, BLANK_SHOWN)

    def say(self, element: Element) -> str:
        return self.texts.page(material(element))

    @cached_property
    def feedback(self) -> dict[str, str]:
        """The texts of feedback by their names, without hints."""
        found = {}
        for element in children(self.item, "itemfeedback"):
            parts = [inner for inner in children(element) if local(inner) != "hint"]
            text = "\n\n".join(text for inner in parts if (text := self.texts.page(material(inner))))
            if text:
                found[element.get("ident", "")] = text
        return found

    def said_to(self, response: str, value: str, *, but: Collection[str] = ()) -> str:
        """What is said to an answer, and not to every other."""
        known = self.feedback
        names = [name for name in self.rules.run({response: [value]}).shown if name in known and name not in but]
        self.used |= set(names)
        return "\n\n".join(dict.fromkeys(known[name] for name in names))

    def always(self, response: str) -> tuple[str, ...]:
        """The names of what is said to an answer that is none of those named."""
        return self.rules.run({response: [NOTHING_CHOSEN]}).shown

    def wrong_feedback(self) -> list[str]:
        """What is said to wrong answers, by what it is called."""
        known = self.feedback
        return [text for name, text in known.items() if name not in self.used and WRONG_NAMES.search(name)]

    def rest_of_feedback(self, wrong: Sequence[str]) -> list[str]:
        """What was said to no answer."""
        return [text for name, text in self.feedback.items() if name not in self.used and text not in wrong]
