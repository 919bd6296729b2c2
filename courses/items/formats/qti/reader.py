"""QTI of every version: an item, a test or a package, found out from what is inside."""

from __future__ import annotations

import re

from courses.items.formats.archives import open_archive
from courses.items.formats.qti import packages, qti12
from courses.items.formats.qti.items import Source, read_item
from courses.items.formats.qti.pictures import Pictures
from courses.items.formats.qti.tree import is_qti3, normalise
from courses.items.formats.values import Found, Question, Skipped, Unusable
from courses.items.formats.xml import Element, descendants, local, parse

NAME = "qti"
TITLE = "QTI"
ARCHIVE = b"PK"
HEAD = 65_536
ITEMS = frozenset({"assessmentItem", "qti-assessment-item"})
TESTS = frozenset({"assessmentTest", "qti-assessment-test", "assessmentSection", "qti-assessment-section"})
ROOT = re.compile(r"<(?:[\w.-]+:)?(questestinterop|(?:qti-)?assessment-?(?:item|test|section))[\s>/]", re.IGNORECASE)
NO_QUESTIONS = "The file holds no questions."


def recognises(content: bytes, file_name: str) -> bool:
    """Whether this is QTI: a root element of it, or an archive, which nothing else here comes as."""
    return content.startswith(ARCHIVE) or bool(ROOT.search(_head(content)))


def _head(content: bytes) -> str:
    head = content[:HEAD]
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:2]
    return head.decode("utf-16" if is_wide and len(head) % 2 == 0 else "utf-8", "replace")


def read(content: bytes) -> Found:
    """Every question of a file; what cannot be one is named."""
    if content.startswith(ARCHIVE):
        return packages.read_package(open_archive(content), NAME)
    root = parse(content)
    if local(root) == "questestinterop":
        return _read_12(root)
    if local(root) in ITEMS:
        return _read_items([root])
    if local(root) in TESTS:
        return _read_test(root)
    raise Unusable(f"This is XML, but no QTI: its first element is <{local(root)}>.")


def _read_12(root: Element) -> Found:
    pictures, warnings = Pictures(), list[str]()
    found = qti12.read_all(root, pictures, "", warnings)
    return packages.made(NAME, found, [*warnings, *pictures.warnings], pictures)


def _read_items(roots: list[Element]) -> Found:
    pictures, warnings = Pictures(), list[str]()
    found: list[Question | Skipped] = [read_item(root, Source(pictures), warnings) for root in roots]
    return packages.made(NAME, found, [*warnings, *pictures.warnings], pictures)


def _read_test(root: Element) -> Found:
    """A test without its items says which ones it would need; some hold them themselves."""
    inside = list(descendants(root, *ITEMS))
    if inside:
        return _read_items(inside)
    if is_qti3(root):
        normalise(root)
    references = [element.get("href", "") for element in descendants(root, "assessmentItemRef")]
    skipped = [
        Skipped("assessmentItemRef", reference, "The item itself is in another file.") for reference in references
    ]
    return Found(
        NAME,
        skipped=skipped,
        warnings=[f"This is a test whose {len(references)} items are in other files; bring the whole package."],
    )
