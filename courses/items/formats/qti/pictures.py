"""The pictures of a package: found by the paths its items write, named anew, and collected for the course."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

# By what their bytes begin with: what a name says counts for nothing.
ENDINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
EMBEDDED = re.compile(r"data:image/[a-z+.-]{1,20};base64,(.*)", re.DOTALL)
FILE_BASE = re.compile(r"^(?:\$|%24)(?:IMS[-_]CC[-_]FILE[-_]?BASE|CANVAS_COURSE_REFERENCE/file_contents)(?:\$|%24)/?")
# Where cartridges keep the files that their texts name without a folder.
FOLDERS = ("", "web_resources/", "web_resources/Uploaded Media/", "resources/", "images/")
LONGEST_STEM = 60


def ending_of(content: bytes) -> str | None:
    """png, jpg, gif or webp; None for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((ending for start, ending in ENDINGS.items() if content.startswith(start)), None)


@dataclass
class Pictures:
    """What the items of one file show. `archive`: where the files lie, empty for a single item."""

    archive: Mapping[str, bytes] = field(default_factory=dict)
    found: dict[str, bytes] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def take(self, source: str, base: str, item: str) -> str | None:
        """The name under which a picture is kept, or None, said in a warning, when there is none that can be.

        `source` is what the item at the path `base` writes; `item` is what people call it.
        """
        if embedded := EMBEDDED.fullmatch(source.strip()):
            return self._embedded(embedded[1], item)
        path = self.path_of(source, base)
        if path is None:
            self._warn(f"'{item}': the picture '{source[:200]}' is not in the file.")
            return None
        if path not in self.names:
            self.names[path] = self._keep(self.archive[path], posixpath.basename(path)) or ""
        if not self.names[path]:
            self._warn(f"'{item}': '{path}' is no PNG, JPEG, GIF or WebP picture and stays out.")
        return self.names[path] or None

    def path_of(self, source: str, base: str) -> str | None:
        """The path in the archive of what an item names, which may be written with or without its folder."""
        if re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
            return None
        plain = unquote(FILE_BASE.sub("", source).partition("?")[0].partition("#")[0]).lstrip("/")
        folder = posixpath.dirname(base)
        for written in (plain, FILE_BASE.sub("", source).lstrip("/")):
            for place in (folder, *FOLDERS):
                path = posixpath.normpath(posixpath.join(place, written))
                if path in self.archive:
                    return path
        ends = [path for path in self._by_name.get(posixpath.basename(plain), ()) if path.endswith(f"/{plain}")]
        return ends[0] if len(ends) == 1 else None

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.archive:
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    def _embedded(self, written: str, item: str) -> str | None:
        try:
            content = base64.b64decode("".join(written.split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        name = self._keep(content, "picture")
        if name is None:
            self._warn(f"'{item}': a picture in the text is no PNG, JPEG, GIF or WebP and stays out.")
        return name

    def _keep(self, content: bytes, name: str) -> str | None:
        ending = ending_of(content)
        if ending is None:
            return None
        stem = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower() or name.lower()).strip("-")[:LONGEST_STEM]
        kept = f"{stem or 'picture'}.{ending}"
        if self.found.get(kept, content) != content:
            kept = f"{stem or 'picture'}-{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
        self.found[kept] = content
        return kept

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)
