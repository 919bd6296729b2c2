"""Texts with gaps: `{year}` in a prompt, found where readers will see it and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.items.rules.parts import Part

ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
# Braces that no backslash takes for letters.
GAP = re.compile(r"(?<!\\)((?:\\\\)*)\{([a-z][a-z0-9-]{0,63})\}")
# While the prompt is formatted these stand for the braces of a gap: letters of nobody's, which Markdown and the sanitiser leave
# alone. They are as long as what they stand for, so that problems keep their lines.
OPEN, CLOSE = "\ue0fa", "\ue0fb"
MARK = re.compile(rf"{OPEN}([a-z0-9-]+){CLOSE}")
STRAY = {OPEN: "{", CLOSE: "}", "%EE%83%BA": "{", "%EE%83%BB": "}"}
TOKEN = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
TAG_NAME = re.compile(r"</?([a-z0-9]+)")
CODE = frozenset({"code", "pre"})
BLANK = "____"
LONGEST_ID = 64


@dataclass(frozen=True)
class Gapped:
    """A prompt cut at its gaps: HTML and ids of gaps by turns, HTML first and last."""

    pieces_html: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The gaps in the order of the text."""
        return self.pieces_html[1::2]

    def body(self) -> dict[str, Any]:
        """The keys of a body: the pieces, and the prompt with blanks for where nothing is asked."""
        return {"prompt_html": BLANK.join(self.pieces_html[::2]), "pieces_html": list(self.pieces_html)}


def sorted_by_text(found: Gapped, gaps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The gaps that stand in the text, in its order."""
    known = {gap["id"]: dict(gap) for gap in reversed(gaps)}
    return [known[key] for key in found.ids if key in known]


def id_of(part: Part) -> str:
    """The id of a gap; empty, and a problem, when it cannot be one."""
    key = part.text("id")
    if key and not ID.fullmatch(key):
        part.problem("id", "The id of a gap is lower-case letters, digits and hyphens and begins with a letter.")
        return ""
    return key


def cut(item: Part, ids: Sequence[str]) -> Gapped:
    """The prompt of an item with its gaps; unknown, doubled and missing ones are problems.

    `ids` are those of the entries of `gaps`, empty where an entry has none.
    """
    prompt = item.text("prompt")
    if OPEN in prompt or CLOSE in prompt:
        item.problem("prompt", "There is a character in 'prompt' that means nothing (U+E0FA or U+E0FB); remove it.")
        prompt = prompt.replace(OPEN, "").replace(CLOSE, "")
    marked = GAP.sub(rf"\1{OPEN}\2{CLOSE}", prompt)
    html = item.context.render(marked, (*item.path, "prompt")) if marked else ""
    pieces, seen = [""], set()
    for words, key, place in _marks(html):
        pieces[-1] += words
        if key and _is_gap(item, key, place, known=key in ids, is_again=key in seen):
            seen.add(key)
            pieces.extend((key, ""))
        elif key:
            pieces[-1] += f"{{{key}}}"
    _check_missing(item, ids, seen, prompt)
    return Gapped(tuple(pieces))


def _marks(html: str) -> Iterator[tuple[str, str, str]]:
    """HTML up to each mark, the id in it (empty at the end), and the element that forbids or excuses it: `a`, `code` or none."""
    depths = {"a": 0, "code": 0}
    start = 0
    for tag in TOKEN.finditer(html):
        yield from _in_text(html[start : tag.start()], depths)
        yield _restored(tag[0]), "", ""
        name = TAG_NAME.match(tag[0])
        kind = "code" if name and name[1] in CODE else name[1] if name else ""
        if kind in depths:
            depths[kind] += -1 if tag[0].startswith("</") else 1
        start = tag.end()
    yield from _in_text(html[start:], depths)


def _in_text(text: str, depths: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    place = "a" if depths["a"] else "code" if depths["code"] else ""
    pieces = MARK.split(text)
    for words, key in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        yield _restored(words), key, place


def _restored(html: str) -> str:
    """HTML with plain braces: what stands in an address or a title is no gap."""
    for stray, brace in STRAY.items():
        html = html.replace(stray, brace)
    return html


def _is_gap(item: Part, key: str, place: str, *, known: bool, is_again: bool) -> bool:
    """Whether a mark becomes a gap; notes why not. In code a brace is a brace unless a gap is called so."""
    if not known:
        if place != "code":
            item.problem("prompt", f"There is no gap '{key}' in 'gaps'. Write \\{{{key}}} if no gap is meant.")
        return False
    if place == "a":
        item.problem("prompt", f"The gap '{key}' stands inside a link; put it before or behind.")
        return False
    if is_again:
        item.problem("prompt", f"The gap '{key}' stands in 'prompt' twice; give the second one an id of its own.")
        return False
    return True


def _check_missing(item: Part, ids: Sequence[str], seen: set[str], prompt: str) -> None:
    for number, key in enumerate(ids):
        if prompt and key and key not in seen and key not in ids[:number]:
            place = (*item.path, "gaps", number, "id")
            item.context.problem(
                place, f"The gap '{key}' does not stand in 'prompt'. Write {{{key}}} where it belongs."
            )
