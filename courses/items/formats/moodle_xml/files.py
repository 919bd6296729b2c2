"""The files that stand in Moodle XML: pictures become pictures of the course, the rest is named and kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from courses.items.formats.marks import Picture, Run, address
from courses.items.formats.xml import Element, attribute, children, words

PLACE = "@@PLUGINFILE@@"
STARTS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
INLINE = re.compile(r"data:([a-z0-9.+/-]{0,80})((?:;[^;,]{0,80})*),", re.IGNORECASE)
NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 60
MOST_WARNINGS = 50
MORE = "There are more files that could not be taken."


def ending_of(content: bytes) -> str:
    """The ending of a picture by its content; empty for what is none that can be shown."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((ending for start, ending in STARTS if content.startswith(start)), "")


def decoded(text: str) -> bytes | None:
    """What base64 says; None when it says nothing."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


@dataclass
class Album:
    """The pictures of a whole file, by the names that Markdown calls them; the same picture has one name."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, content: bytes, wanted: str) -> str:
        """The name of a picture, new or known; empty when it is none that can be shown."""
        ending = ending_of(content)
        if not ending:
            return ""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.names:
            stem = NOT_IN_NAMES.sub("-", wanted.rpartition(".")[0].lower() or wanted.lower()).strip("-")[:LONGEST_NAME]
            self.names[digest] = self._free(stem.strip("-") or "picture", ending)
            self.pictures[self.names[digest]] = content
        return self.names[digest]

    def _free(self, stem: str, ending: str) -> str:
        name, number = f"{stem}.{ending}", 2
        while name in self.pictures:
            name, number = f"{stem}-{number}.{ending}", number + 1
        return name


@dataclass
class Files:
    """The files of one question, by name; what of them is used, and what could not be."""

    album: Album
    files: Mapping[str, bytes]
    warnings: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def warn(self, sentence: str) -> None:
        """Note what could not be shown, once; of very many, that there are more."""
        said = sentence if len(self.warnings) < MOST_WARNINGS else MORE
        if said not in self.warnings:
            self.warnings.append(said)

    def picture(self, source: str, alt: str) -> Picture | Run | None:
        """The picture at an address; words that lead there when it is elsewhere, None when it is nowhere."""
        name = unquote(source.partition("?")[0].removeprefix(PLACE).lstrip("/"))
        if source.startswith(PLACE) and name in self.files:
            found = self._shown(self.files[name], name, alt)
            self.shown |= {name} if found else set()
            return found
        if inline := INLINE.match(source):
            content = decoded(unquote(source[inline.end() :])) if "base64" in inline[2].lower() else None
            return self._shown(content or b"", alt or "picture", alt)
        if link := address(source):
            self.warn(f"The picture {source[:200]} stands elsewhere; a link leads there.")
            return Run(alt or source.rpartition("/")[2] or source, link=link)
        self.warn(f"The picture {name[:100] or 'without an address'} is not in the file.")
        return None

    def _shown(self, content: bytes, name: str, alt: str) -> Picture | None:
        known = self.album.name_of(content, name)
        if not known:
            self.warn(f"The file {name[:100]} is no picture that can be shown (PNG, JPEG, GIF or WebP).")
            return None
        return Picture(known, alt or name.rpartition("/")[2].rpartition(".")[0] or "picture")


def file_name(element: Element) -> str:
    """The name of a file with the folder it stands in, as texts call it."""
    return unquote(attribute(element, "path", "/").lstrip("/") + attribute(element, "name"))


def files_in(question: Element) -> tuple[dict[str, bytes], list[str]]:
    """The files anywhere in a question by name, and warnings about broken ones."""
    found: dict[str, bytes] = {}
    warnings = []
    for element in question.iter("file"):
        name = file_name(element)
        content = decoded(words(element))
        if content is None:
            warnings.append(f"The file {name[:100]} is damaged.")
            continue
        found.setdefault(name, content)
    old = [words(element).strip() for tag in ("image", "image_base64") for element in children(question, tag)]
    if len(old) == 2 and all(old) and (content := decoded(old[1])):
        found.setdefault(old[0].replace("/", "_"), content)
    return found, warnings
