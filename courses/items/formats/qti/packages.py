"""Packages: the manifest followed to every item, what it does not reach found all the same, and what is absent or broken named."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from courses.items.formats.plain_files import begins
from courses.items.formats.qti import qti12
from courses.items.formats.qti.items import Source, read_item
from courses.items.formats.qti.pictures import Pictures
from courses.items.formats.qti.tests import Place, places_of, told_in
from courses.items.formats.qti.tree import each, normalise
from courses.items.formats.values import Found, Question, Skipped, Unusable
from courses.items.formats.xml import Element, attribute, child, children, descendants, local, parse

MANIFEST = "imsmanifest.xml"
NO_QUESTIONS = "The file holds no questions."
ENDINGS = (".xml", ".qti", ".dat")
HEAD = 16_384
IS_QTI = re.compile(
    rb"<(?:[\w.-]+:)?(?:questestinterop|(?:qti-)?assessment-?(?:item|test|section|stimulus))[\s>/]", re.IGNORECASE
)
ITEMS = frozenset({"assessmentItem", "qti-assessment-item"})
TESTS = frozenset({"assessmentTest", "qti-assessment-test", "assessmentSection", "qti-assessment-section"})
STIMULI = frozenset({"assessmentStimulus", "qti-assessment-stimulus"})
# What computers leave in archives without being asked.
LITTER = re.compile(r"(^|/)(__MACOSX/|\.)")
MOST_NAMED = 50


@dataclass
class Package:
    """A package while it is read: its archive, and what was found so far."""

    archive: Mapping[str, bytes]
    pictures: Pictures
    warnings: list[str] = field(default_factory=list)
    found: list[Question | Skipped] = field(default_factory=list)
    roots: dict[str, Element] = field(default_factory=dict)

    @cached_property
    def _by_small_name(self) -> dict[str, str]:
        return {path.casefold(): path for path in self.archive}

    def path(self, folder: str, href: str) -> str | None:
        """The path in the archive of what a manifest or a test names, which may be written with escapes, or in other capitals."""
        plain = href.partition("?")[0].partition("#")[0].replace("\\", "/")
        named = [
            posixpath.normpath(posixpath.join(place, written)).lstrip("/")
            for written in (plain, unquote(plain))
            for place in (folder, "")
        ]
        exact = next((path for path in named if path in self.archive), None)
        return exact or next((found for path in named if (found := self._by_small_name.get(path.casefold()))), None)

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings and len(self.warnings) < MOST_NAMED * 4:
            self.warnings.append(sentence)


def made(name: str, found: Sequence[Question | Skipped], warnings: Sequence[str], pictures: Pictures) -> Found:
    """What was found, divided into what came in and what did not."""
    questions = [each_one for each_one in found if isinstance(each_one, Question)]
    skipped = [each_one for each_one in found if isinstance(each_one, Skipped)]
    said = list(dict.fromkeys(warnings)) or ([] if found else [NO_QUESTIONS])
    if not found and NO_QUESTIONS not in said:
        said.append(NO_QUESTIONS)
    return Found(name, questions, skipped, said, pictures=pictures.found)


def read_package(archive: Mapping[str, bytes], name: str, twice: Mapping[str, str] | None = None) -> Found:
    """Every question in an archive. `twice`: files whose content another file holds too, and more of it."""
    package = Package(archive, Pictures(archive))
    listed = _listed(package)
    paths = [path for path in dict.fromkeys(_best(path, twice or {}) for path in listed) if _holds_qti(archive, path)]
    hidden = [path for path in archive if path not in paths and path not in (twice or {}) and _is_hidden(archive, path)]
    if not paths and not hidden and not listed:
        raise Unusable("The archive holds no manifest and no file of questions.")
    _parse(package, [*paths, *hidden])
    places, stimuli = _surroundings(package)
    _read(package, paths, places, stimuli)
    before = len(package.found)
    _read(package, hidden, places, stimuli)
    if hidden and len(package.found) > before and listed:
        package.warn(f"The manifest does not reach {_named(hidden)}; what is in there was read all the same.")
    return made(name, package.found, [*package.warnings, *package.pictures.warnings], package.pictures)


def _best(path: str, twice: Mapping[str, str]) -> str:
    return twice.get(path, path)


def _listed(package: Package) -> list[str]:
    """The paths of all files that the manifest names, in its order; absent ones are named."""
    path = manifest_of(package.archive)
    if path is None:
        package.warn("The archive has no imsmanifest.xml; every file of questions in it was read.")
        return []
    try:
        root = parse(package.archive[path])
    except Unusable as problem:
        package.warn(f"The manifest cannot be read ({problem}); every file of questions in the archive was read.")
        return []
    known, absent = [], []
    for resource in descendants(root, "resource"):
        folder = posixpath.join(posixpath.dirname(path), attribute(root, "base"), attribute(resource, "base"))
        # Blackboard names the file of a resource in an attribute of its own.
        href = resource.get("href") or attribute(resource, "file")
        files = [href, *(each_file.get("href", "") for each_file in children(resource, "file"))]
        for href in dict.fromkeys(href for href in files if href and not re.match(r"[a-z]+://", href)):
            found = package.path(folder, href)
            (known if found else absent).append(found or href)
            if not found and _is_item(resource, href):
                package.found.append(Skipped("file", href, "The manifest names it, but it is not in the package."))
    if absent:
        package.warn(f"The manifest names files that are not in the package: {_named(list(dict.fromkeys(absent)))}.")
    return list(dict.fromkeys(known))


def _is_item(resource: Element, href: str) -> bool:
    kind = resource.get("type", "")
    return "imsqti" in kind and ("item" in kind or "xmlv1p" in kind) and href == resource.get("href")


def _named(paths: Sequence[str]) -> str:
    shown = ", ".join(f"'{path}'" for path in paths[:MOST_NAMED])
    return f"{shown} and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else shown


def manifest_of(archive: Mapping[str, bytes]) -> str | None:
    """The path of the manifest nearest to the root."""
    manifests = [path for path in archive if posixpath.basename(path).lower() == MANIFEST and not LITTER.search(path)]
    return min(manifests, key=lambda path: (path.count("/"), path), default=None)


def _holds_qti(archive: Mapping[str, bytes], path: str) -> bool:
    return (
        path.lower().endswith(ENDINGS)
        and posixpath.basename(path).lower() != MANIFEST
        and _looks_like_qti(archive[path])
    )


def _looks_like_qti(content: bytes) -> bool:
    head = content[:HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:2]:
        head = head.replace(b"\0", b"")
    return bool(IS_QTI.search(head)) or not head.strip() or (b"<" in head and _is_cut(content))


def _is_cut(content: bytes) -> bool:
    """Whether it looks like an item all the same: what is broken should be named."""
    return b"responseDeclaration" in content or b"qti-item-body" in content or b"itemBody" in content


def _is_hidden(archive: Mapping[str, bytes], path: str) -> bool:
    is_litter = LITTER.search(path) or not path.lower().endswith(ENDINGS) or not archive[path].strip()
    return not is_litter and _holds_qti(archive, path)


def _parse(package: Package, paths: Sequence[str]) -> None:
    for path in paths:
        try:
            package.roots[path] = parse(package.archive[path])
        except Unusable as problem:
            package.warn(f"'{path}' cannot be read: {problem}")
            package.found.append(Skipped("file", path, str(problem)))


def _surroundings(package: Package) -> tuple[dict[str, Place], dict[str, Element]]:
    """Where tests put their items, and the texts that items refer to, both by path."""
    places: dict[str, Place] = {}
    stimuli: dict[str, Element] = {}
    for path, root in package.roots.items():
        if local(root) in TESTS:
            normalise(root)
            for title, text in told_in(root):
                package.warn(f"'{title}': The words of a section were left out: {begins(text)}")
            for href, place in places_of(root):
                found = package.path(posixpath.dirname(path), href)
                if found is None:
                    package.warn(f"The test '{path}' asks for '{href}', which is not in the package.")
                    package.found.append(Skipped("assessmentItemRef", href, "It is not in the package."))
                else:
                    places.setdefault(found, place)
        elif local(root) in STIMULI:
            body = child(normalise(root), "stimulusBody")
            if body is not None:
                stimuli[path] = body
    return places, stimuli


def _read(package: Package, paths: Sequence[str], places: Mapping[str, Place], stimuli: Mapping[str, Element]) -> None:
    for path in paths:
        root = package.roots.get(path)
        if root is None:
            continue
        if local(root) == "questestinterop":
            package.found += qti12.read_all(root, package.pictures, path, package.warnings)
            continue
        inside = [root] if local(root) in ITEMS else list(each(root, *ITEMS))
        place = places.get(path, Place())
        for item in inside:
            source = Source(package.pictures, path, place.category, place.weight, stimuli)
            package.found.append(read_item(item, source, package.warnings))
