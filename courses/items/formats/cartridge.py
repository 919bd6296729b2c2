"""Common Cartridge: the quizzes and question banks of a whole course; everything else in it is left alone, and that is said."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace

from courses.items.formats.archives import open_archive
from courses.items.formats.qti.packages import manifest_of, read_package
from courses.items.formats.values import Found, Unusable
from courses.items.formats.xml import descendants, parse

NAME = "cartridge"
TITLE = "Common Cartridge"
ARCHIVE = b"PK"
SCHEMA = re.compile(rb"imscc|common cartridge|thin cc", re.IGNORECASE)
# Canvas writes each quiz in the profile of the standard and, with everything in it, in its own.
STANDARD_COPY = re.compile(r"(?:(.*)/)?([^/]+)/assessment_qti\.xml")
ITEM = re.compile(rb"<item[\s>]")


def recognises(content: bytes, file_name: str) -> bool:
    """An archive whose name or manifest says that it is a cartridge."""
    if not content.startswith(ARCHIVE):
        return False
    if file_name.lower().endswith(".imscc"):
        return True
    try:
        archive = open_archive(content)
        manifest = manifest_of(archive)
        return manifest is not None and bool(SCHEMA.search(archive[manifest][:65_536]))
    except Unusable:
        return False


def read(content: bytes) -> Found:
    """Every question of a course."""
    archive = open_archive(content)
    twice = _twice(archive)
    found = read_package(archive, NAME, twice)
    warnings = [*found.warnings]
    if twice:
        quizzes = "One quiz is" if len(twice) == 1 else f"{len(twice)} quizzes are"
        warnings.append(f"{quizzes} stored twice, as Canvas does it; the fuller copy was read.")
    if others := _others(archive):
        warnings.append(f"{others} resources that hold no questions (pages, links, files, settings) were left out.")
    return replace(found, warnings=warnings)


def _twice(archive: Mapping[str, bytes]) -> dict[str, str]:
    """The copies of quizzes that need not be read, each with the one that holds more."""
    found = {}
    for path in archive:
        standard = STANDARD_COPY.fullmatch(path)
        if not standard:
            continue
        full = posixpath.join(standard[1] or "", "non_cc_assessments", f"{standard[2]}.xml.qti")
        if full in archive:
            counts = {each: len(ITEM.findall(archive[each])) for each in (path, full)}
            less, more = (path, full) if counts[full] >= counts[path] else (full, path)
            found[less] = more
    return found


def _others(archive: Mapping[str, bytes]) -> int:
    """How many resources hold no questions."""
    manifest = manifest_of(archive)
    if manifest is None:
        return 0
    try:
        root = parse(archive[manifest])
    except Unusable:
        return 0
    return sum("imsqti" not in each.get("type", "") for each in descendants(root, "resource"))
