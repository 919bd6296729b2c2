"""Pictures from outside, written anew under names that no other picture of the course has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath

from courses.authoring import service
from courses.authoring.compiler import LONGEST_PATH, picture_of
from courses.authoring.draft import Problem
from courses.authoring.known import StoredPictures
from courses.shared.pictures import PictureRefused, reencoded

FOLDER = "pictures/"
LONGEST_STEM = 48


def written_anew(pictures: Mapping[str, bytes], stored: StoredPictures) -> tuple[dict[str, bytes], dict[str, str]]:
    """The pictures written anew, by path, and the name that each of the given names has from now on; `stored` knows them too.

    Raises CourseRefused with everything that cannot be used.
    """
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for given, content in pictures.items():
        try:
            clean, ending = reencoded(content)
        except PictureRefused as refusal:
            problems.append(Problem(f"{FOLDER}{given}"[:LONGEST_PATH], 1, refusal.message))
            continue
        names[given] = _name(given, sha256(clean).hexdigest(), ending, stored)
        files[f"{FOLDER}{names[given]}"] = clean
        stored.read[names[given]] = picture_of(clean)
    if problems:
        raise service.CourseRefused(problems)
    return files, names


def _name(given: str, digest: str, ending: str, stored: StoredPictures) -> str:
    """A name like the given one that no other picture of the course has."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(given).stem).strip("-_")[:LONGEST_STEM] or "picture"
    name = f"{stem}.{ending}"
    if name in stored and stored[name].sha256 != digest:
        return f"{stem}-{digest[:16]}.{ending}"
    return name
