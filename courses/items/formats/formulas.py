"""Formulas in MathML as one line of letters, in which what is raised, lowered or divided is still seen to be."""

from __future__ import annotations

from lxml import etree

DEEPEST = 40
# What stands between the parts of an element that has two or three of them.
BETWEEN = {
    "msup": ("^",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "mfrac": ("/",),
    "munder": ("_",),
    "mover": ("^",),
    "munderover": ("_", "^"),
}
UNSEEN = frozenset({"annotation", "annotation-xml", "mphantom"})


def name_of(element: etree._Element) -> str:
    """The name of an element without the prefix that HTML leaves in it."""
    return element.tag.rpartition(":")[2] if isinstance(element.tag, str) else ""


def is_flat(math: etree._Element) -> bool:
    """Whether the letters of a formula stand in one line anyway."""
    return not any(name_of(element) in {*BETWEEN, "msqrt", "mroot", "mtable"} for element in math.iter())


def linear(element: etree._Element, depth: int = 0) -> str:
    """The formula in one line; what is nested deeper than formulas are is only its letters."""
    name = name_of(element)
    if name in UNSEEN:
        return ""
    if depth > DEEPEST:
        return "".join(element.itertext())
    parts = [linear(inner, depth + 1) for inner in element if name_of(inner)]
    if name in BETWEEN and len(parts) == len(BETWEEN[name]) + 1:
        return _whole(parts[0]) + "".join(
            mark + _whole(part) for mark, part in zip(BETWEEN[name], parts[1:], strict=True)
        )
    if name == "mroot" and len(parts) == 2:
        return f"{_whole(parts[1])}√{_whole(parts[0])}"
    if name == "mtable":
        return f"({'; '.join(parts)})"
    inside = (" " if name == "mtr" else "").join([(element.text or "").strip(), *parts]).strip()
    return f"√{_whole(inside)}" if name == "msqrt" else inside


def _whole(part: str) -> str:
    """A part in brackets, unless it is one word."""
    return part if part.isalnum() or len(part) <= 1 else f"({part})"
