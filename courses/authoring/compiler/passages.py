"""Giving every passage and heading of a lesson's clean HTML its anchor, and putting the blocks in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from courses.authoring.compiler.anchors import Anchors, anchor_of_heading, anchor_of_words
from courses.authoring.compiler.prose import Prose
from courses.authoring.compiler.quotations import Placed
from courses.authoring.draft import Heading, PassageDraft
from courses.shared.markup import plain
from models.enums import PassageKind

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
CHOSEN = re.compile(r"\{#([^{}\s]{1,80})\}((?:\s*</[a-z0-9]+>)*\s*)$")
TERM = re.compile(r'href="term:([^"]*)"')
PLACE = re.compile(r' data-placed="(\d+)"')
PROSE = frozenset({"p", "ul", "ol", "dl", "table", "blockquote", "pre"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
DEEPEST_IN_CONTENTS = 3


@dataclass
class Page:
    """A lesson's reading with its anchors."""

    html: str = ""
    passages: list[PassageDraft] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


def lay_out(html: str, placed: Sequence[Placed], anchors: Anchors, body: Prose) -> Page:
    """The page made of clean HTML: paragraphs, lists and tables at the outside or in notes become passages."""
    return _Layout(html, placed, anchors, body).run()


class _Layout:
    def __init__(self, html: str, placed: Sequence[Placed], anchors: Anchors, body: Prose) -> None:
        self.html = html
        self.placed = placed
        self.anchors = anchors
        self.body = body
        self.page = Page()

    def run(self) -> Page:
        pieces: list[str] = []
        position = 0
        while match := TAG.search(self.html, position):
            pieces.append(self.html[position : match.start()])
            setting = self._setting(match)
            if setting is None:
                pieces.append(match[0])
                position = match.end()
            else:
                inner_end, position = self._end(match)
                pieces.append(setting(match, self.html[match.end() : inner_end]))
        pieces.append(self.html[position:])
        self.page.html = "".join(pieces)
        return self.page

    def _setting(self, match: re.Match[str]) -> Callable[[re.Match[str], str], str] | None:
        if match[1]:
            return None
        if match[2] in PROSE:
            return self._passage
        if match[2] in HEADINGS:
            return self._heading
        if match[2] == "div":
            return self._place if PLACE.fullmatch(match[3]) else self._footnotes
        return None

    def _end(self, opening: re.Match[str]) -> tuple[int, int]:
        """Where the inside of an element ends, and where the element does."""
        depth = 1
        for match in TAG.finditer(self.html, opening.end()):
            if match[2] == opening[2]:
                depth += -1 if match[1] else 1
            if depth == 0:
                return match.start(), match.end()
        return len(self.html), len(self.html)

    def _passage(self, match: re.Match[str], inner: str) -> str:
        tag = match[2]
        chosen, inner = _without_anchor(inner)
        words = plain(inner)
        if not words:
            return f"{match[0]}{inner}</{tag}>"
        anchor = self._claim(chosen) if chosen else self.anchors.make(anchor_of_words(words))
        terms = tuple(dict.fromkeys(TERM.findall(inner)))
        self.page.passages.append(PassageDraft(anchor, PassageKind.PROSE, words, terms=terms))
        return f'<{tag} class="passage" id="{anchor}"{match[3]}>{inner}</{tag}>'

    def _heading(self, match: re.Match[str], inner: str) -> str:
        chosen, inner = _without_anchor(inner)
        title = plain(inner)
        anchor = self._claim(chosen) if chosen else self.anchors.make(anchor_of_heading(title))
        if int(match[2][1]) <= DEEPEST_IN_CONTENTS:
            self.page.headings.append(Heading(anchor, title, int(match[2][1])))
        return f'<{match[2]} id="{anchor}">{inner}</{match[2]}>'

    def _claim(self, anchor: str) -> str:
        needle = f"{{#{anchor}}}"
        offset = max(0, self.body.text.find(needle))
        refusal = self.anchors.claim(anchor, self.body.line_at(offset))
        if refusal:
            self.body.wrong_wherever(needle, refusal)
        return anchor

    def _place(self, match: re.Match[str], inner: str) -> str:
        number = PLACE.fullmatch(match[3])
        block = self.placed[int(number[1])] if number and int(number[1]) < len(self.placed) else Placed()
        self.page.passages.extend(block.passages)
        return block.html

    def _footnotes(self, match: re.Match[str], inner: str) -> str:
        return f"{match[0]}{inner}</div>"


def _without_anchor(inner: str) -> tuple[str | None, str]:
    """The anchor that an author wrote at the end of an element, and the inside without it."""
    chosen = CHOSEN.search(inner)
    return (chosen[1], inner[: chosen.start()].rstrip() + chosen[2]) if chosen else (None, inner)
