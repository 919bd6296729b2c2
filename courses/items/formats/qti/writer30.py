"""Packages of QTI 3.0: the same trees, in the names of version 3."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from courses.items.formats.qti.tree import QTI3, QTI30_KEPT
from courses.items.formats.qti.words import KNOWN
from courses.items.formats.qti.writing import Version, serialised, write_package
from courses.items.formats.values import Outgoing, Written
from courses.items.formats.xml import Element

NAME = "qti30"
TITLE = "QTI 3.0"
ENDING = "zip"
NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
# Elements of version 3 that hold their words in a body of their own.
BODIED = frozenset({"modalFeedback", "rubricBlock"})
# What version 3 lets a rubric be for.
USES = frozenset({"instructions", "scoring", "navigation"})


def write(items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written:
    """A package with a test of all questions."""
    return write_package(items, pictures, title, VERSION)


def render(root: Element) -> bytes:
    """A tree in the names of version 2, renamed."""
    return serialised(_renamed(root), NAMESPACE, {})


def _renamed(element: Element) -> Element:
    name = str(element.tag)
    if name in KNOWN:
        made = etree.Element(name)
        for key, value in element.attrib.items():
            made.set(str(key), str(value))
    else:
        made = etree.Element(QTI3 + _kebab(name))
        for key, value in element.attrib.items():
            made.set(_kebab(str(key)), str(value))
    inside = made
    if name in BODIED and not any(inner.tag == "contentBody" for inner in element):
        inside = etree.SubElement(made, f"{QTI3}content-body")
    if name == "rubricBlock" and made.get("use") not in USES:
        made.set("use", "scoring" if made.get("view") == "scorer" else "instructions")
    inside.text, made.tail = element.text, element.tail
    inside.extend([_renamed(inner) for inner in element])
    return made


def _kebab(name: str) -> str:
    return CAPITAL.sub(r"-\1", name).lower()


VERSION = Version(
    kept=QTI30_KEPT,
    item_type="imsqti_item_xmlv3p0",
    test_type="imsqti_test_xmlv3p0",
    schema="QTI Package",
    schema_version="3.0.0",
    manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    render=render,
)
