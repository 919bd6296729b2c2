"""The pictures of a course: checked once, and put where its Markdown names them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from courses.authoring.compiler.addresses import Addresses
from courses.authoring.compiler.prose import Prose
from courses.authoring.compiler.report import Report, meant
from courses.shared import pictures
from courses.shared.pictures import PictureRefused

FOLDER = "pictures/"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(png|jpg|gif|webp)")
NAME_RULE = "A picture is named with letters, digits, hyphens and dots, and ends in .png, .jpg, .gif or .webp."
IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
SCHEME = "picture:"


@dataclass(frozen=True)
class Picture:
    """A picture of the course: the hash of its content, the ending of its file, and its size in pixels."""

    sha256: str
    ending: str
    width: int
    height: int


def read_pictures(files: Mapping[str, bytes], paths: Iterable[str], report: Report) -> dict[str, Picture]:
    """The pictures at these paths, by their names; what is none or has a wrong name is a problem."""
    found = {}
    for path in paths:
        name = path.removeprefix(FOLDER)
        try:
            picture = picture_of(files[path])
        except PictureRefused as refusal:
            report.file(path).add(1, refusal.message)
            continue
        if not NAME.fullmatch(name):
            report.file(path).add(1, NAME_RULE)
        elif not name.endswith(f".{picture.ending}"):
            report.file(path).add(1, f"This is a .{picture.ending} by its content; rename the file.")
        found[name] = picture
    return found


def picture_of(content: bytes) -> Picture:
    """What a file of a picture holds. Raises PictureRefused."""
    seen = pictures.recognised(content)
    return Picture(hashlib.sha256(content).hexdigest(), seen.ending, seen.width, seen.height)


def shown(html: str, text: Prose, known: Mapping[str, Picture], addresses: Addresses) -> str:
    """Clean HTML with every picture led to its file; one that is not there, or has no words, is a problem."""
    if "<img" not in html:
        return html

    def picture(match: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        source, words = unescape(attributes.get("src", "")), attributes.get("alt", "")
        name = source.removeprefix(SCHEME)
        if not source.startswith(SCHEME):
            text.wrong_wherever(source or "![", "A picture is a file of the course: ![words](picture:name.png).")
        elif name not in known:
            text.wrong_wherever(source, f"There is no picture '{name}' in pictures/{meant(name, known)}")
        elif not words.strip():
            text.wrong_wherever(
                source, "A picture needs words for those who cannot see it: ![words](picture:name.png)."
            )
        else:
            return _element(known[name], words, addresses)
        return ""

    return IMAGE.sub(picture, html)


def _element(picture: Picture, words: str, addresses: Addresses) -> str:
    address = addresses.picture(picture.sha256, picture.ending)
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="{address}" alt="{words}" {size} loading="lazy">'
