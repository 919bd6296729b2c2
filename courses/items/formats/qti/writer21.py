"""Packages of QTI 2.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from courses.items.formats.qti.tree import QTI21_KEPT
from courses.items.formats.qti.writing import Version, serialised, write_package
from courses.items.formats.values import Outgoing, Written
from courses.items.formats.xml import Element

NAME = "qti21"
TITLE = "QTI 2.1"
ENDING = "zip"
NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def write(items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written:
    """A package with a test of all questions."""
    return write_package(items, pictures, title, VERSION)


def render(root: Element) -> bytes:
    """A tree in the names of version 2, as they are."""
    return serialised(root, NAMESPACE, {})


VERSION = Version(
    kept=QTI21_KEPT,
    item_type="imsqti_item_xmlv2p1",
    test_type="imsqti_test_xmlv2p1",
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
    manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    render=render,
)
