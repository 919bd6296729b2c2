"""The texts of QTI 1.2: materials in any nesting as HTML, and the places where something is asked."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from courses.items.formats.xml import Element, children, descendants, local, words

RESPONSES = frozenset(
    {"response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension"}
)
RENDERS = frozenset({"render_choice", "render_fib", "render_hotspot", "render_slider", "render_extension"})
IS_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-zA-Z]+;|&#\d+;")
# Some call HTML plain text; what begins with a tag of a paragraph and ends with it is none.
IS_PAGE = re.compile(r"\A\s*<(p|div|span|ul|ol|table|h[1-6])\b[^<>]*>.*</\1>\s*\Z", re.DOTALL | re.IGNORECASE)
WORDS = frozenset({"mattext", "matemtext", "mat_formattedtext"})


@dataclass(frozen=True)
class Presentation:
    """What an item shows: pieces of HTML, and the responses between them."""

    pieces: Sequence[str | Element]

    @property
    def responses(self) -> list[Element]:
        return [piece for piece in self.pieces if not isinstance(piece, str)]

    def html(self, tokens: Mapping[str, str]) -> str:
        """All of it, with a token where a response stands that has one."""
        return "".join(piece if isinstance(piece, str) else tokens.get(ident_of(piece), "") for piece in self.pieces)


def presented(presentation: Element) -> Presentation:
    """The materials and the responses of a presentation, in order."""
    return Presentation(list(_pieces(presentation)))


def _pieces(element: Element) -> Iterator[str | Element]:
    for inner in children(element):
        name = local(inner)
        if name in RESPONSES:
            yield inner
        elif name in ("material", "material_ref", "altmaterial"):
            yield material(inner)
        elif name in ("flow", "flow_mat"):
            yield from _pieces(inner)
            yield "<br/>"


def material(element: Element) -> str:
    """The HTML of everything that is text or a picture inside an element."""
    written = []
    for inner in element.iter():
        name = local(inner)
        if name in WORDS:
            written.append(_text(inner))
        elif name == "matimage":
            source = inner.get("uri") or inner.get("entityref") or ""
            if not source:
                continue
            written.append(f'<img src="{entities.escape(source)}" alt="{entities.escape(inner.get("label", ""))}"/>')
        elif name == "matbreak" or (name in ("flow_mat", "flow") and inner is not element):
            written.append("<br/>")
    return "".join(written)


def _text(element: Element) -> str:
    """The words of a material, which are HTML when it says so or when they look like it."""
    if len(element):
        parts = [entities.escape(element.text or "")]
        parts += [etree.tostring(inner, encoding="unicode", method="html") for inner in element]
        return f"<div>{''.join(parts)}</div>"
    text = words(element)
    kind = element.get("texttype", element.get("type", "")).lower()
    if "html" in kind or (IS_PAGE if kind == "text/plain" else IS_HTML).search(text):
        return f"<div>{text}</div>"
    return f"<div>{entities.escape(text)}</div>"


def own_material(response: Element) -> str:
    """The words beside a response that belong to it: what stands in it, outside of what is chosen or typed."""
    return "".join(material(inner) for inner in children(response, "material", "flow", "flow_mat"))


def ident_of(response: Element) -> str:
    """What the rules call a response."""
    return response.get("ident") or response.get("respident") or ""


def labels(response: Element) -> list[Element]:
    """What can be chosen."""
    return list(descendants(response, "response_label"))


def rendered(response: Element) -> str:
    """How a response is shown: `choice`, `fib`, `hotspot`, `slider`, `extension`; empty when nothing says it."""
    render = next((inner for inner in response.iter() if local(inner) in RENDERS), None)
    return "" if render is None else local(render).removeprefix("render_")
