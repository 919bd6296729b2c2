"""One tree for QTI 2 and 3: names without namespaces, those of version 3 written as in version 2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.items.formats.xml import Element, children, descendants, local, words

QTI3 = "qti-"
QTI21_KEPT, QTI30_KEPT = "qti21", "qti30"
BEYOND_TEXT = frozenset(
    {
        "hotspotInteraction",
        "graphicOrderInteraction",
        "graphicAssociateInteraction",
        "graphicGapMatchInteraction",
        "selectPointInteraction",
        "positionObjectInteraction",
        "positionObjectStage",
        "drawingInteraction",
        "mediaInteraction",
        "uploadInteraction",
        "customInteraction",
        "portableCustomInteraction",
    }
)
NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\s*")


def camel(name: str) -> str:
    """`choice-interaction` as version 2 writes it: `choiceInteraction`."""
    first, *rest = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def is_qti3(root: Element) -> bool:
    """Whether the names are those of version 3."""
    return local(root).startswith(QTI3)


def normalise(root: Element) -> Element:
    """Rename everything in place to the names of version 2, without namespaces."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = local(element)
        is_new = name.startswith(QTI3)
        attributes = [(str(key).rpartition("}")[2], value) for key, value in element.attrib.items()]
        element.attrib.clear()
        for key, value in attributes:
            element.set(camel(key) if is_new and not key.startswith(("data-", "aria-")) else key, str(value))
        element.tag = camel(name.removeprefix(QTI3)) if is_new else name
    return root


def is_interaction(element: Element) -> bool:
    """Whether this is where somebody answers."""
    name = local(element)
    return name.endswith("Interaction") or name == "positionObjectStage"


def interactions(body: Element) -> list[Element]:
    """The interactions of a body, in order; those inside another belong to it."""
    found = []
    for element in body.iter():
        if element is not body and is_interaction(element) and not any(map(is_interaction, element.iterancestors())):
            found.append(element)
    return found


def squeezed(element: Element | None) -> str:
    """The words inside an element, spaces squeezed."""
    return " ".join(words(element).split())


def number(text: str | None) -> float | None:
    """The finite number a text is, None when it is none."""
    if text is None or not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def plain_number(value: float) -> int | float:
    """A number as people write it: without a fraction that is nothing."""
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def flag(element: Element, name: str) -> bool | None:
    """A truth, None where nothing is said."""
    return {"true": True, "1": True, "false": False, "0": False}.get(element.get(name, "").strip())


def values(element: Element | None) -> tuple[str, ...]:
    """The values a declaration lists, those without content left out."""
    if element is None:
        return ()
    listed = (" ".join(words(value).split()) for value in children(element, "value"))
    return tuple(value for value in listed if value)


def remove(element: Element) -> None:
    """Take an element out of its tree, leaving the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def replace(element: Element, text: str) -> None:
    """Put text where an element is."""
    element.tail = text + (element.tail or "")
    remove(element)


def each(element: Element, *names: str) -> Iterator[Element]:
    """All elements inside with one of these names, listed first, so that the tree may change meanwhile."""
    return iter(list(descendants(element, *names)))
